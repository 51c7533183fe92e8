import { dirname, resolve } from 'node:path';
import type { DockerfilePolicy, LintRuleNames, LintSettings } from '../../model/lint-policy.ts';
import { readPolicyFolder } from '../../policy/folder.ts';
import { loadLintSettings } from '../../policy/lint-settings.ts';
import { loadPolicyPaths } from '../load-policies.ts';

/** What a `.tidewaiter.yaml` and policies say of linting. */
export interface Project {
  readonly settings: LintSettings | undefined;
  readonly policies: readonly DockerfilePolicy[];
}

/**
 * Loads settings and the policies that they name. Apart, because few runs have any, and reading YAML takes a while.
 * @param file of the settings; undefined: there are none
 * @param policyPaths given by the user: they count in place of those that the settings name
 * @throws SourceError and UsageError with everything that is wrong with them
 */
export async function loadProject(
  file: string | undefined,
  policyPaths: readonly string[] | undefined,
  names: LintRuleNames,
): Promise<Project> {
  const [source] = file === undefined ? [] : await readPolicyFolder(file);
  const settings = source && loadLintSettings(source, names);
  const folder = file === undefined ? '.' : dirname(file);
  const paths = policyPaths ?? (settings?.policies ?? []).map((path) => resolve(folder, path));
  const { dockerfiles } = await loadPolicyPaths([...paths, ...(file === undefined ? [] : [file])], {
    mayEnforceNothing: true,
    dockerfileRules: names,
  });
  return { settings, policies: dockerfiles };
}
