import type { Finding } from '../model/decision.ts';
import { formatPath } from '../model/path.ts';
import type { ExpectedFinding } from '../policy/policy-test.ts';

/** What is left after as many findings as possible have been put to expectations, one to one. */
export interface Difference {
  readonly missing: readonly ExpectedFinding[];
  readonly unexpected: readonly Finding[];
}

/**
 * Compares findings with what was expected of them. An expectation may leave things open and so fit
 * several findings; the most possible are paired (augmenting paths, Kuhn 1955).
 */
export function compareFindings(expected: readonly ExpectedFinding[], found: readonly Finding[]): Difference {
  const owners = new Map<Finding, ExpectedFinding>();
  const pair = (expectation: ExpectedFinding, tried: Set<Finding>): boolean =>
    found.some((finding) => {
      if (tried.has(finding) || !fits(expectation, finding)) return false;
      tried.add(finding);
      const owner = owners.get(finding);
      if (owner !== undefined && !pair(owner, tried)) return false;
      owners.set(finding, expectation);
      return true;
    });
  const missing = expected.filter((expectation) => !pair(expectation, new Set()));
  return { missing, unexpected: found.filter((finding) => !owners.has(finding)) };
}

function fits({ rule, policy, action, path }: ExpectedFinding, finding: Finding): boolean {
  return (
    rule === finding.rule &&
    (policy === undefined || policy === finding.policy) &&
    (action === undefined || action === finding.action) &&
    (path === undefined || path === formatPath(finding.path))
  );
}
