import { expect, test } from '@jest/globals';
import { NO_CONFIG } from '../../../src/compat/hadolint/config.ts';
import { hadolintRules } from '../../../src/compat/hadolint/index.ts';
import { HADOLINT } from '../../rules/dockerfile/foreign-checks.ts';

/** Every rule that hadolint has, as it grades them where nobody says more. Those not listed are warnings. */
const ERRORS =
  'DL1000 DL3000 DL3004 DL3011 DL3012 DL3020 DL3021 DL3023 DL3024 DL3026 DL3043 DL3044 DL3061 DL4000 DL4004';
const INFOS = 'DL3001 DL3009 DL3010 DL3015 DL3019 DL3047 DL3049 DL3050 DL3059 DL3060 DL3066';
const STYLES = 'DL3048';
const OFF = 'DL1001 DL3057';

const words = (text: string) => text.split(' ');
const rules = hadolintRules({
  ...NO_CONFIG,
  trustedRegistries: ['docker.io'],
  labelSchema: new Map([['a', 'text']]),
  strictLabels: true,
});

test('there is every rule, once for each label where it is about one', () => {
  expect(rules.map(({ id }) => id)).toEqual([...HADOLINT.rules].sort());
});

test.each([
  ['error', ERRORS],
  ['info', INFOS],
  ['style', STYLES],
] as const)('of severity %s there are as many as hadolint has', (severity, ids) => {
  expect(rules.filter((rule) => rule.severity === severity && rule.optIn !== true).map(({ id }) => id)).toEqual(
    words(ids),
  );
});

test('all others are warnings, and two are off', () => {
  expect(rules.filter(({ optIn }) => optIn === true).map(({ id }) => id)).toEqual(words(OFF));
  expect(rules.filter(({ severity, optIn }) => severity === 'warning' && optIn !== true)).toHaveLength(43);
});

test('without a configuration, rules about registries and labels of a schema find nothing', () => {
  const ids = hadolintRules(NO_CONFIG).map(({ id }) => id);
  expect(ids.filter((id) => ['DL3026', 'DL3049', 'DL3050'].includes(id))).toEqual([]);
});
