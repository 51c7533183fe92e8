import { describe, expect, test } from '@jest/globals';
import { NO_INPUTS } from '../../../src/builds/build.ts';
import { type LintConfig, PLAIN_CONFIG } from '../../../src/lint/config.ts';
import { lintDockerfile } from '../../../src/lint/lint-file.ts';
import { compileLinter, withEngineRules } from '../../../src/lint/linter.ts';
import type { BuildInputs } from '../../../src/model/build.ts';
import type { LintRuleSetting } from '../../../src/model/lint-policy.ts';
import { DOCKERFILE_RULES } from '../../../src/rules/dockerfile/index.ts';
import { BUILDKIT, CHECKOV, DOCKLE, type ForeignDockerfileChecks, HADOLINT, TRIVY } from './foreign-checks.ts';
import { BUILDKIT_CASES } from './peers/buildkit.ts';
import { CHECKOV_CASES } from './peers/checkov.ts';
import { DIFFERENCES } from './peers/differences.ts';
import { DOCKLE_CASES } from './peers/dockle.ts';
import { HADOLINT_CASES } from './peers/hadolint.ts';
import type { PeerCase } from './peers/peer-case.ts';
import { SHELLCHECK_CASES } from './peers/shellcheck.ts';
import { TRIVY_CASES } from './peers/trivy.ts';

/** Who comes from another tool has its findings here, too: everything is on, as that tool would be set up for the case. */

const OPTIONS: Readonly<Record<string, LintRuleSetting['options']>> = {
  'allowed-registries': { registries: ['docker.io/**'] },
  'label-format': {
    strict: true,
    labels: {
      owner: 'email',
      home: 'url',
      made: 'rfc3339',
      licence: 'spdx',
      commit: 'hash',
      version: 'semver',
    },
  },
  'required-labels': { labels: ['owner'] },
};

const settings = withEngineRules(DOCKERFILE_RULES).flatMap(({ id, optIn }): readonly LintRuleSetting[] => {
  const options = OPTIONS[id];
  if (options !== undefined) return [{ rule: id, options }];
  return optIn === true ? [{ rule: id }] : [];
});
const config: LintConfig = { ...PLAIN_CONFIG, layers: [settings] };
const linter = compileLinter(DOCKERFILE_RULES, config);

/** Rules that find something under an id of another tool. */
function found(alias: string, example: string, inputs: Partial<BuildInputs> = {}): readonly string[] {
  const text = /^FROM/im.test(example) ? example : `FROM base:1\n${example}`;
  const request = { file: 'Dockerfile', text: `${text}\n`, linter, today: '2026-11-20' };
  const { findings } = lintDockerfile({ ...request, inputs: { ...NO_INPUTS, ...inputs } });
  return findings.filter(({ aliases }) => aliases.includes(alias)).map(({ rule }) => rule);
}

const TOOLS: readonly (readonly [string, ForeignDockerfileChecks, readonly PeerCase[]])[] = [
  ['hadolint', HADOLINT, HADOLINT_CASES],
  ['BuildKit', BUILDKIT, BUILDKIT_CASES],
  ['Trivy', TRIVY, TRIVY_CASES],
  ['Checkov', CHECKOV, CHECKOV_CASES],
  ['Dockle', DOCKLE, DOCKLE_CASES],
];

describe.each(TOOLS)('checks of %s', (_, { rules }, cases) => {
  test('have a case each', () => {
    const covered = new Set(cases.map(([alias]) => alias));
    expect(rules.filter((alias) => !covered.has(alias))).toEqual([]);
  });

  // A parameter more than the case has fields would be taken for a callback.
  test.each(cases)('%s finds %j, and nothing in %j', (alias, bad, good, inputs = {}) => {
    expect(found(alias, bad, inputs)).not.toEqual([]);
    expect(found(alias, good, inputs)).toEqual([]);
  });
});

test.each(SHELLCHECK_CASES)('%s of ShellCheck finds %j, and nothing in %j', (alias, bad, good) => {
  expect(found(alias, bad)).not.toEqual([]);
  expect(found(alias, good)).toEqual([]);
});

test.each(DIFFERENCES)('%s than %s finds, because %s: %j', (kind, alias, _, text) => {
  expect(found(alias, text).length > 0).toBe(kind === 'more');
});
