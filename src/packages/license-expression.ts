import { printable } from '../model/printable.ts';
import { findException, findLicense, orLaterId } from './license-ids.ts';

/** Code units, licences and levels of parentheses that an expression may have. */
const MAX_LENGTH = 8192;
const MAX_TERMS = 500;
const MAX_DEPTH = 64;

/** One licence of an expression. */
export interface LicenseTerm {
  /** As SPDX writes it today; of a reference, as the document does; of what is unknown, the text. */
  readonly id: string;
  /** Written with `+`, and SPDX has no id for that: any later version will do as well. */
  readonly plus: boolean;
  /** Behind WITH. */
  readonly exception?: string;
  /** What of it SPDX does not know. */
  readonly unknown?: 'license' | 'exception';
}

export type LicenseOperator = 'AND' | 'OR';

/** What a licence expression means: SPDX 2.3, annex D; SPDX 3.0, annex B. */
export interface LicenseExpression {
  /** In postfix order, so that nothing which walks it needs to recurse. */
  readonly steps: readonly (LicenseTerm | LicenseOperator)[];
  /** Several words stood where one licence belongs: whoever wrote that may have meant anything. */
  readonly loose: boolean;
}

export type LicenseResult =
  | { readonly ok: true; readonly expression: LicenseExpression }
  | { readonly ok: false; readonly reason: string };

const WORDS = /[()]|[^\s()]+/g;
const REFERENCE = /^(?:(DocumentRef-)([a-z0-9.-]+):)?(LicenseRef-|AdditionRef-)([a-z0-9.-]+)$/i;

const OPERATORS: ReadonlyMap<string, LicenseOperator | 'WITH'> = new Map([
  ['AND', 'AND'],
  ['and', 'AND'],
  ['OR', 'OR'],
  ['or', 'OR'],
  ['WITH', 'WITH'],
  ['with', 'WITH'],
]);

/** How tightly an operator binds. */
const STRENGTH = { AND: 2, OR: 1 } as const;

/**
 * Reads a licence expression. Operators may be all upper or all lower case, ids are taken in any case, deprecated ids
 * stand for what succeeded them. An unknown id, or words that are no expression, become an unknown term; where there
 * is nothing but such terms (`NOASSERTION`, `NONE`, free text), and where the operators do not add up, it is not read.
 * Bounded, and linear in the text.
 */
export function parseLicense(text: string): LicenseResult {
  if (text.length > MAX_LENGTH) {
    return refuse(`a licence expression may have at most ${MAX_LENGTH} characters; this one has ${text.length}`);
  }
  try {
    const expression = new Reader(text).read();
    const terms = termsOf(expression);
    if (terms.some((term) => term.unknown !== 'license')) return { ok: true, expression };
    return refuse(`${quoted(terms[0]?.id ?? '')} is no licence that SPDX knows`);
  } catch (error) {
    if (error instanceof Fault) return refuse(error.message);
    throw error;
  }
}

function refuse(reason: string): LicenseResult {
  return { ok: false, reason };
}

function quoted(text: string): string {
  return `"${printable(text, 64)}"`;
}

class Fault extends Error {}

/** The shunting-yard algorithm (Dijkstra, 1961). */
class Reader {
  readonly #words: readonly string[];
  readonly #steps: (LicenseTerm | LicenseOperator)[] = [];
  readonly #waiting: (LicenseOperator | '(')[] = [];
  #at = 0;
  #depth = 0;
  #terms = 0;
  #loose = false;

  constructor(text: string) {
    this.#words = text.match(WORDS) ?? [];
  }

  read(): LicenseExpression {
    if (this.#words.length === 0) throw new Fault('the licence expression is empty');
    let wantsTerm = true;
    while (this.#at < this.#words.length) wantsTerm = wantsTerm ? this.#beforeTerm() : this.#afterTerm();
    if (wantsTerm) throw new Fault(`after ${quoted(this.#words.at(-1) ?? '')} a licence is missing`);
    this.#release(0);
    if (this.#waiting.length > 0) throw new Fault('a parenthesis is not closed');
    return { steps: this.#steps, loose: this.#loose };
  }

  /** Whether a licence is still wanted. */
  #beforeTerm(): boolean {
    const word = this.#words[this.#at] ?? '';
    if (word === '(') {
      this.#at += 1;
      this.#depth += 1;
      if (this.#depth > MAX_DEPTH) throw new Fault(`parentheses are nested deeper than ${MAX_DEPTH} levels`);
      this.#waiting.push('(');
      return true;
    }
    if (word === ')' || OPERATORS.has(word)) throw new Fault(`before ${quoted(word)} a licence is missing`);
    this.#terms += 1;
    if (this.#terms > MAX_TERMS) throw new Fault(`a licence expression may name at most ${MAX_TERMS} licences`);
    this.#steps.push(this.#term());
    return false;
  }

  /** Whether a licence is wanted next. */
  #afterTerm(): boolean {
    const word = this.#words[this.#at] ?? '';
    this.#at += 1;
    if (word === ')') {
      this.#release(0);
      if (this.#waiting.pop() === undefined) throw new Fault('a parenthesis is closed that was not opened');
      this.#depth -= 1;
      return false;
    }
    const operator = OPERATORS.get(word);
    if (operator === undefined) throw new Fault(`before ${quoted(word)} an operator is missing`);
    if (operator === 'WITH') throw new Fault('WITH may stand behind one licence only');
    this.#release(STRENGTH[operator]);
    this.#waiting.push(operator);
    return true;
  }

  /** Writes out the operators that bind at least as tightly, up to the last parenthesis. */
  #release(strength: number): void {
    for (let last = this.#waiting.at(-1); last !== undefined && last !== '('; last = this.#waiting.at(-1)) {
      if (STRENGTH[last] < strength) return;
      this.#steps.push(last);
      this.#waiting.pop();
    }
  }

  #term(): LicenseTerm {
    const license = this.#run();
    if (OPERATORS.get(this.#words[this.#at] ?? '') !== 'WITH') return licenseTerm(license);
    this.#at += 1;
    const exception = this.#run();
    if (exception === '') throw new Fault('after WITH an exception is missing');
    return withException(licenseTerm(license), exception);
  }

  /** All words up to the next operator or parenthesis: one, in an expression. */
  #run(): string {
    const from = this.#at;
    while (this.#at < this.#words.length && !isStructure(this.#words[this.#at] ?? '')) this.#at += 1;
    if (this.#at > from + 1) this.#loose = true;
    return this.#words.slice(from, this.#at).join(' ');
  }
}

function isStructure(word: string): boolean {
  return word === '(' || word === ')' || OPERATORS.has(word);
}

function licenseTerm(word: string): LicenseTerm {
  const reference = findReference(word, 'LicenseRef-');
  if (reference !== undefined) return { id: reference, plus: false };
  const plus = word.endsWith('+');
  const known = findLicense(plus ? word.slice(0, -1) : word);
  if (known === undefined) return { id: word, plus: false, unknown: 'license' };
  const later = plus ? orLaterId(known.id) : undefined;
  const exception = known.exception === undefined ? {} : { exception: known.exception };
  return { id: later ?? known.id, plus: plus && later === undefined, ...exception };
}

function withException(term: LicenseTerm, word: string): LicenseTerm {
  const { id, plus } = term;
  if (term.unknown !== undefined) return { id: `${id} WITH ${word}`, plus, unknown: term.unknown };
  if (term.exception !== undefined) {
    return { id, plus, exception: `${term.exception} WITH ${word}`, unknown: 'exception' };
  }
  const exception = findReference(word, 'AdditionRef-') ?? findException(word);
  if (exception === undefined) return { id, plus, exception: word, unknown: 'exception' };
  return { id, plus, exception };
}

function findReference(word: string, kind: string): string | undefined {
  const match = REFERENCE.exec(word);
  if (match?.[3]?.toLowerCase() !== kind.toLowerCase()) return undefined;
  return `${match[2] === undefined ? '' : `DocumentRef-${match[2]}:`}${kind}${match[4]}`;
}

/** The licences of an expression, in its order. */
export function termsOf(expression: LicenseExpression): readonly LicenseTerm[] {
  return expression.steps.filter((step) => typeof step !== 'string');
}

/** A licence as an expression writes it. */
export function formatTerm({ id, plus, exception }: LicenseTerm): string {
  return `${id}${plus ? '+' : ''}${exception === undefined ? '' : ` WITH ${exception}`}`;
}
