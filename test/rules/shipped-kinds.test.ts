import { expect, test } from '@jest/globals';
import { loadPolicies } from '../../src/policy/load.ts';
import { loadPolicyTests } from '../../src/policy/policy-test.ts';
import { WORKLOAD_RULES } from '../../src/rules/index.ts';
import { tidewaiter } from '../cli/command-line.ts';
import { readProjectFile } from './marked-yaml.ts';

/** policies/workload-kinds: custom resources that run pods, for policies to judge. */

const FOLDER = 'policies/workload-kinds';
const file = (name: string) => ({ file: `${FOLDER}/${name}`, text: readProjectFile(`${FOLDER}/${name}`) });
const ENTRY = /apiVersion: (?<apiVersion>\S+?),?\s+kind: (?<kind>[A-Za-z]+)/g;
const named = [...file('kinds.yaml').text.matchAll(ENTRY)]
  .map(({ groups = {} }) => `${groups.apiVersion} ${groups.kind}`)
  .filter((kind) => kind !== 'tidewaiter.dev/v1alpha1 WorkloadKinds');
const kinds = [...new Set(named)];

test('loads beside a policy of anyone', () => {
  const policy = { file: 'p.yaml', text: readProjectFile('policies/pod-hygiene/policy.yaml') };
  const set = loadPolicies([policy, file('kinds.yaml')], WORKLOAD_RULES);
  expect(kinds).toHaveLength(7);
  for (const kind of kinds) {
    const [apiVersion = '', name = ''] = kind.split(' ');
    expect([kind, set.kinds.find(apiVersion, name)]).toEqual([kind, expect.anything()]);
  }
});

test('has a case that finds something for each kind, and a row in its README', () => {
  const { cases } = loadPolicyTests(file('test.yaml'));
  const found = cases.filter(({ expect: expected }) => expected.length > 0).map(({ resource }) => resource);
  const rows = file('README.md').text;
  for (const kind of kinds) {
    expect(found.map(({ apiVersion, kind: name }) => `${apiVersion} ${name}`)).toContain(kind);
    expect(rows).toContain(`\n| ${kind.split(' ')[1]} (`);
  }
});

test('the policy of its cases looks at a namespace that is theirs alone', () => {
  const { policies } = loadPolicies([file('kinds.yaml'), file('test.yaml')], WORKLOAD_RULES);
  expect(policies.map(({ name }) => name)).toEqual(['workload-kinds-tested']);
  expect(file('test.yaml').text).toContain('namespaces: { include: [workload-kinds-tested] }');
});

test('its cases pass and cover that policy', async () => {
  const { code, out } = await tidewaiter(['test', '--min-coverage', '100', `${import.meta.dirname}/../../${FOLDER}`]);
  expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/\n[1-9]\d* passed, 0 failed\n$/) });
});
