import type { Terminal } from '../terminal.ts';

/** Files from which on somebody may wonder what is going on. */
const MANY_FILES = 500;
const EVERY = 100;

/** Says how far a long run is, on standard error where that is a terminal. */
export class Progress {
  readonly #terminal: Terminal;
  readonly #total: number;
  readonly #isShown: boolean;
  #done = 0;

  constructor(terminal: Terminal, total: number, isQuiet: boolean) {
    this.#terminal = terminal;
    this.#total = total;
    this.#isShown = total > MANY_FILES && !isQuiet && terminal.isWatched;
  }

  step(): void {
    this.#done += 1;
    if (this.#isShown && this.#done % EVERY === 0) this.#terminal.status(`${this.#done} of ${this.#total} files`);
  }

  end(): void {
    if (this.#isShown) this.#terminal.status('');
  }
}
