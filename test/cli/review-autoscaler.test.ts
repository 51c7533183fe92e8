import { afterAll, expect, test } from '@jest/globals';
import { removeWorkspaces, review, workspace } from './review-workspace.ts';

/** Replicas that an autoscaler chooses, in files and in requests, where nobody knows of autoscalers. */

afterAll(removeWorkspaces);

const POLICY = `
apiVersion: tidewaiter.dev/v1alpha1
kind: AdmissionPolicy
metadata: { name: replicas }
spec:
  rules: [{ rule: minimum-replicas }, { rule: no-fixed-replicas-with-autoscaler }]
`;

const deployment = (replicas?: number) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'shop', namespace: 'shop' },
  spec: {
    ...(replicas !== undefined && { replicas }),
    selector: { matchLabels: { app: 'shop' } },
    template: { metadata: { labels: { app: 'shop' } }, spec: { containers: [{ name: 'app', image: 'app:1' }] } },
  },
});

const AUTOSCALER = {
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'shop', namespace: 'shop' },
  spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'shop' }, minReplicas: 2, maxReplicas: 9 },
};

async function rulesFound(...objects: readonly object[]): Promise<readonly string[]> {
  const files = Object.fromEntries(objects.map((object, index) => [`in/${index}.json`, JSON.stringify(object)]));
  const root = workspace({ 'policies/policy.yaml': POLICY, ...files });
  const { out } = await review(root, ['--format=jsonl', 'in']);
  return JSON.parse(out).findings.map(({ rule }: { rule: string }) => rule);
}

test('the 1 that the API server fills in is not held against a file beside an autoscaler', async () => {
  expect(await rulesFound(deployment(), AUTOSCALER)).toEqual([]);
});

test('a number that the file says is', async () => {
  expect(await rulesFound(deployment(1), AUTOSCALER)).toEqual(['no-fixed-replicas-with-autoscaler']);
});

test('without an autoscaler, no number means one', async () => {
  expect(await rulesFound(deployment())).toEqual(['minimum-replicas']);
});

test('a request is judged alone', async () => {
  const request = {
    uid: '7c1c5d8e-8d0b-4f0e-9b0a-0c5f5b7d2f10',
    kind: { group: 'apps', version: 'v1', kind: 'Deployment' },
    resource: { group: 'apps', version: 'v1', resource: 'deployments' },
    name: 'shop',
    namespace: 'shop',
    operation: 'CREATE',
    userInfo: { username: 'alice', groups: [] },
    object: deployment(1),
    oldObject: null,
    dryRun: false,
  };
  const root = workspace({
    'policies/policy.yaml': POLICY,
    'in/review.json': JSON.stringify({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', request }),
    'in/z.json': JSON.stringify(AUTOSCALER),
  });
  const { out } = await review(root, ['--format=jsonl', 'in']);
  expect(JSON.parse(out).findings.map(({ rule }: { rule: string }) => rule)).toEqual(['minimum-replicas']);
});
