import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CHART } from '../../chart/helm.ts';
import type { Cluster } from './cluster.ts';
import { writeKubeconfig } from './kubeconfig.ts';

const run = promisify(execFile);

/** One release of the chart, by the real helm. Each method rejects with helm's own words. */
export interface HelmRelease {
  install(values: object): Promise<void>;
  upgrade(values: object): Promise<void>;
  uninstall(): Promise<void>;
}

/** A release of this name in a namespace of this name, which helm makes. */
export async function helmRelease({ apiserver, assets, folder }: Cluster, name: string): Promise<HelmRelease> {
  const kubeconfig = await writeKubeconfig(join(folder, 'helm.kubeconfig'), apiserver.admin);
  const helm = async (args: readonly string[], values?: object) => {
    const env = { PATH: process.env.PATH, HOME: folder };
    const child = run(assets.helm, [...args, '--kubeconfig', kubeconfig, '--namespace', name], { env });
    child.child.stdin?.end(values && JSON.stringify(values));
    await child;
  };
  return {
    install: (values) => helm(['install', name, CHART, '--create-namespace', '--values', '-'], values),
    upgrade: (values) => helm(['upgrade', name, CHART, '--values', '-'], values),
    uninstall: () => helm(['uninstall', name]),
  };
}
