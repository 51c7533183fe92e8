import { describe, expect, test } from '@jest/globals';
import { evaluate } from '../../src/evaluate/evaluate.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { loadPolicies } from '../../src/policy/load.ts';
import { WORKLOAD_RULES } from '../../src/rules/index.ts';
import { goodContainer, goodPod, workloadOf } from '../support/pods.ts';

/** What mutation will write into the pods of a controller only warns, but where the policy may never see these pods. */

const DEPLOYMENT = workloadOf({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { labels: { app: 'web' } },
  spec: { template: goodPod({ containers: [goodContainer({ securityContext: {} })] }) },
});

const actionUnder = (match: JsonObject) => {
  const rules = [{ rule: 'disallow-privilege-escalation', options: { mutate: true } }];
  const text = JSON.stringify({
    apiVersion: 'tidewaiter.dev/v1alpha1',
    kind: 'AdmissionPolicy',
    metadata: { name: 'hardening' },
    spec: { match, rules },
  });
  const { policies } = loadPolicies([{ file: 'policy.yaml', text }], WORKLOAD_RULES);
  return evaluate({ operation: 'CREATE', workload: DEPLOYMENT }, policies).findings.map(({ action }) => action);
};

describe('a Deployment without what a rule was asked to write', () => {
  test.each<[JsonObject]>([
    [{}],
    [{ namespaces: { include: ['shop'] } }],
    [{ namespaceSelector: { matchLabels: { env: 'prod' } } }],
    [{ kinds: ['Deployment', 'Pod'] }],
    [{ operations: ['CREATE'] }],
  ])('is warned of under match %j: its pods are in the same scope', (match) => {
    expect(actionUnder(match)).toEqual(['Warn']);
  });

  test.each<[JsonObject]>([
    [{ kinds: ['Deployment'] }],
    [{ operations: ['UPDATE'] }],
    [{ objectSelector: { matchLabels: { app: 'web' } } }],
    [{ users: { include: ['alice'] } }],
    [{ groups: { exclude: ['system:serviceaccounts:kube-system'] } }],
    [{ serviceAccounts: { exclude: ['kube-system/*'] } }],
  ])('is denied under match %j: its pods may be out of it', (match) => {
    expect(actionUnder(match)).toEqual(['Deny']);
  });
});
