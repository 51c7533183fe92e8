import { describe, expect, test } from '@jest/globals';
import { formatPath } from '../../src/model/path.ts';
import { goodPod } from '../support/pods.ts';
import { judge } from './marked-yaml.ts';
import { compileEntry } from './rule-fixture.ts';

/** What rules write when a policy says `mutate: true`, and what they leave alone. */

type Written = readonly (readonly [path: string, value: unknown])[];

function remedies(rule: string, spec: Record<string, unknown>): Written {
  const { problems } = judge(compileEntry({ rule, options: { mutate: true } }), goodPod(spec));
  expect(problems).not.toEqual([]);
  return problems.flatMap(({ remedy }) => (remedy ? [[formatPath(remedy.path), remedy.value] as const] : []));
}

const app = (securityContext?: unknown) => ({
  securityContext: {},
  containers: [securityContext === undefined ? { name: 'app' } : { name: 'app', securityContext }],
});
const CONTEXT = 'spec.containers[0].securityContext';

const image = (text: string, imagePullPolicy?: unknown) => ({
  containers: [{ name: 'app', image: text, imagePullPolicy }],
});
const tokenVolume = {
  name: 'kube-api-access-x',
  projected: { sources: [{ serviceAccountToken: { path: 'token' } }, { configMap: { name: 'kube-root-ca.crt' } }] },
};

const CASES: readonly (readonly [rule: string, spec: Record<string, unknown>, written: Written])[] = [
  ['run-as-non-root', app(), [[`${CONTEXT}.runAsNonRoot`, true]]],
  ['run-as-non-root', app({ runAsGroup: 1000 }), [[`${CONTEXT}.runAsNonRoot`, true]]],
  ['run-as-non-root', app({ runAsNonRoot: false }), []],
  ['run-as-non-root', app({ runAsUser: 0 }), []],
  ['run-as-non-root', app({ runAsUser: -1 }), []],
  ['run-as-non-root', { ...app(), securityContext: { runAsUser: 0 } }, []],
  ['run-as-non-root', { ...app(), securityContext: { runAsNonRoot: false } }, []],
  ['run-as-non-root', app({ windowsOptions: { runAsUserName: 'ContainerAdministrator' } }), []],
  ['run-as-non-root', { ...app(), os: { name: 'windows' } }, []],
  ['disallow-privilege-escalation', app(), [[`${CONTEXT}.allowPrivilegeEscalation`, false]]],
  ['disallow-privilege-escalation', app({ allowPrivilegeEscalation: true }), []],
  ['disallow-privilege-escalation', app({ privileged: true }), []],
  ['disallow-privilege-escalation', app({ capabilities: { add: ['CAP_SYS_ADMIN'] } }), []],
  [
    'disallow-privilege-escalation',
    app({ privileged: false, capabilities: { add: ['CHOWN'] } }),
    [[`${CONTEXT}.allowPrivilegeEscalation`, false]],
  ],
  ['drop-all-capabilities', app(), [[`${CONTEXT}.capabilities.drop`, ['ALL']]]],
  ['drop-all-capabilities', app({ capabilities: {} }), [[`${CONTEXT}.capabilities.drop`, ['ALL']]]],
  ['drop-all-capabilities', app({ capabilities: { add: ['SYS_TIME'] } }), [[`${CONTEXT}.capabilities.drop`, ['ALL']]]],
  ['drop-all-capabilities', app({ capabilities: { drop: ['NET_RAW'] } }), []],
  ['drop-all-capabilities', app({ capabilities: { drop: [] } }), []],
  ['read-only-root-filesystem', app(), [[`${CONTEXT}.readOnlyRootFilesystem`, true]]],
  ['read-only-root-filesystem', app({ readOnlyRootFilesystem: false }), []],
  ['read-only-root-filesystem', app({ readOnlyRootFilesystem: null }), [[`${CONTEXT}.readOnlyRootFilesystem`, true]]],
  ['read-only-root-filesystem', app(null), [[`${CONTEXT}.readOnlyRootFilesystem`, true]]],
  ['read-only-root-filesystem', app('none'), []],
  [
    'read-only-root-filesystem',
    { containers: [], ephemeralContainers: [{ name: 'debug' }] },
    [['spec.ephemeralContainers[0].securityContext.readOnlyRootFilesystem', true]],
  ],
  ['image-pull-policy', image('nginx:1.29'), [['spec.containers[0].imagePullPolicy', 'Always']]],
  ['image-pull-policy', image('nginx:1.29', null), [['spec.containers[0].imagePullPolicy', 'Always']]],
  ['image-pull-policy', image('nginx:1.29', 'IfNotPresent'), []],
  ['image-pull-policy', image('nginx:1.29', ''), []],
  [
    'image-pull-policy',
    { containers: [], volumes: [{ name: 'models', image: { reference: 'models:1' } }] },
    [['spec.volumes[0].image.pullPolicy', 'Always']],
  ],
  ['disable-service-account-token', app(), [['spec.automountServiceAccountToken', false]]],
  ['disable-service-account-token', { automountServiceAccountToken: true }, []],
  // The token is there already, as in every pod that a webhook sees: `false` would not take it away.
  ['disable-service-account-token', { volumes: [tokenVolume] }, []],
];

describe('asked to mutate', () => {
  test.each(CASES)('%s writes into %j: %j', (rule, spec, written) => {
    expect(remedies(rule, spec)).toEqual(written);
  });
});

describe('image-pull-policy with replaceDefault', () => {
  const written = (text: string, policy?: unknown) => {
    const options = { mutate: true, replaceDefault: true };
    const { problems } = judge(compileEntry({ rule: 'image-pull-policy', options }), goodPod(image(text, policy)));
    return problems.flatMap(({ remedy }) => (remedy ? [[formatPath(remedy.path), remedy.value]] : []));
  };
  const always = [['spec.containers[0].imagePullPolicy', 'Always']];

  test.each<[string, unknown, unknown]>([
    ['nginx:1.29', 'IfNotPresent', always],
    ['nginx:1.29', null, always],
    ['', 'IfNotPresent', always],
    // Never is nobody's default: somebody wrote it.
    ['nginx:1.29', 'Never', []],
    ['nginx', 'IfNotPresent', []],
    ['not an image', 'IfNotPresent', []],
  ])('%s with %s: %j', (text, policy, expected) => {
    expect(written(text, policy)).toEqual(expected);
  });
});
