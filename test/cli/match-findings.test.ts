import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compareFindings } from '../../src/cli/match-findings.ts';
import type { Finding } from '../../src/model/decision.ts';
import type { ExpectedFinding } from '../../src/policy/policy-test.ts';

function finding(rule: string, policy: string, container: number): Finding {
  const path = ['spec', 'containers', container];
  return { rule, policy, action: 'Deny', severity: 'error', message: '', remediation: '', path };
}

describe('compareFindings', () => {
  test('an expectation fits where everything that it names is the same', () => {
    const found = [finding('a', 'p', 0)];
    const fits = (expected: ExpectedFinding) => compareFindings([expected], found).missing.length === 0;
    expect(fits({ rule: 'a' })).toBe(true);
    expect(fits({ rule: 'a', policy: 'p', action: 'Deny', path: 'spec.containers[0]' })).toBe(true);
    expect(fits({ rule: 'b' })).toBe(false);
    expect(fits({ rule: 'a', policy: 'q' })).toBe(false);
    expect(fits({ rule: 'a', action: 'Warn' })).toBe(false);
    expect(fits({ rule: 'a', path: 'spec.containers[1]' })).toBe(false);
  });

  test('each expectation takes one finding', () => {
    const found = [finding('a', 'p', 0), finding('a', 'p', 1)];
    expect(compareFindings([{ rule: 'a' }], found).unexpected).toHaveLength(1);
    expect(compareFindings([{ rule: 'a' }, { rule: 'a' }, { rule: 'a' }], found).missing).toHaveLength(1);
  });

  test('a vague expectation leaves the finding that a precise one needs', () => {
    const found = [finding('a', 'p', 0), finding('a', 'p', 1)];
    const expected = [{ rule: 'a' }, { rule: 'a', path: 'spec.containers[0]' }];
    expect(compareFindings(expected, found)).toEqual({ missing: [], unexpected: [] });
  });

  test('findings that are expected in any order, and more or less vaguely, always match', () => {
    const findings = fc.array(
      fc.tuple(fc.constantFrom('a', 'b'), fc.constantFrom('p', 'q'), fc.nat(2)).map((parts) => finding(...parts)),
      { maxLength: 12 },
    );
    return fc.assert(
      fc.property(findings, fc.infiniteStream(fc.nat(3)), (found, vagueness) => {
        const expected = found.map(({ rule, policy, path }): ExpectedFinding => {
          const shown = vagueness.next().value ?? 0;
          return {
            rule,
            ...(shown % 2 === 1 && { policy }),
            ...(shown > 1 && { path: `spec.containers[${path[2]}]` }),
          };
        });
        expect(compareFindings(expected.toReversed(), found)).toEqual({ missing: [], unexpected: [] });
        const { missing, unexpected } = compareFindings([...expected, { rule: 'c' }], [...found, finding('d', 'p', 0)]);
        expect([missing, unexpected.map(({ rule }) => rule)]).toEqual([[{ rule: 'c' }], ['d']]);
      }),
    );
  });
});
