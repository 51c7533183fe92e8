import { describe, expect, test } from '@jest/globals';
import { DAY, reviewExample } from '../../scripts/example-reviews.ts';
import { foldersOf } from '../../scripts/shipped-policies.ts';

/** What docs/example-applications.md promises beside its tables, which generate.test.ts holds to. */

const AGENT_POLICIES = ['policies/pod-hygiene', 'policies/least-privilege'];
const EXCEPTION = 'examples/monitoring-agent/policy/exception.yaml';

/** Rules that ask for fields which the API forbids on Windows. */
const LINUX_ALONE = [
  'drop-all-capabilities',
  'disallow-privilege-escalation',
  'read-only-root-filesystem',
  'require-seccomp-profile',
  'require-non-root-groups',
  'disallow-privileged-ports',
  'pss-allow-privilege-escalation',
  'pss-capabilities-restricted',
  'pss-seccomp-profile-restricted',
];

function rulesFound(workloads: Awaited<ReturnType<typeof reviewExample>>, action?: string): readonly string[] {
  return workloads.flatMap(({ findings }) =>
    findings.filter((finding) => action === undefined || finding.action === action).map(({ rule }) => rule),
  );
}

describe('the agents of the node', () => {
  test('get in with one exception', async () => {
    const workloads = await reviewExample('monitoring-agent', [...AGENT_POLICIES, EXCEPTION]);
    expect(workloads.map(({ allowed }) => allowed)).toEqual([true, true, true]);
    expect(workloads.flatMap(({ waived = [] }) => waived).length).toBeGreaterThan(0);
  });

  test('do not get in without it', async () => {
    const workloads = await reviewExample('monitoring-agent', AGENT_POLICIES);
    expect(workloads.filter(({ allowed }) => !allowed).map(({ subject }) => subject.name)).toEqual([
      'log-collector',
      'node-metrics',
    ]);
  });

  test('do not get in once it has ended', async () => {
    const bare = await reviewExample('monitoring-agent', AGENT_POLICIES);
    const afterwards = await reviewExample('monitoring-agent', [...AGENT_POLICIES, EXCEPTION], '2032-01-01');
    expect(rulesFound(afterwards)).toEqual(rulesFound(bare));
    expect(afterwards.map(({ allowed }) => allowed)).toEqual(bare.map(({ allowed }) => allowed));
  });

  test('the exception names no rule that it does not need', async () => {
    const workloads = await reviewExample('monitoring-agent', [...AGENT_POLICIES, EXCEPTION], DAY);
    const waived = new Set(workloads.flatMap((workload) => (workload.waived ?? []).map(({ rule }) => rule)));
    const bare = await reviewExample('monitoring-agent', AGENT_POLICIES);
    expect([...waived].sort()).toEqual([...new Set([...rulesFound(bare, 'Deny'), 'restrict-host-path'])].sort());
  });
});

test('the Windows service is not asked for what the API forbids it', async () => {
  const policies = foldersOf('policies').map((name) => `policies/${name}`);
  const found = new Set<string>();
  for (const policy of policies) {
    for (const rule of rulesFound(await reviewExample('windows-service', [policy]))) found.add(rule);
  }
  expect(LINUX_ALONE.filter((rule) => found.has(rule))).toEqual([]);
  expect(found).toContain('run-as-non-root');
});

test('replicas that are left to an autoscaler are not found fault with', async () => {
  const workloads = await reviewExample('web-shop', ['policies/reliability']);
  const api = workloads.find(({ subject }) => subject.name === 'api');
  expect(api?.findings).toEqual([]);
});
