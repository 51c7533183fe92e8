import { writeFile } from 'node:fs/promises';
import type { Access } from './kube.ts';

/** Writes a kubeconfig with one user, and gives its path. */
export async function writeKubeconfig(path: string, { url, ca, token }: Access): Promise<string> {
  const name = 'e2e';
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server: url, 'certificate-authority-data': Buffer.from(ca).toString('base64') } }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  };
  await writeFile(path, JSON.stringify(config), { mode: 0o600 });
  return path;
}
