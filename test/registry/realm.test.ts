import { describe, expect, test } from '@jest/globals';
import type { RegistrySettings } from '../../src/model/image-policy.ts';
import { Endpoints } from '../../src/registry/endpoint.ts';
import { realmOf } from '../../src/registry/realm.ts';
import { RegistryError } from '../../src/registry/source.ts';

/** `trusted`, `untrusted`, or the code of the error. */
function judge(registry: string, realm: string, own: Partial<RegistrySettings> = {}): string {
  const settings = { host: registry, insecure: false, allowPrivate: false, mirrors: [], tokenHosts: [], ...own };
  const endpoints = new Endpoints([settings]);
  try {
    return realmOf(realm, endpoints.endpointOf(registry), endpoints).isTrusted ? 'trusted' : 'untrusted';
  } catch (error) {
    return error instanceof RegistryError ? error.code : String(error);
  }
}

describe('credentials go to token services', () => {
  test.each([
    ['ghcr.io', 'https://ghcr.io/token'],
    ['docker.io', 'https://auth.docker.io/token'],
    ['docker.io', 'https://registry-1.docker.io/token'],
    ['registry.gitlab.com', 'https://gitlab.com/jwt/auth'],
    ['registry.digitalocean.com', 'https://api.digitalocean.com/v2/registry/auth'],
    ['example.com', 'https://auth.example.com/token'],
    ['registry.example.de:5000', 'https://registry.example.de:5001/token'],
    ['a.registry.example.co.uk', 'https://registry.example.co.uk/token'],
    ['registry.example.com', 'https://REGISTRY.EXAMPLE.COM/token'],
    ['registry.example.com:443', 'https://registry.example.com/token'],
    ['8.8.8.8', 'https://8.8.8.8:444/token'],
  ])('of %s at %s', (registry, realm) => {
    expect(judge(registry, realm)).toBe('trusted');
  });

  test.each([
    ['registry.example.com', 'https://evil.example'],
    ['registry.example.com', 'https://registry.example.com.evil.org/'],
    ['registry.example.com', 'https://evilexample.com/'],
    ['registry.example.com', 'https://example.com.evil.org/'],
    ['registry.example.co.uk', 'https://evil.co.uk/'],
    ['registry.example.co.uk', 'https://co.uk/'],
    ['mine.github.io', 'https://evil.github.io/'],
    ['mine.azurecr.io', 'https://evil.azurecr.io/'],
    ['mine.azurecr.io', 'https://azurecr.io/'],
    ['1.dkr.ecr.eu-west-1.amazonaws.com', 'https://evil.s3.amazonaws.com/'],
    ['1.dkr.ecr.eu-west-1.amazonaws.com', 'https://amazonaws.com/'],
    ['mine.uk.com', 'https://evil.uk.com/'],
    ['mine.herokuapp.com', 'https://evil.herokuapp.com/'],
    ['docker.io', 'https://auth.docker.com/'],
    ['registry-1.docker.io', 'https://auth.docker.io/token'],
    ['quay.io', 'https://auth.docker.io/token'],
    ['8.8.8.8', 'https://9.8.8.8/'],
    ['8.8.8.8', 'https://[2606:4700::1]/'],
  ])('but not of %s at %s', (registry, realm) => {
    expect(judge(registry, realm)).toBe('untrusted');
  });

  test('that are listed', () => {
    const tokenHosts = ['Tokens.example.org', 'tokens.example.org:8443'];
    expect(judge('quay.io', 'https://tokens.example.org/x', { tokenHosts })).toBe('trusted');
    expect(judge('quay.io', 'https://tokens.example.org:8443/x', { tokenHosts })).toBe('trusted');
    expect(judge('quay.io', 'https://tokens.example.org:9000/x', { tokenHosts })).toBe('untrusted');
  });
});

describe('token services that are not asked at all', () => {
  test.each([
    ['http://ghcr.io/token', 'blocked'],
    ['http://evil.example/token', 'blocked'],
    ['https://127.0.0.1/token', 'blocked'],
    ['https://[::1]/token', 'blocked'],
    ['https://10.0.0.1/token', 'blocked'],
    ['https://169.254.169.254/latest/meta-data', 'blocked'],
    ['https://2852039166/latest/meta-data', 'blocked'],
    ['https://localhost/token', 'blocked'],
    ['https://vault.default.svc/token', 'blocked'],
    ['', 'protocol'],
    ['/token', 'protocol'],
    ['ftp://ghcr.io/token', 'protocol'],
    ['javascript:alert(1)', 'protocol'],
    ['https://me:secret@ghcr.io/token', 'protocol'],
    ['https://ghcr.io./token', 'protocol'],
    ['https://ghcr\u3002io/token', 'protocol'],
    ['https://ghcr.io/ token', 'protocol'],
    [`https://ghcr.io/${'x'.repeat(2_048)}`, 'protocol'],
  ])('%s', (realm, outcome) => {
    expect(judge('ghcr.io', realm)).toBe(outcome);
  });

  test('over plain HTTP, but for declared registries at their own or listed hosts', () => {
    const own = { insecure: true, tokenHosts: ['tokens.example.org'] };
    expect(judge('registry.example.com', 'http://registry.example.com/token', own)).toBe('trusted');
    expect(judge('registry.example.com', 'http://tokens.example.org/token', own)).toBe('trusted');
    expect(judge('registry.example.com', 'http://auth.example.com/token', own)).toBe('blocked');
    expect(judge('registry.example.com', 'https://auth.example.com/token', own)).toBe('trusted');
  });

  test('at private addresses, but for private registries at their own or listed hosts', () => {
    const own = { allowPrivate: true, tokenHosts: ['10.0.0.2'] };
    expect(judge('10.0.0.1', 'https://10.0.0.1/token', own)).toBe('trusted');
    expect(judge('10.0.0.1', 'https://10.0.0.2/token', own)).toBe('trusted');
    expect(judge('10.0.0.1', 'https://10.0.0.3/token', own)).toBe('blocked');
    expect(judge('10.0.0.1', 'https://169.254.169.254/token', { ...own, tokenHosts: ['169.254.169.254'] })).toBe(
      'blocked',
    );
    expect(judge('registry.example.com', 'https://10.0.0.2/token', { tokenHosts: ['10.0.0.2'] })).toBe('blocked');
  });
});
