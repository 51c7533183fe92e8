import { join } from 'node:path';
import { folderWith, type Surroundings, tidewaiter } from './command-line.ts';

export const POLICY = `
apiVersion: tidewaiter.dev/v1alpha1
kind: AdmissionPolicy
metadata: { name: basics }
spec:
  rules: [{ rule: disallow-privileged }]
`;

export const POD =
  'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { containers: [{ name: app, image: a }] }\n';
export const BAD_POD = POD.replace('image: a', 'image: a, securityContext: { privileged: true }');

const folders: { remove(): void }[] = [];

/** Removes the workspaces. */
export function removeWorkspaces(): void {
  for (const folder of folders.splice(0)) folder.remove();
}

/** A folder with the policy and the given files. */
export function workspace(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = folderWith({ 'policies/policy.yaml': POLICY, ...files });
  folders.push(folder);
  return folder.path;
}

/** Reviews with the policies of the workspace, which is cut from messages. */
export async function review(root: string, args: readonly string[], surroundings: Surroundings = {}) {
  const located = args.map((arg) => (arg.startsWith('-') ? arg : join(root, arg)));
  const policies = args.some((arg) => arg.startsWith('--policies')) ? [] : [`--policies=${root}/policies`];
  const { code, out, err } = await tidewaiter(['review', ...policies, ...located], surroundings);
  return { code, out: out.replaceAll(`${root}/`, ''), err: err.replaceAll(`${root}/`, '') };
}

/** How a report ends that has nothing else to say. */
export const judged = (allowed: number, denied: number): string =>
  `${allowed + denied} judged: ${allowed} allowed, ${denied} denied`;
