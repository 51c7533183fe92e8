import type { Decision } from '../model/decision.ts';
import { type CompiledException, hasExpired } from '../model/exception.ts';
import { printable } from '../model/printable.ts';
import type { Terminal } from './terminal.ts';

/** Says of the exceptions in force what their owners should know. */
export class ExceptionReport {
  readonly #exceptions: readonly CompiledException[];
  readonly #used = new Set<string>();

  constructor(exceptions: readonly CompiledException[]) {
    this.#exceptions = exceptions;
  }

  /** Takes note of the exceptions that took something out. */
  note({ waived }: Decision): void {
    for (const { waiver } of waived) if ('exception' in waiver) this.#used.add(waiver.exception);
  }

  /** Expired exceptions, which no longer apply; on request also those that took out nothing. */
  write(terminal: Terminal, today: string, { unused }: { readonly unused: boolean }): void {
    for (const exception of this.#exceptions) {
      if (hasExpired(exception.expires, today)) {
        terminal.complain(`${describe(exception)} expired on ${exception.expires} and no longer applies`);
      } else if (unused && !this.#used.has(exception.name)) {
        terminal.complain(`${describe(exception)} took out nothing in what was reviewed`);
      }
    }
  }
}

function describe({ source: { file, line, column }, name, owner }: CompiledException): string {
  return `warning: ${printable(file, 4_096)}:${line}:${column}: exception "${name}" of ${printable(owner)}`;
}
