import type { Instruction } from '../../model/instruction.ts';
import type { CommentPlaces, PlacedComment } from './comment-places.ts';
import { type Ignore, type IgnoreName, NOTHING, type Reach } from './ignore.ts';

/*
 * hadolint's pragmas, as its own grammar has them: the whole comment must fit, or it counts for nothing. It reads no
 * comments inside of instructions, and a finding has the line on which its instruction starts.
 */
const PRAGMA =
  /^[ \t]*hadolint[ \t]+(?:(?<scope>global|stage)[ \t]+)?ignore[ \t]*=[ \t]*(?<list>[DLSC0-9]+(?:[ \t]*,[ \t]*[DLSC0-9]+)*)[ \t]*(?:#(?<reason>.*))?$/;
const MEANT = /^[ \t]*hadolint[ \t]+(?:(?:global|stage)[ \t]+)?ignore/;
const NAME = /[DLSC0-9]+/g;

interface Pragma {
  readonly placed: PlacedComment;
  readonly scope: string | undefined;
  readonly names: readonly IgnoreName[];
  readonly reason: string;
}

/** The pragmas among the comments of a file. */
export function hadolintIgnores(
  comments: readonly PlacedComment[],
  instructions: readonly Instruction[],
  places: CommentPlaces,
): readonly Ignore[] {
  const pragmas = comments.flatMap((placed) => pragmaOf(placed) ?? []);
  const stages = stageReaches(pragmas, instructions, places);
  const found = pragmas.map((pragma): Ignore => {
    const { placed, names, reason, scope } = pragma;
    const reach =
      scope === 'global' ? places.wholeFile : scope === 'stage' ? stages.get(pragma) : nextLine(placed, places);
    const ignore = { by: 'hadolint', comment: placed.comment, names, every: false, reason } as const;
    if (reach !== undefined) return { ...ignore, reach };
    const fault = 'hadolint ignores what starts on the next line only, and no instruction starts there';
    return { ...ignore, reach: NOTHING, fault };
  });
  return [...found, ...comments.flatMap((placed) => voidPragma(placed) ?? [])];
}

function pragmaOf(placed: PlacedComment): Pragma | undefined {
  const { comment, inside } = placed;
  const groups = inside ? undefined : PRAGMA.exec(comment.text)?.groups;
  if (groups === undefined) return undefined;
  const { scope, list = '', reason = '' } = groups;
  const offset = comment.start + 1 + comment.text.indexOf(list, comment.text.indexOf('='));
  const names = Array.from(list.matchAll(NAME), ({ 0: name, index }) => ({
    name,
    start: offset + index,
    end: offset + index + name.length,
  }));
  return { placed, scope, names, reason: reason.trim() };
}

/** A comment that was meant as a pragma, and that hadolint takes for an ordinary one. */
function voidPragma(placed: PlacedComment): Ignore | undefined {
  const { comment, inside } = placed;
  if (!MEANT.test(comment.text) || pragmaOf(placed) !== undefined) return undefined;
  const fault = inside
    ? 'hadolint reads no comments inside of instructions: put it above the instruction'
    : 'hadolint takes this for an ordinary comment: behind "ignore=" it wants ids with commas between them, then nothing but "# reason"';
  return { by: 'hadolint', comment, names: [], every: false, reach: NOTHING, reason: '', fault };
}

/** Another comment, or an empty line, in between disarms it. */
function nextLine({ comment, instruction }: PlacedComment, places: CommentPlaces): Reach | undefined {
  if (instruction === undefined || places.lineOf(instruction) !== comment.line + 1) return undefined;
  return { kind: 'instruction', start: instruction.span.start, end: instruction.span.end };
}

/**
 * A stage pragma is in force behind the line below it, up to and with the line of the next FROM or the line below the next
 * stage pragma. So it does not reach the FROM that it stands above, and does reach that of the stage behind.
 */
function stageReaches(
  pragmas: readonly Pragma[],
  instructions: readonly Instruction[],
  places: CommentPlaces,
): ReadonlyMap<Pragma, Reach> {
  const reaches = new Map<Pragma, Reach>();
  const staged = pragmas.filter(({ scope }) => scope === 'stage');
  if (staged.length === 0) return reaches;
  const starts = instructions.map((instruction) => ({ line: places.lineOf(instruction), instruction }));
  const inForce = new Map<number, Pragma | undefined>();
  for (const { line, instruction } of starts) if (instruction.keyword === 'FROM') inForce.set(line, undefined);
  for (const pragma of staged) inForce.set(pragma.placed.comment.line + 1, pragma);
  const changes = [...inForce].sort(([one], [other]) => one - other);
  let next = 0;
  const startBehind = (line: number): number => {
    for (let at = starts[next]; at !== undefined && at.line <= line; at = starts[next]) next += 1;
    return starts[next]?.instruction.span.start ?? Number.POSITIVE_INFINITY;
  };
  for (const [index, [line, pragma]] of changes.entries()) {
    const start = startBehind(line);
    const end = startBehind(changes[index + 1]?.[0] ?? Number.POSITIVE_INFINITY);
    if (pragma !== undefined) reaches.set(pragma, { kind: 'stage', start, end });
  }
  return reaches;
}
