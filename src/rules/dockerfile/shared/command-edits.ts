import type { TextEdit } from '../../../model/dockerfile-rule.ts';
import type { InstructionOf } from '../../../model/instruction.ts';
import type { ShellCommand, ShellWord } from '../../../model/shell.ts';

/**
 * Whether the words of a command can be changed in the file: it stands in a script, not in the strings of a JSON array, nor in a
 * text with escapes. What is written into one that is `quoted` must hold no quotes, `$` and backslashes.
 */
export function isEditable({ embedded }: ShellCommand, run: InstructionOf<'RUN'>): boolean {
  return run.command.form === 'shell' && !run.broken && embedded !== 'decoded';
}

/** Writes a text directly behind a word; undefined where the word goes over lines. */
export function insertBehind({ script }: ShellCommand, word: ShellWord, text: string): TextEdit | undefined {
  if (!script.source.isUnbroken(word.start, word.end)) return undefined;
  const { end } = script.spanOf(word);
  return { start: end, end, text };
}

/** Writes a text directly in front of a word; undefined where the word goes over lines. */
export function insertBefore({ script }: ShellCommand, word: ShellWord, text: string): TextEdit | undefined {
  if (!script.source.isUnbroken(word.start, word.end)) return undefined;
  const { start } = script.spanOf(word);
  return { start, end: start, text };
}

/**
 * Takes words that follow each other out of a command, with the blanks in front of them, or behind them where the line begins
 * with them; a line that held nothing else goes whole. Undefined where they go over lines.
 */
export function dropWords(
  { script }: ShellCommand,
  first: ShellWord,
  last: ShellWord,
  file: string,
): TextEdit | undefined {
  if (!script.source.isUnbroken(first.start, last.end)) return undefined;
  let { start } = script.spanOf(first);
  let { end } = script.spanOf(last);
  while (isBlank(file[start - 1])) start -= 1;
  if (file[start - 1] !== '\n') return { start, end, text: '' };
  let lineEnd = end;
  while (isBlank(file[lineEnd])) lineEnd += 1;
  const newline = file[lineEnd + 1] === '\r' ? lineEnd + 2 : lineEnd + 1;
  if ((file[lineEnd] === '\\' || file[lineEnd] === '`') && file[newline] === '\n') {
    return { start, end: newline + 1, text: '' };
  }
  start = script.spanOf(first).start;
  end = lineEnd;
  return { start, end, text: '' };
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}
