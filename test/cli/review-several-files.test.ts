import { afterEach, describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/model/json.ts';
import { podExec } from '../support/admission-reviews.ts';
import { folderWith, tidewaiter } from './command-line.ts';
import { findings, removeFolders } from './review-files.ts';

afterEach(removeFolders);

const POLICY = `apiVersion: tidewaiter.dev/v1alpha1
kind: AdmissionPolicy
metadata: { name: tested }
spec: { rules: [{ rule: require-pod-disruption-budget }] }
---
apiVersion: tidewaiter.dev/v1alpha1
kind: WorkloadKinds
metadata: { name: kinds }
spec: { podTemplates: [{ apiVersion: argoproj.io/v1alpha1, kind: Rollout, path: spec.template }] }
`;
const ROLLOUT = `apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: { name: web }
spec:
  replicas: 3
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: app, image: nginx }] }
`;

/** What is found in files: `file:line rule path`, and the code of the command. */
async function found(files: Readonly<Record<string, string>>) {
  const { code, subjects, err } = await findings(files, ['.'], POLICY);
  const lines = subjects.flatMap(({ findings: each }: { findings: JsonObject[] }) =>
    each.map(({ file, line, rule, path }) => `${file}:${line} ${rule} ${path}`),
  );
  return { code, lines, err };
}

describe('rules over several files', () => {
  const BUDGET = `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: web }
spec: { minAvailable: 1, selector: { matchLabels: { app: web } } }
`;

  test('see what lies in another file, before or after', async () => {
    for (const name of ['a.yaml', 'z/z.yaml']) {
      expect(await found({ 'rollout.yaml': ROLLOUT, [name]: BUDGET })).toEqual({ code: 0, lines: [], err: '' });
    }
  });

  test.each([
    ['none', {}],
    ['one that selects others', { 'a.yaml': BUDGET.replace('app: web', 'app: other') }],
    ['one of another namespace', { 'a.yaml': BUDGET.replace('name: web', 'name: web, namespace: other') }],
  ])('find that there is %s', async (_, others) => {
    expect(await found({ 'rollout.yaml': ROLLOUT, ...others })).toMatchObject({
      code: 1,
      lines: ['rollout.yaml:7 require-pod-disruption-budget spec.template.metadata.labels'],
    });
  });

  test('are left out of requests, as in the webhook: files beside them are not what it sees', async () => {
    const deployment = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'shop' },
      spec: {
        replicas: 3,
        template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'a', image: 'a' }] } },
      },
    };
    const { request } = podExec();
    const review = {
      apiVersion: 'admission.k8s.io/v1',
      kind: 'AdmissionReview',
      request: {
        ...request,
        operation: 'CREATE',
        subResource: '',
        kind: { group: 'apps', version: 'v1', kind: 'Deployment' },
        resource: { group: 'apps', version: 'v1', resource: 'deployments' },
        object: deployment,
      },
    };
    expect((await found({ 'a.json': JSON.stringify(deployment) })).lines).toHaveLength(1);
    expect(await found({ 'a.json': JSON.stringify(review) })).toEqual({ code: 0, lines: [], err: '' });
  });
});

describe('tidewaiter test', () => {
  const run = async (others: string) => {
    const resource =
      '{ apiVersion: argoproj.io/v1alpha1, kind: Rollout, metadata: { name: web }, spec: { replicas: 3, template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: a, image: a }] } } } }';
    const cases = `[{ name: a, resource: ${resource}, ${others} }]`;
    const test = `{ apiVersion: tidewaiter.dev/v1alpha1, kind: PolicyTest, metadata: { name: t }, spec: { cases: ${cases} } }`;
    const folder = folderWith({ 'policy.yaml': POLICY, 'test.yaml': test });
    const { code, out, err } = await tidewaiter(['test', folder.path]);
    folder.remove();
    return {
      code,
      err,
      out: out
        .split('\n')
        .filter((line) => line.startsWith('  '))
        .slice(0, 2),
    };
  };
  const budget = (app: string) =>
    `{ apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: { name: b }, spec: { selector: { matchLabels: { app: ${app} } } } }`;
  const expected = 'expect: [{ rule: require-pod-disruption-budget, path: spec.template.metadata.labels }]';

  test.each([
    ['other objects beside the resource count', `others: [${budget('web')}], expect: []`],
    ['they may be the wrong ones', `others: [${budget('other')}], ${expected}`],
    ['there may be none', `others: [], ${expected}`],
    ['without a word of others, the rule is left out, as in the webhook', 'expect: []'],
  ])('%s', async (_, others) => {
    expect(await run(others)).toMatchObject({ code: 0, err: '', out: ['  pass a', expect.anything()] });
  });

  test('a case that expects something else fails', async () => {
    expect(await run(`others: [${budget('other')}], expect: []`)).toMatchObject({
      code: 1,
      out: ['  FAIL a', expect.anything()],
    });
  });
});
