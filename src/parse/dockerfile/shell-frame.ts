import type { ShellCommand } from '../../model/shell.ts';

/** Where a text that was parsed stands in the script: the script itself, or a part of it that was parsed by itself. */
export interface Frame {
  /** Index in the script of the text's first character; in a decoded text, of the part that it was decoded from. */
  readonly start: number;
  /** Where the part ends that the text was decoded from; undefined where positions can be counted. */
  readonly decodedEnd: number | undefined;
  readonly embedded: ShellCommand['embedded'];
  /** How many texts of `sh -c` it stands in. */
  readonly level: number;
  /** Of the text; the shell parser lets parts that have no end stand out of it. */
  readonly length: number;
  /** The text has a character that command substitutions cannot do without. */
  readonly maySubstitute: boolean;
}

/** Whether a text may hold `$(..)`, backticks, `<(..)` or `${ ..; }`. */
export function maySubstitute(text: string): boolean {
  return text.includes('(') || text.includes('`') || /\$\{[\s|]/.test(text);
}

/** Index in the script of the first character of a node. */
export function startIn(frame: Frame, pos: number): number {
  return frame.decodedEnd === undefined ? frame.start + Math.min(pos, frame.length) : frame.start;
}

/** Index in the script behind the last character of a node. */
export function endIn(frame: Frame, end: number): number {
  return frame.decodedEnd ?? frame.start + Math.min(end, frame.length);
}

/** The frame of a text that a part of another text decodes to, such as backticks with escapes. */
export function decodedFrame(outer: Frame, pos: number, end: number, text: string): Frame {
  return {
    start: startIn(outer, pos),
    decodedEnd: endIn(outer, end),
    embedded: 'decoded',
    level: outer.level,
    length: text.length,
    maySubstitute: maySubstitute(text),
  };
}
