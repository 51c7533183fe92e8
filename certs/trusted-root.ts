import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import tuf from '@sigstore/tuf/package.json' with { type: 'json' };
import seeds from '@sigstore/tuf/seeds.json' with { type: 'json' };

/** The trust root of the public-good instance of Sigstore, and the page that says where it is from. */
export const TRUSTED_ROOT = 'trusted-root-public-good.json';
/** The first root of its TUF repository, from which newer trust roots are reached. */
export const TUF_ROOT = 'tuf-root-public-good.json';
const PAGE = 'README.md';
const MIRROR = 'https://tuf-repo-cdn.sigstore.dev';
const MARKS = { begin: '<!-- trusted root: begin -->', end: '<!-- trusted root: end -->' };

/** The trust root that the installed `@sigstore/tuf` starts from. Its integrity is that of the lockfile. */
export function seededTrustedRoot(): string {
  return Buffer.from(seeds[MIRROR].targets['trusted_root.json'], 'base64').toString('utf8');
}

/** The root metadata of its TUF repository that the package starts from. */
export function seededTufRoot(): string {
  return Buffer.from(seeds[MIRROR]['root.json'], 'base64').toString('utf8');
}

/** The sentence between the marks of the page. `day`: `2026-01-31`. */
export function provenance(trustedRoot: string, day: string): string {
  const digest = createHash('sha256').update(trustedRoot).digest('hex');
  return `Taken on ${day} from \`@sigstore/tuf\` ${tuf.version}, SHA-256 \`${digest}\`.`;
}

/** Writes the trust root and its provenance to the folder, if the package has another than lies there. */
export async function writeTrustedRoot(folder: string, now: Date): Promise<boolean> {
  const trustedRoot = seededTrustedRoot();
  const file = join(folder, TRUSTED_ROOT);
  if (trustedRoot === (await readFile(file, 'utf8').catch(() => undefined))) return false;
  const page = await readFile(join(folder, PAGE), 'utf8');
  const [before, rest = ''] = page.split(MARKS.begin);
  const [, after] = rest.split(MARKS.end);
  if (after === undefined) throw new Error(`${PAGE} lacks the marks ${MARKS.begin} and ${MARKS.end}`);
  const day = now.toISOString().slice(0, 10);
  await writeFile(file, trustedRoot);
  await writeFile(join(folder, TUF_ROOT), seededTufRoot());
  const sentence = provenance(trustedRoot, day);
  await writeFile(join(folder, PAGE), `${before}${MARKS.begin}\n${sentence}\n${MARKS.end}${after}`);
  return true;
}

if (import.meta.main) {
  const isNew = await writeTrustedRoot(import.meta.dirname, new Date());
  process.stdout.write(`certs/${TRUSTED_ROOT}: ${isNew ? 'written' : 'as before'}\n`);
}
