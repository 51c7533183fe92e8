import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { NO_SURROUNDINGS, type WorkloadRule } from '../../src/model/rule.ts';
import { POD_SECURITY_RULES } from '../../src/rules/workload/pod-security/index.ts';
import { readWorkload } from '../rules/marked-yaml.ts';
import { compileEntry } from '../rules/rule-fixture.ts';
import { EFFORT, SEED, TIMEOUT } from './mode.ts';
import { REFERENCE_CHECKS, type ReferenceCheck, referenceFails } from './pss-reference.ts';
import { Random } from './random.ts';
import { randomPod } from './random-pod.ts';

/** The rules about the Pod Security Standards agree with a second implementation, on random pods at every version. */

const PODS = 500;
/** One version beyond those that are known. */
const VERSIONS = 39;

function checkOf({ aliases }: WorkloadRule): string {
  return aliases?.pss?.[0] ?? '';
}

test('every check of the standard has a rule, and the same reason, level and first version', () => {
  const ofRules = POD_SECURITY_RULES.map((rule) => {
    const { level, since, overrides } = rule.podSecurity ?? {};
    const overridden = POD_SECURITY_RULES.find(({ id }) => id === overrides);
    return [
      checkOf(rule),
      { level, since, reason: rule.reason, ...(overridden && { overrides: checkOf(overridden) }) },
    ];
  });
  const ofReference = Object.entries(REFERENCE_CHECKS).map(([id, { fails: _, ...check }]) => [id, check]);
  expect(Object.fromEntries(ofRules)).toEqual(
    Object.fromEntries(ofReference) satisfies Record<string, Omit<ReferenceCheck, 'fails'>>,
  );
});

describe('on random pods', () => {
  const rules = POD_SECURITY_RULES.map((rule) => ({
    id: checkOf(rule),
    checks: Array.from({ length: VERSIONS }, (_, minor) =>
      compileEntry({ rule: rule.id, options: { version: `1.${minor}` } }),
    ),
  }));
  const seen = new Map<string, Set<boolean>>();

  const agrees = () =>
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const pod = randomPod(new Random(seed));
        const { annotations } = pod.metadata as { annotations: Record<string, string> };
        const reference = { annotations, spec: pod.spec as Record<string, unknown> };
        const workload = readWorkload(pod);
        const differences = rules.flatMap(({ id, checks }) =>
          checks.flatMap((check, minor) => {
            let fails = false;
            check(workload, () => (fails = true), NO_SURROUNDINGS);
            const wanted = referenceFails(id, reference, minor);
            seen.set(id, (seen.get(id) ?? new Set()).add(wanted));
            return fails === wanted ? [] : [{ id, version: `1.${minor}`, ours: fails }];
          }),
        );
        if (differences.length > 0) throw new Error(JSON.stringify({ differences, pod }, undefined, 1));
      }),
      { numRuns: PODS * EFFORT, seed: SEED },
    );
  test('every verdict is the same', agrees, TIMEOUT);

  test('every check passed and failed', () => {
    expect([...seen].filter(([, verdicts]) => verdicts.size < 2)).toEqual([]);
    expect(seen.size).toBe(rules.length);
  });
});
