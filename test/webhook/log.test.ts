import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/model/json.ts';
import { Log } from '../../src/webhook/log.ts';
import { podCreate, podUpdate, privilegedPod } from '../support/admission-reviews.ts';
import { DIGEST, goodContainer, goodPod } from '../support/pods.ts';
import { policy, policySet, rule } from '../support/policies.ts';
import { closeTestWebhooks, NO_PRIVILEGED, startTestWebhook, type TestWebhook } from '../support/webhook.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidewaiter-log-'));
});
afterEach(async () => {
  await closeTestWebhooks();
  await rm(folder, { recursive: true, force: true });
});

async function decisionsOf(webhook: TestWebhook): Promise<readonly JsonObject[]> {
  const lines = (await webhook.endAndReadLog())
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as JsonObject);
  return lines.filter(({ msg }) => msg === 'decision');
}

describe('the line of a decision', () => {
  test('says who, what and why', async () => {
    const webhook = await startTestWebhook();
    const allowed = podCreate();
    const denied = podCreate(privilegedPod(), { dryRun: true });
    await webhook.post('/validate', allowed);
    await webhook.post('/validate', denied);
    await webhook.post('/mutate', allowed);
    const common = {
      level: 30,
      time: expect.any(Number),
      msg: 'decision',
      policyVersion: '0123456789ab',
      operation: 'CREATE',
      kind: 'Pod',
      namespace: 'shop',
      name: 'web',
      digests: [DIGEST],
      durationMs: expect.any(Number),
    };
    expect(await decisionsOf(webhook)).toEqual([
      {
        ...common,
        uid: allowed.request.uid,
        endpoint: 'validate',
        allowed: true,
        outcome: 'allowed',
        rules: [],
        dryRun: false,
      },
      {
        ...common,
        uid: denied.request.uid,
        endpoint: 'validate',
        allowed: false,
        outcome: 'denied',
        rules: ['tests/no-privileged'],
        dryRun: true,
      },
      {
        ...common,
        uid: allowed.request.uid,
        endpoint: 'mutate',
        allowed: true,
        outcome: 'allowed',
        rules: [],
        dryRun: false,
      },
    ]);
  });

  test('lists are bounded, names are cut', async () => {
    const webhook = await startTestWebhook({
      policies: {
        load: async () =>
          policySet(
            policy(
              Array.from({ length: 50 }, (_, index) =>
                rule({ id: `rule-${index}`, check: (_workload, report) => report({ message: 'no', path: [] }) }),
              ),
            ),
          ),
      },
    });
    const containers = Array.from({ length: 50 }, (_, index) =>
      goodContainer({ name: `c${index}`, image: `x@sha256:${String(index).padStart(64, '0')}` }),
    );
    await webhook.post('/validate', podCreate(goodPod({ containers }, { name: 'n'.repeat(5_000) })));
    const [decision] = await decisionsOf(webhook);
    expect(decision?.rules).toHaveLength(20);
    expect(decision?.digests).toHaveLength(20);
    expect(decision?.name).toHaveLength(256);
  });

  test('no character of a name can forge a line or act on a terminal', async () => {
    const webhook = await startTestWebhook();
    const name = 'web\n{"msg":"decision"}\r\u001B[2J\u009B31m\u202E\u200B\u2028\u{E0041}';
    await webhook.post('/validate', podCreate(goodPod({}, { name })));
    const log = await webhook.endAndReadLog();
    expect(log.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    const decisions = log
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as JsonObject)
      .filter(({ msg }) => msg === 'decision');
    expect(decisions).toHaveLength(1);
    expect(decisions[0]?.name).toBe(name);
  });
});

describe('canary', () => {
  const CANARY = 'c4n4ry-s3cr3t';

  /** The canary as every text and every field name of a value, but for the few that name the object. */
  function poison(value: unknown, key = ''): unknown {
    if (['apiVersion', 'kind', 'namespace', 'name', 'uid'].includes(key)) return value;
    if (typeof value === 'string') return `${CANARY}/${value}`;
    if (Array.isArray(value)) return value.map((item) => poison(item));
    if (typeof value !== 'object' || value === null) return value;
    const fields = Object.entries(value).map(([name, field]) => [name, poison(field, name)] as const);
    return Object.fromEntries([...fields, [CANARY, { [CANARY]: CANARY }]]);
  }

  const secretEnv = [
    { name: 'PASSWORD', value: CANARY },
    { name: CANARY, valueFrom: { secretKeyRef: { name: CANARY, key: CANARY } } },
  ];
  const container = {
    ...goodContainer({ env: secretEnv, args: [CANARY], command: [CANARY] }),
    securityContext: { privileged: true },
  };
  const pod = goodPod({ containers: [container] }, { annotations: { [CANARY]: CANARY }, labels: { token: CANARY } });
  const poisoned = poison(pod) as JsonObject;

  test('secrets and env values never reach the log, whatever happens to the request', async () => {
    const throwing = rule({
      id: 'throwing',
      check: ({ object }) => {
        throw new TypeError(`Cannot read ${JSON.stringify(object)}\n    at ${CANARY}`);
      },
    });
    const quoting = rule({
      id: 'quoting',
      check: ({ object }, report) => report({ message: JSON.stringify(object), path: [CANARY] }),
    });
    const webhook = await startTestWebhook({
      policies: {
        load: async () =>
          policySet(
            ...NO_PRIVILEGED.policies,
            policy([throwing, quoting], { name: 'leaky', selectsNamespace: () => true }),
          ),
      },
      namespaceLabels: async (namespace) => {
        if (namespace === 'broken') throw new Error(CANARY);
        return new Map([[CANARY, CANARY]]);
      },
      log: { destination: join(folder, 'log'), level: 'trace' },
    });
    const userInfo = { username: CANARY, groups: [CANARY], extra: { [CANARY]: [CANARY] } };
    const bodies = [
      podCreate(pod, { userInfo }),
      podCreate(poisoned, { userInfo }),
      podUpdate(goodPod(), poisoned, { options: { fieldManager: CANARY } }),
      podCreate(pod, { namespace: 'broken' }),
      podCreate({ ...pod, spec: CANARY }),
      podCreate(goodPod({ containers: [{ ...container, image: CANARY, resources: { limits: { cpu: CANARY } } }] })),
      { ...podCreate(pod), apiVersion: CANARY },
      podCreate(pod, { operation: CANARY }),
      podCreate(pod, { kind: { kind: [CANARY] } }),
    ].map((body) => JSON.stringify(body));
    for (const body of [...bodies, CANARY, `{"${CANARY}":1,"${CANARY}":2}`, `{"a":"${CANARY}`]) {
      for (const path of ['/validate', '/mutate', `/validate?timeout=${CANARY}`, `/${CANARY}`]) {
        await webhook.post(path, body, { Authorization: `Bearer ${CANARY}`, Cookie: CANARY });
      }
    }
    await webhook.close();
    const log = await readFile(join(folder, 'log'), 'utf8');
    expect(log.split('\n').length).toBeGreaterThan(20);
    expect(log).toContain('"outcome":"failed"');
    expect(log).toContain('request refused');
    expect(log).not.toContain(CANARY);
  });
});

describe('a log that cannot be written', () => {
  const LINE = `${JSON.stringify({ padding: 'x'.repeat(200) })}\n`;

  test('a reader that stands still: decisions go on, lines past the bound are dropped and counted', async () => {
    const fifo = join(folder, 'fifo');
    execFileSync('mkfifo', [fifo]);
    const blocked = openSync(fifo, constants.O_RDWR);
    const webhook = await startTestWebhook({
      log: { destination: blocked, maxWaiting: 0 },
      timings: { logFlush: 100 },
    });
    for (let round = 0; round < 1_000; round++) {
      expect((await webhook.post('/validate', podCreate())).status).toBe(200);
    }
    expect(await webhook.metric('tidewaiter_log_lines_dropped_total')).toBeGreaterThan(0);
    expect(await webhook.close()).toBe(false);
    // Frees the thread that is writing.
    const reader = openSync(fifo, constants.O_RDONLY | constants.O_NONBLOCK);
    readSync(reader, Buffer.alloc(65_536));
    closeSync(reader);
  });

  test('a reader that is gone (EPIPE): lines are dropped and counted', async () => {
    const fifo = join(folder, 'fifo');
    execFileSync('mkfifo', [fifo]);
    const reader = openSync(fifo, constants.O_RDONLY | constants.O_NONBLOCK);
    const writer = openSync(fifo, constants.O_WRONLY);
    closeSync(reader);
    const webhook = await startTestWebhook({ log: { destination: writer } });
    for (let round = 0; round < 200; round++) {
      expect((await webhook.post('/validate', podCreate())).status).toBe(200);
    }
    expect(await webhook.metric('tidewaiter_log_lines_dropped_total')).toBeGreaterThan(0);
    expect(await webhook.close()).toBe(true);
  });

  test('a full disk: nothing throws, and lines past the bound are dropped', async () => {
    let dropped = 0;
    const log = new Log({ destination: openSync('/dev/full', 'w'), maxWaiting: 0 }, (lines) => {
      dropped += lines;
    });
    for (let round = 0; round < 2_000; round++) log.write(LINE);
    log.logger.info('still here');
    expect(await log.close(1_000)).toBe(true);
    expect(dropped).toBeGreaterThan(0);
    log.write(LINE);
  });
});
