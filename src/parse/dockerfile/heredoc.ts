import { splitWords } from './words.ts';

/** A marker such as `<<EOF` or `<<-"EOF"`, after which lines belong to the instruction up to one that is `name`. */
export interface HeredocMarker {
  readonly name: string;
  /** `<<-`: tabs before the closing word do not count. */
  readonly chomp: boolean;
}

const MARKER = /^[0-9]*<<(?<chomp>-?)(?<word>[^<]+)$/;
/** Whatever the escape directive says, as BuildKit does it. */
const ESCAPE = '\\';

/** The markers of a line, in their order; undefined where a quote is not closed, so that nobody can tell. */
export function heredocMarkers(line: string): readonly HeredocMarker[] | undefined {
  const words = splitWords(line, ESCAPE);
  if (words === undefined) return undefined;
  const markers: HeredocMarker[] = [];
  for (const { raw } of words) {
    const { chomp, word = '' } = MARKER.exec(raw)?.groups ?? {};
    const name = withoutQuotes(word);
    if (name !== '') markers.push({ name, chomp: chomp === '-' });
  }
  return markers;
}

function withoutQuotes(word: string): string {
  let name = '';
  let quote = '';
  for (let at = 0; at < word.length; at += 1) {
    const character = word[at] ?? '';
    if (character === quote) quote = '';
    else if (quote === '' && (character === '"' || character === "'")) quote = character;
    else if (character === ESCAPE && quote !== "'") {
      at += 1;
      name += word[at] ?? '';
    } else name += character;
  }
  return name;
}
