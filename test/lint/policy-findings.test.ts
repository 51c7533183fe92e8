import { describe, expect, test } from '@jest/globals';
import { ADMISSION_RULES } from '../../src/lint/admission-rules.ts';
import { withPolicies } from '../../src/lint/policy-findings.ts';
import type { LintFinding } from '../../src/model/lint.ts';
import { WORKLOAD_RULES } from '../../src/rules/index.ts';

function finding(rule: string, start: number, end: number, more: Partial<LintFinding> = {}): LintFinding {
  const place = { line: 1, column: 1 };
  return {
    rule,
    aliases: [],
    severity: 'warning',
    message: `${start}`,
    why: '',
    remediation: '',
    link: '',
    span: { start, end },
    region: { start: place, end: place },
    ...more,
  };
}

describe('findings of policies', () => {
  const fix = { safety: 'safe', title: 'mend it', edits: [] } as const;
  const own = finding('a', 10, 20, { aliases: ['DL1'], fix });
  const shown = (findings: readonly LintFinding[]) =>
    findings.map(({ rule, span, policy = 'own', aliases }) => [policy, rule, span.start, ...aliases].join(' '));

  test.each([
    ['the same place', finding('a', 10, 20), ['p a 10 DL1']],
    ['a part of it', finding('a', 14, 16), ['p a 14 DL1']],
    ['more than it', finding('a', 0, 40), ['p a 0 DL1']],
    ['a place in it without a character', finding('a', 9, 11), ['p a 9 DL1']],
    ['a place in front', finding('a', 0, 10), ['own a 10 DL1', 'p a 0']],
    ['a place behind', finding('a', 20, 30), ['own a 10 DL1', 'p a 20']],
    ['another rule', finding('b', 10, 20), ['own a 10 DL1', 'p b 10']],
  ])('take the place of our own at %s', (_, found, expected) => {
    const policies = { findings: [{ ...found, policy: 'p' }] };
    expect(shown(withPolicies([own], policies))).toEqual(expected);
  });

  test('take over the fix, and stand for the digest rule under its other name', () => {
    const pin = finding('pin-image-digest', 5, 9, { fix });
    const [kept, ...more] = withPolicies([pin], { findings: [finding('image-digest', 5, 9, { policy: 'p' })] });
    expect(more).toEqual([]);
    expect(kept).toMatchObject({ rule: 'image-digest', aliases: ['pin-image-digest'], policy: 'p', fix });
  });

  test.each([
    ['that only note it', { severity: 'info' }, {}, 'warning'],
    ['that deny', { severity: 'error' }, {}, 'error'],
    ['that only note it, where our rule is newer than the rule set', { severity: 'info' }, { preview: true }, 'info'],
  ] as const)('are as severe as our own, of policies %s', (_, theirs, ours, severity) => {
    const found = withPolicies([{ ...own, ...ours }], { findings: [finding('a', 10, 20, { policy: 'p', ...theirs })] });
    expect(found).toMatchObject([{ policy: 'p', severity }]);
  });

  test.each([
    ['nobody could find out', { undecided: true }],
    ['depends on the base image', { admission: 'depends' }],
  ] as const)('leave our own where what they ask for %s', (_, doubt) => {
    const found = withPolicies([own], { findings: [finding('a', 10, 20, { policy: 'p', ...doubt })] });
    expect(shown(found)).toEqual(['own a 10 DL1', 'p a 10']);
  });

  test('of several policies all stay', () => {
    const two = ['p', 'q'].map((policy) => finding('a', 10, 20, { policy }));
    expect(shown(withPolicies([own], { findings: two }))).toEqual(['p a 10 DL1', 'q a 10 DL1']);
  });

  test('that are none leave our own as they are', () => {
    expect(withPolicies([own], { findings: [] })).toEqual([own]);
  });
});

test('all rules over pods and images are known by name to comments', () => {
  const ofImages = ['image-digest', 'image-signature', 'image-attestation', 'image-coverage'];
  const ids = [...WORKLOAD_RULES.map(({ id }) => id), ...ofImages];
  expect([...ADMISSION_RULES].toSorted()).toEqual(ids.toSorted());
});
