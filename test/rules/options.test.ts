import { describe, expect, test } from '@jest/globals';
import { WORKLOAD_RULES } from '../../src/rules/index.ts';
import { compileEntry } from './rule-fixture.ts';

/** Options that make no sense stop the policy from loading. */

const REFUSED: readonly (readonly [rule: string, options: object | undefined, message: string])[] = [
  ['allowed-registries', undefined, 'needs the field "options"'],
  ['allowed-registries', { registries: [] }, 'registries'],
  ['allowed-registries', { registries: ['*'] }, '"**"'],
  ['allowed-registries', { registries: ['registry.example.com'] }, 'registry.example.com/**'],
  ['allowed-service-accounts', undefined, 'needs the field "options"'],
  ['allowed-service-accounts', { allowed: [] }, 'is empty'],
  ['allowed-service-accounts', { allowed: ['shop\\'] }, 'may not end in'],
  ['disable-service-account-token', { allowServiceAccounts: [''] }, 'allowServiceAccounts[0]'],
  ['disallow-host-namespaces', { allow: ['uts'] }, 'options.allow[0]'],
  ['disallow-host-ports', { allow: [0] }, 'options.allow[0]'],
  ['disallow-host-ports', { allow: [{ min: 9000, max: 8000 }] }, 'max 8000 is below min 9000'],
  ['disallow-host-ports', { allow: [{ min: 9000 }] }, 'max'],
  ['disallow-privileged-ports', { allow: [1024] }, 'options.allow[0]'],
  ['disallow-registries', { registries: ['k8s.gcr.io'] }, 'k8s.gcr.io/**'],
  ['disallow-ssh-port', { ports: [0] }, 'options.ports[0]'],
  ['disallow-runtime-socket', { paths: ['run/x.sock'] }, 'must be an absolute path'],
  ['disallow-sensitive-host-mounts', { paths: [] }, 'is empty'],
  ['disallow-sensitive-host-mounts', { paths: ['/data/../etc'] }, 'without ".."'],
  ['drop-all-capabilities', { allowAdd: ['ALL'] }, 'every capability'],
  ['drop-all-capabilities', { allowAdd: ['CAP_CHOWN'] }, 'without CAP_: CHOWN'],
  ['drop-all-capabilities', { allowAdd: ['net_bind_service'] }, 'upper case'],
  [
    'require-cron-job-limits',
    { concurrencyPolicies: ['Forbid', 'Replace', 'Allow'], requireStartingDeadline: false },
    'nothing is required',
  ],
  ['image-pull-policy', { allowed: [] }, 'is empty'],
  ['image-pull-policy', { whenPinned: ['always'] }, 'Always'],
  ['require-image-pull-secrets', { names: [] }, 'is empty'],
  ['require-image-pull-secrets', { images: ['*'] }, '"**"'],
  ['require-network-policy', { ingress: false }, 'nothing is required'],
  ['require-empty-dir-size-limit', { max: '0' }, 'must be a quantity above zero'],
  ['restrict-csi-drivers', { storageClasses: ['fast\\'] }, 'may not end in'],
  ['restrict-dns-config', { policies: ['clusterFirst'] }, 'ClusterFirst'],
  ['restrict-dns-config', { requiredOptions: { '': 1 } }, 'an option has a name'],
  ['restrict-dns-config', { requiredOptions: { ndots: true } }, 'must be a number or a string'],
  ['restrict-host-path', { allow: [{ path: 'C:logs' }] }, 'must be an absolute path'],
  ['restrict-host-path', { allow: [{ readOnly: true }] }, 'path'],
  ['restrict-sysctls', { allowed: ['net.*.rmem'] }, 'prefix that ends in *'],
  ['restrict-sysctls', { allowed: ['net.core.x=1'] }, 'prefix that ends in *'],
  ['restrict-volume-types', { allowed: ['configmap'] }, 'configMap'],
  ['require-probes', { probes: [] }, 'probes'],
  ['require-probes', { probes: ['livenes'] }, 'liveness'],
  ['require-resources', { requests: ['gpu'] }, 'gpu'],
  [
    'require-resources',
    { max: { memory: 'plenty' } },
    'spec.rules[0].options.max.memory: must be a quantity above zero',
  ],
  ['require-resources', { requests: [], limits: [] }, 'nothing is required'],
  ['require-resources', { min: { cpu: 2 }, max: { cpu: 1 } }, 'options.min.cpu: 2 is more than the maximum, 1'],
  ['require-seccomp-profile', { types: ['Unconfined'] }, 'no profile at all'],
  ['require-seccomp-profile', { types: ['RuntimeDefault'], localhostProfiles: ['*'] }, 'types leaves it out'],
  ['restrict-app-armor', { types: ['RuntimeDefault'], localhostProfiles: ['*'] }, 'types leaves it out'],
  ['restrict-app-armor', { localhostProfiles: [''] }, 'localhostProfiles[0]'],
  ['restrict-capabilities', { forbidden: ['CAP_CHOWN'] }, 'without CAP_: CHOWN'],
  ['restrict-capabilities', { forbidden: [] }, 'is empty'],
  ['restrict-capabilities', { allowed: ['ALL'] }, 'every capability'],
  ['restrict-capabilities', { allowed: ['CHOWN'], forbidden: ['ALL'] }, 'give one of them'],
  ['limit-request-ratio', { memory: 0.5 }, 'options.memory'],
  ['restrict-cpu-limits', { limits: 'Allow' }, 'Forbid'],
  ['restrict-gpu', { resources: ['gpu'] }, 'has a domain'],
  ['restrict-gpu', { max: 1.5 }, 'options.max'],
  ['restrict-probe-commands', { forbidden: ['/bin/ls'] }, 'bare name of a program'],
  ['restrict-probe-commands', { forbidden: ['ls -l'] }, 'bare name of a program'],
  ['restrict-runtime-class', undefined, 'needs the field "options"'],
  ['restrict-runtime-class', { allowed: [], required: true }, 'no pod could pass'],
  ['restrict-termination-grace-period', { min: 601 }, 'options.min: 601 is more than the maximum, 600'],
  ['restrict-user-ids', undefined, 'no range is given'],
  ['restrict-user-ids', { acceptUnset: true }, 'no range is given'],
  ['restrict-user-ids', { runAsUser: {} }, 'options.runAsUser: needs min or max'],
  ['restrict-user-ids', { fsGroup: { min: 2, max: 1 } }, 'options.fsGroup.min: 2 is more than the maximum, 1'],
  ['restrict-user-ids', { runAsUser: { min: -1 } }, 'options.runAsUser.min'],
  ['restrict-user-ids', { runAsUser: { max: 2147483648 } }, 'options.runAsUser.max'],
  ['disallow-default-namespace', { namespaces: [] }, 'is empty'],
  ['no-literal-secrets', { ignoreNames: ['A\\'] }, 'may not end in'],
  ['require-annotations', undefined, 'needs the field "options"'],
  ['require-labels', { labels: [{ key: 'team-*' }] }, 'must be one key'],
  ['require-labels', { labels: [{ values: ['a'] }] }, 'key'],
  ['require-labels', { labels: [{ key: 'owner', values: [] }] }, 'is empty'],
  ['require-labels', { on: 'pod' }, 'template'],
  ['restrict-annotations', undefined, 'needs the field "options"'],
  ['restrict-annotations', { forbidden: [{ key: '' }] }, 'options.forbidden[0].key'],
  ['restrict-env-vars', { forbidden: [{ value: 'x' }] }, 'name'],
  ['run-as-non-root', { acceptNumericUser: 'no' }, 'acceptNumericUser'],
];

describe('options', () => {
  test.each(REFUSED)('%s refuses %j', (rule, options, message) => {
    expect(() => compileEntry(options === undefined ? { rule } : { rule, options })).toThrow(message);
  });

  test.each(WORKLOAD_RULES.map(({ id }) => id))('%s refuses an option that it does not have', (rule) => {
    expect(() => compileEntry({ rule, options: { mutated: true } })).toThrow('mutated');
  });
});
