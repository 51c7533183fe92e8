import type { Build } from '../../model/build.ts';
import type { Span } from '../../model/mapped-text.ts';
import type { ShellScript } from '../../model/shell.ts';

/** Scripts of one file that are shown to ShellCheck. */
const MAX_SCRIPTS = 1_000;
/** Variables of one script that are declared to it. */
const MAX_VARIABLES = 1_000;

const DIALECTS = { sh: 'sh', bash: 'bash', dash: 'dash', ash: 'dash', ksh: 'ksh', zsh: undefined } as const;

/** Languages that ShellCheck knows. */
export type Dialect = 'sh' | 'bash' | 'dash' | 'ksh';

const SHELL_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

const KEYWORDS = ['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'] as const;

/** A script as ShellCheck gets it. */
export interface CheckedScript {
  readonly dialect: Dialect;
  /** The script, behind lines that declare the variables which the Dockerfile sets. */
  readonly text: string;
  /** Where a place of `text` stands in the Dockerfile. Lines and columns count from 1, columns in code points. */
  spanOf(from: Place, to: Place): Span | undefined;
}

/** A place as ShellCheck names it. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** The scripts of a build in languages that ShellCheck knows. */
export function checkedScripts(build: Build): { readonly scripts: readonly CheckedScript[]; readonly isCut: boolean } {
  const scripts: CheckedScript[] = [];
  for (const keyword of KEYWORDS) {
    for (const instruction of build.of(keyword, { triggers: true })) {
      const names = variableNames(build.variablesAt(instruction));
      for (const script of build.scripts(instruction)) {
        const dialect = DIALECTS[script.dialect];
        if (dialect === undefined) continue;
        if (scripts.length >= MAX_SCRIPTS) return { scripts, isCut: true };
        scripts.push(checkedScript(script, dialect, names));
      }
    }
  }
  return { scripts, isCut: false };
}

/** Without values: ShellCheck must take them for ones that may hold anything. */
function variableNames(names: ReadonlySet<string>): readonly string[] {
  const found: string[] = [];
  for (const name of names) if (SHELL_NAME.test(name) && found.length < MAX_VARIABLES) found.push(name);
  return found;
}

function checkedScript(script: ShellScript, dialect: Dialect, names: readonly string[]): CheckedScript {
  const { text } = script.source;
  const head = names.map((name) => `export ${name}\n`).join('');
  const lines = new Lines(text);
  return {
    dialect,
    text: `${head}${text}\n`,
    spanOf(from, to) {
      const start = lines.indexOf(from.line - names.length, from.column);
      const end = lines.indexOf(to.line - names.length, to.column);
      if (start === undefined || end === undefined) return undefined;
      return script.source.spanOf(start, Math.max(start, end));
    },
  };
}

/** Turns lines and columns in code points into indices in UTF-16 code units. */
class Lines {
  readonly #text: string;
  #starts: readonly number[] | undefined;
  /** Of the line that was asked about last: index of each code point; undefined where each is one unit. */
  #line: { readonly number: number; readonly indices: readonly number[] | undefined } | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** Undefined where the text has no such line. */
  indexOf(line: number, column: number): number | undefined {
    this.#starts ??= startsOf(this.#text);
    const start = this.#starts[line - 1];
    if (start === undefined) return undefined;
    const end = (this.#starts[line] ?? this.#text.length + 1) - 1;
    if (this.#line?.number !== line) this.#line = { number: line, indices: indicesOf(this.#text.slice(start, end)) };
    const { indices } = this.#line;
    return Math.min(start + (indices === undefined ? column - 1 : (indices[column - 1] ?? end - start)), end);
  }
}

function startsOf(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function indicesOf(line: string): readonly number[] | undefined {
  if (!/[\ud800-\udbff]/.test(line)) return undefined;
  const indices: number[] = [];
  let at = 0;
  for (const character of line) {
    indices.push(at);
    at += character.length;
  }
  return indices;
}
