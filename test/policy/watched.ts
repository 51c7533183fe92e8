import type { JsonObject } from '../../src/model/json.ts';
import type { PolicySet } from '../../src/model/policy.ts';
import { type CoveragePoint, type PointKind, TestCoverage } from '../../src/policy/coverage.ts';
import { loadPolicies } from '../../src/policy/load.ts';
import { WORKLOAD_RULES } from '../../src/rules/index.ts';
import { goodPod } from '../support/pods.ts';

/** Policies that are watched, and what has been recorded of them. */

/** An assertion that a label is there. */
export const has = (label: string): JsonObject => ({
  assert: { path: `$.metadata.labels.${label}`, equals: 'yes' },
});

/** A pod with these labels. */
export const labelled = (...labels: readonly string[]): JsonObject =>
  goodPod({}, { labels: Object.fromEntries(labels.map((label) => [label, 'yes'])) });

export function watched(text: string): { readonly coverage: TestCoverage; readonly policySet: PolicySet } {
  const coverage = new TestCoverage();
  return { coverage, policySet: loadPolicies([{ file: 'policy.yaml', text }], WORKLOAD_RULES, { coverage }) };
}

/** By name: `+` where it held, `-` where it failed, `?` where it did neither, nothing where it was never asked. */
export function marks({ points }: TestCoverage, kind: PointKind): Readonly<Record<string, string>> {
  return Object.fromEntries(points.filter((point) => point.kind === kind).map((point) => [point.name, mark(point)]));
}

function mark({ reached, held, failed }: CoveragePoint): string {
  return reached ? `${held ? '+' : ''}${failed ? '-' : ''}` || '?' : '';
}
