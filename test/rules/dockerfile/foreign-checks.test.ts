import { describe, expect, test } from '@jest/globals';
import { withEngineRules } from '../../../src/lint/linter.ts';
import type { DockerfileAliases } from '../../../src/model/dockerfile-rule.ts';
import { DOCKERFILE_RULES } from '../../../src/rules/dockerfile/index.ts';
import { readProjectFile } from '../marked-yaml.ts';
import { BUILDKIT, CHECKOV, DOCKLE, type ForeignDockerfileChecks, HADOLINT, TRIVY } from './foreign-checks.ts';

/** Who comes from another linter finds each check again: as an alias of a rule, or with the reason why there is none. */

const TOOLS: readonly (readonly [keyof DockerfileAliases, ForeignDockerfileChecks])[] = [
  ['hadolint', HADOLINT],
  ['buildkit', BUILDKIT],
  ['trivy', TRIVY],
  ['checkov', CHECKOV],
  ['dockle', DOCKLE],
];

const rules = withEngineRules(DOCKERFILE_RULES);
const migrating = readProjectFile('docs/migrating.md');
const index = readProjectFile('docs/rules/README.md');

describe.each(TOOLS)('checks of %s', (tool, checks) => {
  const aliases = new Set(rules.flatMap(({ aliases }) => aliases?.[tool] ?? []));

  test('are aliases of rules', () => {
    expect(checks.rules.filter((check) => !aliases.has(check))).toEqual([]);
  });

  test('are all that rules have for aliases: no other id is one of the tool', () => {
    const known = new Set(checks.rules);
    expect([...aliases].filter((alias) => !known.has(alias))).toEqual([]);
  });

  test('are in the index of rules', () => {
    expect(checks.rules.filter((check) => !index.includes(`| \`${check}\` | [`))).toEqual([]);
  });

  test('without a rule are in docs/migrating.md', () => {
    expect(checks.others.filter((check) => aliases.has(check))).toEqual([]);
    expect(checks.others.filter((check) => !migrating.includes(`\`${check}\``))).toEqual([]);
  });
});

test('the lists are whole: hadolint has 71 rules and one code for files that it cannot read, BuildKit has 22 checks', () => {
  expect(new Set(HADOLINT.rules).size).toBe(72);
  expect(new Set([...BUILDKIT.rules, ...BUILDKIT.others]).size).toBe(22);
});

test('aliases of ShellCheck have the form of its codes', () => {
  const codes = rules.flatMap(({ aliases }) => aliases?.shellcheck ?? []);
  expect(codes.length).toBeGreaterThan(0);
  expect(codes.filter((code) => !/^SC[1-3][0-9]{3}$/.test(code))).toEqual([]);
});
