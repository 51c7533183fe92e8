import type { Directive, Dockerfile } from '../../model/dockerfile.ts';
import type { Comment, Instruction } from '../../model/instruction.ts';
import { printable } from '../../model/printable.ts';
import type { CommentPlaces, PlacedComment } from './comment-places.ts';
import { type Ignore, type IgnoreName, NOTHING } from './ignore.ts';

/** These look at the whole file, and no comment above an instruction reaches them. */
const WHOLE_FILE_CHECKS: ReadonlySet<string> = new Set([
  'ConsistentInstructionCasing',
  'DuplicateStageName',
  'InvalidDefaultArgInFrom',
  'NoEmptyContinuation',
  'ReservedStageName',
]);

/** `skip=all` does not reach them. */
export const EXPERIMENTAL_CHECKS: ReadonlySet<string> = new Set(['CopyIgnoredFile', 'InvalidDefinitionDescription']);

const CHECK_COMMENT = /^[ \t]*check[ \t]*=[ \t]*(?<value>\S+)/i;
const MOST_PARTS = 3;
const NAME = /[^,]+/g;
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ...['1', 't', 'T', 'true', 'TRUE', 'True'].map((word) => [word, true] as const),
  ...['0', 'f', 'F', 'false', 'FALSE', 'False'].map((word) => [word, false] as const),
]);

interface CheckValue {
  readonly names: readonly IgnoreName[];
  readonly every: boolean;
  /** Findings fail the build. */
  readonly error: boolean;
}

/** What the directive `# check=` says; undefined where there is none, or BuildKit refuses it. */
export function checkDirective({
  directives,
}: Dockerfile): (CheckValue & { readonly directive: Directive }) | undefined {
  const directive = directives.find(({ name }) => name === 'check');
  if (directive === undefined) return undefined;
  const value = checkValue(directive.value, directive.valueSpan.start);
  return typeof value === 'string' ? undefined : { ...value, directive };
}

/** The directive and the comments above instructions. */
export function buildkitIgnores(
  dockerfile: Dockerfile,
  comments: readonly PlacedComment[],
  places: CommentPlaces,
): readonly Ignore[] {
  const directive = dockerfile.directives.find(({ name }) => name === 'check');
  const found =
    directive === undefined
      ? []
      : ignoresOf(directive, directive.value, directive.valueSpan.start, (value) => ({
          ...value,
          reach: places.wholeFile,
        }));
  const above = comments.filter(({ instruction, inside }) => instruction !== undefined && !inside);
  const counting = new Set(Array.from(Map.groupBy(above, ({ instruction }) => instruction).keys(), firstCheck));
  return [...found, ...above.flatMap((placed) => (counting.has(placed.comment) ? commentIgnores(placed, places) : []))];
}

function commentIgnores(placed: PlacedComment, places: CommentPlaces): readonly Ignore[] {
  const { comment } = placed;
  const match = CHECK_COMMENT.exec(comment.text);
  const value = match?.groups?.value ?? '';
  const start = comment.start + 1 + (match?.[0].length ?? 0) - value.length;
  return ignoresOf(comment, value, start, ({ names, ...rest }) => ({
    ...rest,
    names: names.filter(({ name }) => !WHOLE_FILE_CHECKS.has(name)),
    reach: places.below(placed) ?? NOTHING,
  }));
}

/** BuildKit takes the first one since the last empty comment. */
function firstCheck(instruction: Instruction | undefined): Comment | undefined {
  const comments = instruction?.commentsAbove ?? [];
  const lastEmpty = comments.findLastIndex(({ text }) => text.trim() === '');
  return comments.slice(lastEmpty + 1).find(({ text }) => CHECK_COMMENT.test(text));
}

function ignoresOf(
  comment: Comment | Directive,
  written: string,
  start: number,
  reached: (value: CheckValue) => CheckValue & Pick<Ignore, 'reach'>,
): readonly Ignore[] {
  const value = checkValue(written, start);
  const common = { by: 'buildkit', comment: { start: comment.start, end: comment.end }, reason: '' } as const;
  if (typeof value === 'string') {
    return [{ ...common, names: [], every: false, reach: NOTHING, fault: value }];
  }
  const { names, every, reach } = reached(value);
  return names.length === 0 && !every ? [] : [{ ...common, names, every, reach }];
}

/** The value up to the first blank; or what is wrong with it. */
function checkValue(written: string, offset: number): CheckValue | string {
  const [value = ''] = /^\S*/.exec(written) ?? [];
  const parts = value.split(';');
  if (parts.length > MOST_PARTS) return `BuildKit reads at most ${MOST_PARTS} settings here`;
  let at = offset;
  let found: CheckValue = { names: [], every: false, error: false };
  for (const part of parts) {
    const equals = part.indexOf('=');
    const key = equals === -1 ? part : part.slice(0, equals);
    const setting = equals === -1 ? '' : part.slice(equals + 1);
    const fault = equals === -1 ? `"${printable(key, 32)}" has no value` : undefined;
    if (fault !== undefined) return fault;
    if (key === 'skip') found = { ...found, ...skipped(setting, at + equals + 1) };
    else if (key === 'error') {
      const error = BOOLEANS.get(setting);
      if (error === undefined) return 'BuildKit wants true or false behind "error="';
      found = { ...found, error };
    } else if (key !== 'experimental')
      return `"${printable(key, 32)}" is none of skip, error and experimental, and BuildKit refuses it`;
    at += part.length + 1;
  }
  return found;
}

function skipped(setting: string, offset: number): Pick<CheckValue, 'names' | 'every'> {
  if (setting === 'all') return { names: [], every: true };
  const names = Array.from(setting.matchAll(NAME), ({ 0: name, index }) => ({
    name,
    start: offset + index,
    end: offset + index + name.length,
  }));
  return { names, every: false };
}
