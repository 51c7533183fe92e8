import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Paths of the programs that the suite runs. */
export interface Assets {
  readonly kubeApiserver: string;
  readonly etcd: string;
  readonly helm: string;
}

/** The programs, or one line that says what is missing. */
export type FoundAssets = { readonly assets: Assets } | { readonly missing: string };

/** Asks assets.sh, which knows the search order; it builds nothing here. */
export function findAssets(): FoundAssets {
  const script = join(import.meta.dirname, '../assets.sh');
  const { stdout, stderr, error } = spawnSync('bash', [script, '--print'], { encoding: 'utf8' });
  if (error !== undefined) return { missing: `bash could not be run: ${error.message}` };
  const paths = new Map(stdout.split('\n').map((line) => line.split('=', 2) as [string, string]));
  const [kubeApiserver, etcd, helm] = ['kube-apiserver', 'etcd', 'helm'].map((name) => paths.get(name));
  if (kubeApiserver && etcd && helm) return { assets: { kubeApiserver, etcd, helm } };
  return { missing: stderr.trim().replaceAll(/\s*\n\s*/g, '; ') };
}
