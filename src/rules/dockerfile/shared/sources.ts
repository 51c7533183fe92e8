import type { Build, Value } from '../../../model/build.ts';
import type { CopyInstruction } from '../../../model/instruction.ts';
import type { Piece } from '../../../model/mapped-text.ts';

/** Where ADD takes a source from: the build context, the web, a Git repository. */
export type Origin = 'context' | 'url' | 'git';

const URL_START = /^https?:\/\//i;
/** `git@host:path`, `git://`, `ssh://`; `https://` only where the path ends in `.git`. `github.com/x` is a file. */
const GIT = /^(?:[\w.-]{1,64}@[\w.-]{1,255}:|(?:git|ssh):\/\/|https?:\/\/[^?#]*\.git(?:[?#]|$))/i;

/** Reads a source as BuildKit does. */
export function originOf(source: string): Origin {
  if (GIT.test(source)) return 'git';
  return URL_START.test(source) ? 'url' : 'context';
}

/** What a piece comes to, where that can be told: with the defaults of the file, if need be. */
export function textOf(value: Value): string | undefined {
  return value.kind === 'unknown' ? undefined : value.text;
}

/** A source of COPY or ADD whose text is known. */
export interface Source {
  readonly piece: Piece;
  readonly text: string;
  readonly origin: Origin;
  /** Holds no variable and no wildcard. */
  readonly literal: boolean;
}

const WILDCARD = /[*?[\\]/;
const VARIABLE = '$';

/** The sources whose text can be told, heredocs apart. COPY takes all of them from the context, or from a stage. */
export function sourcesOf(build: Build, instruction: CopyInstruction): readonly Source[] {
  const sources: Source[] = [];
  for (const piece of instruction.sources) {
    const text = textOf(build.expand(instruction, piece));
    if (text === undefined) continue;
    const origin = instruction.keyword === 'ADD' ? originOf(text) : 'context';
    const literal = !piece.text.includes(VARIABLE) && !WILDCARD.test(text);
    sources.push({ piece, text, origin, literal });
  }
  return sources;
}

/** Whether an instruction has a flag of this name. */
export function hasFlag({ flags }: CopyInstruction, name: string): boolean {
  for (const flag of flags) if (flag.name === name) return true;
  return false;
}
