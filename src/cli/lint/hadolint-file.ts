import { homedir } from 'node:os';
import { join } from 'node:path';
import { type HadolintConfig, NO_CONFIG } from '../../compat/hadolint/config.ts';
import { readHadolintConfig } from '../../compat/hadolint/read-config.ts';
import { SourceError } from '../../model/source.ts';
import { fileProblem } from '../file-problem.ts';
import type { Environment } from '../terminal.ts';
import { readSmallFile } from './small-file.ts';

const MAX_BYTES = 256 * 1024;

/**
 * Reads a configuration of hadolint.
 * @throws SourceError
 */
export function hadolintConfigIn(file: string): HadolintConfig {
  const read = readSmallFile(file, MAX_BYTES);
  if (typeof read === 'object') return readHadolintConfig(file, read.content);
  const why = read === 'missing' ? 'there is no such file' : `not a file of at most ${MAX_BYTES / 1_024} KiB`;
  throw new SourceError([fileProblem(file, why)]);
}

/**
 * The configuration that hadolint itself would take: of the working directory, of XDG, of the home directory. The first
 * one that is there counts, whole.
 * @throws SourceError
 */
export function hadolintConfigOfUser(environment: Environment): HadolintConfig {
  for (const file of candidates(environment)) {
    if (readSmallFile(file, MAX_BYTES) !== 'missing') return hadolintConfigIn(file);
  }
  return NO_CONFIG;
}

function candidates({ XDG_CONFIG_HOME }: Environment): readonly string[] {
  const home = homedir();
  const settings = XDG_CONFIG_HOME?.startsWith('/') ? XDG_CONFIG_HOME : join(home, '.config');
  const both = (path: string) => [`${path}.yaml`, `${path}.yml`];
  return [
    ...both('.hadolint'),
    ...both(join(settings, 'hadolint')),
    ...both(join(home, '.hadolint', 'hadolint')),
    ...both(join(home, '.hadolint', 'config')),
    ...both(join(home, '.hadolint')),
  ];
}
