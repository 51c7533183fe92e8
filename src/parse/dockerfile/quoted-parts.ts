import { Gathered } from './gathered.ts';
import type { LexerState } from './lexer-state.ts';

const DOLLAR = 0x24;
const DOUBLE_QUOTE = 0x22;

/** All characters up to the next single quote. `preserve`: escape marks are doubled, for a pattern that is read once more. */
export function readSingleQuoted(state: LexerState, preserve: boolean): Gathered {
  const result = new Gathered();
  const start = state.at;
  const close = state.text.indexOf("'", start + 1);
  if (close === -1) {
    state.fail('a single quote is not closed: close it, or escape it', start);
    return result;
  }
  state.at = close + 1;
  const { rawQuotes, escapeMark } = state.options;
  const quoted = state.text.slice(start + 1, close);
  const content = preserve ? quoted.replaceAll(escapeMark, escapeMark + escapeMark) : quoted;
  state.append(result, rawQuotes === true ? `'${content}'` : content, start);
  return result;
}

/** Up to the next double quote that is not escaped; variables are replaced. */
export function readDoubleQuoted(state: LexerState, preserve: boolean, readVariable: () => Gathered): Gathered {
  const result = new Gathered();
  const opened = state.at;
  const { text, mark } = state;
  const quote = state.options.rawQuotes === true ? '"' : '';
  state.append(result, quote, opened);
  state.at += 1;
  while (state.at < text.length) {
    const start = state.at;
    const code = text.charCodeAt(start);
    if (code === DOUBLE_QUOTE) {
      state.at += 1;
      state.append(result, quote, start);
      return result;
    }
    if (code === DOLLAR) state.join(result, readVariable(), start);
    else if (code === mark) state.append(result, readEscape(state, preserve), start);
    else {
      state.at = endOfRun(text, start + 1, mark);
      state.append(result, text.slice(start, state.at), start);
    }
  }
  state.fail('a double quote is not closed: close it, or escape it', opened);
  return result;
}

function endOfRun(text: string, start: number, mark: number): number {
  let at = start;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === DOUBLE_QUOTE || code === DOLLAR || code === mark) break;
  }
  return at;
}

/** Between double quotes only the quote, `$` and the escape mark can be escaped. */
function readEscape(state: LexerState, preserve: boolean): string {
  const { escapeMark, rawQuotes } = state.options;
  const next = state.text[state.at + 1];
  if (next === '"' || next === '$' || next === escapeMark) {
    state.at += 2;
    return state.raw ? escapeMark + next : next;
  }
  state.at += 1;
  if (next === undefined) return '';
  return state.raw && (rawQuotes !== true || preserve) ? escapeMark + escapeMark : escapeMark;
}
