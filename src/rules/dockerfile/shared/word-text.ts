import type { Build } from '../../../model/build.ts';
import type { Instruction } from '../../../model/instruction.ts';
import type { ShellWord } from '../../../model/shell.ts';

/** A word without quotes and escapes in which one `$` stands for each thing that the shell replaces. */
export function outlineOf(word: ShellWord): string {
  if (word.expansions.length === 0) return word.value;
  let text = '';
  let from = 0;
  for (const { start, end } of word.expansions) {
    if (start - word.start < from) continue;
    text += `${word.raw.slice(from, start - word.start)}$`;
    from = end - word.start;
  }
  return (text + word.raw.slice(from)).replaceAll(/["'\\]/g, '');
}

/**
 * A word with the values of ARG and ENV variables in place of their names; undefined where one is not known, or where there is
 * more to replace than plain `$name` and `${name}`.
 */
export function knownTextOf(build: Build, instruction: Instruction, word: ShellWord): string | undefined {
  let text = '';
  let from = 0;
  for (const { kind, name, start, end } of word.expansions) {
    const written = word.raw.slice(start - word.start, end - word.start);
    if (kind !== 'variable' || (written !== `$${name}` && written !== `\${${name}}`)) return undefined;
    const value = build.variableAt(instruction, name)?.value;
    if (value === undefined || value.kind === 'unknown') return undefined;
    text += word.raw.slice(from, start - word.start) + value.text;
    from = end - word.start;
  }
  return (text + word.raw.slice(from)).replaceAll(/["'\\]/g, '');
}
