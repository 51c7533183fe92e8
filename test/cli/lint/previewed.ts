import { workspace } from './workspace.ts';

export const HEAD = 'apiVersion: tidewaiter.dev/v1alpha1\n';
/** A policy that denies what its rules find. */
export const policyOf = (rules: string, more = '') =>
  `${HEAD}kind: AdmissionPolicy\nmetadata: { name: cluster }\nspec: { action: Deny, ${more} rules: [${rules}] }\n`;
export const HYGIENE = '--admission=policies/pod-hygiene';
export const RESTRICTED = '--admission=policies/pod-security-restricted';
export const LEAST = '--admission=policies/least-privilege';
/** Nothing of the linter itself fails. */
export const FLAGS = ['--shellcheck=off', '--fail-on=error'];

/** A finding as JSON has it. */
export interface Shown {
  readonly rule: string;
  readonly admission?: string;
  readonly severity: string;
  readonly message: string;
  readonly remediation: string;
  readonly line: number;
  readonly column: number;
}

/** What the cluster says: `verdict rule line:column`. */
export async function previewed(
  dockerfile: string,
  args: readonly string[],
  files: Readonly<Record<string, string>> = {},
) {
  const { lint } = workspace({ Dockerfile: dockerfile, ...files });
  const { code, out, err } = await lint(['-f', 'json', ...FLAGS, ...args, '@/Dockerfile']);
  const findings = (JSON.parse(out || '[]') as Shown[]).filter(({ admission }) => admission !== undefined);
  const short = findings.map(({ admission, rule, line, column }) => `${admission} ${rule} ${line}:${column}`);
  return { code, err, findings, short };
}
