import { dirname, resolve } from 'node:path';
import type { DockerfilePolicy, LintRuleNames, LintSettings } from '../../model/lint-policy.ts';
import { readPolicyFolder } from '../../policy/folder.ts';
import { loadLintSettings } from '../../policy/lint-settings.ts';
import { evidenceOf } from '../evidence.ts';
import { loadPolicyPaths } from '../load-policies.ts';
import type { LintFlags } from './command-line-layer.ts';
import type { LoadedPolicies } from './policy-judge.ts';

/** What a `.tidewaiter.yaml` and policies say of linting. */
export interface Project {
  readonly settings: LintSettings | undefined;
  readonly policies: readonly DockerfilePolicy[];
  /** Policies of a cluster, which judge the images of Dockerfiles; absent: there are none. */
  readonly loaded?: LoadedPolicies;
}

/**
 * Loads settings and the policies that they name. Apart, because few runs have any, and reading YAML takes a while.
 * @param file of the settings; undefined: there are none
 * @param flags with policies that the user names: they count in place of those that the settings name
 * @throws SourceError and UsageError with everything that is wrong with them
 */
export async function loadProject(
  file: string | undefined,
  flags: Pick<LintFlags, 'policies' | 'evidence' | 'evidenceRoots'>,
  names: LintRuleNames,
): Promise<Project> {
  const [source] = file === undefined ? [] : await readPolicyFolder(file);
  const settings = source && loadLintSettings(source, names);
  const folder = file === undefined ? '.' : dirname(file);
  const paths = flags.policies ?? (settings?.policies ?? []).map((path) => resolve(folder, path));
  const evidence = await evidenceOf(flags, () => import('../images.ts'));
  const policySet = await loadPolicyPaths([...paths, ...(file === undefined ? [] : [file])], {
    mayEnforceNothing: true,
    dockerfileRules: names,
    evidenceRoots: evidence?.roots,
  });
  return { settings, policies: policySet.dockerfiles, loaded: { policySet, evidence } };
}
