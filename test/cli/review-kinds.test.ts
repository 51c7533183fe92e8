import { afterEach, describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/model/json.ts';
import { podExec } from '../support/admission-reviews.ts';
import { findings, removeFolders, review } from './review-files.ts';

afterEach(removeFolders);

const policyOf = (...rules: readonly string[]) =>
  `apiVersion: tidewaiter.dev/v1alpha1\nkind: AdmissionPolicy\nmetadata: { name: tested }\nspec:\n  rules:\n${rules
    .map((rule) => `    - ${rule}\n`)
    .join('')}`;
const KINDS = `---
apiVersion: tidewaiter.dev/v1alpha1
kind: WorkloadKinds
metadata: { name: kinds }
spec:
  podTemplates:
    - { apiVersion: argoproj.io/v1alpha1, kind: Rollout, path: spec.template, whenMissing: pass }
    - { apiVersion: ray.io/v1, kind: RayCluster, path: spec.headGroupSpec.template }
    - { apiVersion: ray.io/v1, kind: RayCluster, path: "spec.workerGroupSpecs[*].template", whenMissing: pass }
  images:
    - { apiVersion: kubevirt.io/v1, kind: VirtualMachine, path: "spec.template.spec.volumes[*].containerDisk.image" }
`;
const ROLLOUT = `apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: { name: web, labels: { owner: web } }
spec:
  replicas: 3
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: app
          image: nginx
          securityContext: { privileged: true }
`;

/** What is found in files: `file:line rule path`, and the code of the command. */
async function found(files: Readonly<Record<string, string>>, policy: string) {
  const { code, subjects, err } = await findings(files, ['.'], policy);
  const lines = subjects.flatMap(({ findings: each }: { findings: JsonObject[] }) =>
    each.map(({ file, line, rule, path }) => `${file}:${line} ${rule} ${path}`),
  );
  return { code, lines, err };
}

describe('custom kinds', () => {
  const policy = policyOf('rule: disallow-privileged', 'rule: disallow-latest-tag') + KINDS;

  test('are judged where their templates stand in the file', async () => {
    expect(await found({ 'rollout.yaml': ROLLOUT }, policy)).toEqual({
      code: 1,
      err: '',
      lines: [
        'rollout.yaml:12 disallow-privileged spec.template.spec.containers[0].securityContext.privileged',
        'rollout.yaml:11 disallow-latest-tag spec.template.spec.containers[0].image',
      ],
    });
  });

  test('are not judged where no document names them', async () => {
    const { code, out } = await review({ 'rollout.yaml': ROLLOUT }, ['.'], { policy: policy.replace(KINDS, '') });
    expect([code, out]).toEqual([
      0,
      '0 judged: 0 allowed, 0 denied; 1 not judged (no workload of a kind that is known): 1 Rollout\n',
    ]);
  });

  test('with several templates are one subject, with the findings of all', async () => {
    const cluster = `apiVersion: ray.io/v1
kind: RayCluster
metadata: { name: training }
spec:
  headGroupSpec:
    template: { spec: { containers: [{ name: head, image: "ray:2" }] } }
  workerGroupSpecs:
    - template: { spec: { containers: [{ name: small, image: "ray:2" }] } }
    - template:
        spec:
          containers:
            - { name: large, image: ray }
`;
    const { subjects } = await findings({ 'ray.yaml': cluster }, ['.'], policy);
    expect(subjects).toMatchObject([
      {
        subject: { kind: 'RayCluster', name: 'training', namespace: 'default' },
        allowed: false,
        findings: [
          { rule: 'disallow-latest-tag', path: 'spec.workerGroupSpecs[1].template.spec.containers[0].image', line: 12 },
        ],
      },
    ]);
  });

  test('that hold images alone are judged by these', async () => {
    const machine = `apiVersion: kubevirt.io/v1
kind: VirtualMachine
metadata: { name: vm }
spec: { template: { spec: { volumes: [{ name: root, containerDisk: { image: "quay.io/fedora" } }] } } }
`;
    expect((await found({ 'vm.yaml': machine }, policy)).lines).toEqual([
      'vm.yaml:4 disallow-latest-tag spec.template.spec.volumes[0].containerDisk.image',
    ]);
  });

  test('that cannot be read are denied, and so is a template that leads through a text', async () => {
    const broken = ROLLOUT.slice(0, ROLLOUT.indexOf('  replicas')).replace('spec:', 'spec: "text"');
    expect(await found({ 'rollout.yaml': broken }, policy)).toMatchObject({
      code: 1,
      lines: ['rollout.yaml:4 well-formed spec'],
    });
  });

  test('say at load time what is wrong with them', async () => {
    const { code, err } = await review({ 'a.yaml': ROLLOUT }, ['.'], {
      policy: policy.replace('spec.template,', 'spec..template,'),
    });
    expect(code).toBe(2);
    expect(err).toContain('/policies/policy.yaml:14:64: spec.podTemplates[0].path: must be field names and [*]');
  });
});

describe('offline is online', () => {
  const policy = policyOf(
    '{ rule: image-pull-policy, options: { allowed: [IfNotPresent], whenPinned: [IfNotPresent] } }',
    'rule: pss-restricted-volumes',
    'rule: disallow-privileged',
  );
  const written: JsonObject = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    metadata: { name: 'web', namespace: 'shop' },
    spec: {
      template: {
        spec: {
          containers: [
            { name: 'tagged', image: 'nginx:1.29' },
            { name: 'untagged', image: 'nginx' },
          ],
          volumes: [{ name: 'scratch' }],
        },
      },
    },
  };
  const request = {
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: {
      uid: 'u',
      kind: { group: 'argoproj.io', version: 'v1alpha1', kind: 'Rollout' },
      resource: { group: 'argoproj.io', version: 'v1alpha1', resource: 'rollouts' },
      name: 'web',
      namespace: 'shop',
      operation: 'CREATE',
      userInfo: { username: 'alice', groups: [] },
      object: written,
      oldObject: null,
    },
  };
  const verdict = async (file: unknown) => {
    const { subjects } = await findings({ 'a.json': JSON.stringify(file) }, ['.'], policy + KINDS);
    const [{ allowed, findings: each }] = subjects as [{ allowed: boolean; findings: JsonObject[] }];
    return { allowed, findings: each.map(({ rule, path, message }) => [rule, path, message]) };
  };

  test('a custom resource gets one verdict, as a file and as a request', async () => {
    const offline = await verdict(written);
    expect(offline).toEqual({
      allowed: false,
      findings: [['image-pull-policy', 'spec.template.spec.containers[1]', expect.stringContaining('"untagged"')]],
    });
    expect(await verdict(request)).toEqual(offline);
  });

  test('and so does the pod made from it', async () => {
    const { spec } = written as { spec: { template: { spec: JsonObject } } };
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec: spec.template.spec };
    expect((await verdict(pod)).findings.map(([rule, path]) => [rule, path])).toEqual([
      ['image-pull-policy', 'spec.containers[1]'],
    ]);
  });

  test('findings about what the API server fills in stand at what was written', async () => {
    const ports = `apiVersion: v1
kind: Pod
metadata: { name: agent }
spec:
  hostNetwork: true
  containers:
    - name: app
      image: "a:1"
      ports:
        - containerPort: 9100
`;
    expect((await found({ 'pod.yaml': ports }, policyOf('rule: disallow-host-ports'))).lines).toEqual([
      'pod.yaml:10 disallow-host-ports spec.containers[0].ports[0]',
    ]);
  });

  test('a connection is judged as it comes', async () => {
    const exec = JSON.stringify(podExec());
    const denied = await found({ 'exec.json': exec }, policyOf('rule: deny-exec'));
    expect(denied.lines).toEqual(['exec.json:1 deny-exec ']);
    expect(await found({ 'exec.json': exec }, policyOf('rule: disallow-privileged'))).toMatchObject({ code: 0 });
  });
});
