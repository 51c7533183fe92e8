import type { Comment, Instruction } from './instruction.ts';
import type { Span } from './mapped-text.ts';
import type { Position } from './source.ts';

/** `# escape=`, `# syntax=` and `# check=` at the head of the file. */
export interface Directive extends Span {
  readonly name: 'escape' | 'syntax' | 'check';
  readonly value: string;
  readonly valueSpan: Span;
}

/** What is wrong with the form of a Dockerfile. */
export interface SyntaxFault {
  /** The rule that it is reported as: `syntax-error`, `unknown-instruction`, `unknown-flag`, `long-line` ... */
  readonly rule: string;
  /** What is wrong and what to do, in one sentence. */
  readonly message: string;
  readonly span: Span;
}

/** A Dockerfile as written: every instruction with its positions, and everything that is wrong with its form. */
export interface Dockerfile {
  readonly text: string;
  readonly directives: readonly Directive[];
  /** The character that escapes and continues lines: `\` or a backtick. */
  readonly escapeMark: string;
  /** Line end of the first line: `\n` or `\r\n`. */
  readonly lineEnd: '\n' | '\r\n';
  readonly instructions: readonly Instruction[];
  /** It holds nothing but comments and blank lines, which a fault says, too. */
  readonly empty: boolean;
  /** Every comment line of the file but directives: above, inside and behind instructions; never of a heredoc's body. */
  readonly comments: readonly Comment[];
  /** In the order of the file. At most 1,000; the last one says so. */
  readonly faults: readonly SyntaxFault[];
  /** Line and column (both from 1, UTF-16 code units) of an offset. */
  positionOf(offset: number): Position;
}
