import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf } from '../support/signing/encoding.ts';
import type { RegistryWorkspace } from './registry-workspace.ts';

/** The last line of `tidewaiter pack`. */
export const PACK_DIGEST = /^pack (sha256:[0-9a-f]{64})$/m;

/** Packs images of the registry in the folder `pack` of the user; `%` stands for the registry. Gives the digest. */
export async function packIn(workspace: RegistryWorkspace, ...args: readonly string[]): Promise<string> {
  const { code, out, err } = await workspace.run('pack', ['-o', '@/pack', ...args]);
  const digest = PACK_DIGEST.exec(out)?.[1];
  if (code !== 0 || digest === undefined) throw new Error(`nothing was packed: ${err}`);
  return digest;
}

/** Makes another pack of the one in `pack`, with another trust root in it, as whoever makes packs can. */
export function replaceTrustRoot({ root }: RegistryWorkspace, name: string, json: string): void {
  const at = (path: string) => join(root, 'pack', path);
  const document = JSON.parse(readFileSync(at('tidewaiter-pack.json'), 'utf8'));
  for (const each of document.trustRoots) if (each.name === name) each.digest = digestOf(Buffer.from(json));
  const text = JSON.stringify(document);
  const index = JSON.parse(readFileSync(at('index.json'), 'utf8'));
  index.annotations['dev.tidewaiter.pack'] = digestOf(Buffer.from(text));
  writeFileSync(at(`trusted-roots/${name}.json`), json);
  writeFileSync(at('tidewaiter-pack.json'), text);
  writeFileSync(at('index.json'), JSON.stringify(index));
}
