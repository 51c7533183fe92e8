import type { FileReport, LintFinding } from '../../model/lint.ts';
import type { Span } from '../../model/mapped-text.ts';
import { printable } from '../../model/printable.ts';
import { MASK, secretsIn } from './secrets.ts';

/** UTF-16 code units of a line that are shown, and of these in front of the offending part. */
const WIDTH = 160;
const BEFORE = 60;
const TAB_STOP = 4;
const CUT = '…';

/** Characters that terminals show two columns wide: East Asian ones and emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const COMBINING = /\p{M}/u;

/** A line of the file with what is wrong in it. */
export interface Excerpt {
  readonly line: string;
  /** What goes under it: blanks, and carets below the offending part. */
  readonly carets: string;
}

/**
 * The line in which a finding starts, cut around the offending part where it is long; what could deceive is shown
 * escaped, and secrets are masked. Takes time for what is shown, however long the line is.
 */
export function excerptOf(report: FileReport, { span, region }: Pick<LintFinding, 'span' | 'region'>): Excerpt {
  const lineStart = span.start - (region.start.column - 1);
  const from = startOfCharacter(report.text, span.start - lineStart > BEFORE ? span.start - BEFORE : lineStart);
  const { text, isCut } = restOfLine(report.text, from);
  const drawing = new Drawing(span, secretsIn(report, { start: from, end: from + text.length }));
  if (from > lineStart) drawing.add(CUT);
  for (let at = from; at < from + text.length; ) {
    const character = String.fromCodePoint(report.text.codePointAt(at) ?? 0);
    drawing.character(character, at);
    at += character.length;
  }
  drawing.end(from + text.length);
  if (isCut) drawing.add(CUT);
  return drawing.result();
}

function startOfCharacter(text: string, at: number): number {
  return at > 0 && isLowSurrogate(text.charCodeAt(at)) ? at - 1 : at;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

function restOfLine(text: string, from: number): { text: string; isCut: boolean } {
  const rest = text.slice(from, from + WIDTH);
  const end = rest.indexOf('\n');
  if (end >= 0) return { text: rest.endsWith('\r', end) ? rest.slice(0, end - 1) : rest.slice(0, end), isCut: false };
  const isCut = from + WIDTH < text.length;
  return { text: isCut && isLowSurrogate(text.charCodeAt(from + WIDTH)) ? rest.slice(0, -1) : rest, isCut };
}

/** Puts characters side by side, with carets below those of a span. */
class Drawing {
  readonly #span: Span;
  readonly #secrets: readonly Span[];
  readonly #line: string[] = [];
  readonly #carets: string[] = [];
  #width = 0;
  #marked = false;

  constructor(span: Span, secrets: readonly Span[]) {
    this.#span = span;
    this.#secrets = secrets;
  }

  /** One character of the file. */
  character(character: string, at: number): void {
    const secret = this.#secrets.find(({ start, end }) => start <= at && at < end);
    const isMarked = at >= this.#span.start && (at < this.#span.end || at === this.#span.start);
    if (secret === undefined) this.#put(this.#look(character), isMarked);
    // A secret takes the room of its mask, where its first character that is shown stands.
    else if (at === secret.start || this.#width <= CUT.length) this.#put({ text: MASK, width: MASK.length }, isMarked);
  }

  /** Text of ours. */
  add(text: string): void {
    this.#put({ text, width: text.length }, false);
  }

  /** The end of what is shown: a finding behind the last character still needs its caret. */
  end(at: number): void {
    if (!this.#marked && this.#span.start >= at) this.#carets.push('^');
  }

  result(): Excerpt {
    return { line: this.#line.join(''), carets: this.#carets.join('').trimEnd() };
  }

  #put({ text, width }: { text: string; width: number }, isMarked: boolean): void {
    this.#line.push(text);
    this.#carets.push((isMarked ? '^' : ' ').repeat(width));
    this.#width += width;
    if (isMarked && width > 0) this.#marked = true;
  }

  #look(character: string): { text: string; width: number } {
    const code = character.codePointAt(0) ?? 0;
    if (code >= 0x20 && code < 0x7f) return { text: character, width: 1 };
    if (character === '\t') {
      const width = TAB_STOP - (this.#width % TAB_STOP);
      return { text: ' '.repeat(width), width };
    }
    if (character === '\ufeff') return { text: '', width: 0 };
    const text = printable(character, 16);
    if (text !== character) return { text, width: text.length };
    return { text, width: COMBINING.test(text) ? 0 : WIDE.test(text) ? 2 : 1 };
  }
}
