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
  ['disallow-privileged-ports', { allow: [1024] }, 'options.allow[0]'],
  ['disallow-registries', { registries: ['k8s.gcr.io'] }, 'k8s.gcr.io/**'],
  ['disallow-ssh-port', { ports: [0] }, 'options.ports[0]'],
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
  ['restrict-dns-config', { policies: ['clusterFirst'] }, 'ClusterFirst'],
  ['restrict-dns-config', { requiredOptions: { '': 1 } }, 'an option has a name'],
  ['restrict-dns-config', { requiredOptions: { ndots: true } }, 'must be a number or a string'],
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
  ['restrict-termination-grace-period', { min: 601 }, 'options.min: 601 is more than the maximum, 600'],
  ['restrict-user-ids', undefined, 'no range is given'],
  ['restrict-user-ids', { acceptUnset: true }, 'no range is given'],
  ['restrict-user-ids', { runAsUser: {} }, 'options.runAsUser: needs min or max'],
  ['restrict-user-ids', { fsGroup: { min: 2, max: 1 } }, 'options.fsGroup.min: 2 is more than the maximum, 1'],
  ['restrict-user-ids', { runAsUser: { min: -1 } }, 'options.runAsUser.min'],
  ['restrict-user-ids', { runAsUser: { max: 2147483648 } }, 'options.runAsUser.max'],
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
