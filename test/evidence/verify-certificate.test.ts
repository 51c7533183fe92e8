import { beforeAll, describe, expect, test } from '@jest/globals';
import { createWorld, type LeafSpec, newKey, sign, USAGE, type World } from '../support/signing/index.ts';
import { candidate, IDENTITY, ISSUER, judge, keyless, reasonFor, SIGNATURE, SUBJECT } from './judging.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

/** What becomes of a signature with a certificate like the wanted one but for the change. */
async function outcome(change: Partial<LeafSpec>, authority = keyless(), kind: 'p256' | 'secp256k1' = 'p256') {
  const signed = await sign(world, { payload: SIGNATURE, identity: { ...IDENTITY, ...change }, key: newKey(kind) });
  return reasonFor(judge(world, candidate(signed), authority));
}

const highBit = (text: string) => Buffer.from(text.replace(/^h/, '\xe8'), 'latin1');

describe('identities', () => {
  test.each([
    [`${SUBJECT}.evil`],
    [`https://evil.test/?${SUBJECT}`],
    ['https://ci.test/releas'],
    ['https://ci-test/release'],
    ['HTTPS://ci.test/release'],
  ])('the subject %s is another', async (san) => {
    expect(await outcome({ san })).toBe(`the certificate is for "${san}", expected "${SUBJECT}"`);
  });

  test.each([`${ISSUER}.evil`, 'https://evil.test/https://issuer.test', 'https://issuer_test'])(
    'the issuer %s is another',
    async (issuer) => {
      expect(await outcome({ issuer })).toBe(`the certificate names the issuer "${issuer}", expected "${ISSUER}"`);
    },
  );

  test('right subject of the wrong issuer, and the reverse', async () => {
    expect(await outcome({ issuer: 'https://other.test' })).toMatch(/names the issuer/);
    expect(await outcome({ san: 'https://ci.test/other' })).toMatch(/is for "https:\/\/ci.test\/other"/);
  });

  test('an e-mail address', async () => {
    const authority = keyless({ subject: { exactly: 'alice@example.com' } });
    expect(await outcome({ san: 'alice@example.com' }, authority)).toBe('accepted');
    for (const san of ['malice@example.com', 'alice@example.com.evil.org', 'alice@exampleXcom']) {
      expect(await outcome({ san }, authority)).toMatch(/^the certificate is for/);
    }
  });

  test('globs and regular expressions are held against the whole text', async () => {
    const glob = keyless({ subject: { glob: 'https://ci.test/*' }, issuer: { regexp: 'https://issuer\\.(test|org)' } });
    expect(await outcome({}, glob)).toBe('accepted');
    expect(await outcome({ san: 'https://ci.test/a/b' }, glob)).toBe(
      'the certificate is for "https://ci.test/a/b", expected "https://ci.test/*"',
    );
    expect(await outcome({ issuer: 'https://issuer.test.evil' }, glob)).toBe(
      'the certificate names the issuer "https://issuer.test.evil", expected a text that matches "https://issuer\\.(test|org)"',
    );
  });

  test('bytes above ASCII are not read as others', async () => {
    expect(await outcome({ san: [{ type: 'uri', value: highBit(SUBJECT) }] })).toMatch(/not made of visible ASCII/);
    expect(await outcome({ issuer: highBit(ISSUER), issuerV2: highBit(ISSUER) })).toMatch(/not made of visible ASCII/);
    expect(await outcome({ san: `${SUBJECT}\n` })).toMatch(/not made of visible ASCII/);
    expect(await outcome({ san: [{ type: 'uri', value: '' }] })).toMatch(/not made of visible ASCII/);
    expect(await outcome({ san: `https://ci.test/${'a'.repeat(2_048)}` })).toMatch(/longer than 2048 characters/);
  });

  test('the certificate names two issuers, or none', async () => {
    expect(await outcome({ issuerV2: 'https://other.test' })).toBe('the certificate names two issuers');
    const signed = await sign(world, { payload: SIGNATURE, identity: { san: SUBJECT } });
    expect(reasonFor(judge(world, candidate(signed), keyless()))).toBe('the certificate names no issuer');
  });

  test('the issuer of old certificates', async () => {
    const extra = [{ oid: '1.3.6.1.4.1.57264.1.1', value: Buffer.from(ISSUER) }];
    const signed = await sign(world, { payload: SIGNATURE, identity: { san: SUBJECT, extra } });
    expect(reasonFor(judge(world, candidate(signed), keyless()))).toBe('accepted');
  });

  test('the issuer must be a UTF8String', async () => {
    const extra = [{ oid: '1.3.6.1.4.1.57264.1.8', value: Buffer.from(ISSUER) }];
    const signed = await sign(world, { payload: SIGNATURE, identity: { san: SUBJECT, extra } });
    expect(reasonFor(judge(world, candidate(signed), keyless()))).toMatch(/certificate/);
  });
});

describe('further claims of the certificate', () => {
  const claims = { sourceRepositoryId: '42', sourceRepositoryRef: 'refs/heads/main' };
  const wants = (sourceRepositoryRef: string) =>
    keyless({
      extensions: { sourceRepositoryId: { exactly: '42' }, sourceRepositoryRef: { glob: sourceRepositoryRef } },
    });

  test('all must hold', async () => {
    expect(await outcome({ claims }, wants('refs/heads/*'))).toBe('accepted');
    expect(await outcome({ claims }, wants('refs/tags/*'))).toBe(
      'the certificate says sourceRepositoryRef "refs/heads/main", expected "refs/tags/*"',
    );
    expect(await outcome({}, wants('**'))).toBe('the certificate does not say sourceRepositoryId, expected "42"');
  });

  test('a claim that is no UTF8String of UTF-8, or too long', async () => {
    const authority = keyless({ extensions: { buildTrigger: { glob: '**' } } });
    const oid = '1.3.6.1.4.1.57264.1.20';
    const claimed = (value: Buffer) => outcome({ extra: [{ oid, value }] }, authority);
    expect(await claimed(Buffer.from('push'))).toMatch(/certificate/);
    expect(await claimed(Buffer.from('0c02ff41', 'hex'))).toBe('buildTrigger in the certificate is not UTF-8');
    expect(await claimed(Buffer.from('1303616263', 'hex'))).toMatch(/something else than its format wants/);
    expect(await claimed(Buffer.from('0c03616263', 'hex'))).toBe('accepted');
    expect(await claimed(Buffer.from('0c0361626300', 'hex'))).toMatch(/certificate/);
    const long = Buffer.concat([Buffer.from('0c820901', 'hex'), Buffer.alloc(0x901, 'a')]);
    expect(await claimed(long)).toBe('buildTrigger in the certificate is longer than 2048 bytes');
  });
});

describe('what a certificate of a signer may be', () => {
  test.each<[string, Partial<LeafSpec>, RegExp]>([
    ['that of an authority', { ca: true }, /is that of an authority, not of a signer/],
    ['made for TLS', { usages: [USAGE.serverAuth] }, /not made for signing code/],
    ['made for anything', { usages: ['2.5.29.37.0'] }, /not made for signing code/],
    ['made for nothing in particular', { usages: [] }, /not made for signing code/],
    ['without a name', { san: [] }, /has 0 subject alternative names; exactly one/],
    ['with two names', { san: [SUBJECT, 'https://ci.test/other'] }, /has 2 subject alternative names/],
    ['with an e-mail address besides', { san: ['alice@example.com', SUBJECT] }, /has 2 subject alternative names/],
    ['for a DNS name', { san: [{ type: 'dns', value: 'ci.test' }] }, /is for the DNS name "ci.test"; keyless has none/],
    ['for a user name', { san: [{ type: 'other', value: 'alice' }] }, /no URI, e-mail address or DNS name/],
    [
      'with a critical extension that nobody knows',
      { extra: [{ oid: '1.2.3.4', critical: true }] },
      /unknown critical extension, 1\.2\.3\.4/,
    ],
    ['with the same extension twice', { extra: [{ oid: '1.2.3.4' }, { oid: '1.2.3.4' }] }, /1\.2\.3\.4 twice/],
  ])('%s', async (_, change, reason) => {
    expect(await outcome(change)).toMatch(reason);
  });

  test('an extension that nobody knows is no matter while it is not critical', async () => {
    expect(await outcome({ extra: [{ oid: '2.999.1' }], ca: false })).toBe('accepted');
  });

  test('with a key that is not taken', async () => {
    expect(await outcome({}, keyless(), 'secp256k1')).toMatch(/cannot be used: an EC key must be on the curve/);
  });
});
