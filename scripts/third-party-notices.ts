import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

const LICENSE_FILE = /^(?:licen[cs]e|notice|copying)(?:$|[.-])/i;
const PACKAGE_FOLDER = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/;

/**
 * Licence texts of all packages that went into a bundle, sorted by name.
 *
 * @throws Error where a package brings no licence file and names no licence
 */
export async function thirdPartyNotices(root: string, { inputs }: Metafile): Promise<string> {
  const folders = new Set(Object.keys(inputs).flatMap((input) => PACKAGE_FOLDER.exec(input)?.[0] ?? []));
  const notices = await Promise.all([...folders].toSorted().map((folder) => packageNotice(join(root, folder))));
  const unique = [...new Set(notices)];
  return `The files in this folder contain the following packages.\n\n${unique.join('\n')}`;
}

async function packageNotice(folder: string): Promise<string> {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const files = (await readdir(folder)).filter((file) => LICENSE_FILE.test(file)).toSorted();
  if (files.length === 0 && typeof license !== 'string') throw new Error(`${name} ${version} names no licence`);
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return [
    `${'='.repeat(78)}`,
    `${name} ${version} (${license ?? 'see below'})`,
    '',
    ...texts.map((text) => text.trim()),
    '',
  ].join('\n');
}
