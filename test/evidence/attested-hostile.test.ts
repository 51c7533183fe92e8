import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createWorld } from '../support/signing/index.ts';
import { CLEAN_SBOM } from './attesting.ts';
import { HostileScene, legacy, payload, statementText } from './hostile-scene.ts';

/** Bytes and statements that no reader may take for an honest attestation, signed by the one whom the policy trusts. */

let hostile: HostileScene;

beforeAll(async () => {
  hostile = await HostileScene.open(await createWorld());
});
afterAll(() => hostile.close());

const SBOM = JSON.stringify(CLEAN_SBOM.predicate);
const honest = (digest: string) => statementText(digest, SBOM);
const TYPE = `"predicateType":"${CLEAN_SBOM.predicateType}"`;
const within = (one: string, other: string) => (digest: string) => {
  const text = honest(digest);
  if (!text.includes(one)) throw new Error(`there is no ${one}`);
  return text.replace(one, () => other);
};
const nested = (depth: number) => (digest: string) =>
  statementText(digest, '{"a":'.repeat(depth) + SBOM + '}'.repeat(depth));

test('an honest statement is admitted in the form that these take', async () => {
  expect(await hostile.signed((digest) => legacy(honest(digest)))).toMatchObject({ admitted: true });
});

describe('a signed payload that is', () => {
  test.each<[string, (digest: string) => string | Buffer, string]>([
    ['XML', () => '<?xml version="1.0"?><bom xmlns="http://cyclonedx.org/schema/bom/1.6"/>', 'not valid JSON'],
    ['a ZIP archive', () => Buffer.from('504b030414000000080000', 'hex'), 'not valid JSON'],
    ['gzip', (digest) => gzipSync(honest(digest)), 'not valid UTF-8'],
    ['UTF-16', (digest) => Buffer.from(honest(digest), 'utf16le'), 'not valid JSON'],
    ['nothing', () => '', 'is empty'],
    ['white space', () => '  \n', 'not valid JSON'],
    ['null', () => 'null', 'is missing or not an object'],
    ['a list', (digest) => `[${honest(digest)}]`, 'is missing or not an object'],
    ['half of it', (digest) => honest(digest).slice(0, -9), 'not valid JSON'],
    ['two of them', (digest) => honest(digest).repeat(2), 'not valid JSON'],
    ['behind a byte order mark', (digest) => `\ufeff${honest(digest)}`, 'byte order mark'],
    ['with U+0000', within(TYPE, `"a":"\\u0000",${TYPE}`), 'U+0000'],
    ['with a raw U+0000', within(TYPE, `"a":"\0",${TYPE}`), 'not valid JSON'],
    ['with half of a surrogate pair', within(TYPE, `"a":"\\ud800",${TYPE}`), 'half of a surrogate pair'],
    ['no UTF-8', (digest) => Buffer.concat([Buffer.from(honest(digest)), Buffer.of(0xff)]), 'not valid UTF-8'],
    ['10,000 levels deep', nested(10_000), 'more than 64 levels'],
    ['as deep as no thread can go', nested(1_000_000), 'more than 64 levels'],
    [
      'of 600,000 objects',
      (digest) => statementText(digest, `[${'{},'.repeat(600_000)}{}]`),
      'more than 500000 objects',
    ],
  ])('%s', async (_name, text, reason) => {
    const said = await hostile.signed((digest) => legacy(text(digest)));
    expect(said.admitted).toBe(false);
    expect(said.why).toContain(reason);
    expect(await hostile.stillWorks()).toBe(true);
  });
});

describe('a statement that says twice', () => {
  const OTHER = '"predicate":{}';
  test.each<[string, (digest: string) => string]>([
    ['its predicate', within('"predicate":', `${OTHER},"predicate":`)],
    ['its predicate, in other letters', within('"predicate":', '"predicat\\u0065":{},"predicate":')],
    ['its type', within(TYPE, `"predicateType":"https://example.test",${TYPE}`)],
    ['its type, in other letters', within(TYPE, `${TYPE},"\\u0070redicateType":"https://slsa.dev/provenance/v1"`)],
    ['what it is about', within('"subject":', '"subject":[],"subject":')],
    ['what it is about, in other letters', within('"subject":', '"sub\\u006aect":[],"subject":')],
    ['what it is', within('"_type":', '"_type":"x","_type":')],
    ['the components', within('"components":', '"components":[],"components":')],
    ['a prototype', within('"components":', '"__proto__":{"a":1},"__proto__":{"a":2},"components":')],
  ])('%s', async (_name, text) => {
    const said = await hostile.signed((digest) => legacy(text(digest)));
    expect(said).toMatchObject({ admitted: false, why: expect.stringContaining('the same key twice') });
  });
});

describe('a statement about', () => {
  const hex = 'f'.repeat(64);
  const about = (subject: (own: string) => unknown) => (digest: string) => {
    const own = digest.slice('sha256:'.length);
    return JSON.stringify({ ...JSON.parse(honest(digest)), subject: subject(own) });
  };
  const one = (digest: unknown) => [{ name: 'app', digest }];
  test.each<[string, (digest: string) => string, string]>([
    ['another image', about(() => one({ sha256: hex })), 'is not that of the image'],
    ['nothing', about(() => []), 'names no digest'],
    ['a name alone', about((own) => [{ name: `sha256:${own}` }]), 'names no digest'],
    ['a digest in capitals', about((own) => one({ sha256: own.toUpperCase() })), 'is not that of the image'],
    ['a digest of another kind', about((own) => one({ sha512: own })), 'is not that of the image'],
    ['a digest with its kind', about((own) => one({ sha256: `sha256:${own}` })), 'is not that of the image'],
    ['a kind with its digest', about((own) => one({ [`sha256:${own}`]: '' })), 'is not that of the image'],
    ['a digest in a list', about((own) => one({ sha256: [own] })), 'names no digest'],
    ['an object in place of a list', about((own) => ({ 0: { digest: { sha256: own } }, length: 1 })), 'not a list'],
    ['100,000 images', about((own) => Array(100_000).fill(one({ sha256: own })[0])), 'more than 1024'],
    ['no image, in a list of null', about(() => [null]), 'is missing or not an object'],
  ])('%s', async (_name, text, reason) => {
    const said = await hostile.signed((digest) => legacy(text(digest)));
    expect(said).toMatchObject({ admitted: false, why: expect.stringContaining(reason) });
  });

  test('100,000 digests in one subject says which is meant', async () => {
    const digests = Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`k${at}`, hex]));
    const said = await hostile.signed((digest) => legacy(about(() => one(digests))(digest)));
    expect(said).toMatchObject({ admitted: false, why: expect.stringContaining('the first of 100000') });
  });
});

describe('a statement of the type', () => {
  const { predicateType } = CLEAN_SBOM;
  test.each([
    ['with a suffix', `${predicateType}evil`],
    ['with a path', `${predicateType}/../evil`],
    ['with a slash', `${predicateType}/`],
    ['with a version that is none', `${predicateType}/v1.6x`],
    ['with a fragment', `${predicateType}#`],
    ['with a space', `${predicateType} `],
    ['with a prefix', ` ${predicateType}`],
    ['in capitals', predicateType.toUpperCase()],
    ['by another scheme', predicateType.replace('https', 'http')],
    ['of provenance', 'https://slsa.dev/provenance/v1'],
    ['of a name of objects', '__proto__'],
    ['of a megabyte', `${predicateType}/v${'1'.repeat(1_000_000)}`],
  ])('%s', async (_name, type) => {
    const said = await hostile.signed((digest) => legacy(statementText(digest, SBOM, type)));
    expect(said.admitted).toBe(false);
    expect(said.why).toContain('one attestation was found, and none of this type counts for it');
    expect(said.why.length).toBeLessThan(2_000);
  });

  test('SPDX, with CycloneDX in it', async () => {
    const said = await hostile.signed((digest) => legacy(statementText(digest, SBOM, 'https://spdx.dev/Document')));
    expect(said.admitted).toBe(false);
  });

  test.each(['application/vnd.in-toto+json;charset=utf-8', 'application/json', 'Application/vnd.in-toto+json', ''])(
    'in an envelope of type "%s"',
    async (type) => {
      const said = await hostile.signed((digest) => ({ as: 'attestation', payload: payload(honest(digest), type) }));
      expect(said).toMatchObject({ admitted: false, why: expect.stringContaining('payload type') });
    },
  );
});
