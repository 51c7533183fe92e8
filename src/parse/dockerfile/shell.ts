import type { MappedText, Span } from '../../model/dockerfile.ts';
import type { ShellCommand, ShellConstruct, ShellPipe, ShellScript } from '../../model/shell.ts';
import { constructsIn } from './shell-constructs.ts';
import type { Frame } from './shell-frame.ts';
import type { ParsedScript } from './shell-syntax.ts';
import { ShellWalk } from './shell-walk.ts';

/** The most that is looked at of a script, in UTF-16 code units: 1 MiB. */
export const MAX_SCRIPT_LENGTH = 1_048_576;

/**
 * Commands and everything else that rules look at of a shell script. Never throws: what is wrong with the script is in
 * `errors`. Scripts in other languages than POSIX shell or bash must not be given: they may well have no errors.
 */
export function parseShell(source: MappedText, dialect: ShellScript['dialect']): ShellScript {
  return new ParsedShell(source, dialect);
}

class ParsedShell implements ShellScript {
  readonly source: MappedText;
  readonly dialect: ShellScript['dialect'];
  readonly commands: readonly ShellCommand[];
  readonly pipes: readonly ShellPipe[];
  readonly errors: ShellScript['errors'];
  readonly truncated: boolean;
  readonly #roots: readonly { readonly syntax: ParsedScript; readonly frame: Frame }[];
  #constructs: readonly ShellConstruct[] | undefined;

  constructor(source: MappedText, dialect: ShellScript['dialect']) {
    this.source = source;
    this.dialect = dialect;
    const isCut = source.text.length > MAX_SCRIPT_LENGTH;
    const walk = new ShellWalk(this, isCut ? source.text.slice(0, MAX_SCRIPT_LENGTH) : source.text);
    this.commands = walk.commands;
    this.pipes = walk.pipes;
    this.errors = isCut ? [] : walk.errors;
    this.truncated = isCut || walk.truncated;
    this.#roots = walk.roots;
  }

  get constructs(): readonly ShellConstruct[] {
    this.#constructs ??= constructsIn(this.#roots, this.source.text);
    return this.#constructs;
  }

  spanOf({ start, end }: { readonly start: number; readonly end: number }): Span {
    return this.source.spanOf(start, end);
  }
}
