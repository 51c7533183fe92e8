import type { Instruction } from '../../../model/instruction.ts';
import type { ShellScript } from '../../../model/shell.ts';

const IDENTIFIER = /[A-Za-z_]\w*/g;
const TESTED = /-[nz]\s{1,4}"?\$\{?$/;
const IN_FRONT_OF_WORDS = ' \t\n;&|(`!';
const BEHIND_WORDS = ' \t\n;&|)';

/** What takes variables from where nobody looks: files that are sourced, texts that are evaluated, names that are computed. */
const SOURCES = /(?:^|[\s;&|(])(?:\.|source|eval|set\s+-a)\s|\b(?:export|declare|typeset|readonly|local|env)\s+["$`]/;

/** How far back a test may begin in front of a name. */
const LOOK_BACK = 10;

/** Names that a script sets, worked out as far as somebody asks. */
export class ScriptNames {
  readonly #script: ShellScript;
  #assigned: Set<string> | undefined;
  #settable: ReadonlySet<string> | 'any' | undefined;

  constructor(script: ShellScript) {
    this.#script = script;
  }

  maySet(name: string): boolean {
    this.#assigned ??= assignedNames(this.#script);
    if (this.#assigned.has(name)) return true;
    this.#settable ??= settableNames(this.#script);
    return this.#settable === 'any' || this.#settable.has(name);
  }
}

function assignedNames({ commands }: ShellScript): Set<string> {
  const names = new Set<string>();
  for (const { assignments } of commands) for (const { name } of assignments) names.add(name);
  return names;
}

/**
 * Names that a script may set: every bare word of it. That is more than it sets, but knows every way: `for x in`, `read x`,
 * `printf -v x`, `getopts o x`, `x=1`. Names that it tests for being set are among them. `any`: there is no telling.
 */
function settableNames({ source: { text } }: ShellScript): ReadonlySet<string> | 'any' {
  if (SOURCES.test(text)) return 'any';
  const names = new Set<string>();
  for (const match of text.matchAll(IDENTIFIER)) {
    const [name] = match;
    if (isSettable(text, match.index, match.index + name.length)) names.add(name);
  }
  return names;
}

function isSettable(text: string, start: number, end: number): boolean {
  const before = text[start - 1] ?? ' ';
  const behind = text[end] ?? ' ';
  if (before === '$' || (before === '{' && text[start - 2] === '$')) {
    return TESTED.test(text.slice(Math.max(0, start - LOOK_BACK), start));
  }
  const isAssigned = behind === '=' || (behind === '+' && text[end + 1] === '=') || behind === '[';
  if (isAssigned) return IN_FRONT_OF_WORDS.includes(before) || before === '"' || before === "'";
  return IN_FRONT_OF_WORDS.includes(before) && BEHIND_WORDS.includes(behind);
}

/** Names that mounts of a RUN set: `--mount=type=secret,id=x,env=TOKEN`. */
export function mountedNames(instruction: Instruction): readonly string[] {
  if (instruction.keyword !== 'RUN') return [];
  return instruction.mounts.flatMap(({ fields }) =>
    fields.flatMap(({ key, value }) => (key === 'env' ? [value ?? ''] : [])),
  );
}
