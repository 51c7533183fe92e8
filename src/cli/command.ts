import type { FlagTable, FlagValues } from './flags.ts';
import type { Terminal } from './terminal.ts';

/** What a command is run with. */
export interface Invocation<F extends FlagTable = FlagTable> {
  readonly flags: FlagValues<F>;
  /** Arguments that are not flags. */
  readonly operands: readonly string[];
  readonly terminal: Terminal;
}

/** A command as help and the parser see it; its code is loaded when it runs. */
export interface Command<F extends FlagTable = FlagTable> {
  readonly name: string;
  /** The operands as the usage line shows them; '' where there are none. */
  readonly operands: string;
  /** One sentence without a full stop. */
  readonly summary: string;
  /** Paragraphs. */
  readonly description: readonly string[];
  readonly flags: F;
  /** What each exit code says. */
  readonly exits: Readonly<Record<number, string>>;
  /** Command lines without the leading `tidewaiter `. */
  readonly examples: readonly string[];
  load(): Promise<{ run(invocation: Invocation<F>): Promise<number> }>;
}

/** Ties a command's code to its own flags. */
export function command<F extends FlagTable>(definition: Command<F>): Command {
  return definition as unknown as Command;
}
