import { ExpansionLexer } from './expansion-lexer.ts';
import type { LexerOptions } from './lexer-state.ts';
import { type SunkWord, WordSink } from './word-sink.ts';

/** A marker such as `<<EOF` or `3<<-"EOF"`. */
export interface HeredocMarker {
  /** Without quotes. */
  readonly name: string;
  readonly descriptor: number | undefined;
  readonly chomp: boolean;
  readonly quoted: boolean;
}

/** A marker in a line. */
export interface PlacedMarker extends HeredocMarker {
  readonly start: number;
  readonly end: number;
}

/** White space between `<<` and the name, as `\s` of BuildKit's `reHeredoc` has it. */
const BLANKS = '\t\n\f\r ';
const QUOTES = /["']/g;
/** Names that mean themselves, as nearly all are. */
const PLAIN = /^[A-Za-z0-9_.-]+$/;
/** Whatever the escape directive says; variables stay as they are. */
const LEX: LexerOptions = { escapeMark: '\\', lookUp: () => 'unset', keepUnset: true };

/**
 * The markers of a line, in their order. Undefined where BuildKit's lexer fails on the line, which then has none; `unreadable`
 * where a word is a marker whose name cannot be read, which is an error.
 */
export function heredocMarkers(line: string): readonly PlacedMarker[] | undefined | { readonly unreadable: SunkWord } {
  const words = wordsOf(line, { ...LEX, rawQuotes: true, rawEscapes: true });
  if (words === undefined) return undefined;
  const markers: PlacedMarker[] = [];
  for (const word of words) {
    const marker = readMarker(word.text);
    if (marker === 'unreadable') return { unreadable: word };
    if (marker !== undefined) markers.push({ ...marker, start: word.start, end: word.end });
  }
  return markers;
}

/** A word that is a marker as a whole; undefined where it is none. */
export function readMarker(text: string): HeredocMarker | 'unreadable' | undefined {
  const less = text.indexOf('<<');
  if (less === -1 || !isNumber(text, less)) return undefined;
  const chomp = text[less + 2] === '-';
  let start = less + (chomp ? 3 : 2);
  while (start < text.length && BLANKS.includes(text[start] ?? '')) start += 1;
  const word = text.slice(start);
  if (word === '' || word.includes('<')) return undefined;
  const descriptor = less === 0 ? undefined : Number(text.slice(0, less));
  if (PLAIN.test(word)) return { name: word, descriptor, chomp, quoted: false };
  const words = wordsOf(word, LEX);
  if (words === undefined) return 'unreadable';
  const [first] = words;
  if (first === undefined || words.length > 1) return undefined;
  const raw = wordsOf(word, { ...LEX, rawQuotes: true });
  if (raw === undefined || raw.length !== 1) return 'unreadable';
  return {
    name: first.text,
    descriptor,
    chomp,
    quoted: countQuotes(first.text) !== countQuotes(raw[0]?.text ?? ''),
  };
}

/** Whether only digits stand before an index. */
function isNumber(text: string, end: number): boolean {
  for (let at = 0; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x30 || code > 0x39) return false;
  }
  return true;
}

function wordsOf(text: string, options: LexerOptions): readonly SunkWord[] | undefined {
  const sink = new WordSink();
  const lexer = new ExpansionLexer(text, { ...options, sink });
  lexer.run();
  return lexer.fault === undefined ? sink.words() : undefined;
}

function countQuotes(text: string): number {
  return text.match(QUOTES)?.length ?? 0;
}
