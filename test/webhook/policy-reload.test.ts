import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readPolicyFolder } from '../../src/policy/folder.ts';
import { loadPolicies } from '../../src/policy/load.ts';
import { WORKLOAD_RULES } from '../../src/rules/index.ts';
import { podCreate, privilegedPod } from '../support/admission-reviews.ts';
import { closeTestWebhooks, eventually, startTestWebhook, type TestWebhook } from '../support/webhook.ts';

let mount: string;
beforeEach(async () => {
  mount = await mkdtemp(join(tmpdir(), 'tidewaiter-policies-'));
});
afterEach(async () => {
  await closeTestWebhooks();
  await rm(mount, { recursive: true, force: true });
});

const STALE = 'tidewaiter_reload_last_failed{target="policies"}';

function policyText(action: string, name = 'hygiene'): string {
  return `apiVersion: tidewaiter.dev/v1alpha1
kind: AdmissionPolicy
metadata: { name: ${name} }
spec: { action: ${action}, rules: [{ rule: disallow-privileged }] }
`;
}

/** Starts a webhook on the mounted policies, with the real loader and rules. */
function start(timings = {}): Promise<TestWebhook> {
  const load = async () => loadPolicies(await readPolicyFolder(mount), WORKLOAD_RULES);
  return startTestWebhook({ policies: { paths: [mount], load }, timings });
}

async function isAllowed(webhook: TestWebhook): Promise<unknown> {
  const answer = await webhook.post('/validate', podCreate(privilegedPod()));
  return (answer.json().response as { allowed?: unknown } | undefined)?.allowed;
}

/** What the kubelet does to a mounted ConfigMap. */
async function publish(version: string, text: string): Promise<void> {
  await mkdir(join(mount, `..${version}`));
  await writeFile(join(mount, `..${version}`, 'policy.yaml'), text);
  await symlink('..data/policy.yaml', join(mount, 'policy.yaml')).catch(() => {});
  await symlink(`..${version}`, join(mount, '..data_tmp'));
  await rename(join(mount, '..data_tmp'), join(mount, '..data'));
}

describe('policy reload', () => {
  test('a mounted ConfigMap that swaps its ..data link', async () => {
    await publish('v1', policyText('Deny'));
    const webhook = await start();
    expect(await isAllowed(webhook)).toBe(false);
    await publish('v2', policyText('Warn'));
    await eventually(async () => (await isAllowed(webhook)) === true, 'v2 is in force');
    await publish('v3', policyText('Deny'));
    await eventually(async () => (await isAllowed(webhook)) === false, 'v3 is in force');
    expect(await webhook.metric('tidewaiter_reloads_total{target="policies",result="success"}')).toBe(3);
  });

  test('a swap while the files are read: they are read again', async () => {
    await publish('v1', policyText('Deny'));
    let swaps = 0;
    const load = async () => {
      const read = await readPolicyFolder(mount);
      if (swaps++ === 0) await publish('v2', policyText('Warn'));
      return loadPolicies(read, WORKLOAD_RULES);
    };
    const timings = { watchPoll: 60_000, watchSettle: 60_000 };
    const webhook = await startTestWebhook({ policies: { paths: [mount], load }, timings });
    expect(await isAllowed(webhook)).toBe(true);
    expect(await webhook.metric('tidewaiter_reloads_total{target="policies",result="success"}')).toBe(1);
  });

  test('a file that vanished while it was read is no complaint where the files have changed since', async () => {
    await publish('v1', policyText('Deny'));
    let swaps = 0;
    const load = async () => {
      if (swaps++ > 0) return loadPolicies(await readPolicyFolder(mount), WORKLOAD_RULES);
      await publish('v2', policyText('Warn'));
      throw new Error('no such file');
    };
    const webhook = await startTestWebhook({ policies: { paths: [mount], load } });
    expect(await isAllowed(webhook)).toBe(true);
    expect(await webhook.metric('tidewaiter_reloads_total{target="policies",result="failure"}')).toBe(0);
  });

  test('files that change each time they are read are not used', async () => {
    await publish('v1', policyText('Deny'));
    let version = 1;
    const load = async () => {
      const read = await readPolicyFolder(mount);
      version++;
      await publish(`v${version}`, policyText('Deny'));
      return loadPolicies(read, WORKLOAD_RULES);
    };
    const timings = { watchPoll: 60_000, watchSettle: 60_000 };
    const webhook = await startTestWebhook({ policies: { paths: [mount], load }, timings });
    expect(webhook.problems()).toEqual([expect.stringContaining('policies')]);
    expect(await webhook.metric(STALE)).toBe(1);
  });

  test('a broken file: the last good set stays, with a metric, and one log line with file, line and column', async () => {
    await publish('v1', policyText('Deny'));
    const webhook = await start({ watchPoll: 50 });
    await publish('v2', policyText('Deny').replace('spec:', 'spce:'));
    await eventually(async () => (await webhook.metric(STALE)) === 1, 'the failure shows');
    expect(await isAllowed(webhook)).toBe(false);
    expect((await webhook.get('/readyz')).status).toBe(200);
    await publish('v3', policyText('Audit'));
    await eventually(async () => (await isAllowed(webhook)) === true, 'v3 is in force');
    expect(await webhook.metric(STALE)).toBe(0);
    const lines = (await webhook.endAndReadLog()).split('\n').filter((line) => line.includes('policies not loaded'));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/policy\.yaml:\d+:\d+: /);
    expect(lines[0]).toContain('"kept"');
  });

  test('an emptied folder never means "allow everything"', async () => {
    await writeFile(join(mount, 'policy.yaml'), policyText('Deny'));
    const webhook = await start();
    await rm(join(mount, 'policy.yaml'));
    await eventually(async () => (await webhook.metric(STALE)) === 1, 'the failure shows');
    expect(await isAllowed(webhook)).toBe(false);
  });

  test('broken at the start: not ready, and ready once it is mended', async () => {
    await writeFile(join(mount, 'policy.yaml'), 'kind: [');
    const webhook = await start();
    expect((await webhook.get('/readyz')).json()).toMatchObject({ reasons: ['policies: none loaded yet'] });
    await writeFile(join(mount, 'policy.yaml'), policyText('Deny'));
    await eventually(async () => (await webhook.get('/readyz')).status === 200, 'it is ready');
    expect(await isAllowed(webhook)).toBe(false);
  });

  test('many problems: the log line is bounded', async () => {
    for (let file = 0; file < 50; file++) await writeFile(join(mount, `${file}.yaml`), 'kind: Nothing\n');
    const webhook = await start();
    const log = await webhook.endAndReadLog();
    expect(log).toMatch(/and \d+ more/);
    expect(log.length).toBeLessThan(20_000);
  });

  test('under load every answer comes from one whole set', async () => {
    await publish('v0', policyText('Deny', 'set-0'));
    const webhook = await start();
    const mixed: string[] = [];
    let running = true;
    const client = async () => {
      while (running) {
        const { text } = await webhook.post('/validate', podCreate(privilegedPod()));
        const names = new Set(text.match(/set-\d+/g));
        if (names.size !== 1 || !text.includes('"allowed":false')) mixed.push(text);
      }
    };
    const clients = Promise.all([client(), client()]);
    for (let version = 1; version <= 5; version++) {
      await publish(`v${version}`, policyText('Deny', `set-${version}`));
      await eventually(
        async () => (await webhook.post('/validate', podCreate(privilegedPod()))).text.includes(`set-${version}`),
        `set ${version} is in force`,
      );
    }
    running = false;
    await clients;
    expect(mixed).toEqual([]);
    expect(
      await webhook.metric('tidewaiter_findings_total{policy="set-0",rule="disallow-privileged",action="Deny"}'),
    ).toBeUndefined();
    const now = await webhook.metric(
      'tidewaiter_findings_total{policy="set-5",rule="disallow-privileged",action="Deny"}',
    );
    expect(now).toBeGreaterThan(0);
  });
});

test('a load that never ends is given up, and the next change is taken up', async () => {
  const file = join(mount, 'policy.yaml');
  await writeFile(file, policyText('Deny'));
  let stuck = true;
  const load = async () =>
    stuck ? new Promise<never>(() => {}) : loadPolicies(await readPolicyFolder(mount), WORKLOAD_RULES);
  const webhook = await startTestWebhook({ policies: { paths: [mount], load }, timings: { load: 100, watchPoll: 50 } });
  expect(webhook.problems()).toEqual(['policies: none loaded yet']);
  stuck = false;
  await eventually(() => webhook.problems().length === 0, 'it is ready');
});
