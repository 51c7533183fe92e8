import { expect, test } from '@jest/globals';
import { withEngineRules } from '../../src/lint/linter.ts';
import { RULESETS } from '../../src/lint/rulesets.ts';
import { DOCKERFILE_RULES } from '../../src/rules/dockerfile/index.ts';

/** Rules that are newer than the newest rule set: they are shown and never fail until the next one lists them. */
const PREVIEWS: readonly string[] = [];

const rules = withEngineRules(DOCKERFILE_RULES);
const newest = [...RULESETS.values()].at(-1);

test('the newest rule set lists every rule but the previews', () => {
  const listed = [...(newest?.severities.keys() ?? [])];
  expect(listed).toEqual(
    rules
      .map(({ id }) => id)
      .filter((id) => !PREVIEWS.includes(id))
      .sort(),
  );
});

test('what a new project gets is what the rules say of themselves', () => {
  for (const { id, optIn, severity } of rules) {
    if (!PREVIEWS.includes(id)) expect([id, newest?.severities.get(id)]).toEqual([id, optIn ? 'off' : severity]);
  }
});

test('rule sets are named by year and month, the oldest first', () => {
  const names = [...RULESETS.keys()];
  expect(names).toEqual(names.toSorted());
  for (const name of names) expect(name).toMatch(/^20\d\d\.(?:0[1-9]|1[0-2])$/);
});
