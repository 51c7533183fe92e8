import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { PolicySet } from '../model/policy.ts';
import { printable } from '../model/printable.ts';
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
 * All policies of a file or folder, with the rules of this version. Test files are not parsed, unless
 * they could hold a policy.
 *
 * @throws UsageError where there is no such file or folder
 * @throws SourceError with every problem in the policies
 */
export async function loadPolicyPath(path: string): Promise<PolicySet> {
  if (!existsSync(path)) {
    throw new UsageError([`there is no policy file or folder "${printable(path)}"; name one with --policies`]);
  }
  const files = await readPolicyFolder(path);
  return loadPolicies(files.filter(mayHoldPolicy), WORKLOAD_RULES);
}

/** An escape could spell the name of the kind in another way. */
const POLICY_KIND = /AdmissionPolicy|\\[xuU]/;

function mayHoldPolicy({ file, text }: PolicyFile): boolean {
  return !isTestFile(file) || POLICY_KIND.test(text);
}
