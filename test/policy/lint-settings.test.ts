import { describe, expect, test } from '@jest/globals';
import { loadLintSettings } from '../../src/policy/lint-settings.ts';
import { linterWith } from '../lint/harness.ts';
import { load, policyText, problemsOf } from './harness.ts';

const NAMES = linterWith().names;
const API = 'apiVersion: tidewaiter.dev/v1alpha1\n';
const HEAD = `${API}kind: LintSettings\n`;

const settings = (text: string) => loadLintSettings({ file: '.tidewaiter.yaml', text }, NAMES);

describe('the settings of a project', () => {
  test('with everything', () => {
    const loaded = settings(`${HEAD}metadata: { name: shop }
spec:
  policies: [../policies]
  exclude: [vendor/, "*.generated"]
  failOn: error
  ruleset: "2026.11"
  shellcheck: off
  buildArgs: { A: b }
`);
    expect(loaded).toMatchObject({
      policies: ['../policies'],
      failOn: 'error',
      ruleset: '2026.11',
      shellcheck: 'off',
      buildArgs: new Map([['A', 'b']]),
    });
    expect(['a/vendor/Dockerfile', 'Dockerfile.generated', 'Dockerfile'].map((path) => loaded?.excludes(path))).toEqual(
      [true, true, false],
    );
  });

  test('with nothing', () => {
    const loaded = settings(`${HEAD}spec: {}\n`);
    expect(loaded).toMatchObject({ policies: [], buildArgs: new Map() });
    expect(loaded?.excludes('Dockerfile')).toBe(false);
  });

  test('a file may hold policies alone, which are left to others', () => {
    expect(settings(`${API}kind: DockerfilePolicy\nmetadata: { name: a }\nspec: {}\n`)).toBeUndefined();
    expect(settings('')).toBeUndefined();
  });

  test('where rules are not known, the name of a rule set is not looked at', () => {
    const file = { file: '.tidewaiter.yaml', text: `${HEAD}spec: { ruleset: "1999" }\n` };
    expect(loadLintSettings(file)?.ruleset).toBe('1999');
  });

  test.each([
    [
      `${HEAD}spec: { ruleset: "2026.1" }\n`,
      '.tidewaiter.yaml:3:18: spec.ruleset: this version has no rule set "2026.1"; did you mean "2026.11"?',
    ],
    [`${HEAD}spec: {}\n---\n${HEAD}spec: {}\n`, 'the file already has LintSettings'],
    [`${HEAD}spec: { shellcheck: /tmp/evil }\n`, 'spec.shellcheck: unknown value "/tmp/evil"'],
    [`${HEAD}spec: { polices: [] }\n`, 'unknown field; did you mean "policies"?'],
    [`${API}kind: PolicyException\n`, 'PolicyException belongs into the policy folder'],
    [policyText([{ rule: 'run-as-non-root' }]), 'AdmissionPolicy belongs into the policy folder'],
    [`${API}kind: Lintsettings\n`, 'did you mean "LintSettings"?'],
  ])('%s is refused', (text, message) => {
    expect(problemsOf(() => settings(text))).toEqual([expect.stringContaining(message)]);
  });

  test('in a policy folder they are left alone', () => {
    expect(load(`${policyText([{ rule: 'run-as-non-root' }])}\n---\n${HEAD}spec: {}\n`).policies).toHaveLength(1);
  });
});
