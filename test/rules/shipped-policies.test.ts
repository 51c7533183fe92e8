import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { loadPolicies } from '../../src/policy/load.ts';
import { loadPolicyTests } from '../../src/policy/policy-test.ts';
import { WORKLOAD_RULES } from '../../src/rules/index.ts';
import { tidewaiter } from '../cli/command-line.ts';
import { listProjectFolder, readProjectFile } from './marked-yaml.ts';

/** The policies that come with Tidewaiter; `tidewaiter test policies/` runs their cases. */

const ROW = /^\| \[(?<rule>[a-z-]+)\]\(\.\.\/\.\.\/docs\/rules\/(?<page>[a-z-]+)\.md\) \| (?<action>\w+) \|/gm;

const ROOT = join(import.meta.dirname, '../..');
const folders = listProjectFolder('policies').filter((name) => !name.includes('.'));

function fileOf(folder: string, name: string): { readonly file: string; readonly text: string } {
  const file = `policies/${folder}/${name}`;
  return { file, text: readProjectFile(file) };
}

test('there are these folders', () => {
  expect(folders.sort()).toEqual([
    'pod-hygiene',
    'pod-security-baseline',
    'pod-security-restricted',
    'supply-chain-basics',
  ]);
});

describe.each(folders)('policies/%s', (folder) => {
  const { policies } = loadPolicies([fileOf(folder, 'policy.yaml')], WORKLOAD_RULES);
  const [policy] = policies;
  const cases = loadPolicyTests(fileOf(folder, 'test.yaml')).cases;

  test('is one policy with the name of its folder', () => {
    expect(policies.map(({ name }) => name)).toEqual([folder]);
  });

  test('its README lists each rule with its action and page', () => {
    const rows = [...fileOf(folder, 'README.md').text.matchAll(ROW)].map(({ groups }) => groups);
    const rules = (policy?.rules ?? []).map(({ id, action }) => ({ rule: id, page: id, action }));
    expect(rows.map((row) => ({ ...row }))).toEqual(rules);
  });

  test('its cases cover all of it', async () => {
    const { code, out } = await tidewaiter(['test', '--min-coverage', '100', `${ROOT}/policies/${folder}`]);
    const everything = /: 100% \(rules (\d+)\/\1, branches (\d+)\/\2, matchers (\d+)\/\3, exceptions (\d+)\/\4\)$/;
    expect(out.slice(out.indexOf('\ncoverage\n')).split('\n').slice(2)).toEqual([
      expect.stringMatching(everything),
      expect.stringMatching(everything),
      `${cases.length} passed, 0 failed`,
      '',
    ]);
    expect(code).toBe(0);
  });

  test('its cases show each rule at work, and what passes', () => {
    const shown = new Set(cases.flatMap((testCase) => testCase.expect.map(({ rule }) => rule)));
    expect([...shown].sort()).toEqual((policy?.rules ?? []).map(({ id }) => id).sort());
    expect(cases.some((testCase) => testCase.expect.length === 0)).toBe(true);
  });
});
