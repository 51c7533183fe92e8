import { join } from 'node:path';
import { folderWith, type Surroundings, tidewaiter } from './command-line.ts';

export const POLICY = `
apiVersion: tidewaiter.dev/v1alpha1
kind: AdmissionPolicy
metadata: { name: basics }
spec:
  rules:
    - rule: disallow-privileged
    - rule: require-probes
      action: Warn
`;

export const PROBE = { exec: { command: ['a'] } };

export const GOOD = `apiVersion: v1
kind: Pod
metadata: { name: good }
spec:
  containers:
    - { name: app, image: a, livenessProbe: &probe { exec: { command: [a] } }, readinessProbe: *probe }
`;

export const BAD = `apiVersion: v1
kind: Pod
metadata:
  name: bad
  namespace: shop
spec:
  containers:
    - name: app
      image: a
      livenessProbe: { exec: { command: [a] } }
      readinessProbe: { exec: { command: [a] } }
      securityContext:
        privileged: true
`;

const folders: { remove(): void }[] = [];

/** Removes what the reviews have written. */
export function removeFolders(): void {
  for (const folder of folders.splice(0)) folder.remove();
}

/** Reviews files in a folder of their own, named without the folder. */
export async function review(
  files: Readonly<Record<string, string | Buffer>>,
  args: readonly string[] = ['.'],
  { policy = POLICY, ...surroundings }: Surroundings & { policy?: string } = {},
) {
  const folder = folderWith({ 'policies/policy.yaml': policy, ...prefixed('in', files) });
  folders.push(folder);
  const inside = join(folder.path, 'in');
  const located = args.map((arg) => (arg.startsWith('-') ? arg.replace('=@', `=${inside}/`) : join(inside, arg)));
  const result = await tidewaiter(['review', `--policies=${folder.path}/policies`, ...located], surroundings);
  const shorten = (text: string) => text.replaceAll(`${inside}/`, '').replaceAll(inside, '.');
  return { code: result.code, out: shorten(result.out), err: shorten(result.err).replaceAll(folder.path, '') };
}

function prefixed(folder: string, files: Readonly<Record<string, string | Buffer>>) {
  return Object.fromEntries(Object.entries(files).map(([name, content]) => [`${folder}/${name}`, content]));
}

/** The lines of `--format jsonl`, parsed. */
export async function findings(
  files: Readonly<Record<string, string>>,
  args: readonly string[] = ['.'],
  policy = POLICY,
) {
  const { code, out, err } = await review(files, ['--format=jsonl', ...args], { policy });
  return {
    code,
    err,
    subjects: out
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line)),
  };
}
