import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { LOCAL_RESOURCES } from '../../src/cli/policy-resources.ts';
import { loadPolicies } from '../../src/policy/load.ts';
import { loadPolicyTests } from '../../src/policy/policy-test.ts';
import { WORKLOAD_RULES } from '../../src/rules/index.ts';
import { POD_SECURITY_RULES } from '../../src/rules/workload/pod-security/index.ts';
import { tidewaiter } from '../cli/command-line.ts';
import { listProjectFolder, readProjectFile } from './marked-yaml.ts';

/** The policies that come with Tidewaiter; `tidewaiter test policies/` runs their cases. */

const ROW =
  /^\| \[(?<rule>[a-z-]+)\]\(\.\.\/\.\.\/docs\/(?:rules\/(?<page>[a-z-]+)\.md|image-policies\.md#(?<section>[a-z-]+))\) \| (?<action>\w+) \|/gm;

const ROOT = join(import.meta.dirname, '../..');
/** Those that hold a policy. */
const folders = listProjectFolder('policies').filter((name) => existsSync(join(ROOT, 'policies', name, 'policy.yaml')));

const LEVEL_ROWS = ['baseline', 'restricted'].flatMap((wanted) =>
  POD_SECURITY_RULES.flatMap(({ id, podSecurity }) => {
    if (podSecurity?.level !== wanted) return [];
    const { level, since, overrides } = podSecurity;
    const replaced = overrides === undefined ? '' : `${overrides} `;
    return `| [${id}](../../docs/rules/${id}.md) | ${level} | v1.${since} | ${replaced}|`;
  }),
);

function fileOf(folder: string, name: string): { readonly file: string; readonly text: string } {
  const file = `policies/${folder}/${name}`;
  return { file, text: readProjectFile(file) };
}

test('there are these folders', () => {
  expect(folders.sort()).toEqual([
    'attestations',
    'image-trust',
    'least-privilege',
    'networking',
    'pod-hygiene',
    'pod-security-baseline',
    'pod-security-labels',
    'pod-security-restricted',
    'reliability',
    'secrets',
    'supply-chain-basics',
  ]);
});

describe('the catalogue', () => {
  const groups = ['pod-hygiene', 'least-privilege', 'reliability', 'secrets', 'networking', 'supply-chain-basics'];
  const grouped = groups.flatMap((folder) =>
    loadPolicies([fileOf(folder, 'policy.yaml')], WORKLOAD_RULES).policies.flatMap(({ rules }) =>
      rules.map(({ id }) => id),
    ),
  );

  test('is in groups: no rule is in two of them', () => {
    expect(grouped).toEqual([...new Set(grouped)]);
  });

  test('is whole: the page of a group names each rule that it leaves out', () => {
    const pages = groups.map((folder) => fileOf(folder, 'README.md').text).join('\n');
    const catalogue = WORKLOAD_RULES.filter(({ podSecurity }) => podSecurity === undefined).map(({ id }) => id);
    const left = catalogue.filter((id) => !grouped.includes(id));
    expect(left.filter((id) => !pages.includes(`[${id}](../../docs/rules/${id}.md)`))).toEqual([]);
  });
});

describe.each(folders)('policies/%s', (folder) => {
  const { policies } = loadPolicies([fileOf(folder, 'policy.yaml')], WORKLOAD_RULES, { resources: LOCAL_RESOURCES });
  const [policy] = policies;
  const cases = loadPolicyTests(fileOf(folder, 'test.yaml')).cases;

  test('is one policy with the name of its folder', () => {
    expect(policies.map(({ name }) => name)).toEqual([folder]);
  });

  test('its README lists each rule with its action and page; or with its level, where labels choose it', () => {
    const { text } = fileOf(folder, 'README.md');
    if (policy?.rulesFor !== undefined) {
      expect(text.split('\n').filter((line) => line.startsWith('| [pss-'))).toEqual(LEVEL_ROWS);
      return;
    }
    const rows = [...text.matchAll(ROW)].map(({ groups }) => groups);
    const rules = (policy?.rules ?? []).map(({ id, action }) => ({ rule: id, page: id, action }));
    const read = rows.map(({ rule, page, section, action } = {}) => ({ rule, page: page ?? section, action }));
    expect(read).toEqual(rules);
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
    expect([...shown].sort()).toEqual([...new Set((policy?.rules ?? []).map(({ id }) => id))].sort());
    expect(cases.some((testCase) => testCase.expect.length === 0)).toBe(true);
  });
});
