import type { RegistryWorkspace } from './registry-workspace.ts';

/** The last line of `tidewaiter pack`. */
export const PACK_DIGEST = /^pack (sha256:[0-9a-f]{64})$/m;

/** Packs images of the registry in the folder `pack` of the user; `%` stands for the registry. Gives the digest. */
export async function packIn(workspace: RegistryWorkspace, ...images: readonly string[]): Promise<string> {
  const { code, out, err } = await workspace.run('pack', ['-o', '@/pack', ...images]);
  const digest = PACK_DIGEST.exec(out)?.[1];
  if (code !== 0 || digest === undefined) throw new Error(`nothing was packed: ${err}`);
  return digest;
}
