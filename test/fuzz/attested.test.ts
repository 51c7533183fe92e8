import { beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { conclude } from '../../src/claims/conclude.ts';
import { Judges } from '../../src/evidence/judges.ts';
import { TrustRoots } from '../../src/evidence/trust-roots.ts';
import type { Candidate } from '../../src/evidence/verification.ts';
import { verifyJob } from '../../src/evidence/verify-job.ts';
import { wantedAttestations } from '../../src/model/attestation.ts';
import { CLEAN_SBOM, LOG4J_SBOM, wanting } from '../evidence/attesting.ts';
import { bundleCandidate, candidate, DIGEST, IDENTITY, OTHER_DIGEST } from '../evidence/judging.ts';
import { createWorld, type Signed, sign, statement, type World } from '../support/signing/index.ts';
import { CASES, SEED, TIMEOUT } from './mode.ts';
import { Random } from './random.ts';

/**
 * An image whose attestations are refused stays refused, whatever is changed in these once they are signed, and whatever
 * of one stands in another.
 */

let world: World;
let signed: readonly Signed[];

const requirement = wanting();
const image = { digest: DIGEST, mediaType: '', kind: 'manifest', platforms: [] } as const;
const asks = { key: requirement.key, all: wantedAttestations(requirement) };
const roots = new TrustRoots();
const judges = new Judges();

beforeAll(async () => {
  world = await createWorld();
  const clean = { ...CLEAN_SBOM, digest: DIGEST };
  const stranger = { san: 'https://ci.test/stranger', issuer: 'https://issuer.test' };
  signed = await Promise.all([
    sign(world, { identity: IDENTITY, payload: statement({ ...clean, ...LOG4J_SBOM }) }),
    sign(world, { identity: IDENTITY, payload: statement({ ...clean, digest: OTHER_DIGEST }) }),
    sign(world, { identity: IDENTITY, payload: statement({ ...clean, predicateType: 'https://example.test/other' }) }),
    sign(world, { identity: stranger, payload: statement(clean) }),
    sign(world, { payload: statement(clean) }),
    sign(world, { identity: IDENTITY, payload: statement(clean), signs: statement({ ...clean, ...LOG4J_SBOM }) }),
    sign(world, { identity: IDENTITY, payload: statement(clean), log: [] }),
  ]);
});

function isAdmitted(candidates: readonly Candidate[]): boolean {
  const results = verifyJob(
    {
      candidates,
      authorities: requirement.authorities.filter((authority) => authority.kind !== 'static'),
      trustVersion: '1',
      trustRoots: [{ name: 'test', json: world.trustRoot }],
      now: world.clock.getTime(),
      purpose: 'attestations',
      asks,
    },
    roots,
    judges,
  );
  const reports = results.map((result) => ({ ...result, blob: OTHER_DIGEST, readings: result.readings ?? {} }));
  const evidence = { image, root: DIGEST, platforms: [], reports, skipped: [] };
  return conclude(requirement, evidence, world.clock.getTime()).verified;
}

type Tree = Record<string, unknown> | unknown[];

/** Every place in a tree: what holds it, and its key there. */
function placesIn(tree: unknown): { holder: Tree; key: string }[] {
  if (typeof tree !== 'object' || tree === null) return [];
  const holder = tree as Tree;
  return Object.entries(holder).flatMap(([key, value]) => [{ holder, key }, ...placesIn(value)]);
}

const put = (holder: Tree, key: string, value: unknown) => Object.assign(holder, { [key]: value });

/** The payload as its text, changed. */
function rewrite(payload: unknown, random: Random): string {
  const text = Buffer.from(String(payload), 'base64').toString();
  const [from, to] = random.pick([
    ['2.14.1', '2.24.3'],
    [OTHER_DIGEST.slice(7), DIGEST.slice(7)],
    ['https://example.test/other', CLEAN_SBOM.predicateType],
    ['"subject":', '"subject":[],"subject":'],
    ['{', '{"predicate":{},'],
  ] as const);
  return Buffer.from(text.replaceAll(from, to)).toString('base64');
}

/** One change of a bundle. */
function mutate(bundle: Tree, donor: unknown, random: Random): void {
  const place = random.pick(placesIn(bundle));
  if (place === undefined) return;
  const { holder, key } = place;
  const twin = random.pick(placesIn(donor).filter((other) => other.key === key));
  const value = (holder as Record<string, unknown>)[key];
  const changes = [
    () => twin && put(holder, key, (twin.holder as Record<string, unknown>)[key]),
    () => twin && put(holder, key, (twin.holder as Record<string, unknown>)[key]),
    () => put(holder, key, random.pick([null, '', 0, [], {}, true, [value], { [key]: value }, '__proto__'])),
    () => Reflect.deleteProperty(holder, key),
    () => Array.isArray(holder) && holder.push(structuredClone(value)),
    () => {
      const envelope = (bundle as Record<string, unknown>).dsseEnvelope as { payload?: unknown } | null | undefined;
      if (typeof envelope?.payload === 'string') envelope.payload = rewrite(envelope.payload, random);
    },
    () => typeof value === 'string' && put(holder, key, `${value.slice(0, -3)}${random.pick(['AAA', 'AA=', '=', ''])}`),
  ] as const;
  random.pick(changes)();
}

/** One change of the bytes of a bundle. */
function scramble(text: string, random: Random): string {
  const at = random.below(text.length);
  return random.pick([
    `${text.slice(0, at)}${String.fromCodePoint(random.below(128))}${text.slice(at + 1)}`,
    text.slice(0, at),
    `${text.slice(0, at)} ${text.slice(at)}`,
    text.replace('"payload"', '"p\\u0061yload"'),
    text.replace('"dsseEnvelope":', '"dsseEnvelope":{},"dsseEnvelope":'),
  ] as const);
}

test('an honest one would be admitted', async () => {
  const honest = await sign(world, { identity: IDENTITY, payload: statement({ ...CLEAN_SBOM, digest: DIGEST }) });
  expect(isAdmitted([candidate(honest)])).toBe(true);
});

test(
  'what is refused stays refused, whatever is changed in it',
  async () => {
    let accepted = 0;
    await fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 4 }), (seed, changes) => {
        const random = new Random(seed);
        const base = random.pick(signed) as Signed;
        const bundle = structuredClone(base.bundle) as unknown as Tree;
        for (let change = 0; change < changes; change += 1) {
          mutate(bundle, structuredClone(random.pick(signed)?.bundle), random);
        }
        const text = JSON.stringify(bundle);
        const changed = bundleCandidate(random.chance(0.2) ? scramble(text, random) : text);
        const others = signed.filter(() => random.chance(0.2)).map((each) => candidate(each));
        if (isAdmitted([changed, ...others])) throw new Error(`admitted: ${Buffer.from(changed.bytes).toString()}`);
        accepted += changes === 0 ? 1 : 0;
      }),
      { numRuns: Math.ceil(CASES / 5), seed: SEED },
    );
    expect(accepted).toBeGreaterThan(0);
  },
  TIMEOUT,
);

test('nor does it count in the form of a layer, whatever its annotations', () => {
  const random = new Random(SEED);
  for (const one of signed) {
    for (const other of signed) {
      const { annotations } = candidate(other, 'dsse');
      const entries = [...annotations].filter(() => random.chance(0.8));
      expect(isAdmitted([{ ...candidate(one, 'dsse'), annotations: new Map(entries) }])).toBe(false);
    }
  }
});
