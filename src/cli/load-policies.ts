import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { LintRuleNames } from '../model/lint-policy.ts';
import type { PolicySet } from '../model/policy.ts';
import { printable } from '../model/printable.ts';
import { SourceError } from '../model/source.ts';
import type { TestCoverage } from '../policy/coverage.ts';
import { readPolicyFolder } from '../policy/folder.ts';
import { loadPolicies, type PolicyFile } from '../policy/load.ts';
import type { PolicyResources } from '../policy/resources.ts';
import { secretKeysOf } from '../policy/secret-keys.ts';
import { WORKLOAD_RULES } from '../rules/index.ts';
import type { EvidenceRoots } from './evidence.ts';
import type { ReadSecret } from './policy-resources.ts';
import { UsageError } from './usage-error.ts';

/** The file beside policies that says what they must decide. */
const TEST_FILE = /^test\.ya?ml$/;

/** Whether a path is that of a file for `tidewaiter test`. */
export function isTestFile(path: string): boolean {
  return TEST_FILE.test(basename(path));
}

export interface PolicyPathOptions {
  /** The policies are watched. */
  readonly coverage?: TestCoverage;
  /** Reads keys that policies for images have in Secrets; absent: there is no cluster to ask, and such keys accept nothing. */
  readonly readSecret?: ReadSecret;
  /** Whether files without a policy will do: for whoever only wants settings and kinds. */
  readonly mayEnforceNothing?: boolean;
  /** The flag that names the paths, for messages. Default: `--policies`. */
  readonly flag?: string;
  /** The rules for Dockerfiles, which policies over Dockerfiles name. */
  readonly dockerfileRules?: LintRuleNames;
  /** Trust roots of an evidence pack. */
  readonly evidenceRoots?: EvidenceRoots | undefined;
}

/**
 * All policies of files and folders, with the rules of this version. Test files are not parsed, unless they could hold
 * a policy. A file that several paths lead to counts once.
 *
 * @throws UsageError where there is no such file or folder
 * @throws SourceError with every problem in the policies
 */
export async function loadPolicyPaths(
  paths: readonly string[],
  {
    coverage,
    readSecret,
    mayEnforceNothing = false,
    flag = '--policies',
    dockerfileRules,
    evidenceRoots,
  }: PolicyPathOptions = {},
): Promise<PolicySet> {
  const missing = paths.filter((path) => !existsSync(path));
  if (missing.length > 0) {
    throw new UsageError(
      missing.map((path) => `there is no policy file or folder "${printable(path)}"; name one with ${flag}`),
    );
  }
  const byName = new Map<string, PolicyFile>();
  for (const path of paths) {
    for (const file of await readPolicyFolder(path)) if (mayHoldPolicy(file)) byName.set(file.file, file);
  }
  const files = [...byName.values()];
  const resources = await resourcesFor(files, readSecret);
  const images = resources && { resources, ...(evidenceRoots && { trustRoots: evidenceRoots.counting }) };
  const options = {
    ...(coverage && { coverage }),
    ...images,
    ...(dockerfileRules && { dockerfileRules }),
    mayEnforceNothing,
  };
  try {
    return loadPolicies(files, WORKLOAD_RULES, options);
  } catch (error) {
    throw error instanceof SourceError ? withHints(error, evidenceRoots?.idle ?? []) : error;
  }
}

/** Where a trust root is missed that an evidence pack has, the message says how it would count. */
function withHints({ problems }: SourceError, idle: readonly string[]): SourceError {
  const isMissed = (message: string) => idle.some((name) => message.includes(`there is no TrustRoot "${name}"`));
  return new SourceError(
    problems.map((problem) =>
      isMissed(problem.message)
        ? { ...problem, message: `${problem.message}; the evidence pack has it, and --evidence-roots lets it count` }
        : problem,
    ),
  );
}

/** An escape could spell the name of the kind in another way. */
const POLICY_KIND = /AdmissionPolicy|DockerfilePolicy|ImagePolicy|ImageSettings|TrustRoot|\\[xuU]/;
const IMAGE_KIND = /ImagePolicy|ImageSettings|TrustRoot|\\[xuU]/;

function mayHoldPolicy({ file, text }: PolicyFile): boolean {
  return !isTestFile(file) || POLICY_KIND.test(text);
}

async function resourcesFor(
  files: readonly PolicyFile[],
  readSecret: ReadSecret | undefined,
): Promise<PolicyResources | undefined> {
  if (!files.some(({ text }) => IMAGE_KIND.test(text))) return undefined;
  const { policyResources } = await import('./policy-resources.ts');
  return policyResources(readSecret === undefined ? [] : secretKeysOf(files), readSecret);
}
