import type { Build, Value } from '../../../model/build.ts';
import type { ShellCommand, ShellScript, ShellWord } from '../../../model/shell.ts';
import { innerCommands } from '../shared/run-commands.ts';
import { outlineOf } from '../shared/word-text.ts';

/**
 * What the shell makes of an unquoted variable. `one`: a word, as it stands; `several`: more or fewer words, or names of files;
 * `unknown`: nobody knows; `theirs`: the base image sets it, if anything does, and means what it does.
 */
export type Splitting = 'one' | 'several' | 'unknown' | 'theirs';

/** Blanks and what may stand for names of files. */
const SPLITS = /[\s*?[]/;
/** Parameters of the shell that are numbers. */
const NUMBERS: ReadonlySet<string> = new Set([
  '#',
  '?',
  '$',
  '!',
  '-',
  'UID',
  'EUID',
  'PPID',
  'RANDOM',
  'SECONDS',
  'LINENO',
]);
/** `$@` and `$*` are for lists; whoever writes them without quotes has another problem. */
const LISTS: ReadonlySet<string> = new Set(['@', '*']);
/** By such names go versions, numbers, sums and the like: nobody puts a blank into one. */
const WORD_NAMES =
  /VER(?:SION)?S?(?:_|\d|$)|ARCH|(?:^|_)[UG]?ID(?:_|$)|^[ug]id$|PORT|SHA\d*|MD5|SUM(?:_|$)|HASH|TAG|COMMIT|REVISION|(?:^|_)REF(?:_|$)|CODENAME|PLATFORM|TRIPLE|RELEASE|MAJOR|MINOR|PATCH|BRANCH|DIGEST|KEY|URL|HOST|USER|GROUP|(?:^|_)TZ$|DATE|COUNT|^(?:i|n|pid|nproc|os|tmp)$/i;

/** Programs whose output is one word, or none: numbers, names, sums. */
const WORD_PROGRAMS: ReadonlySet<string> = new Set(
  [
    'nproc',
    'id',
    'dpkg',
    'dpkg-architecture',
    'uname',
    'arch',
    'date',
    'getconf',
    'whoami',
    'hostname',
    'lsb_release',
  ].concat(
    [
      'mktemp',
      'wc',
      'tty',
      'umask',
      'seq',
      'pgrep',
      'pidof',
      'which',
      'command',
      'type',
      'sha256sum',
      'uuidgen',
      'rustc',
    ],
    [
      'python',
      'python3',
      'ruby',
      'php',
      'php-config',
      'pg_config',
      'go',
      'node',
      'rpm',
      'apk',
      'echo',
      'printf',
      'expr',
    ],
  ),
);

const assigned = new WeakMap<ShellScript, ReadonlyMap<string, Splitting>>();

/** What becomes of a variable without quotes in a command of RUN. */
export function splittingOf(build: Build, { script }: ShellCommand, name: string): Splitting {
  if (NUMBERS.has(name) || LISTS.has(name) || WORD_NAMES.test(name)) return 'one';
  const own = assignedIn(script).get(name);
  if (own !== undefined) return own;
  if (/^\d$/.test(name)) return 'unknown';
  const variable = build.variableAt(build.instructionOf(script), name);
  if (variable === undefined) return 'theirs';
  if (variable.source === 'platform') return 'one';
  return ofValue(variable.value);
}

function ofValue(value: Value | undefined): Splitting {
  if (value === undefined || value.kind === 'unknown') return 'unknown';
  // What comes to nothing is one of several options by intent.
  return SPLITS.test(value.text.trim()) ? 'several' : 'one';
}

function assignedIn(script: ShellScript): ReadonlyMap<string, Splitting> {
  let known = assigned.get(script);
  if (known === undefined) {
    known = readAssignments(script);
    assigned.set(script, known);
  }
  return known;
}

/** The worst of what a script gives to each of its variables: by assignments, `for` and `read`. */
function readAssignments(script: ShellScript): ReadonlyMap<string, Splitting> {
  const found = new Map<string, Splitting>();
  const add = (name: string, splitting: Splitting): void => {
    const before = found.get(name);
    if (before === undefined || before === 'one' || splitting === 'unknown') found.set(name, splitting);
  };
  for (const command of script.commands) {
    const { assignments, program, args, words } = command;
    for (const { name, value } of assignments) {
      // In front of a program it holds for that alone.
      if (words.length === 0 || words[0]?.value === 'export') add(name, ofAssigned(command, value));
    }
    if (program === 'read') for (const { value } of args) if (!value.startsWith('-')) add(value, 'unknown');
  }
  for (const [, name = '', list = ''] of script.source.text.matchAll(FOR)) {
    add(name, /[$`*?[{"']/.test(list) ? 'unknown' : 'one');
  }
  return found;
}

const FOR = /\bfor[ \t]{1,8}([A-Za-z_]\w{0,63})\s{1,8}in\b([^;\n]*)/g;

function ofAssigned(command: ShellCommand, value: ShellWord | undefined): Splitting {
  if (value === undefined) return 'one';
  if (value.literal) return SPLITS.test(value.value.trim()) ? 'several' : 'one';
  const isOne = value.expansions.every(
    ({ kind, name }) => kind === 'arithmetic' || (kind === 'variable' && (NUMBERS.has(name) || WORD_NAMES.test(name))),
  );
  return isOne && !SPLITS.test(outlineOf(value)) ? 'one' : ofSubstitution(command, value);
}

/** `x="$(nproc)"` */
function ofSubstitution(command: ShellCommand, value: ShellWord): Splitting {
  const { expansions } = value;
  const [only] = expansions;
  if (expansions.length !== 1 || only?.kind !== 'command') return 'unknown';
  return givesOneWord(command, only) ? 'one' : 'unknown';
}

/** Whether all that a substitution runs first in its pipes is known to write one word. */
export function givesOneWord(command: ShellCommand, part: { readonly start: number; readonly end: number }): boolean {
  const last = innerCommands(command, part).findLast(({ pipePlace }) => pipePlace === 0);
  return last !== undefined && WORD_PROGRAMS.has(last.program);
}
