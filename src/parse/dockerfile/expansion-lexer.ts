import { printable } from '../../model/printable.ts';
import type { ExpansionUse } from './expand.ts';
import { Gathered } from './gathered.ts';
import { LexerState } from './lexer-state.ts';
import { readDoubleQuoted, readSingleQuoted } from './quoted-parts.ts';
import { replace, substitute } from './substitution.ts';
import { nameEnd } from './variable-name.ts';
import type { WordSink } from './word-sink.ts';

/** Deepest nesting of `${a:-${b:-...}}`. */
const MAX_DEPTH = 64;

const DOLLAR = 0x24;
const DOUBLE_QUOTE = 0x22;
const SINGLE_QUOTE = 0x27;
const LESS = 0x3c;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const COLON = 0x3a;
const SLASH = 0x2f;
const NOTHING = -1;
/** A use without a modifier. */
const BARE = { guarded: false, required: false } as const;
const MODIFIERS: ReadonlySet<string> = new Set(['-', ':-', '+', ':+', '?', ':?', '#', '%']);

/**
 * Reads a text as BuildKit's `shell.Lex` does (frontend/dockerfile/shell/lex.go of 0.34), its oddities included. After a
 * fault it reads no further.
 */
export class ExpansionLexer extends LexerState {
  readonly uses: ExpansionUse[] = [];
  #depth = 0;
  /** Where the `${` stands that is read. */
  #opened = 0;
  readonly #readDollar = () => this.#dollar();

  run(): Gathered {
    return this.#until(NOTHING, this.raw, false);
  }

  /** Up to a character, which is read too. */
  #until(stop: number, raw: boolean, preserve: boolean): Gathered {
    const outer = this.raw;
    this.raw = raw;
    const result = new Gathered();
    const sink = this.#depth === 0 ? this.options.sink : undefined;
    while (this.at < this.text.length) {
      const code = this.text.charCodeAt(this.at);
      if (code === stop) {
        this.at += 1;
        this.raw = outer;
        return result;
      }
      this.#unit(code, stop, preserve, result, sink);
    }
    if (stop !== NOTHING) this.fail('a variable has no closing brace', this.#opened);
    this.raw = outer;
    return result;
  }

  /** One variable, quoted part or escaped character; or a run of others. */
  #unit(code: number, stop: number, preserve: boolean, result: Gathered, sink: WordSink | undefined): void {
    const start = this.at;
    if (code === DOLLAR) {
      const part = this.#dollar();
      this.join(result, part, start);
      sink?.addSplit(part.text, start, this.at);
    } else if (this.#isQuote(code)) {
      const part =
        code === SINGLE_QUOTE ? readSingleQuoted(this, preserve) : readDoubleQuoted(this, preserve, this.#readDollar);
      this.join(result, part, start);
      sink?.addRaw(part.text, start, this.at);
    } else if (code === this.mark) {
      const kept = this.text.slice(this.raw ? start : start + 1, start + 2);
      this.at = Math.min(start + 2, this.text.length);
      this.append(result, kept, start);
      sink?.addRaw(kept, start, this.at);
    } else if (sink !== undefined && code === LESS) {
      this.at = endOfMarker(this.text, start);
      this.append(result, this.text.slice(start, this.at), start);
      sink.addRaw(this.text.slice(start, this.at), start, this.at);
    } else {
      this.at = this.#endOfRun(start + 1, stop, sink !== undefined);
      this.append(result, this.text.slice(start, this.at), start);
      sink?.addRun(this.text, start, this.at);
    }
  }

  #isQuote(code: number): boolean {
    return (code === SINGLE_QUOTE || code === DOUBLE_QUOTE) && this.options.plainQuotes !== true;
  }

  #endOfRun(start: number, stop: number, stopsAtLess: boolean): number {
    let at = start;
    for (; at < this.text.length; at += 1) {
      const code = this.text.charCodeAt(at);
      if (code === stop || code === DOLLAR || code === this.mark || this.#isQuote(code)) break;
      if (stopsAtLess && code === LESS) break;
    }
    return at;
  }

  #dollar(): Gathered {
    const start = this.at;
    if (this.text.charCodeAt(start + 1) === OPEN) return this.#braced(start);
    const end = nameEnd(this.text, start + 1);
    this.at = end;
    const name = this.text.slice(start + 1, end);
    if (name === '') return textual('$');
    this.uses.push({ name, start, end, ...BARE });
    return this.#plain(name, start);
  }

  #braced(start: number): Gathered {
    const first = this.text.charCodeAt(start + 2);
    const end = nameEnd(this.text, start + 2);
    const name = this.text.slice(start + 2, end);
    const form = this.text.charCodeAt(end);
    if (first === OPEN || first === CLOSE || first === COLON) {
      return this.#fault('a variable in braces has no name', start, start + 3);
    }
    if (Number.isNaN(form)) return this.#fault('a variable has no closing brace', start);
    if (form === CLOSE) {
      this.at = end + 1;
      this.uses.push({ name, start, end: end + 1, ...BARE });
      return this.#plain(name, start);
    }
    if (this.#depth >= MAX_DEPTH) {
      return this.#fault(`variables stand more than ${MAX_DEPTH} deep in each other: write them one by one`, start);
    }
    const operator = this.text[end + (form === COLON ? 1 : 0)];
    const required = operator === '?';
    const guarded = required || operator === '-' || operator === '+';
    const use = this.uses.length;
    this.uses.push({ name, start, end, guarded, required });
    const outer = this.#opened;
    this.#opened = start;
    this.#depth += 1;
    this.options.sink?.drop();
    const result = this.#modified(start, end, name);
    this.#depth -= 1;
    this.#opened = outer;
    this.uses[use] = { name, start, end: this.at, guarded, required };
    return result;
  }

  /** `${name` is read up to `end`, where a modifier stands. */
  #modified(start: number, end: number, name: string): Gathered {
    const form = this.text.charCodeAt(end);
    if (form === SLASH) return this.#replaced(start, end, name);
    const modifierEnd = end + (form === COLON ? 2 : 1);
    const modifier = this.text.slice(end, modifierEnd);
    const isKnown = MODIFIERS.has(modifier);
    const trims = modifier === '#' || modifier === '%';
    // BuildKit looks at the character behind a colon after the word only.
    if (form === COLON ? modifier === ':#' || modifier === ':%' : !isKnown) {
      return this.#unsupported(modifier, start, modifierEnd);
    }
    this.at = Math.min(modifierEnd, this.text.length);
    const word = this.#until(CLOSE, trims, trims);
    if (this.fault !== undefined) return word;
    const value = this.options.lookUp(name, !trims);
    if (value === 'unset' && this.options.keepUnset === true) return textual(`\${${name}${modifier}${word.text}}`);
    if (!isKnown) return this.#unsupported(modifier, start, modifierEnd);
    return this.#settled(substitute(name, modifier, value, word), start);
  }

  #replaced(start: number, end: number, name: string): Gathered {
    const isAll = this.text.charCodeAt(end + 1) === SLASH;
    this.at = end + (isAll ? 2 : 1);
    const pattern = this.#until(SLASH, true, true);
    const replacement = this.#until(CLOSE, true, false);
    if (this.fault !== undefined) return pattern;
    const value = this.options.lookUp(name, false);
    if (value === 'unset' && this.options.keepUnset === true) {
      return textual(`\${${name}/${pattern.text}/${replacement.text}}`);
    }
    return this.#settled(replace(value, pattern, replacement, isAll), start);
  }

  #settled(result: Gathered | string, start: number): Gathered {
    return typeof result === 'string' ? this.#fault(result, start, this.at) : result;
  }

  #unsupported(modifier: string, start: number, end: number): Gathered {
    const message = `"${printable(modifier, 8)}" is no modifier of variables that Dockerfiles know`;
    return this.#fault(message, start, end);
  }

  #fault(message: string, start: number, end?: number): Gathered {
    this.fail(message, start, end);
    return new Gathered();
  }

  #plain(name: string, start: number): Gathered {
    const value = this.options.lookUp(name, false);
    const result = new Gathered();
    if (value !== 'unset') result.addValue(value);
    else if (this.options.keepUnset === true) result.text = this.text.slice(start, this.at);
    return result;
  }
}

function textual(text: string): Gathered {
  const result = new Gathered();
  result.text = text;
  return result;
}

/** `<<` takes the blanks behind it along. */
function endOfMarker(text: string, start: number): number {
  if (text.charCodeAt(start + 1) !== LESS) return start + 1;
  let at = start + 2;
  while (text[at] === ' ' || text[at] === '\t' || text[at] === '\r') at += 1;
  return at;
}
