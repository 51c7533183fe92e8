import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { attest } from '../support/attestations/attest.ts';
import { putBundle } from '../support/images/signatures.ts';
import { drippingBody, infiniteBody, manyReferrers } from '../support/registry/misdeeds.ts';
import { createWorld, type Signed } from '../support/signing/index.ts';
import { BUNDLE_V03 } from '../support/signing/sign.ts';
import { CLEAN_SBOM, LOG4J_SBOM, wanting } from './attesting.ts';
import { HostileScene } from './hostile-scene.ts';
import { BY_RELEASE } from './scene.ts';

/** Registries, manifests and bundles that say too much, or what is not so. */

let hostile: HostileScene;

beforeAll(async () => {
  hostile = await HostileScene.open(await createWorld());
});
afterAll(() => hostile.close());

const MIB = 2 ** 20;

/** Bytes that were sent of blobs since the log was cleared. */
function blobBytes(): number {
  const blobs = hostile.scene.registry.log.records.filter(({ path }) => path.includes('/blobs/'));
  return blobs.reduce((sum, { sent = 0 }) => sum + sent, 0);
}

describe('a blob', () => {
  /** An image with one referrer, whose layer says this of itself. */
  const put = (change: object, bytes = Buffer.alloc(40 * MIB, ' ')) => {
    const { repository, descriptor, reference } = hostile.bare();
    const layer = { ...repository.putBlob(bytes, BUNDLE_V03), ...change };
    const predicateType = CLEAN_SBOM.predicateType;
    putBundle(repository, descriptor, Buffer.from('{}'), { layers: [layer], predicateType });
    hostile.scene.registry.log.clear();
    return reference;
  };

  test('of 200 MB is not fetched', async () => {
    const said = await hostile.ask(put({ size: 200_000_000 }, Buffer.from('x')));
    expect(said).toMatchObject({ admitted: false, why: expect.stringContaining('larger than 32 MiB') });
    expect(said.why).toContain('what was found was not looked at');
    expect(hostile.scene.registry.log.count('/blobs/')).toBe(0);
  });

  test('that is larger than it says is refused', async () => {
    const said = await hostile.ask(put({ size: 100 }));
    expect(said).toMatchObject({ admitted: false, why: expect.stringContaining('has not the 100 bytes') });
    expect(await hostile.stillWorks()).toBe(true);
  });

  test('that is smaller than it says is refused', async () => {
    const said = await hostile.ask(put({ size: 30 * MIB }, Buffer.alloc(MIB)));
    expect(said).toMatchObject({ admitted: false, why: expect.stringContaining(`has not the ${30 * MIB} bytes`) });
  });

  test('without end is fetched no further', async () => {
    const reference = put({}, Buffer.alloc(MIB, ' '));
    const reform = hostile.scene.registry.misbehave(infiniteBody(), { on: '/blobs/' });
    const said = await hostile.ask(reference);
    reform();
    expect(said).toMatchObject({ admitted: false, why: expect.stringContaining(`has not the ${MIB} bytes`) });
    expect(blobBytes()).toBeLessThan(8 * MIB);
    expect(await hostile.stillWorks()).toBe(true);
  });

  test('that comes byte by byte holds up nobody else', async () => {
    const reference = put({}, Buffer.alloc(MIB, ' '));
    const reform = hostile.scene.registry.misbehave(drippingBody(), { on: '/blobs/' });
    const leaving = new AbortController();
    const question = { about: 'attestations', reference, requirement: wanting() } as const;
    const waiting = hostile.oracle.ask(question, undefined, leaving.signal);
    await new Promise((resolve) => setTimeout(resolve, 50));
    reform();
    expect(await hostile.stillWorks()).toBe(true);
    leaving.abort();
    expect(await waiting).toMatchObject({ state: 'unavailable', cause: 'deadline' });
  });
});

describe('an image with', () => {
  test('1,001 referrers is not looked at any further', async () => {
    const { reference } = hostile.bare();
    const reform = hostile.scene.registry.misbehave(manyReferrers(1_001), { on: '/referrers/' });
    const said = await hostile.ask(reference);
    reform();
    expect(said).toMatchObject({ admitted: false, why: expect.stringContaining('more than 100 referrers') });
  });

  test('100 attestations of 2 MB is not fetched any further than 64 MiB', async () => {
    const { repository, descriptor, reference } = hostile.bare();
    for (let count = 0; count < 100; count += 1) {
      const bytes = Buffer.alloc(2_000_000, `${count} `);
      putBundle(repository, descriptor, bytes, { predicateType: CLEAN_SBOM.predicateType });
    }
    hostile.scene.registry.log.clear();
    const said = await hostile.ask(reference);
    expect(said).toMatchObject({ admitted: false, why: expect.stringContaining('larger than 64 MiB') });
    expect(blobBytes()).toBeLessThan(65 * MIB);
    expect(await hostile.stillWorks()).toBe(true);
  });

  test('98 attestations of 2,000 forbidden components tells of some, and counts all', async () => {
    const { repository, descriptor, reference } = hostile.bare();
    const { predicateType, predicate } = LOG4J_SBOM;
    const { components, ...rest } = predicate as { components: readonly object[] };
    const many = Array(2_000).fill(components[0]);
    for (let serial = 0; serial < 98; serial += 1) {
      const claim = { predicateType, predicate: { ...rest, components: many, serial } };
      await attest(hostile.world, repository, descriptor, claim, BY_RELEASE);
    }
    const { admitted, verdict } = await hostile.ask(reference);
    const outcomes = verdict?.requirements.flatMap((requirement) => requirement.outcomes) ?? [];
    expect(admitted).toBe(false);
    expect(outcomes.map(({ offences, unlisted }) => offences.length + unlisted)).toEqual(Array(98).fill(2_000));
    expect(outcomes.flatMap(({ offences }) => offences).length).toBeLessThan(21_000);
    expect(JSON.stringify(verdict).length).toBeLessThan(8_000_000);
  }, 60_000);

  test('as many lines of what was not looked at as can be', async () => {
    const { repository, descriptor, reference } = hostile.bare();
    const layer = repository.putBlob(Buffer.from('x'), 'application/octet-stream');
    for (let count = 0; count < 50; count += 1) {
      const layers = Array(100).fill({ ...layer, annotations: { a: `${count}` } });
      putBundle(repository, descriptor, Buffer.from('{}'), { mediaType: 'application/x', layers });
    }
    const { admitted, verdict } = await hostile.ask(reference);
    expect(admitted).toBe(false);
    expect(verdict?.skipped).toHaveLength(201);
    expect(verdict?.skipped.at(-1)).toBe('and 4800 more that were not looked at');
  });
});

describe('a bundle', () => {
  const changed = (change: (bundle: Signed['bundle'], text: string) => unknown) => (signed: Signed) => {
    const copy = structuredClone(signed.bundle);
    const made = change(copy, signed.bundleBytes.toString()) ?? copy;
    return Buffer.isBuffer(made) ? made : Buffer.from(typeof made === 'string' ? made : JSON.stringify(made));
  };
  const envelopeOf = ({ dsseEnvelope }: Signed['bundle']) => {
    if (dsseEnvelope === undefined) throw new Error('no envelope');
    return dsseEnvelope;
  };
  const set = (bundle: Signed['bundle'], change: object) => {
    return { ...bundle, dsseEnvelope: { ...envelopeOf(bundle), ...change } };
  };
  const other = (bundle: Signed['bundle']) => structuredClone(envelopeOf(bundle).signatures[0]);
  test.each<[string, (bundle: Signed['bundle'], text: string) => unknown, string]>([
    ['with two signatures', (b) => set(b, { signatures: [other(b), other(b)] }), 'has 2 signatures'],
    ['with 10,000', (b) => set(b, { signatures: Array(10_000).fill(other(b)) }), 'has 10000 signatures'],
    ['with none', (b) => set(b, { signatures: [] }), 'has 0 signatures'],
    [
      'in base64url',
      (b) => set(b, { payload: `_-${envelopeOf(b).payload.slice(2)}` }),
      'payload of the envelope is not valid base64',
    ],
    [
      'with white space',
      (b) => set(b, { payload: `${envelopeOf(b).payload}\n` }),
      'payload of the envelope is not valid base64',
    ],
    ['without a signature', (b) => ({ ...b, dsseEnvelope: undefined }), 'must hold exactly one of'],
    ['with two contents', (b) => ({ ...b, messageSignature: {} }), 'must hold exactly one of'],
    ['with two envelopes', (_, text) => text.replace('"dsseEnvelope"', '"dsseEnvelope":{},$&'), 'the same key twice'],
    [
      'with two payloads, in other letters',
      (_, text) => text.replace('"payload":', '"pa\\u0079load":"e30=",$&'),
      'the same key twice',
    ],
    ['that is a ZIP archive', () => Buffer.from('504b0304140000', 'hex'), 'is not the JSON that is wanted'],
    ['that is empty', () => ' ', 'is not the JSON that is wanted'],
  ])('%s', async (_name, change, reason) => {
    const { predicateType, predicate } = CLEAN_SBOM;
    const said = await hostile.signed({ statement: { predicateType, predicate }, change: changed(change) });
    expect(said).toMatchObject({ admitted: false, why: expect.stringContaining(reason) });
  });

  test('of nobody is one that does not count', async () => {
    const { repository, descriptor, reference } = hostile.bare();
    const identity = { san: 'https://ci.test/evil', issuer: 'https://issuer.test' };
    await attest(hostile.world, repository, descriptor, CLEAN_SBOM, { identity });
    const said = await hostile.ask(reference);
    expect(said).toMatchObject({ admitted: false, why: expect.stringContaining('https://ci.test/evil') });
  });
});
