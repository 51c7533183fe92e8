import { describe, expect, test } from '@jest/globals';
import type { DockerfileRule } from '../../../src/model/dockerfile-rule.ts';
import { problemsOf } from '../../support/dockerfile.ts';

/** Commands of a RUN that a rule finds, each with the word it stands at, and those that it leaves alone. */
export interface PinCases {
  readonly rule: DockerfileRule;
  readonly found: readonly (readonly [string, string])[];
  readonly fine: readonly string[];
}

/** What a rule says about one RUN: the text of the span, for each problem. */
export function pinned(rule: DockerfileRule, run: string, head = 'FROM base'): readonly string[] {
  return problemsOf(rule, `${head}\nRUN ${run}\n`).map((problem) => problem.covered);
}

/** Tests for every case of every rule. */
export function describePins(cases: readonly PinCases[]): void {
  describe.each(cases.map((one) => [one.rule.id, one] as const))('%s', (_, { rule, found, fine }) => {
    test.each(found)('finds RUN %s', (run, offender) => {
      expect(pinned(rule, run)).toEqual([offender]);
    });

    test.each(fine)('leaves RUN %s alone', (run) => {
      expect(pinned(rule, run)).toEqual([]);
    });
  });
}
