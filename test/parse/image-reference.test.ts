import { describe, expect, test } from '@jest/globals';
import type { ImageReference } from '../../src/model/image-reference.ts';
import { formatImageReference, parseImageReference } from '../../src/parse/image-reference.ts';
import { HEX_64, reference, SHA256, SHA512 } from './image-parts.ts';

function reasonOf(text: string): string {
  const parsed = parseImageReference(text);
  if (parsed.ok) throw new Error(`${text} was read as ${formatImageReference(parsed.reference)}`);
  return parsed.reason;
}

describe('what is read', () => {
  test.each<[string, ImageReference]>([
    ['nginx', reference('docker.io', 'library/nginx')],
    ['nginx:1.27', reference('docker.io', 'library/nginx', '1.27')],
    ['acme/web', reference('docker.io', 'acme/web')],
    ['docker.io/nginx', reference('docker.io', 'library/nginx')],
    ['docker.io/library/nginx', reference('docker.io', 'library/nginx')],
    ['index.docker.io/nginx', reference('docker.io', 'library/nginx')],
    ['index.docker.io/acme/web', reference('docker.io', 'acme/web')],
    ['DOCKER.IO/nginx', reference('docker.io', 'library/nginx')],
    ['registry-1.docker.io/library/nginx', reference('registry-1.docker.io', 'library/nginx')],
    ['docker.io:443/nginx', reference('docker.io:443', 'nginx')],
    ['example.com', reference('docker.io', 'library/example.com')],
    ['example.com:5000', reference('docker.io', 'library/example.com', '5000')],
    ['example/web', reference('docker.io', 'example/web')],
    ['localhost', reference('docker.io', 'library/localhost')],
    ['localhost/web', reference('localhost', 'web')],
    ['localhost:5000/web:1', reference('localhost:5000', 'web', '1')],
    ['Registry.Example.COM/web', reference('registry.example.com', 'web')],
    ['Team/web', reference('team', 'web')],
    ['registry:5000/web', reference('registry:5000', 'web')],
    ['ghcr.io:443/acme/web', reference('ghcr.io:443', 'acme/web')],
    ['10.0.0.1/web', reference('10.0.0.1', 'web')],
    ['10.0.0.255:65535/web', reference('10.0.0.255:65535', 'web')],
    ['[2001:DB8::1]:5000/web', reference('[2001:db8::1]:5000', 'web')],
    ['[::]/web', reference('[::]', 'web')],
    ['[1:2:3:4:5:6:7:8]/web', reference('[1:2:3:4:5:6:7:8]', 'web')],
    ['123/web', reference('docker.io', '123/web')],
    ['xn--80ak6aa92e.com/web', reference('xn--80ak6aa92e.com', 'web')],
    ['ghcr.io/a__b/c.d/e---f', reference('ghcr.io', 'a__b/c.d/e---f')],
    [`ghcr.io/acme/web@${SHA256}`, reference('ghcr.io', 'acme/web', undefined, SHA256)],
    [`ghcr.io/acme/web:1.2@${SHA256}`, reference('ghcr.io', 'acme/web', '1.2', SHA256)],
    [`nginx@${SHA512}`, reference('docker.io', 'library/nginx', undefined, SHA512)],
    [`nginx:${HEX_64}`, reference('docker.io', 'library/nginx', HEX_64)],
    ['nginx:_A.b-c', reference('docker.io', 'library/nginx', '_A.b-c')],
    [`${HEX_64}:1`, reference('docker.io', `library/${HEX_64}`, '1')],
    [`ghcr.io/${'a'.repeat(255)}`, reference('ghcr.io', 'a'.repeat(255))],
    [`nginx:${'1'.repeat(128)}`, reference('docker.io', 'library/nginx', '1'.repeat(128))],
  ])('%s', (text, expected) => {
    expect(parseImageReference(text)).toEqual({ ok: true, reference: expected });
  });
});

describe('what is refused', () => {
  test.each([
    ['', 'is empty'],
    ['a'.repeat(513), 'longer than 512 bytes'],
    [HEX_64, 'image ID'],
    [SHA256, 'image ID'],
    ['https://ghcr.io/acme/web', 'scheme'],
    ['oci://ghcr.io/acme/web', 'scheme'],
    ['ghcr.io/acme/web ', 'U+0020'],
    ['ghcr.io/acme\tweb', 'U+0009'],
    ['ghcr.io/acme/web\n', 'U+000A'],
    ['ghcr.io/acme/web\u0000', 'U+0000'],
    ['ghcr.io/acme/web\u007f', 'U+007F'],
    ['ghсr.io/acme/web', 'U+0441'],
    ['ghcr。io/acme/web', 'U+3002'],
    ['ｇhcr.io/acme/web', 'U+FF47'],
    ['ghcr.io/acme/😀', 'U+1F600'],
    ['ghcr.io/acme\u200b/web', 'U+200B'],
    ['ghcr.io/acme/web?tag=1', '"?": URL syntax'],
    ['ghcr.io/acme/web#1', '"#": URL syntax'],
    ['ghcr.io/acme%2fweb', '"%": URL syntax'],
    ['ghcr.io\\@evil.example/web', '"\\": URL syntax'],
  ])('characters: %j', (text, reason) => {
    expect(reasonOf(text)).toContain(reason);
  });

  test.each([
    ['ghcr.io@evil.example/web', 'user information'],
    ['user:password@ghcr.io/web', 'user information'],
    ['ghcr.io./web', 'ends in a dot'],
    ['ghcr..io/web', 'empty part'],
    ['.ghcr.io/web', 'empty part'],
    ['-ghcr.io/web', '"-ghcr"'],
    ['ghcr-.io/web', '"ghcr-"'],
    ['gh_cr.io/web', '"_"'],
    ['/web', 'host is empty'],
    [':5000/web', 'host is empty'],
    ['ghcr.io:/web', 'port ""'],
    ['ghcr.io:x/web', 'port "x"'],
    ['ghcr.io:0/web', 'port "0"'],
    ['ghcr.io:0443/web', 'port "0443"'],
    ['ghcr.io:65536/web', 'port "65536"'],
    ['ghcr.io:443:80/web', 'port "443:80"'],
    ['nginx:1.27/web', 'port "1.27"'],
    ['2130706433:5000/web', 'not an IPv4 address'],
    ['0x7f000001:5000/web', 'not an IPv4 address'],
    ['017700000001:80/web', 'not an IPv4 address'],
    ['127.1/web', 'not an IPv4 address'],
    ['127.0.1/web', 'not an IPv4 address'],
    ['0177.0.0.1/web', 'not an IPv4 address'],
    ['127.0.0.0x1/web', 'not an IPv4 address'],
    ['256.0.0.1/web', 'not an IPv4 address'],
    ['1.2.3.4.5/web', 'not an IPv4 address'],
    ['example.0x/web', 'not an IPv4 address'],
    [`${'a'.repeat(250)}.com/web`, 'longer than the 253'],
    ['[::1/web', 'closing bracket'],
    ['[::1]x/web', 'port "'],
    ['[:]/web', 'not an IPv6 address'],
    ['[:::]/web', 'not an IPv6 address'],
    ['[1::2::3]/web', 'not an IPv6 address'],
    ['[1:2:3:4:5:6:7]:80/web', 'not an IPv6 address'],
    ['[1:2:3:4:5:6:7:8::]/web', 'not an IPv6 address'],
    ['[::12345]/web', 'not an IPv6 address'],
    ['[::ffff:1.2.3.4]/web', 'not an IPv6 address'],
    ['[fe80::1.eth0]/web', 'not an IPv6 address'],
  ])('host: %s', (text, reason) => {
    expect(reasonOf(text)).toContain(reason);
  });

  test.each([
    ['ghcr.io/', 'no repository'],
    ['ghcr.io/:1', 'no repository'],
    [':1', 'no repository'],
    [`@${SHA256}`, 'no repository'],
    ['Nginx', 'must be lower case'],
    ['ghcr.io/Acme/web', 'must be lower case'],
    ['acme/Web', 'must be lower case'],
    ['acme//web', 'empty part'],
    ['acme/web/', 'empty part'],
    ['ghcr.io//web', 'empty part'],
    ['acme/../web', 'path part ".."'],
    ['ghcr.io/acme/./web', 'path part "."'],
    ['acme/web..x', 'may join'],
    ['acme/a___b', 'may join'],
    ['acme/a._b', 'may join'],
    ['acme/-a', 'may join'],
    ['acme/a-', 'may join'],
    ['acme/_', 'may join'],
    ['acme/a+b', 'may not contain "+"'],
    ['acme/a~', 'may not contain "~"'],
    ['acme/[::1]', 'may not contain "["'],
    [`ghcr.io/${'a'.repeat(256)}`, 'longer than 255'],
    ['a'.repeat(250), 'longer than 255'],
  ])('repository: %s', (text, reason) => {
    expect(reasonOf(text)).toContain(reason);
  });

  test.each([
    ['nginx:', 'empty tag'],
    ['nginx:.1', 'tag ".1"'],
    ['nginx:-1', 'tag "-1"'],
    ['nginx:1:2', 'tag "1:2"'],
    ['nginx:a+b', 'tag "a+b"'],
    ['ghcr.io/acme/web:a/b', 'tag "a/b"'],
    [`nginx:${'1'.repeat(129)}`, 'longer than 128'],
    [`ghcr.io/acme/web:${SHA256}`, 'shaped like a digest'],
    [`nginx:sha256-${HEX_64}`, 'shaped like a digest'],
    [`nginx:SHA256_${HEX_64}`, 'shaped like a digest'],
    ['nginx@', 'digest ""'],
    ['nginx@sha256:', 'digest "sha256:"'],
    [`nginx@${HEX_64}`, `digest "${HEX_64}"`],
    [`nginx@${SHA256}0`, 'lower-case hexadecimal'],
    [`nginx@${SHA256.slice(0, -1)}`, 'lower-case hexadecimal'],
    [`nginx@${SHA256.toUpperCase()}`, 'lower-case hexadecimal'],
    [`nginx@sha256:${HEX_64.toUpperCase()}`, 'lower-case hexadecimal'],
    [`nginx@sha512:${HEX_64}`, 'lower-case hexadecimal'],
    [`nginx@sha384:${HEX_64}${HEX_64.slice(32)}`, 'lower-case hexadecimal'],
    [`nginx@md5:${HEX_64.slice(32)}`, 'lower-case hexadecimal'],
    [`nginx@${SHA256}@${SHA256}`, 'lower-case hexadecimal'],
    [`nginx@${SHA256}:1`, 'lower-case hexadecimal'],
  ])('tag or digest: %s', (text, reason) => {
    expect(reasonOf(text)).toContain(reason);
  });

  test.each(['a', '-', '_', '.', ':', '@', '/', '[', ']', '%', '0', 'é', '\u0000', '._', '-_', 'a-', 'a/', '/:'])(
    'a million times %j',
    (bait) => {
      expect(reasonOf(bait.repeat(1_000_000))).toContain('longer than 512 bytes');
      expect(parseImageReference(bait.repeat(512 / bait.length)).ok).toBe(false);
    },
  );
});

describe('the canonical text', () => {
  test('names all that was written', () => {
    expect(formatImageReference(reference('docker.io', 'library/nginx', '1.27', SHA256))).toBe(
      `docker.io/library/nginx:1.27@${SHA256}`,
    );
    expect(formatImageReference(reference('ghcr.io', 'acme/web'))).toBe('ghcr.io/acme/web');
  });

  test('keeps a host of one word apart from a part of the path', () => {
    expect(formatImageReference(reference('team', 'web'))).toBe('TEAM/web');
  });
});
