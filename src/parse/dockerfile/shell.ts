import type { MappedText, Span } from '../../model/mapped-text.ts';
import type { ShellCommand, ShellConstruct, ShellPipe, ShellScript } from '../../model/shell.ts';
import { KnownNames, type OuterValue } from './known-names.ts';
import { constructsIn, type ParsedText } from './shell-constructs.ts';
import { ShellWalk } from './shell-walk.ts';

/** The most that is looked at of a script, in UTF-16 code units: 1 MiB. */
export const MAX_SCRIPT_LENGTH = 1_048_576;

/** The most heredocs that are looked at: the shell parser takes time by the square of those that start in one line. */
const MAX_HEREDOCS = 2_000;

/**
 * Commands and everything else that rules look at of a shell script. Never throws: what is wrong with the script is in
 * `errors`. Scripts in other languages than POSIX shell or bash must not be given: they may well have no errors.
 * @param outer values of variables that the script gets from outside, asked for where one stands in the place of a program
 */
export function parseShell(
  source: MappedText,
  dialect: ShellScript['dialect'],
  embedded: ShellCommand['embedded'] = 'script',
  outer: OuterValue = () => undefined,
): ShellScript {
  return new ParsedShell(source, dialect, embedded, outer);
}

class ParsedShell implements ShellScript {
  readonly source: MappedText;
  readonly dialect: ShellScript['dialect'];
  readonly commands: readonly ShellCommand[];
  readonly pipes: readonly ShellPipe[];
  readonly errors: ShellScript['errors'];
  readonly truncated: boolean;
  readonly #roots: readonly ParsedText[];
  #constructs: readonly ShellConstruct[] | undefined;

  constructor(
    source: MappedText,
    dialect: ShellScript['dialect'],
    embedded: ShellCommand['embedded'],
    outer: OuterValue,
  ) {
    this.source = source;
    this.dialect = dialect;
    const setting = { dialect, embedded, names: new KnownNames(outer) };
    const length = lengthToRead(source.text);
    const isCut = length < source.text.length;
    const walk = new ShellWalk(this, isCut ? source.text.slice(0, length) : source.text, setting);
    const isWhole = reads(walk);
    this.commands = walk.commands;
    this.pipes = walk.pipes;
    this.errors = isCut ? [] : walk.errors;
    this.truncated = isCut || walk.truncated || !isWhole;
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

/** How much of a script is looked at. */
function lengthToRead(text: string): number {
  let at = text.indexOf('<<');
  for (let count = 0; at !== -1 && at < MAX_SCRIPT_LENGTH; count++) {
    if (count === MAX_HEREDOCS) return at;
    at = text.indexOf('<<', at + 2);
  }
  return Math.min(text.length, MAX_SCRIPT_LENGTH);
}

/** False if the script nests so deep that the shell parser, which recurses on functions in functions, ran out of stack. */
function reads(walk: ShellWalk): boolean {
  try {
    walk.read();
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
