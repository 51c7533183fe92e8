import { describe, expect, test } from '@jest/globals';
import type { Aliases } from '../../src/model/rule.ts';
import { WORKLOAD_RULES } from '../../src/rules/index.ts';
import { type ForeignChecks, KUBE_LINTER, KYVERNO, POD_SECURITY, POLARIS } from './foreign-checks.ts';
import { readProjectFile } from './marked-yaml.ts';

/** Who comes from another tool finds each check again: as an alias of a rule, or with the reason why there is none. */

const TOOLS: readonly (readonly [keyof Aliases, ForeignChecks])[] = [
  ['kubeLinter', KUBE_LINTER],
  ['polaris', POLARIS],
  ['kyverno', KYVERNO],
  ['pss', POD_SECURITY],
];

const migrating = readProjectFile('docs/migrating.md');
const index = readProjectFile('docs/rules/README.md');

describe.each(TOOLS)('checks of %s', (tool, { pods, others }) => {
  const aliases = new Set(WORKLOAD_RULES.flatMap(({ aliases }) => aliases?.[tool] ?? []));

  test('about pods are aliases of rules', () => {
    expect(pods.filter((check) => !aliases.has(check))).toEqual([]);
  });

  test('about pods are in the index of rules', () => {
    expect(pods.filter((check) => !index.includes(`| \`${check}\` | [`))).toEqual([]);
  });

  test('without a rule are in docs/migrating.md', () => {
    expect(others.filter((check) => aliases.has(check))).toEqual([]);
    expect(others.filter((check) => !migrating.includes(`\`${check}\``))).toEqual([]);
  });
});
