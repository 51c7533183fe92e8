import { beforeAll, expect, test } from '@jest/globals';
import { createWorld, sign, type World } from '../support/signing/index.ts';
import { candidate, IDENTITY, judge, keyless, reasonFor } from './judging.ts';

const MIB = 2 ** 20;
let world: World;

beforeAll(async () => {
  world = await createWorld();
});

/** What becomes of a payload that is no JSON, signed by an identity. */
async function judged(bytes: number, san: string = IDENTITY.san): Promise<string> {
  const payload = { bytes: Buffer.alloc(bytes, 'x'), type: 'application/vnd.in-toto+json' };
  const signed = await sign(world, { payload, identity: { ...IDENTITY, san } });
  return reasonFor(judge(world, candidate(signed), keyless(), { purpose: 'attestations' }));
}

test('what is large is read only where somebody who is trusted signed it', async () => {
  expect(await judged(MIB + 1, 'https://ci.test/stranger')).toContain('https://ci.test/stranger');
  expect(await judged(MIB + 1)).toContain('is not the JSON that is wanted');
});

test('what is small is read first: it says best what is wrong', async () => {
  expect(await judged(100, 'https://ci.test/stranger')).toContain('is not the JSON that is wanted');
});
