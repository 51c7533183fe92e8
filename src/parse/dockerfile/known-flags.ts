import { printable } from '../../model/printable.ts';
import { closestWord } from '../../model/suggest.ts';
import type { Reading } from './reading.ts';

/** How a flag is written: `switch` alone or with `true` or `false`, `once` with a value, `many` several times. */
type Kind = 'switch' | 'once' | 'many';

/** Flags that BuildKit 0.34 knows (instructions/parse.go). */
const FLAGS: Readonly<Record<string, Readonly<Record<string, Kind>>>> = {
  FROM: { platform: 'once' },
  ADD: {
    chown: 'once',
    chmod: 'once',
    link: 'switch',
    'keep-git-dir': 'switch',
    checksum: 'once',
    unpack: 'switch',
    exclude: 'many',
  },
  COPY: { from: 'once', chown: 'once', chmod: 'once', link: 'switch', parents: 'switch', exclude: 'many' },
  RUN: { mount: 'many', network: 'once', security: 'once', device: 'many' },
  HEALTHCHECK: {
    interval: 'once',
    timeout: 'once',
    'start-period': 'once',
    'start-interval': 'once',
    retries: 'once',
  },
};
const NO_FLAGS: Readonly<Record<string, Kind>> = {};

/** BuildKit does not look at the flags of these. */
const CARELESS: ReadonlySet<string> = new Set(['ARG', 'STOPSIGNAL', 'UNKNOWN']);

/** Reports flags that the instruction does not know, that are repeated, or have no value or a wrong one. */
export function checkFlags(reading: Reading, keyword: string): void {
  if (reading.flags.length === 0 || CARELESS.has(keyword)) return;
  const known = FLAGS[keyword] ?? NO_FLAGS;
  const seen = new Set<string>();
  for (const { name, value, whole } of reading.flags) {
    const kind = Object.hasOwn(known, name) ? known[name] : undefined;
    const shown = `--${printable(name, 64)}`;
    if (kind === undefined) {
      const closest = closestWord(name, Object.keys(known));
      const meant = closest === undefined ? '' : `; did you mean --${closest}?`;
      reading.fault(`${keyword} has no flag ${shown}${meant}`, whole, 'unknown-flag');
      continue;
    }
    if (kind !== 'many' && seen.has(name)) {
      reading.fault(`the flag ${shown} is given twice: keep one of the two`, whole);
    }
    seen.add(name);
    const problem = kind === 'switch' ? switchProblem(value) : value === undefined ? 'needs a value' : undefined;
    if (problem !== undefined) reading.fault(`the flag ${shown} ${problem}`, whole);
  }
}

function switchProblem(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const lower = value.toLowerCase();
  if (lower === 'true' || lower === 'false') return undefined;
  return value === '' ? 'needs a value behind "=", true or false' : 'can only be true or false';
}
