import type { Instruction, InstructionOf } from '../../model/instruction.ts';
import type { ShellCommand, ShellWord } from '../../model/shell.ts';
import { JoinedText } from '../../parse/dockerfile/joined-text.ts';
import { parseShell } from '../../parse/dockerfile/shell.ts';

/** A command as hadolint sees one. */
export interface Command {
  /** The literal first word: `/usr/bin/apt-get` is not `apt-get`. */
  readonly name: string;
  readonly words: readonly Word[];
}

/** An argument: without quotes, `$x` written as `${x}`. */
export interface Word {
  readonly text: string;
  /** `--name=v` is `name`; `-abc` is `a`, `b` and `c`; none of an operand, of `-` and of `--`. */
  readonly flags: readonly string[];
}

/** A RUN as hadolint sees it. */
export interface Run {
  readonly instruction: InstructionOf<'RUN'>;
  readonly commands: readonly Command[];
  /** It has a pipe of two commands. */
  readonly pipes: boolean;
  /** What the shell is given, joined. */
  readonly text: string;
}

/** Names that hadolint looks behind. */
const TRANSPARENT: ReadonlySet<string> = new Set(['command', 'builtin', 'busybox', 'exec']);
/** Programs whose arguments are scripts, which hadolint does not read. */
const INTERPRETERS: ReadonlySet<string> = new Set(['sh', 'bash', 'ash', 'dash', 'ksh', 'zsh', 'su', 'eval']);

/** Always read as bash, whatever SHELL says; of the exec form, the strings joined with blanks. */
export function runOf(instruction: InstructionOf<'RUN'>): Run {
  const text = scriptOf(instruction);
  const script = parseShell(new JoinedText(text, 0), 'bash');
  const texts = textsIn(script.commands);
  return {
    instruction,
    commands: outside(script.commands, texts).map(describe),
    pipes: outside(script.pipes, texts).length > 0,
    text,
  };
}

function scriptOf({ command, heredocs, rest }: InstructionOf<'RUN'>): string {
  if (command.form === 'exec') return command.items.map(({ value }) => value).join(' ');
  const [first] = heredocs;
  if (first === undefined) return command.piece.text;
  if (heredocs.length === 1 && rest.text.trim() === first.marker.text) return first.body.text;
  return [rest.text, ...heredocs.map(({ name, body }) => `${body.text}${name}`)].join('\n');
}

interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Texts such as that of `sh -c`, in their order: hadolint does not read them. */
function textsIn(commands: readonly ShellCommand[]): readonly Stretch[] {
  return commands
    .filter(({ program }) => INTERPRETERS.has(program))
    .flatMap(({ words }) => words.slice(1).filter(({ expansions }) => expansions.length === 0))
    .toSorted((one, other) => one.start - other.start);
}

/** The parts of a script that stand in no text, in the order of their starts. */
function outside<T extends Stretch>(parts: readonly T[], texts: readonly Stretch[]): readonly T[] {
  let next = 0;
  let textEnd = -1;
  const sorted = parts.toSorted((one, other) => one.start - other.start);
  return sorted.filter(({ start, end }) => {
    for (let text = texts[next]; text !== undefined && text.start <= start; text = texts[next]) {
      textEnd = Math.max(textEnd, text.end);
      next += 1;
    }
    return end > textEnd;
  });
}

function describe({ words }: ShellCommand): Command {
  const all = words.map(describeWord);
  const hidden = all.findIndex(({ text }) => !TRANSPARENT.has(text));
  const [name, ...args] = hidden === -1 ? all : all.slice(hidden);
  return { name: name?.text ?? '', words: args };
}

function describeWord(word: ShellWord): Word {
  const text = braced(word);
  return { text, flags: flagsOf(text) };
}

const PLAIN_VARIABLE = /\$(?<name>[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-])/g;

function braced({ value, expansions }: ShellWord): string {
  if (expansions.length === 0) return value;
  if (expansions.every(({ kind }) => kind === 'variable')) return braceVariables(value);
  const [before = ''] = value.split(/`|\$\(/, 1);
  return `${braceVariables(before)}\${VAR}`;
}

function braceVariables(text: string): string {
  return text.replace(PLAIN_VARIABLE, (_, name) => `\${${name}}`);
}

function flagsOf(text: string): readonly string[] {
  if (text === '-' || text === '--' || !text.startsWith('-')) return [];
  if (!text.startsWith('--')) return [...text.slice(1)];
  const equals = text.indexOf('=');
  return [text.slice(2, equals === -1 ? undefined : equals)];
}

/** Arguments that are no flags. */
export function operandsOf({ words }: Command): readonly string[] {
  return words.filter(({ flags }) => flags.length === 0).map(({ text }) => text);
}

export function hasFlag({ words }: Command, ...names: readonly string[]): boolean {
  return words.some(({ flags }) => flags.some((flag) => names.includes(flag)));
}

/** Any one of the words, anywhere. */
export function hasWord({ words }: Command, ...wanted: readonly string[]): boolean {
  return words.some(({ text }) => wanted.includes(text));
}

/** Without the words behind flags of a list, unless these have a `=`. */
export function withoutValues(command: Command, names: readonly string[]): Command {
  const kept: Word[] = [];
  let skip = false;
  for (const word of command.words) {
    if (skip) {
      skip = false;
      continue;
    }
    kept.push(word);
    skip = !word.text.includes('=') && word.flags.some((flag) => names.includes(flag));
  }
  return { ...command, words: kept };
}

/** Whether a mount that takes nothing into the image covers a folder: its target contains the text. */
export function hasMount(run: Run, fragment: string): boolean {
  return run.instruction.mounts.some(
    ({ type, fields }) =>
      (type === 'cache' || type === 'tmpfs') &&
      fields.some(
        ({ key, value }) =>
          (key === 'target' || key === 'dst' || key === 'destination') && value?.includes(fragment) === true,
      ),
  );
}

/** Whether the first of some commands comes before the first of others. */
export function isBefore(
  commands: readonly Command[],
  isFirst: (command: Command) => boolean,
  isSecond: (command: Command) => boolean,
): boolean {
  const first = commands.findIndex(isFirst);
  const second = commands.findIndex(isSecond);
  return first !== -1 && first < second;
}

export function isRun(instruction: Instruction): instruction is InstructionOf<'RUN'> {
  return instruction.keyword === 'RUN';
}
