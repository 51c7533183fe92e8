import { checkDate } from '../../model/date.ts';
import type { CommentPlaces, PlacedComment } from './comment-places.ts';
import { type Ignore, type IgnoreName, NOTHING, type Reach } from './ignore.ts';

/** `trivy:ignore:DS-0002`, `trivy:ignore:AVD-DS-0002:exp:2027-01-31`, `tfsec:ignore:*`; several in a comment. */
const MARK = /(?:^|[ \t])(?<tool>trivy|tfsec):ignore:(?<name>[^\s:]+)(?<sections>[^\s]*)/g;
const EXPIRY = /:exp:(?<day>[^:]*)/;

/**
 * Trivy's comments: they reach what starts on the line below, and comments stacked on each other add up; anything else
 * in between disarms them.
 */
export function trivyIgnores(comments: readonly PlacedComment[], places: CommentPlaces): readonly Ignore[] {
  const found: Ignore[] = [];
  let below: { readonly line: number; readonly reach: Reach | undefined } | undefined;
  for (const placed of comments.toReversed()) {
    const marks = Array.from(placed.comment.text.matchAll(MARK));
    if (marks.length === 0) continue;
    const { line } = placed.comment;
    const reach = below?.line === line + 1 ? below.reach : directlyBelow(placed, places);
    below = { line, reach };
    for (const mark of marks.toReversed()) found.push(ignoreOf(placed, mark, reach));
  }
  return found.reverse();
}

function ignoreOf({ comment }: PlacedComment, mark: RegExpExecArray, reach: Reach | undefined): Ignore {
  const { tool = '', name = '', sections = '' } = mark.groups ?? {};
  const start = comment.start + 1 + mark.index + mark[0].indexOf(tool) + `${tool}:ignore:`.length;
  const every = name === '*';
  const expiry = EXPIRY.exec(sections);
  const day = expiry?.groups?.day ?? '';
  const from = start + name.length + (expiry === null ? 0 : expiry.index + ':exp:'.length);
  const until: IgnoreName | undefined =
    expiry === null ? undefined : { name: day, start: from, end: from + day.length };
  const fault = until && checkDate(until.name);
  const ignore = {
    by: 'trivy',
    comment,
    names: every ? [] : [{ name, start, end: start + name.length }],
    every,
    reason: '',
    ...(until && { until }),
  } as const;
  if (fault !== undefined) return { ...ignore, reach: NOTHING, fault: `exp ${fault}` };
  if (reach !== undefined) return { ...ignore, reach };
  return {
    ...ignore,
    reach: NOTHING,
    fault: 'Trivy ignores what starts on the next line only, and no instruction starts there',
  };
}

function directlyBelow(placed: PlacedComment, places: CommentPlaces): Reach | undefined {
  const { comment, instruction, inside } = placed;
  if (inside) return places.below(placed);
  return instruction !== undefined && places.lineOf(instruction) === comment.line + 1
    ? places.below(placed)
    : undefined;
}
