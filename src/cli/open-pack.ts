import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { EvidencePack } from '../evidence/evidence-pack.ts';
import { PACK_FILE } from '../evidence/pack-document.ts';
import { checkTrustedRoot } from '../evidence/trust-root.ts';
import { printable } from '../model/printable.ts';
import { RegistryError } from '../registry/source.ts';

/** Milliseconds for reading what is in a pack. */
const TIME_LIMIT = 60_000;
const PINNED = /^(?<folder>.+)@(?<digest>sha256:[0-9a-f]{64})$/s;
const ALMOST_PINNED = /@sha\d+:[^/]*$/i;

/**
 * Opens what `--evidence` names: a folder, or a folder and `@sha256:...`.
 * @param usesRoots its trust roots are to count, so that each must be sound
 * @returns a sentence where it cannot be used: an error would be one of another bundle's classes
 */
export async function openPack(written: string, usesRoots: boolean): Promise<EvidencePack | string> {
  const { folder = written, digest } = PINNED.exec(written)?.groups ?? {};
  if (digest === undefined && ALMOST_PINNED.test(written)) {
    return `"${printable(written, 4_096)}" does not end in a digest: one is @sha256: and 64 lower-case hexadecimal digits`;
  }
  if (!existsSync(join(folder, PACK_FILE))) {
    return `"${printable(folder, 4_096)}" is no evidence pack: it has no file ${PACK_FILE}; \`tidewaiter pack\` makes one`;
  }
  try {
    const pack = await EvidencePack.open(folder, digest, AbortSignal.timeout(TIME_LIMIT));
    return (usesRoots ? problemWith(pack.trustRoots) : undefined) ?? pack;
  } catch (error) {
    if (error instanceof RegistryError) return error.message;
    throw error;
  }
}

function problemWith(trustRoots: ReadonlyMap<string, string>): string | undefined {
  for (const [name, json] of trustRoots) {
    const problem = checkTrustedRoot(json);
    if (problem !== undefined) return `its trust root "${name}" cannot be used: ${problem}`;
  }
  return undefined;
}
