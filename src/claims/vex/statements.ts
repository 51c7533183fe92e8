import type { VexProduct, VexStatement } from '../../model/attestation-verdict.ts';
import { printable } from '../../model/printable.ts';
import { ClaimError } from '../claim.ts';

/** Statements of one document. */
const MAX_STATEMENTS = 5_000;
/** See `pairsOf`, of one document. */
const MAX_PAIRS = 25_000;

/** Names of vulnerabilities, each with each product and part that is named beside it. */
export function pairsOf({ vulnerabilities, products = [] }: VexStatement): number {
  return vulnerabilities.length * products.reduce((sum, { ids, parts }) => sum + ids.length + parts.length, 1);
}

/** Gathers statements up to a limit, beyond which a document says nothing at all. */
export class Statements {
  readonly all: VexStatement[] = [];
  #pairs = 0;

  /** @throws ClaimError */
  add(statement: VexStatement): void {
    if (statement.vulnerabilities.length === 0) throw new ClaimError('a statement names no vulnerability');
    this.#pairs += pairsOf(statement);
    if (this.all.length === MAX_STATEMENTS) throw new ClaimError(`it holds more than ${MAX_STATEMENTS} statements`);
    if (this.#pairs > MAX_PAIRS) {
      throw new ClaimError(`it says something of more than ${MAX_PAIRS} pairs of a vulnerability and a product`);
    }
    this.all.push(statement);
  }
}

/** A product whose parts, where there are any, have names: parts without one would be taken for all of it. */
export function productOf(ids: readonly string[], parts: readonly string[], hasParts: boolean): VexProduct {
  return hasParts && parts.length === 0 ? { ids: [], parts: [] } : { ids, parts };
}

/** `sha256:<hex>` for a hash with the name of its algorithm in any spelling; undefined for other algorithms. */
export function digestOf(algorithm: string, value: unknown): string | undefined {
  if (algorithm.replace('-', '').toLowerCase() !== 'sha256' || typeof value !== 'string') return undefined;
  const hex = value.toLowerCase();
  return /^[0-9a-f]{64}$/.test(hex) ? `sha256:${hex}` : undefined;
}

/** The value of a closed vocabulary. @throws ClaimError that names what stands there instead */
export function wordOf<Value>(words: ReadonlyMap<string, Value>, word: string, what: string): Value {
  const value = words.get(word);
  if (value !== undefined) return value;
  const known = [...words.keys()].join(', ');
  throw new ClaimError(`a statement has the ${what} "${printable(word, 64)}", which is none of ${known}`);
}
