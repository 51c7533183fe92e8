import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/model/json.ts';
import { createAuthority } from '../support/certificates.ts';
import { imageFaults, imagePolicy, imageSettings, loadImages } from './image-documents.ts';

const ca = await createAuthority();
const own = await ca.issue({ usage: 'client' });
const other = await ca.issue({ usage: 'client' });
const files = { 'ca.pem': ca.cert, 'tls.crt': own.cert, 'tls.key': own.key, 'other.key': other.key };

const load = (spec: JsonObject) => loadImages([imageSettings(spec), imagePolicy()], { files });
const faults = (registry: JsonObject) =>
  imageFaults([imageSettings({ registries: [{ host: 'registry.example.com', ...registry }] }), imagePolicy()], {
    files,
  });

describe('image settings', () => {
  test('that are not there', () => {
    expect(loadImages([imagePolicy()]).images).toEqual({
      onNoMatch: 'Allow',
      refreshPublicGood: false,
      registries: [],
      trustRoots: [],
    });
  });

  test('with everything by default', () => {
    expect(load({ registries: [{ host: 'Registry.example.com:5000' }] }).images).toEqual({
      onNoMatch: 'Allow',
      refreshPublicGood: false,
      registries: [
        { host: 'registry.example.com:5000', insecure: false, allowPrivate: false, mirrors: [], tokenHosts: [] },
      ],
      trustRoots: [],
    });
  });

  test('with everything given', () => {
    const clientCertificate = { certFile: 'tls.crt', keyFile: 'tls.key' };
    const { registries } = load({
      registries: [
        {
          host: 'index.docker.io',
          allowPrivate: true,
          caFile: 'ca.pem',
          clientCertificate,
          mirrors: ['mirror.example.com:5000/docker/hub', 'MIRROR.example.com'],
          tokenHosts: ['auth.example.com'],
        },
        { host: 'localhost:5000', insecure: true },
      ],
    }).images;
    expect(registries).toMatchObject([
      {
        host: 'docker.io',
        allowPrivate: true,
        ca: expect.stringContaining('BEGIN CERTIFICATE'),
        clientCertificate: { cert: expect.stringContaining('BEGIN CERTIFICATE'), key: own.key },
        mirrors: ['mirror.example.com:5000/docker/hub', 'mirror.example.com'],
        tokenHosts: ['auth.example.com'],
      },
      { host: 'localhost:5000', insecure: true },
    ]);
  });

  test.each<[string, JsonObject, string]>([
    ['a host that is none', { host: 'a/b' }, 'host: is no host of a registry'],
    ['a host that is a URL', { host: 'https://a' }, 'host: is a URL: write the host alone'],
    ['a mirror that is a URL', { mirrors: ['https://a'] }, 'mirrors[0]: is a URL: leave out the scheme'],
    ['a host of tokens that is a URL', { tokenHosts: ['https://a/token'] }, 'tokenHosts[0]: is a URL'],
    ['a misspelt field', { insecur: true }, 'insecur: unknown field; did you mean "insecure"?'],
    [
      'certificates without TLS',
      { insecure: true, caFile: 'ca.pem' },
      'caFile: means nothing to a registry that is insecure',
    ],
    ['a mirror that is none', { mirrors: ['a b'] }, 'mirrors[0]: is no host'],
    ['a mirror with a tag', { mirrors: ['mirror.example.com/a:b'] }, 'mirrors[0]: is no host, or host with a path'],
    ['a host of tokens', { tokenHosts: ['a/b'] }, 'tokenHosts[0]: is no host of a registry'],
    ['a file that is not there', { caFile: 'no.pem' }, 'caFile: cannot be read: no such file beside policy.yaml'],
    ['a key for certificates', { caFile: 'tls.key' }, 'caFile: holds a private key where certificates are wanted'],
    [
      'a key of somebody else',
      { clientCertificate: { certFile: 'tls.crt', keyFile: 'other.key' } },
      'clientCertificate.keyFile: is not the key of the first certificate in certFile',
    ],
    [
      'no key',
      { clientCertificate: { certFile: 'tls.crt', keyFile: 'ca.pem' } },
      'clientCertificate.keyFile: has no PEM private key',
    ],
    ['half a pair', { clientCertificate: { certFile: 'tls.crt' } }, 'clientCertificate: needs the field "keyFile"'],
  ])('that do not load: %s', (_, registry, fault) => {
    expect(faults(registry)).toEqual([expect.stringContaining(`spec.registries[0].${fault}`)]);
  });

  test('never quote a key', () => {
    const text = faults({ clientCertificate: { certFile: 'tls.crt', keyFile: 'other.key' } }).join();
    expect(text).not.toContain(other.key.split('\n')[1]);
  });

  test('name a registry once', () => {
    const registries = [{ host: 'docker.io' }, { host: 'index.docker.io' }];
    expect(imageFaults([imageSettings({ registries }), imagePolicy()])).toEqual([
      'spec.registries[1].host: "docker.io" is there already',
    ]);
  });

  test('are in one document', () => {
    expect(imageFaults([imageSettings({}), imageSettings({}, 'more'), imagePolicy()])).toEqual([
      'kind: there already is a document of this kind, at policy.yaml:1:1; put everything there',
    ]);
  });

  test('come to a policy where images that no policy names are not let in', () => {
    expect(load({ onNoMatch: 'Allow' }).policies.map(({ name }) => name)).toEqual(['images']);
    for (const onNoMatch of ['Warn', 'Deny']) {
      const { policies, images } = load({ onNoMatch });
      expect(images.onNoMatch).toBe(onNoMatch);
      expect(policies.find(({ name }) => name === 'settings')).toMatchObject({
        controllers: 'Deny',
        rules: [{ id: 'image-coverage', action: onNoMatch }],
      });
    }
  });

  test('are in the version, the files that they name too', () => {
    const version = (spec: JsonObject) => load(spec).version;
    expect(version({ onNoMatch: 'Warn' })).not.toBe(version({ onNoMatch: 'Deny' }));
    expect(version({ onNoMatch: 'Allow' })).toBe(version({ onNoMatch: 'Allow' }));
    const registries = [{ host: 'a.example.com', caFile: 'ca.pem' }];
    const renewed = loadImages([imageSettings({ registries }), imagePolicy()], { files: { 'ca.pem': `${ca.cert}\n` } });
    expect(renewed.version).not.toBe(version({ registries }));
  });
});
