import { describe, expect, test } from '@jest/globals';
import { loadPolicies } from '../../src/policy/load.ts';
import { loadPolicyTests } from '../../src/policy/policy-test.ts';
import { WORKLOAD_RULES } from '../../src/rules/index.ts';
import { readProjectFile } from '../rules/marked-yaml.ts';

/** What docs/policy-reference.md shows is what loads. */

const page = readProjectFile('docs/policy-reference.md');
const blocks = [...page.matchAll(/^```yaml\n(?<text>.*?)^```$/gms)].map(({ groups }) => groups?.text ?? '');
const whole = blocks.filter((text) => text.startsWith('apiVersion: tidewaiter.dev/'));
const isTest = (text: string) => text.includes('\nkind: PolicyTest\n');

describe('the policy reference', () => {
  test('its documents load, all of them together', () => {
    const files = whole.filter((text) => !isTest(text)).map((text, index) => ({ file: `${index}.yaml`, text }));
    const { policies, exceptions } = loadPolicies(files, WORKLOAD_RULES);
    expect(policies.map(({ name }) => name)).toContain('team-rules');
    expect(exceptions).toMatchObject([{ name: 'legacy-reports', owner: 'team-shop', expires: '2027-03-31' }]);
  });

  test('its tests load', () => {
    const tests = whole.filter(isTest).map((text) => loadPolicyTests({ file: 'test.yaml', text }));
    expect(tests.flatMap(({ cases }) => cases).length).toBeGreaterThan(0);
  });

  test('its parts of a policy load: those that begin with spec', () => {
    const parts = blocks.filter((text) => text.startsWith('spec:\n'));
    expect(parts.length).toBeGreaterThan(2);
    for (const part of parts) {
      const rules = /^ {2}(?:podSecurity|rules):/m.test(part) ? '' : '  rules: [{ rule: run-as-non-root }]\n';
      const text = `apiVersion: tidewaiter.dev/v1alpha1\nkind: AdmissionPolicy\nmetadata: { name: part }\n${part}${rules}`;
      expect(loadPolicies([{ file: 'part.yaml', text }], WORKLOAD_RULES).policies).toHaveLength(1);
    }
  });

  test('it lists the rules that mutate', () => {
    const [, section = ''] = page.split('\n## Mutation\n');
    const listed = [...section.matchAll(/^\| \[(?<id>[a-z-]+)\]\(rules\//gm)].map(({ groups }) => groups?.id);
    const mutating = WORKLOAD_RULES.filter(({ options }) => options.kind === 'record' && 'mutate' in options.fields);
    expect(listed.toSorted()).toEqual(mutating.map(({ id }) => id).toSorted());
  });
});
