import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ISSUER } from '../support/images/signed-image.ts';
import { createWorld, newKey, type SigningKey, USAGE, type World } from '../support/signing/index.ts';
import { BY_RELEASE, type HowSigned, repositoryFor, type Scene, startScene } from './image-scene.ts';
import { closeImageWebhooks, RELEASE, signaturePolicy } from './image-webhook.ts';

let scene: Scene;
let strangers: World;
let vendorKey: SigningKey;

beforeAll(async () => {
  strangers = await createWorld({ name: 'strangers' });
  vendorKey = newKey();
  const byKey = { name: 'vendor', key: { pem: vendorKey.pem }, trustRoots: ['test'] };
  scene = await startScene(({ host }) => [
    signaturePolicy({ images: [`${host}/app/**`] }),
    signaturePolicy({ images: [`${host}/keyed/**`] }, { signatures: [byKey] }, 'keyed'),
  ]);
});
afterAll(closeImageWebhooks);

describe('admitted, and pinned to what was verified', () => {
  test.each<[string, () => HowSigned]>([
    ['app/bundle', () => BY_RELEASE],
    ['app/older-form', () => ({ ...BY_RELEASE, as: 'simple-signing' })],
    ['app/index', () => ({ ...BY_RELEASE, index: {} })],
    ['keyed/bundle', () => ({ key: vendorKey })],
    ['keyed/older-form', () => ({ key: vendorKey, as: 'simple-signing' })],
  ])('%s', async (repository, spec) => {
    const { image, digest } = await scene.put(repository, spec());
    const mutated = await scene.webhook.judge(image, '/mutate');
    expect(mutated.patch).toMatchObject([{ value: `${image}@${digest}` }]);
    expect(await scene.webhook.admit(image)).toMatchObject({ allowed: true });
  });
});

describe('denied: signed by', () => {
  const as = (leaf: object): HowSigned => ({ identity: { san: RELEASE, issuer: ISSUER, ...leaf } });

  test.each<[string, HowSigned, RegExp]>([
    ['somebody else', as({ san: 'https://ci.test/other' }), /is for "https:.*other", expected "https:.*release"/],
    ['the name at another issuer', as({ issuer: 'https://evil.test' }), /issuer "https:\/\/evil.test", expected "/],
    ['a name that goes on', as({ san: `${RELEASE}-2` }), /is for "https:.*release-2", expected/],
    ['the name in capitals', as({ san: RELEASE.toUpperCase() }), /is for "HTTPS:.*", expected/],
    ['nobody by name', as({ san: [] }), /subject alternative name/],
    ['two by name', as({ san: [RELEASE, 'https://evil.test/'] }), /subject alternative name/],
    ['two issuers', as({ issuerV2: 'https://evil.test' }), /issuer/],
    ['a key, where an identity must', { key: newKey() }, /signed with a key; the authority wants a certificate/],
    ['the name, and no log has it', { ...BY_RELEASE, log: [] }, /log/],
    ['a certificate for servers', as({ usages: [USAGE.serverAuth] }), /not made for signing code/],
    ['a certificate of an authority', as({ ca: true }), /certificate/],
    ['a certificate that no CT log promises', as({ ctLog: null }), /expected 1 SCTs, got 0/],
  ])('%s', async (name, spec, why) => {
    const { image } = await scene.put(`app/${repositoryFor(name)}`, spec);
    await scene.expectDenied(image, why);
  });

  test('the identity, where a key must', async () => {
    const { image } = await scene.put('keyed/keyless');
    await scene.expectDenied(image, /signed with a certificate; the authority wants its key/);
  });

  test('the identity, where a key must, in the older form', async () => {
    const { image } = await scene.put('keyed/keyless-older', { ...BY_RELEASE, as: 'simple-signing' });
    await scene.expectDenied(image, /not signed with the key of the authority/);
  });

  test('another key', async () => {
    const { image } = await scene.put('keyed/another', { key: newKey() });
    await scene.expectDenied(image, /signature/);
  });

  test('the identity in a world that nobody trusts', async () => {
    const { image } = await scene.put('app/stranger', BY_RELEASE, strangers);
    await scene.expectDenied(image, /trust|certificate|chain/);
  });

  test('the identity, by the word of a log that the trust root does not know', async () => {
    const { image } = await scene.put('app/unknown-log', {
      ...BY_RELEASE,
      log: [{ form: 'v1', log: strangers.logs.v1 }],
    });
    await scene.expectDenied(image, /log/);
  });

  test('a certificate that had ended before the log saw the signature', async () => {
    const at = new Date(scene.world.clock.getTime() + 60 * 60_000);
    const { image } = await scene.put('app/late', { ...BY_RELEASE, log: [{ form: 'v1', at }] });
    await scene.expectDenied(image, /valid|time/);
  });
});

test('the log names none of the signers', async () => {
  const log = await scene.webhook.endAndReadLog();
  expect(log).toContain('"msg":"decision"');
  expect(log).not.toContain(RELEASE);
  expect(log).not.toContain('evil.test');
  expect(log).not.toContain('"level":50');
});
