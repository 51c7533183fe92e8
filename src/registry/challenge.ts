/** What a server asks for before it answers (RFC 9110, 11.6.1). */
export interface Challenge {
  /** In lower case. */
  readonly scheme: string;
  /** Names in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
}

const MAX_LENGTH = 8 * 1024;
const MAX_CHALLENGES = 16;
const MAX_PARAMETERS = 32;

const SPACE = /[ \t]*/y;
const SEPARATORS = /[ \t,]*/y;
const TOKEN = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y;
const TOKEN_68 = /[A-Za-z0-9._~+/-]+=*(?=[ \t]*(?:,|$))/y;
const EQUALS = /[ \t]*=[ \t]*/y;
const QUOTED = /"((?:[^"\\]|\\[\t -~])*)"/y;

/**
 * The challenges of all `WWW-Authenticate` headers of an answer. Of a header that breaks the grammar the challenges
 * before the break are used; of one that is longer than 8 KiB, none. A challenge that names a parameter twice is left
 * out, because it is not clear what it says.
 */
export function parseChallenges(headers: readonly string[]): readonly Challenge[] {
  const challenges: Challenge[] = [];
  for (const header of headers.slice(0, MAX_CHALLENGES)) {
    if (header.length <= MAX_LENGTH) challenges.push(...new Scanner(header).challenges());
  }
  return challenges.slice(0, MAX_CHALLENGES);
}

/** Reads one header from left to right; each expression begins where the last one ended and looks at no text twice. */
class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  challenges(): readonly Challenge[] {
    const found: Challenge[] = [];
    for (let count = 0; count < MAX_CHALLENGES; count++) {
      this.#take(SEPARATORS);
      const scheme = this.#take(TOKEN);
      if (scheme === undefined) break;
      this.#take(SPACE);
      const parameters = this.#take(TOKEN_68) === undefined ? this.#parameters() : new Map<string, string>();
      if (parameters === undefined) break;
      if (parameters !== 'ambiguous') found.push({ scheme: scheme.toLowerCase(), parameters });
    }
    return found;
  }

  /** Up to the next scheme, which is a token that no equals sign follows; undefined where a value is none. */
  #parameters(): ReadonlyMap<string, string> | 'ambiguous' | undefined {
    const parameters = new Map<string, string>();
    let isAmbiguous = false;
    for (let count = 0; count < MAX_PARAMETERS; count++) {
      const start = this.#at;
      this.#take(SEPARATORS);
      const name = this.#take(TOKEN)?.toLowerCase();
      if (name === undefined || this.#take(EQUALS) === undefined) {
        this.#at = start;
        return isAmbiguous ? 'ambiguous' : parameters;
      }
      const quoted = this.#take(QUOTED);
      const value = quoted === undefined ? this.#take(TOKEN) : quoted.slice(1, -1).replace(/\\(.)/g, '$1');
      if (value === undefined) return undefined;
      if (parameters.has(name)) isAmbiguous = true;
      parameters.set(name, value);
    }
    return undefined;
  }

  #take(expression: RegExp): string | undefined {
    expression.lastIndex = this.#at;
    const match = expression.exec(this.#text)?.[0];
    if (match !== undefined) this.#at = expression.lastIndex;
    return match;
  }
}
