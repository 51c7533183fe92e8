import { beforeAll, describe, expect, test } from '@jest/globals';
import { createWorld, newKey, type SignSpec, sign, type World } from '../support/signing/index.ts';
import { bundleCandidate, IDENTITY, judge, keyless, keyOf, reasonFor, SIGNATURE } from './judging.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

type Path = readonly (string | number)[];

/** Every value in a JSON value that is no object or list, by its path. */
function leavesOf(value: unknown, path: Path = []): readonly (readonly [Path, string | number])[] {
  if (typeof value === 'string' || typeof value === 'number') return [[path, value]];
  const entries: readonly (readonly [string | number, unknown])[] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value as object);
  return entries.flatMap(([key, child]) => leavesOf(child, [...path, key]));
}

/** The value with another one at a path; undefined takes it away. */
function replaced(value: unknown, [first, ...rest]: Path, leaf: unknown): unknown {
  if (first === undefined) return leaf;
  const copy = structuredClone(value) as Record<string | number, unknown>;
  copy[first] = replaced(copy[first], rest, leaf);
  return copy;
}

/** Other values of the same kind, and of another one. */
function mutantsOf(value: string | number): readonly unknown[] {
  const text = String(value);
  const flipped = [0, 0.3, 0.6, 0.97].map((part) => {
    const at = Math.min(text.length - 1, Math.floor(part * text.length));
    const character = text[at] === 'B' ? 'C' : text[at] === '1' ? '2' : /\d/.test(text[at] ?? '') ? '1' : 'B';
    return `${text.slice(0, at)}${character}${text.slice(at + 1)}`;
  });
  return [...flipped, `${text}A`, text.slice(1), '', undefined, null, [value], { value }, true];
}

/** What may be changed: where, to what, and why nothing follows from it. */
interface Irrelevant {
  readonly where: RegExp;
  readonly what?: (mutant: unknown, original: string | number) => boolean;
  readonly why: string;
}

const ALWAYS: readonly Irrelevant[] = [
  { where: /^verificationMaterial\.publicKey\.hint$/, why: 'the authority names the key' },
  { where: /^dsseEnvelope\.signatures\.0\.keyid$/, why: 'DSSE does not sign it, and no key is looked up by it' },
  {
    where: /\.inclusionProof\.logIndex$/,
    what: (mutant) => mutant === undefined || mutant === null,
    why: 'JSON of protobuf leaves out the number 0, which it is',
  },
  {
    where: /\.checkpoint\.envelope$/,
    what: (mutant, original) => mutant === `${original}A`,
    why: 'a checkpoint is signed up to its signatures, and signatures of others may follow',
  },
];
const WITHOUT_PROMISE: Irrelevant = {
  where: /^verificationMaterial\.tlogEntries\.\d\.logIndex$/,
  why: 'only a promise covers it; the inclusion proof has an index of its own, which is what is reported',
};

/** Whether two tokens differ only inside the certificate of the timestamp authority that the second carries along. */
function differInCertificate(one: Buffer, other: Buffer): boolean {
  const [authority] = world.trustedRoot().timestampAuthorities;
  const certificate = Buffer.from(authority?.certChain.certificates[0]?.rawBytes ?? '', 'base64');
  const start = other.indexOf(certificate);
  const end = start + certificate.length;
  if (start < 0 || certificate.length === 0) return false;
  return one.length === other.length && other.every((byte, at) => (at >= start && at < end) || byte === one[at]);
}

const CARRIED: Irrelevant = {
  where: /\.signedTimestamp$/,
  what: (mutant, original) =>
    typeof mutant === 'string' &&
    differInCertificate(Buffer.from(mutant, 'base64'), Buffer.from(`${original}`, 'base64')),
  why: 'the certificate of the timestamp authority is taken from the trust root, not from the token',
};

describe('no member of a bundle can be changed', () => {
  const key = newKey();
  const authorities = { key: keyOf(key), keyless: keyless() };

  test.each<[string, keyof typeof authorities, SignSpec]>([
    ['identity, log 1', 'keyless', { payload: SIGNATURE, identity: IDENTITY, log: 'v1' }],
    ['identity, log 1, timestamp', 'keyless', { payload: SIGNATURE, identity: IDENTITY, timestamps: true }],
    ['identity, log 2, timestamp', 'keyless', { payload: SIGNATURE, identity: IDENTITY, log: 'v2', timestamps: true }],
    ['key, log 1', 'key', { payload: SIGNATURE, key, log: 'v1' }],
    ['key, log 2', 'key', { payload: SIGNATURE, key, log: 'v2' }],
    ['identity, intoto 0.0.2', 'keyless', { payload: SIGNATURE, identity: IDENTITY, log: 'intoto002' }],
  ])('%s', async (_, wanted, spec) => {
    const { bundle } = await sign(world, spec);
    const irrelevant = spec.log === 'v2' ? [...ALWAYS, CARRIED, WITHOUT_PROMISE] : [...ALWAYS, CARRIED];
    const outcome = (value: unknown) =>
      reasonFor(judge(world, bundleCandidate(JSON.stringify(value)), authorities[wanted]));
    expect(outcome(bundle)).toBe('accepted');
    const survived: string[] = [];
    let refused = 0;
    for (const [path, leaf] of leavesOf(bundle)) {
      const name = path.join('.');
      for (const mutant of mutantsOf(leaf)) {
        if (outcome(replaced(bundle, path, mutant)) !== 'accepted') refused += 1;
        else if (!irrelevant.some(({ where, what }) => where.test(name) && (what?.(mutant, leaf) ?? true))) {
          survived.push(`${name} = ${JSON.stringify(mutant)?.slice(0, 80)}`);
        }
      }
    }
    expect(survived).toEqual([]);
    expect(refused).toBeGreaterThan(100);
  });
});
