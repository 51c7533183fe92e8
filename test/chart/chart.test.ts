import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { CHART, HELM, one, ROOT, render, withHelm } from './helm.ts';
import { VALUE_SETS } from './value-sets.ts';

if (HELM === '') {
  console.warn('chart tests skipped: no helm program; set HELM to one or run test/e2e/assets.sh');
}

describe('policies in the chart', () => {
  test('are the shipped ones, byte for byte', async () => {
    const source = join(ROOT, 'policies');
    const folders = (await readdir(source, { withFileTypes: true })).filter((entry) => entry.isDirectory());
    const names = folders.map((entry) => entry.name).sort();
    expect((await readdir(join(CHART, 'files/policies'))).sort()).toEqual(names.map((name) => `${name}.yaml`));
    for (const name of names) {
      const copy = await readFile(join(CHART, `files/policies/${name}.yaml`), 'utf8');
      const original = name === 'workload-kinds' ? 'kinds.yaml' : 'policy.yaml';
      expect(copy).toBe(await readFile(join(source, name, original), 'utf8'));
    }
  });
});

/** What policies say of the Deployment. */
async function reviewed(policies: readonly string[], values: object): Promise<object> {
  const image = { digest: `sha256:${'0'.repeat(64)}` };
  const objects: readonly object[] = await render({ image, ...values });
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'tidewaiter' } };
  const cli = [join(ROOT, 'src/cli/bin.ts'), 'review', '--format=jsonl', `--policies=${policies.join(',')}`, '-'];
  const review = promisify(execFile)(process.execPath, cli);
  review.child.stdin?.end(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [namespace, ...objects] }));
  const [line = '{}'] = (await review).stdout.split('\n');
  expect(JSON.parse(line)).toMatchObject({ subject: { kind: 'Deployment' } });
  return JSON.parse(line);
}

withHelm('chart', () => {
  test('is let in by every shipped policy', async () => {
    expect(await reviewed([join(ROOT, 'policies')], {})).toMatchObject({ allowed: true });
  });
});

withHelm.each(VALUE_SETS)('chart with %s', (_name, values) => {
  test('is lint-free', async () => {
    const child = promisify(execFile)(HELM, ['lint', '--strict', CHART, '--values', '-']);
    child.child.stdin?.end(JSON.stringify(values));
    expect((await child).stdout).toContain('0 chart(s) failed');
  });

  test('runs a restricted pod', async () => {
    const objects = await render(values);
    const pod = one(objects, 'Deployment').spec.template.spec;
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 65532,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    for (const field of ['hostNetwork', 'hostPID', 'hostIPC']) expect(pod).not.toHaveProperty(field);
    expect(pod.containers).toHaveLength(1);
    expect(pod.containers[0].securityContext).toEqual({
      allowPrivilegeEscalation: false,
      privileged: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(pod.containers[0].resources.limits.memory).toEqual(expect.any(String));
    expect(pod.containers[0].image).not.toMatch(/:latest|:$/);
    for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe']) {
      expect(pod.containers[0][probe].httpGet.scheme).toBe('HTTPS');
    }
  });

  test('is let in by the policies that it installs, once its image has a digest', async () => {
    const installed = ['pod-hygiene', 'supply-chain-basics'].map((name) => join(ROOT, 'policies', name));
    expect(await reviewed(installed, values)).toMatchObject({ allowed: true, findings: [] });
  });

  test('outlives its own drain and never goes below its replicas', async () => {
    const { spec } = one(await render(values), 'Deployment');
    expect(spec.strategy.rollingUpdate.maxUnavailable).toBe(0);
    const preStop = spec.template.spec.containers[0].lifecycle.preStop.sleep.seconds;
    expect(preStop).toBeGreaterThan(0);
    expect(spec.template.spec.terminationGracePeriodSeconds).toBeGreaterThan(preStop + 10);
  });
});
