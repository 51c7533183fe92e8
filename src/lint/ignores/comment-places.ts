import type { Dockerfile } from '../../model/dockerfile.ts';
import type { Comment, Instruction } from '../../model/instruction.ts';
import type { Span } from '../../model/mapped-text.ts';
import type { Reach } from './ignore.ts';

/** A comment with the instruction that it belongs to. */
export interface PlacedComment {
  readonly comment: Comment;
  /** That which it stands above or in; undefined behind the last one. */
  readonly instruction: Instruction | undefined;
  /** Stands between the continuation lines of the instruction. */
  readonly inside: boolean;
}

/** Tells what comments reach. Linear in the file, whatever is asked of it. */
export class CommentPlaces {
  readonly #dockerfile: Dockerfile;
  readonly #lines = new Map<Instruction, ReadonlyMap<number, Span>>();
  #stages: ReadonlyMap<Instruction, Span> | undefined;

  constructor(dockerfile: Dockerfile) {
    this.#dockerfile = dockerfile;
  }

  /** Comments of the file for which a test holds, in their order. */
  where(test: (comment: Comment) => boolean): readonly PlacedComment[] {
    const { comments, instructions } = this.#dockerfile;
    if (!comments.some(test)) return [];
    const owners = new Map<number, { instruction: Instruction; inside: boolean }>();
    for (const instruction of instructions) {
      for (const comment of instruction.commentsAbove) owners.set(comment.start, { instruction, inside: false });
      for (const comment of instruction.commentsInside) owners.set(comment.start, { instruction, inside: true });
    }
    return comments.filter(test).map((comment) => {
      const owner = owners.get(comment.start);
      return { comment, instruction: owner?.instruction, inside: owner?.inside ?? false };
    });
  }

  /** The instruction below a comment; inside of one, its next line that is no comment. Undefined behind the last one. */
  below({ comment, instruction, inside }: PlacedComment): Reach | undefined {
    if (instruction === undefined) return undefined;
    if (!inside) return { kind: 'instruction', start: instruction.span.start, end: instruction.span.end };
    const line = this.#linesBelow(instruction).get(comment.start);
    return line && { kind: 'line', ...line };
  }

  /** The stage that a FROM begins. */
  stageOf(from: Instruction): Reach | undefined {
    this.#stages ??= stagesOf(this.#dockerfile);
    const stage = this.#stages.get(from);
    return stage && { kind: 'stage', ...stage };
  }

  get wholeFile(): Reach {
    // A finding may stand behind the last character.
    return { kind: 'file', start: 0, end: this.#dockerfile.text.length + 1 };
  }

  lineOf(instruction: Instruction): number {
    return this.#dockerfile.positionOf(instruction.span.start).line;
  }

  #linesBelow(instruction: Instruction): ReadonlyMap<number, Span> {
    const known = this.#lines.get(instruction);
    if (known !== undefined) return known;
    const lines = linesBelow(this.#dockerfile.text, instruction);
    this.#lines.set(instruction, lines);
    return lines;
  }
}

/** From the last comment up, so that each line is looked at once. */
function linesBelow(text: string, { commentsInside, span }: Instruction): ReadonlyMap<number, Span> {
  const lines = new Map<number, Span>();
  let following: { readonly comment: Comment; readonly line: Span | undefined } | undefined;
  for (const comment of commentsInside.toReversed()) {
    const line = lineBelow(text, comment, span.end, following);
    if (line !== undefined) lines.set(comment.start, line);
    following = { comment, line };
  }
  return lines;
}

function lineBelow(
  text: string,
  comment: Comment,
  last: number,
  following: { readonly comment: Comment; readonly line: Span | undefined } | undefined,
): Span | undefined {
  let start = text.indexOf('\n', comment.end) + 1;
  while (start > 0 && start < last) {
    const next = text.indexOf('\n', start);
    const end = next === -1 ? text.length : next;
    if (following !== undefined && following.comment.start < end && following.comment.start >= start) {
      return following.line;
    }
    if (text.slice(start, end).trim() !== '') return { start, end };
    start = next + 1;
  }
  return undefined;
}

function stagesOf({ instructions, text }: Dockerfile): ReadonlyMap<Instruction, Span> {
  const stages = new Map<Instruction, Span>();
  let end = text.length + 1;
  for (const instruction of instructions.toReversed()) {
    if (instruction.keyword !== 'FROM') continue;
    stages.set(instruction, { start: instruction.span.start, end });
    end = instruction.span.start;
  }
  return stages;
}
