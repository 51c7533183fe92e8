import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { VerificationPool } from '../../src/evidence/pool.ts';
import type { VerificationJob } from '../../src/evidence/verification.ts';
import { folderWith } from '../cli/command-line.ts';
import { createWorld, sign, type World } from '../support/signing/index.ts';
import { candidate, IDENTITY, keyless, SIGNATURE } from './judging.ts';

const WORKER = join(import.meta.dirname, '../../src/evidence/worker.ts');
const LIMITS = { threads: 2, waiting: 100, task: 20_000, memory: 64 };

let world: World;
let good: VerificationJob;
const pools: VerificationPool[] = [];
const folder = folderWith({});

beforeAll(async () => {
  world = await createWorld();
  const signed = await sign(world, { payload: SIGNATURE, identity: IDENTITY });
  good = {
    candidates: [candidate(signed)],
    authorities: [keyless()],
    trustVersion: '1',
    trustRoots: [{ name: 'test', json: world.trustRoot }],
    now: world.clock.getTime(),
    purpose: 'signatures',
  };
});
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

function open(script: string = WORKER, limits: Partial<typeof LIMITS> = {}): VerificationPool {
  const pool = new VerificationPool(script, { ...LIMITS, ...limits });
  pools.push(pool);
  return pool;
}

/** A worker that answers as `body` says: `id` and `job` are what it was asked. */
function worker(body: string): string {
  const path = join(folder.path, `worker-${Math.abs(hash(body))}.cjs`);
  const start = `const { parentPort, threadId } = require('node:worker_threads');`;
  writeFileSync(path, `${start}\nparentPort.on('message', ({ id, job }) => { ${body} });\n`);
  return path;
}

function hash(text: string): number {
  let sum = 0;
  for (const character of text) sum = (sum * 31 + character.charCodeAt(0)) | 0;
  return sum;
}

const named = (version: string): VerificationJob => ({ ...good, trustVersion: version });

describe('the real worker', () => {
  test('verifies, and what cannot be verified is a report', async () => {
    const pool = open();
    const [report] = await pool.verify(good);
    expect(report).toMatchObject({ accepted: ['wanted'], signer: { kind: 'keyless' } });
    const [refused] = await pool.verify({
      ...good,
      authorities: [keyless({ subject: { exactly: 'https://x.test' } })],
    });
    expect(refused).toMatchObject({ accepted: [], refusals: [{ authority: 'wanted' }] });
  });

  test('takes bytes as they are, also as a part of a larger buffer', async () => {
    const [first] = good.candidates;
    if (first === undefined) throw new Error('no candidate');
    const large = Buffer.concat([Buffer.alloc(1_000), first.bytes, Buffer.alloc(1_000)]);
    const bytes = large.subarray(1_000, 1_000 + first.bytes.length);
    const [report] = await open().verify({ ...good, candidates: [{ ...first, bytes }] });
    expect(report?.accepted).toEqual(['wanted']);
  });

  test('that is given what it cannot take fails, and goes on', async () => {
    const pool = open(WORKER, { threads: 1 });
    const broken = { ...good, candidates: null as unknown as VerificationJob['candidates'] };
    await expect(pool.verify(broken)).rejects.toThrow(/TypeError/);
    expect(await pool.verify(good)).toHaveLength(1);
  });
});

describe('threads', () => {
  const ANSWER = `parentPort.postMessage({ id, result: [threadId] });`;

  test('are as many as are needed, and no more than allowed', async () => {
    const slow = worker(`setTimeout(() => { ${ANSWER} }, 20);`);
    const one = open(slow);
    for (let times = 0; times < 3; times++) await one.verify(good);
    const many = await Promise.all(Array.from({ length: 8 }, () => one.verify(good)));
    expect(new Set(many.flat()).size).toBe(2);
  });

  test('do not wait without end: who comes when too many wait is turned away', async () => {
    const pool = open(worker(`setTimeout(() => { ${ANSWER} }, 20);`), { threads: 1, waiting: 2 });
    const all = await Promise.allSettled(Array.from({ length: 5 }, () => pool.verify(good)));
    expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'rejected']);
    expect(all[4]).toMatchObject({ reason: { message: 'more than 2 images wait to be verified' } });
  });

  test('are taken in turns: who comes last waits for one task of somebody else, and not for all of them', async () => {
    const pool = open(worker(ANSWER), { threads: 1, waiting: 5 });
    const done: string[] = [];
    const many = Array.from({ length: 6 }, () => pool.verify(good, 'shop').then(() => done.push('shop')));
    const others = ['bank', 'mail'].map((lane) => pool.verify(good, lane).then(() => done.push(lane)));
    await expect(pool.verify(good, 'shop')).rejects.toThrow('more than 5 images wait to be verified');
    await Promise.all([...many, ...others]);
    expect(done).toEqual(['shop', 'shop', 'bank', 'mail', 'shop', 'shop', 'shop', 'shop']);
  });

  test('that take too long are ended, and another one goes on with the next task', async () => {
    const pool = open(worker(`if (job.trustVersion === 'hang') for (;;); ${ANSWER}`), { threads: 1, task: 300 });
    const hanging = pool.verify(named('hang'));
    const next = pool.verify(named('fine'));
    await expect(hanging).rejects.toThrow('the verification took more than 300 ms');
    expect(await next).toHaveLength(1);
  });

  test.each([
    ['throws', `throw new Error('boom');`, 'the verifying thread failed'],
    ['exits', `process.exit(0);`, 'the verifying thread ended'],
    [
      'runs out of memory',
      `const all = []; for (;;) all.push(new Array(1e6).fill(id));`,
      expect.stringContaining('MiB of memory'),
    ],
  ])('that %s fail their task alone', async (_, crash, message) => {
    const pool = open(worker(`if (job.trustVersion === 'crash') { ${crash} } ${ANSWER}`), { threads: 1 });
    const all = await Promise.allSettled([
      pool.verify(named('a')),
      pool.verify(named('crash')),
      pool.verify(named('b')),
    ]);
    expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(all[1]).toMatchObject({ reason: { name: 'VerificationFailure', message } });
  });

  test('that answer something else are not listened to', async () => {
    const pool = open(worker(`parentPort.postMessage({ id: id - 1, result: ['old'] }); ${ANSWER}`));
    expect(await pool.verify(good)).not.toEqual(['old']);
  });

  test('that cannot be started fail what was to be done', async () => {
    await expect(open(join(folder.path, 'nowhere.cjs')).verify(good)).rejects.toThrow('the verifying thread failed');
  });

  test('take no work that cannot be sent', async () => {
    const job = { ...good, now: (() => 1) as unknown as number };
    await expect(open().verify(job)).rejects.toThrow('the verifying thread took no work');
  });

  test('end with the pool, and what was to be done fails', async () => {
    const pool = open(worker(''), { threads: 1 });
    const all = Promise.allSettled([pool.verify(good), pool.verify(good)]);
    await pool.close();
    expect((await all).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(pool.verify(good)).rejects.toThrow('the verifying threads have ended');
  });
});
