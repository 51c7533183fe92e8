import { createHash, sign as signBytes } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { TransparencyLogEntry } from '@sigstore/bundle';
import { checkInclusion, checkProofAgrees } from '../../src/evidence/log-inclusion.ts';
import { createWorld, hashOf, newKey, sign, spkiOf, type World } from '../support/signing/index.ts';
import { bundleCandidate, changed, IDENTITY, judge, keyless, reasonFor, SIGNATURE } from './judging.ts';

/** RFC 9162, section 2.1.1, as it is written there: over all leaves, without any path. */
function rootOf(leaves: readonly Buffer[]): Buffer {
  const [only] = leaves;
  if (leaves.length === 1 && only) return hashed(0, only);
  const split = splitOf(leaves.length);
  return hashed(1, rootOf(leaves.slice(0, split)), rootOf(leaves.slice(split)));
}
/** Section 2.1.3.1. */
function pathOf(index: number, leaves: readonly Buffer[]): readonly Buffer[] {
  if (leaves.length === 1) return [];
  const split = splitOf(leaves.length);
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  return index < split ? [...pathOf(index, left), rootOf(right)] : [...pathOf(index - split, right), rootOf(left)];
}
function splitOf(size: number): number {
  return 2 ** (Math.ceil(Math.log2(size)) - 1);
}
function hashed(prefix: number, ...parts: readonly Buffer[]): Buffer {
  return createHash('sha256')
    .update(Buffer.concat([Buffer.from([prefix]), ...parts]))
    .digest();
}

const ed25519 = newKey('ed25519');
const LOG = {
  baseURL: 'https://log.test',
  logID: hashOf(spkiOf(ed25519.publicKey)),
  publicKey: ed25519.publicKey,
  validFor: { start: new Date(0), end: new Date(8e15) },
};

function checkpoint(size: number | string, root: Buffer, { name = 'log.test', key = ed25519, hint = LOG.logID } = {}) {
  const note = `log.test - 1\n${size}\n${root.toString('base64')}\n`;
  const signature = signBytes(null, Buffer.from(note), key.privateKey);
  return `${note}\n\u2014 ${name} ${Buffer.concat([hint.subarray(0, 4), signature]).toString('base64')}\n`;
}

function entry(index: number, leaves: readonly Buffer[], envelope = checkpoint(leaves.length, rootOf(leaves))) {
  return {
    logIndex: '0',
    logId: { keyId: LOG.logID },
    kindVersion: { kind: 'intoto', version: '0.0.1' },
    integratedTime: '0',
    inclusionPromise: undefined,
    inclusionProof: {
      logIndex: String(index),
      treeSize: String(leaves.length),
      rootHash: rootOf(leaves),
      hashes: [...pathOf(index, leaves)],
      checkpoint: { envelope },
    },
    canonicalizedBody: leaves[index] ?? Buffer.alloc(0),
  } satisfies TransparencyLogEntry;
}

const leavesOf = (size: number) => Array.from({ length: size }, (_, index) => Buffer.from(`leaf ${index}`));

describe('inclusion in a log', () => {
  test('every leaf of every tree up to 20', () => {
    for (let size = 1; size <= 20; size += 1) {
      const leaves = leavesOf(size);
      for (const index of leaves.keys()) checkInclusion(entry(index, leaves), [LOG]);
    }
  });

  test('no leaf at another place, with another body, or with a hash more, less or changed', () => {
    const size = 11;
    const leaves = leavesOf(size);
    const refused: string[] = [];
    for (const index of leaves.keys()) {
      const honest = entry(index, leaves);
      const { hashes } = honest.inclusionProof;
      const proofs = [
        ...leaves
          .keys()
          .filter((other) => other !== index)
          .map((other) => ({ logIndex: String(other) })),
        { logIndex: String(size) },
        { hashes: hashes.slice(1) },
        { hashes: [...hashes, Buffer.alloc(32)] },
        ...hashes.keys().map((at) => ({ hashes: hashes.with(at, Buffer.alloc(32)) })),
      ];
      for (const proof of proofs) {
        const forged = { ...honest, inclusionProof: { ...honest.inclusionProof, ...proof } };
        expect(() => checkInclusion(forged, [LOG])).toThrow('does not lead to its checkpoint');
        refused.push('');
      }
      const forged = { ...honest, canonicalizedBody: Buffer.from('other') };
      expect(() => checkInclusion(forged, [LOG])).toThrow('does not lead to its checkpoint');
    }
    expect(refused.length).toBeGreaterThan(100);
  });

  test.each([
    ['unsigned', 'log.test\n1\nAAAA\n\n'],
    ['of another key', checkpoint(1, rootOf(leavesOf(1)), { key: newKey('ed25519') })],
    ['of another name', checkpoint(1, rootOf(leavesOf(1)), { name: 'evil.test' })],
    ['with another hint', checkpoint(1, rootOf(leavesOf(1)), { hint: Buffer.alloc(4) })],
  ])('a checkpoint %s', (_, envelope) => {
    expect(() => checkInclusion(entry(0, leavesOf(1), envelope), [LOG])).toThrow('not signed by the log');
  });

  test.each([['log.test\n1\nAAAA\n'], ['log.test\n\n'], ['']])('no checkpoint: %j', (envelope) => {
    expect(() => checkInclusion(entry(0, leavesOf(1), envelope), [LOG])).toThrow('a checkpoint is not what logs sign');
  });

  test('a checkpoint of no size', () => {
    const envelope = checkpoint('0x1', rootOf(leavesOf(1)));
    expect(() => checkInclusion(entry(0, leavesOf(1), envelope), [LOG])).toThrow('does not lead to its checkpoint');
  });

  test('neither promise nor proof', () => {
    const bare = { ...entry(0, leavesOf(1)), inclusionProof: undefined };
    expect(() => checkInclusion(bare, [LOG])).toThrow('the log entry proves no inclusion');
    expect(() => checkProofAgrees(bare)).not.toThrow();
  });

  test('a proof that says something else than its checkpoint', () => {
    const honest = entry(3, leavesOf(5));
    expect(() => checkProofAgrees(honest)).not.toThrow();
    for (const change of [{ treeSize: '6' }, { rootHash: Buffer.alloc(32) }]) {
      const forged = { ...honest, inclusionProof: { ...honest.inclusionProof, ...change } };
      expect(() => checkProofAgrees(forged)).toThrow('is not that of its inclusion proof');
    }
    const { inclusionProof } = honest;
    const without = { ...honest, inclusionProof: { ...inclusionProof, checkpoint: undefined } };
    expect(() => checkProofAgrees(without)).toThrow('an inclusion proof has no checkpoint');
  });
});

describe('intoto 0.0.1 in a bundle', () => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld();
  });

  /** The envelope as it was logged, in the form of Go's DSSE library. */
  const goEnvelope = (signed: Awaited<ReturnType<typeof sign>>) => {
    const { payload, payloadType, signatures } = signed.bundle.dsseEnvelope ?? { signatures: [] };
    const [{ keyid = '', sig = '' } = {}] = signatures;
    return Buffer.from(JSON.stringify({ payloadType, payload, signatures: [{ keyid, sig }] }));
  };

  async function bundle(change: Parameters<typeof changed>[1] = () => {}) {
    const identity = { san: IDENTITY.san, issuer: IDENTITY.issuer };
    const key = newKey('ed25519');
    const first = await sign(world, { payload: SIGNATURE, identity, key, log: [] });
    // Ed25519 signs the same way each time, so that the envelope is known before it is logged.
    const log = [{ form: 'intoto001' as const, lie: { envelope: goEnvelope(first) } }];
    return changed(await sign(world, { payload: SIGNATURE, identity, key, log }), change);
  }

  test('with promise and proof', async () => {
    expect(reasonFor(judge(world, await bundle(), keyless()))).toBe('accepted');
  });

  test.each<[string, Parameters<typeof changed>[1], string]>([
    [
      'another promise',
      ({
        verificationMaterial: {
          tlogEntries: [entry],
        },
      }) => Object.assign(entry ?? {}, { logIndex: '1' }),
      'the promise of the log is not valid',
    ],
    [
      'another proof',
      ({
        verificationMaterial: {
          tlogEntries: [entry],
        },
      }) => Object.assign(entry?.inclusionProof ?? {}, { hashes: ['AAAA'] }),
      'the inclusion proof of the log entry does not lead to its checkpoint',
    ],
  ])('with %s', async (_, change, reason) => {
    expect(reasonFor(judge(world, await bundle(change), keyless()))).toBe(reason);
  });

  test('a promise outside of the time of the log key', async () => {
    const root = world.trustedRoot();
    for (const { publicKey } of root.tlogs) publicKey.validFor = { start: '2100-01-01T00:00:00Z' };
    const roots = [{ name: 'test', json: JSON.stringify(root) }];
    const reason = reasonFor(judge(world, await bundle(), keyless(), { roots }));
    expect(reason).toBe('the promise of the log is not valid');
  });

  test('with a promise that is no signature', async () => {
    const candidate = await bundle(
      ({
        verificationMaterial: {
          tlogEntries: [entry],
        },
      }) => Object.assign(entry ?? {}, { inclusionPromise: { signedEntryTimestamp: 'AAAA' } }),
    );
    expect(reasonFor(judge(world, bundleCandidate(Buffer.from(candidate.bytes)), keyless()))).toMatch(/promise/);
  });
});
