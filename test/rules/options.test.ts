import { describe, expect, test } from '@jest/globals';
import { WORKLOAD_RULES } from '../../src/rules/index.ts';
import { compileEntry } from './rule-fixture.ts';

/** Options that make no sense stop the policy from loading. */

const REFUSED: readonly (readonly [rule: string, options: object | undefined, message: string])[] = [
  ['allowed-registries', undefined, 'needs the field "options"'],
  ['allowed-registries', { registries: [] }, 'registries'],
  ['allowed-registries', { registries: ['*'] }, '"**"'],
  ['allowed-registries', { registries: ['registry.example.com'] }, 'registry.example.com/**'],
  ['drop-all-capabilities', { allowAdd: ['ALL'] }, 'every capability'],
  ['drop-all-capabilities', { allowAdd: ['CAP_CHOWN'] }, 'without CAP_: CHOWN'],
  ['drop-all-capabilities', { allowAdd: ['net_bind_service'] }, 'upper case'],
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
