import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { DockerfilePolicy, LintRuleNames, LintSettings } from '../../model/lint-policy.ts';
import { printable } from '../../model/printable.ts';
import { SourceError } from '../../model/source.ts';
import { readPolicyFolder } from '../../policy/folder.ts';
import { loadLintSettings } from '../../policy/lint-settings.ts';
import { evidenceOf } from '../evidence.ts';
import { fileProblem } from '../file-problem.ts';
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
  const paths = flags.policies ?? policiesNamedIn(file ?? '', settings);
  const evidence = await evidenceOf(flags, () => import('../images.ts'));
  const policySet = await loadPolicyPaths([...paths, ...(file === undefined ? [] : [file])], {
    mayEnforceNothing: true,
    dockerfileRules: names,
    evidenceRoots: evidence?.roots,
  });
  return { settings, policies: policySet.dockerfiles, loaded: { policySet, evidence } };
}

/** @throws SourceError where there is no such file or folder */
function policiesNamedIn(file: string, settings: LintSettings | undefined): readonly string[] {
  const named = settings?.policies ?? [];
  const paths = named.map((path) => resolve(dirname(file), path));
  const problems = paths.flatMap((path, at) =>
    existsSync(path)
      ? []
      : [fileProblem(file, `spec.policies[${at}]: there is no file or folder "${printable(named[at] ?? '')}"`)],
  );
  if (problems.length > 0) throw new SourceError(problems);
  return paths;
}
