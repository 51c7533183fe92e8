import { existsSync } from 'node:fs';
import type { PolicySet } from '../model/policy.ts';
import { printable } from '../model/printable.ts';
import { readPolicyFolder } from '../policy/folder.ts';
import { loadPolicies } from '../policy/load.ts';
import { WORKLOAD_RULES } from '../rules/index.ts';
import { UsageError } from './usage-error.ts';

/**
 * All policies of a file or folder, with the rules of this version.
 *
 * @throws UsageError where there is no such file or folder
 * @throws SourceError with every problem in the policies
 */
export async function loadPolicyPath(path: string): Promise<PolicySet> {
  if (!existsSync(path)) {
    throw new UsageError([`there is no policy file or folder "${printable(path)}"; name one with --policies`]);
  }
  return loadPolicies(await readPolicyFolder(path), WORKLOAD_RULES);
}
