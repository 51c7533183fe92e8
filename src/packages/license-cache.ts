import { type LicenseResult, parseLicense } from './license-expression.ts';

/** Texts that are remembered, and how long each may be: few licences occur often, endless ones hardly twice. */
const MAX_ENTRIES = 2048;
const MAX_TEXT = 1024;

/** Reads licence expressions, each once: thousands of components share a handful of them. */
export class LicenseCache {
  readonly #results = new Map<string, LicenseResult>();

  /** See `parseLicense`. */
  parse(text: string): LicenseResult {
    const known = this.#results.get(text);
    if (known !== undefined) return known;
    const result = parseLicense(text);
    if (text.length <= MAX_TEXT && this.#results.size < MAX_ENTRIES) this.#results.set(text, result);
    return result;
  }
}
