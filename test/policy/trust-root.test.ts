import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/model/json.ts';
import { readProjectFile } from '../rules/marked-yaml.ts';
import {
  imageFaults,
  imagePolicy,
  KEYLESS,
  type LoadSetting,
  loadImages,
  publicKey,
  trustRoot,
  withAuthorities,
} from './image-documents.ts';

const WHOLE = { mediaType: 'm', certificateAuthorities: [{}], tlogs: [{}], timestampAuthorities: [{}] };
const TUF_ROOT = { signed: { _type: 'root' }, signatures: [] };
const files = { 'trusted_root.json': JSON.stringify(WHOLE), 'root.json': JSON.stringify(TUF_ROOT), 'text.txt': 'text' };
const mirror = 'https://tuf.example.com/';

const faults = (spec: JsonObject, name?: string) => imageFaults([trustRoot(spec, name), imagePolicy()], { files });

describe('a trust root', () => {
  test('from a file, or written in the policy', () => {
    const json = JSON.stringify(WHOLE);
    const load = (spec: JsonObject) => loadImages([trustRoot(spec), imagePolicy()], { files }).images.trustRoots;
    expect(load({ file: 'trusted_root.json' })).toEqual([{ name: 'own', json }]);
    expect(load({ json: WHOLE })).toEqual([{ name: 'own', json }]);
    const root = JSON.stringify(TUF_ROOT);
    expect(load({ json: WHOLE, tuf: { mirror, rootFile: 'root.json' } })).toEqual([
      { name: 'own', json, tuf: { mirror, root } },
    ]);
    expect(load({ json: WHOLE, tuf: { mirror, root: TUF_ROOT } })).toEqual([
      { name: 'own', json, tuf: { mirror, root } },
    ]);
  });

  test.each<[string, JsonObject, string]>([
    ['nothing', {}, 'spec: needs file or json'],
    ['two', { file: 'a', json: WHOLE }, 'spec.json: goes without "file": there is one of file or json'],
    ['no file', { file: 'a' }, 'spec.file: cannot be read: no such file beside policy.yaml'],
    ['something else', { json: { a: 1 } }, 'spec.json: is no trust root: it has no mediaType'],
    ['another file', { file: 'text.txt' }, 'spec.file: is no trust root: it has no mediaType'],
    ['no mirror', { json: WHOLE, tuf: { root: TUF_ROOT } }, 'spec.tuf: needs the field "mirror"'],
    [
      'a mirror without TLS',
      { json: WHOLE, tuf: { mirror: 'http://a', root: TUF_ROOT } },
      'spec.tuf.mirror: must be a URL that starts with https://',
    ],
    [
      'a mirror that is none',
      { json: WHOLE, tuf: { mirror: 'tuf', root: TUF_ROOT } },
      'spec.tuf.mirror: must be a URL',
    ],
    [
      'a mirror with a password',
      { json: WHOLE, tuf: { mirror: 'https://a:b@c/', root: TUF_ROOT } },
      'spec.tuf.mirror: has credentials in it',
    ],
    [
      'a mirror with a query',
      { json: WHOLE, tuf: { mirror: 'https://c/?a', root: TUF_ROOT } },
      'spec.tuf.mirror: is a folder',
    ],
    ['no first root', { json: WHOLE, tuf: { mirror } }, 'spec.tuf: needs rootFile or root'],
    ['a root that is none', { json: WHOLE, tuf: { mirror, root: WHOLE } }, 'spec.tuf.root: is no root.json of TUF'],
    [
      'a root file that is none',
      { json: WHOLE, tuf: { mirror, rootFile: 'text.txt' } },
      'spec.tuf.rootFile: is no root.json of TUF',
    ],
    [
      'a root file that is not there',
      { json: WHOLE, tuf: { mirror, rootFile: 'a' } },
      'spec.tuf.rootFile: cannot be read',
    ],
  ])('not of %s', (_, spec, fault) => {
    expect(faults(spec)).toEqual([expect.stringContaining(fault)]);
  });

  test('has a name of its own', () => {
    expect(faults({ json: WHOLE }, 'public-good')).toEqual([
      'metadata.name: public-good is built in: choose another name',
    ]);
    expect(imageFaults([trustRoot({ json: WHOLE }), trustRoot({ json: WHOLE }), imagePolicy()])).toEqual([
      expect.stringContaining('metadata.name: there already is a trust root "own", at policy.yaml:1:'),
    ]);
  });

  test('is in the version, and in what a verdict depends on', () => {
    const load = (content: JsonObject) =>
      loadImages([trustRoot({ file: 'root' }), withAuthorities({ ...KEYLESS, trustRoots: ['own'] })], {
        files: { root: JSON.stringify(content) },
      });
    expect(load(WHOLE).version).toBe(load(WHOLE).version);
    expect(load({ ...WHOLE, more: 1 }).version).not.toBe(load(WHOLE).version);
  });

  test('at most 64', () => {
    const many = Array.from({ length: 65 }, (_, index) => trustRoot({ json: WHOLE }, `r${index}`));
    expect(imageFaults([...many, imagePolicy()])).toEqual(['there are more than 64 TrustRoot documents']);
  });
});

describe('what an authority needs of its trust roots', () => {
  const key = { name: 'vendor', key: { pem: publicKey() }, trustRoots: ['own'] };
  const keyless = { ...KEYLESS, trustRoots: ['own'] };
  const check = (authority: JsonObject, root: JsonObject, setting?: LoadSetting) =>
    imageFaults([trustRoot({ json: { mediaType: 'm', ...root } }), withAuthorities(authority)], setting);
  const [authorities, tlogs, timestamps] = [
    { certificateAuthorities: [{}] },
    { tlogs: [{}] },
    { timestampAuthorities: [{}] },
  ];

  test('a log, where one is required', () => {
    expect(check(key, timestamps)).toEqual([
      expect.stringContaining('trustRoots: none of these has a transparency log, needed for transparency: required'),
    ]);
    expect(check(key, tlogs)).toEqual([]);
    expect(check({ ...key, trustRoots: ['own', 'public-good'] }, timestamps)).toEqual([]);
  });

  test('a certificate authority, for identities', () => {
    expect(check(keyless, tlogs)).toEqual([
      expect.stringContaining('trustRoots: none of these has a certificate authority, needed for keyless'),
    ]);
    expect(check(keyless, { ...authorities, ...tlogs })).toEqual([]);
    expect(check(keyless, {})).toHaveLength(2);
  });

  test('somebody who vouches for the time, where it matters', () => {
    const ignored = { transparency: 'ignored' };
    expect(check({ ...key, ...ignored }, tlogs)).toEqual([]);
    expect(check({ ...key, ...ignored, maxAge: '90d' }, tlogs)).toEqual([
      expect.stringContaining('none of these has a timestamp authority, needed for maxAge with transparency: ignored'),
    ]);
    expect(check({ ...key, ...ignored, maxAge: '90d' }, timestamps)).toEqual([]);
    expect(check({ ...keyless, ...ignored }, authorities)).toEqual([
      expect.stringContaining('none of these has a timestamp authority, needed for keyless with transparency: ignored'),
    ]);
    expect(check({ ...keyless, ...ignored }, { ...authorities, ...timestamps })).toEqual([]);
  });

  test('public-good has all of it, as the root that is built in', () => {
    const builtIn: unknown = JSON.parse(readProjectFile('certs/trusted-root-public-good.json'));
    for (const transparency of ['required', 'ignored']) {
      const authority = { ...KEYLESS, transparency, maxAge: '90d' };
      expect(imageFaults([withAuthorities(authority)])).toEqual([]);
      expect(
        imageFaults([trustRoot({ json: builtIn }), withAuthorities({ ...authority, trustRoots: ['own'] })]),
      ).toEqual([]);
    }
  });

  test('all of it in one trust root', () => {
    const root = (content: JsonObject, name: string) => trustRoot({ json: { mediaType: 'm', ...content } }, name);
    const split = [root(authorities, 'one'), root(tlogs, 'two')];
    expect(imageFaults([...split, withAuthorities({ ...KEYLESS, trustRoots: ['one', 'two'] })])).toEqual([
      expect.stringContaining(
        'trustRoots: each of these counts by itself, and none has all that is needed: a certificate authority and a transparency log',
      ),
    ]);
  });

  test('a trust root that cannot be read is complained of once', () => {
    expect(imageFaults([trustRoot({ file: 'a' }), withAuthorities(key)])).toEqual([
      'spec.file: cannot be read: no such file beside policy.yaml',
    ]);
  });
});
