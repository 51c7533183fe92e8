import { expect, test } from '@jest/globals';
import { withoutDoubleHits } from '../../../src/cli/lint/double-hits.ts';
import { findingAt, reportOf } from '../../report/lint/reports.ts';

const TEXT = 'RUN echo $A $B && cd /x\n';
const own = findingAt(TEXT, '$A', { rule: 'quote-variables', aliases: ['SC2086'] });
const theirs = (covered: string, rule = 'SC2086') => findingAt(TEXT, covered, { rule, aliases: [] });

test.each([
  ['the same place', [own, theirs('$A')], ['quote-variables']],
  ['a place around it', [own, theirs('echo $A $B')], ['quote-variables']],
  ['another place', [own, theirs('$B')], ['quote-variables', 'SC2086']],
  ['a place beside it', [own, theirs(' $B')], ['quote-variables', 'SC2086']],
  ['another code', [own, theirs('$A', 'SC2250')], ['quote-variables', 'SC2250']],
  ['nothing of ours', [theirs('$A')], ['SC2086']],
])('what both find is told once: %s', (_name, findings, expected) => {
  expect(withoutDoubleHits(reportOf(TEXT, findings)).findings.map(({ rule }) => rule)).toEqual(expected);
});

test('what a comment takes out of ours is not told by ShellCheck instead', () => {
  const suppression = { by: 'hadolint', region: own.region } as const;
  const report = reportOf(TEXT, [theirs('$A')], { suppressed: [{ finding: own, suppression }] });
  expect(withoutDoubleHits(report).findings).toEqual([]);
});
