import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { PolicySet } from '../model/policy.ts';
import { printable } from '../model/printable.ts';
import type { TestCoverage } from '../policy/coverage.ts';
import { readPolicyFolder } from '../policy/folder.ts';
import { loadPolicies, type PolicyFile } from '../policy/load.ts';
import { WORKLOAD_RULES } from '../rules/index.ts';
import { UsageError } from './usage-error.ts';

/** The file beside policies that says what they must decide. */
const TEST_FILE = /^test\.ya?ml$/;

/** Whether a path is that of a file for `tidewaiter test`. */
export function isTestFile(path: string): boolean {
  return TEST_FILE.test(basename(path));
}

/**
 * All policies of files and folders, with the rules of this version. Test files are not parsed, unless they could hold
 * a policy. A file that several paths lead to counts once. With `coverage`, the policies are watched.
 *
 * @throws UsageError where there is no such file or folder
 * @throws SourceError with every problem in the policies
 */
export async function loadPolicyPaths(paths: readonly string[], coverage?: TestCoverage): Promise<PolicySet> {
  const missing = paths.filter((path) => !existsSync(path));
  if (missing.length > 0) {
    throw new UsageError(
      missing.map((path) => `there is no policy file or folder "${printable(path)}"; name one with --policies`),
    );
  }
  const files = new Map<string, PolicyFile>();
  for (const path of paths) {
    for (const file of await readPolicyFolder(path)) if (mayHoldPolicy(file)) files.set(file.file, file);
  }
  return loadPolicies([...files.values()], WORKLOAD_RULES, coverage);
}

/** An escape could spell the name of the kind in another way. */
const POLICY_KIND = /AdmissionPolicy|\\[xuU]/;

function mayHoldPolicy({ file, text }: PolicyFile): boolean {
  return !isTestFile(file) || POLICY_KIND.test(text);
}
