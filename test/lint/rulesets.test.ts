import { describe, expect, test } from '@jest/globals';
import { withEngineRules } from '../../src/lint/linter.ts';
import { OLDEST_RULESET, RULESETS } from '../../src/lint/rulesets.ts';
import { LINT_SETTINGS } from '../../src/model/lint-policy.ts';
import { DOCKERFILE_RULES } from '../../src/rules/dockerfile/index.ts';

const ids = withEngineRules(DOCKERFILE_RULES).map(({ id }) => id);

describe.each([...RULESETS.values()].map((set) => [set.name, set] as const))(
  'the rule set %s',
  (name, { severities }) => {
    test('is named after a month, and lists rules that there are, in their order', () => {
      expect(name).toMatch(/^20[0-9]{2}\.(?:0[1-9]|1[0-2])$/);
      const listed = [...severities.keys()];
      expect(listed).toEqual(listed.toSorted());
      expect(listed.filter((id) => !ids.includes(id))).toEqual([]);
      expect([...severities.values()].filter((setting) => !LINT_SETTINGS.includes(setting))).toEqual([]);
    });
  },
);

test('the newest rule set lists every rule: node scripts/write-ruleset.ts <name> --again, until it is released', () => {
  const newest = [...RULESETS.values()].at(-1) ?? OLDEST_RULESET;
  expect(ids.filter((id) => !newest.severities.has(id))).toEqual([]);
});

test('no rule set switches off what must be heard of', () => {
  for (const { severities } of RULESETS.values()) expect(severities.get('internal-error')).toBe('error');
});
