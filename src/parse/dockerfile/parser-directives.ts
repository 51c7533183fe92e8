/** Directives that BuildKit knows; another name ends the search for them. */
const KNOWN: ReadonlySet<string> = new Set(['check', 'escape', 'syntax']);
const NAME = /^[A-Za-z][A-Za-z0-9]*$/;

/**
 * The directives at the head of a Dockerfile: `# escapeMark=` and its kin, before any other comment, empty line or
 * instruction (Dockerfile reference, "Parser directives").
 */
export class ParserDirectives {
  #escapeMark = '\\';
  #isOver = false;
  readonly #seen = new Set<string>();

  /** The character that escapes and continues lines. */
  get escapeMark(): string {
    return this.#escapeMark;
  }

  /** Takes the next line, without white space before it. Gives what is wrong with it. */
  look(line: string): string | undefined {
    if (this.#isOver) return undefined;
    const equals = line.indexOf('=');
    const name = line.slice(1, Math.max(equals, 1)).trim();
    const key = name.toLowerCase();
    const value = line.slice(equals + 1).trim();
    if (!line.startsWith('#') || equals === -1 || !NAME.test(name) || !KNOWN.has(key) || value === '') {
      this.#isOver = true;
      return undefined;
    }
    if (this.#seen.has(key)) return `the parser directive "${key}" is set already: keep one of the two`;
    this.#seen.add(key);
    if (key !== 'escape') return undefined;
    if (value !== '\\' && value !== '`') return 'the escape character can only be \\ or `';
    this.#escapeMark = value;
    return undefined;
  }
}
