import type { CommandForm, CommandInstruction, Instruction, JsonItem } from '../model/instruction.ts';
import type { MappedText } from '../model/mapped-text.ts';
import type { ShellCommand } from '../model/shell.ts';
import { DecodedText, JointText, MappedPart } from './mapped-text.ts';
import { type Dialect, dialectOf, dialectOfShebang, shellWordIn } from './shells.ts';

/** A text for a shell, and the language that it is in. */
export interface ScriptSource {
  readonly source: MappedText;
  readonly dialect: Dialect;
  /** What the text stands in. */
  readonly embedded: ShellCommand['embedded'];
}

/** Programs that run the command behind them, as images start with them. */
const RUNNERS: ReadonlySet<string> = new Set(
  [
    'env',
    'busybox',
    'exec',
    'sudo',
    'nice',
    'nohup',
    'stdbuf',
    'setpriv',
    'gosu',
    'su-exec',
    'tini',
    'dumb-init',
  ].concat(['catatonit', 'chroot', 'unshare', 'conda', 'mamba', 'micromamba', 'timeout', 'time', 'xvfb-run']),
);

/**
 * The script that an instruction gives to a shell. The words of a RUN in exec form are one, too, as it runs a program like
 * any other. Undefined where there is no command, or a language that is not a POSIX-like shell.
 * @param shell words of the SHELL in force
 */
export function scriptSourceOf(instruction: Instruction, shell: () => readonly string[]): ScriptSource | undefined {
  const command = commandOf(instruction);
  if (command === undefined) return undefined;
  if (command.form === 'exec') return execSource(instruction, command.items);
  if (instruction.keyword === 'RUN' && instruction.heredocs.length > 0) return heredocSource(instruction, shell);
  const dialect = dialectOfShell(shell());
  const { start, end } = command.piece;
  return dialect === undefined || end <= start
    ? undefined
    : { source: new MappedPart(instruction.line, start, end), dialect, embedded: 'script' };
}

/** The command of RUN, CMD, ENTRYPOINT and HEALTHCHECK. */
function commandOf(instruction: Instruction): CommandForm | undefined {
  switch (instruction.keyword) {
    case 'RUN':
    case 'CMD':
    case 'ENTRYPOINT':
    case 'HEALTHCHECK':
      return instruction.command;
    default:
      return undefined;
  }
}

function dialectOfShell(words: readonly string[]): Dialect | undefined {
  const word = words[shellWordIn(words)];
  return word === undefined ? undefined : dialectOf(word);
}

/** `["sh", "-c", "script"]`, also behind `env`, `tini` and the like. */
function execSource(instruction: Instruction, items: readonly JsonItem[]): ScriptSource | undefined {
  const { line } = instruction;
  const first = items[0]?.value ?? '';
  const name = first.slice(first.lastIndexOf('/') + 1);
  const at = RUNNERS.has(name) ? shellWordIn(items.map(({ value }) => value)) : 0;
  const dialect = dialectOf(items[at]?.value ?? '');
  const script = dialect === undefined ? undefined : scriptItem(items, at + 1);
  if (dialect === undefined || script === undefined || script.value === '') return plainSource(instruction, items);
  const { value, piece } = script;
  // Without escapes the string stands in the file as it is, between its quotes.
  const isAsWritten = line.text.slice(piece.start + 1, piece.end - 1) === value;
  const source = isAsWritten
    ? new MappedPart(line, piece.start + 1, piece.end - 1)
    : new DecodedText(value, line.spanOf(piece.start, piece.end));
  return { source, dialect, embedded: isAsWritten ? 'quoted' : 'decoded' };
}

/** A program that is run without a shell: each string in quotes, in which a shell replaces nothing. */
function plainSource({ keyword, line }: Instruction, items: readonly JsonItem[]): ScriptSource | undefined {
  if (keyword !== 'RUN' || items.length === 0) return undefined;
  const parts = items.map(
    ({ value, piece }) => new DecodedText(`'${value.replaceAll("'", `'\\''`)}' `, line.spanOf(piece.start, piece.end)),
  );
  return { source: new JointText(parts), dialect: 'sh', embedded: 'decoded' };
}

/** What a shell runs: the first operand, where one of the options has a `c`. */
function scriptItem(items: readonly JsonItem[], from: number): JsonItem | undefined {
  let runsText = false;
  for (let at = from; at < items.length; at += 1) {
    const { value } = items[at] as JsonItem;
    const isShort = (value.startsWith('-') && !value.startsWith('--')) || value.startsWith('+');
    if (value === '--' || value === '-') return runsText ? items[at + 1] : undefined;
    if (!isShort && !value.startsWith('--')) return runsText ? items[at] : undefined;
    runsText ||= isShort && value.startsWith('-') && value.includes('c');
    if (isShort && /[oO]$/.test(value)) at += 1;
  }
  return undefined;
}

/** A lone heredoc is the script itself; otherwise the shell gets the line with the bodies behind it. */
function heredocSource(instruction: CommandInstruction, shell: () => readonly string[]): ScriptSource | undefined {
  const { heredocs, line, rest } = instruction;
  const [only] = heredocs;
  if (only !== undefined && heredocs.length === 1 && rest.text === only.marker.text) {
    const { body } = only;
    const dialect = body.text.startsWith('#!') ? dialectOfShebang(body.text) : dialectOfShell(shell());
    return dialect === undefined || body.text === '' ? undefined : { source: body, dialect, embedded: 'script' };
  }
  const dialect = dialectOfShell(shell());
  if (dialect === undefined) return undefined;
  const parts: MappedText[] = [new MappedPart(line, rest.start, rest.end)];
  for (const { body, name } of heredocs) {
    const begin = body.offsetOf(0);
    const end = body.offsetOf(body.text.length);
    const before = { start: Math.max(begin - 1, 0), end: begin };
    parts.push(new DecodedText('\n', before), body, new DecodedText(name, { start: end, end: end + name.length }));
  }
  return { source: new JointText(parts), dialect, embedded: 'script' };
}
