import { resolve } from 'node:path';
import { printable } from '../../model/printable.ts';
import { UsageError } from '../usage-error.ts';
import type { ShellcheckDesk } from './shellcheck.ts';
import { findShellcheck, isProgram } from './shellcheck-path.ts';

/** Whether and how ShellCheck is asked. */
export interface ShellcheckChoice {
  /** Undefined: not at all. */
  readonly desk: ShellcheckDesk | undefined;
  /** The user named the program, so that it must work. */
  readonly isRequired: boolean;
}

const NOT_ASKED: ShellcheckChoice = { desk: undefined, isRequired: false };

/** Decides by `auto`, `off` or a path, which programs are asked; each is looked for once. */
export class ShellcheckChooser {
  readonly #flag: string | undefined;
  readonly #path: string;
  readonly #choices = new Map<string, Promise<ShellcheckChoice>>();

  /**
   * @param flag what the command line says
   * @param path folders of programs, as PATH has them
   */
  constructor(flag: string | undefined, path: string) {
    this.#flag = flag;
    this.#path = path;
  }

  /**
   * @param setting what the settings of a file say
   * @throws UsageError where there is no such program
   */
  of(setting: string | undefined): Promise<ShellcheckChoice> {
    const mode = this.#flag ?? setting ?? 'auto';
    const known = this.#choices.get(mode) ?? this.#choose(mode);
    this.#choices.set(mode, known);
    return known;
  }

  async #choose(mode: string): Promise<ShellcheckChoice> {
    if (mode === 'off') return NOT_ASKED;
    const isRequired = mode !== 'auto';
    if (isRequired && !isProgram(mode)) {
      throw new UsageError([`--shellcheck: "${printable(mode, 4_096)}" is neither auto, off nor a program`]);
    }
    const program = isRequired ? resolve(mode) : findShellcheck(this.#path);
    if (program === undefined) return NOT_ASKED;
    const { ShellcheckDesk } = await import('./shellcheck.ts');
    return { desk: new ShellcheckDesk(program), isRequired };
  }
}
