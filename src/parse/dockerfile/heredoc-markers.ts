import { ExpansionLexer, type LexerOptions } from './expansion-lexer.ts';
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

/** BuildKit's `reHeredoc`. */
const MARKER = /^(?<descriptor>[0-9]*)<<(?<chomp>-?)[\t\n\f\r ]*(?<word>[^<]*)$/;
const QUOTES = /["']/g;
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
  if (!text.includes('<<')) return undefined;
  const groups = MARKER.exec(text)?.groups;
  const word = groups?.['word'] ?? '';
  if (groups === undefined || word === '') return undefined;
  const words = wordsOf(word, LEX);
  if (words === undefined) return 'unreadable';
  const [first] = words;
  if (first === undefined || words.length > 1) return undefined;
  const raw = wordsOf(word, { ...LEX, rawQuotes: true });
  if (raw === undefined || raw.length !== 1) return 'unreadable';
  return {
    name: first.text,
    descriptor: groups['descriptor'] === '' ? undefined : Number(groups['descriptor']),
    chomp: groups['chomp'] === '-',
    quoted: countQuotes(first.text) !== countQuotes(raw[0]?.text ?? ''),
  };
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
