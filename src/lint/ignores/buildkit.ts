import type { Dockerfile } from '../../model/dockerfile.ts';
import type { Comment, Instruction } from '../../model/instruction.ts';
import type { Span } from '../../model/mapped-text.ts';
import { printable } from '../../model/printable.ts';
import { checkLine } from './check-line.ts';
import type { CommentPlaces, PlacedComment } from './comment-places.ts';
import { type Ignore, type IgnoreName, NOTHING, type Reach } from './ignore.ts';

/** It lies at the earlier instruction, and the comment above the later one reaches it. */
const AT_EARLIER = 'MultipleInstructionsDisallowed';
const COUNTED: ReadonlySet<string> = new Set(['CMD', 'ENTRYPOINT', 'HEALTHCHECK']);

/** These look at the whole file, and no comment above an instruction reaches them there. */
export const BEYOND_COMMENTS: ReadonlySet<string> = new Set([
  'ConsistentInstructionCasing',
  'DuplicateStageName',
  'InvalidDefaultArgInFrom',
  AT_EARLIER,
  'NoEmptyContinuation',
  'ReservedStageName',
]);

/** `skip=all` does not reach them. */
export const EXPERIMENTAL_CHECKS: ReadonlySet<string> = new Set(['InvalidDefinitionDescription']);

/** Only spaces end the value: a tab goes on, and makes another name of a name. */
const CHECK_COMMENT = /^\s*check\s*=\s*(?<value>[^\s][^ ]*)/i;
/** What stands behind the second semicolon is one setting. */
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

/** Whether the directive `# check=` makes the build fail at what BuildKit checks. */
export function failsOnChecks({ text }: Dockerfile): boolean {
  const line = checkLine(text);
  const value = line && checkValue(line.value, line.valueSpan.start);
  return typeof value === 'object' && value.error;
}

/** The directive and the comments above instructions. */
export function buildkitIgnores(
  dockerfile: Dockerfile,
  comments: readonly PlacedComment[],
  places: CommentPlaces,
): readonly Ignore[] {
  const above = comments.filter(({ instruction, inside }) => instruction !== undefined && !inside);
  const counting = new Set(Array.from(Map.groupBy(above, ({ instruction }) => instruction).keys(), firstCheck));
  return [
    ...directiveIgnores(dockerfile, places),
    ...above.flatMap((placed) => (counting.has(placed.comment) ? commentIgnores(placed, dockerfile, places) : [])),
  ];
}

function directiveIgnores(dockerfile: Dockerfile, { wholeFile }: CommentPlaces): readonly Ignore[] {
  const line = checkLine(dockerfile.text);
  if (line !== undefined) return ignoresOf(line, checkValue(line.value, line.valueSpan.start), wholeFile);
  const indented = dockerfile.directives.find(({ name }) => name === 'check');
  const fault = 'BuildKit looks for "# check=" at the very start of a line';
  return indented === undefined ? [] : ignoresOf(indented, fault, wholeFile);
}

function commentIgnores(placed: PlacedComment, dockerfile: Dockerfile, places: CommentPlaces): readonly Ignore[] {
  const { comment, instruction } = placed;
  const match = CHECK_COMMENT.exec(comment.text);
  const written = match?.groups?.value ?? '';
  const start = comment.start + 1 + (match?.[0].length ?? 0) - written.length;
  const value = checkValue(written, start);
  if (typeof value === 'string') return ignoresOf(comment, value, NOTHING);
  const { names, every } = value;
  const own = { ...value, names: names.filter(({ name }) => !BEYOND_COMMENTS.has(name)) };
  const ignores = ignoresOf(comment, own, places.below(placed) ?? NOTHING);
  const all = { name: AT_EARLIER, start, end: start + written.length };
  const atEarlier = every ? all : names.find(({ name }) => name === AT_EARLIER);
  const earlier = instruction && sameBefore(dockerfile, instruction);
  if (atEarlier === undefined || earlier === undefined) return ignores;
  const reach = { kind: 'instruction', ...earlier.span } as const;
  return [...ignores, ...ignoresOf(comment, { names: [atEarlier], every: false }, reach)];
}

/** The one before in the same stage of an instruction of which a stage has one; in linear time for all of a file. */
function sameBefore({ instructions }: Dockerfile, { keyword, index }: Instruction): Instruction | undefined {
  if (!COUNTED.has(keyword)) return undefined;
  for (let at = index - 1; at >= 0; at -= 1) {
    const other = instructions[at];
    if (other?.keyword === 'FROM') return undefined;
    if (other?.keyword === keyword) return other;
  }
  return undefined;
}

/** BuildKit takes the first one since the last empty comment. */
function firstCheck(instruction: Instruction | undefined): Comment | undefined {
  const comments = instruction?.commentsAbove ?? [];
  const lastEmpty = comments.findLastIndex(({ text }) => text.trim() === '');
  return comments.slice(lastEmpty + 1).find(({ text }) => CHECK_COMMENT.test(text));
}

/** What a comment takes out; one that takes nothing out says why. */
function ignoresOf(
  { start, end }: Span,
  value: Pick<CheckValue, 'names' | 'every'> | string,
  reach: Reach,
): readonly Ignore[] {
  const common = { by: 'buildkit', comment: { start, end }, reason: '' } as const;
  if (typeof value === 'string') return [{ ...common, names: [], every: false, reach: NOTHING, fault: value }];
  const { names, every } = value;
  return names.length === 0 && !every ? [] : [{ ...common, names: every ? [] : names, every, reach }];
}

/** The value up to the first space; or what is wrong with it. */
function checkValue(written: string, offset: number): CheckValue | string {
  const [value = ''] = /^[^ ]*/.exec(written) ?? [];
  let at = offset;
  let found: CheckValue = { names: [], every: false, error: false };
  for (const part of partsOf(value)) {
    const equals = part.indexOf('=');
    const key = (equals === -1 ? part : part.slice(0, equals)).trim();
    if (equals === -1) return `"${printable(key, 32)}" has no value, and BuildKit refuses it`;
    const setting = part.slice(equals + 1);
    if (key === 'skip') found = { ...found, ...skipped(setting, at + equals + 1, found) };
    else if (key === 'error') {
      const error = BOOLEANS.get(setting.trim());
      if (error === undefined) return 'BuildKit wants true or false behind "error="';
      found = { ...found, error };
    } else if (key !== 'experimental')
      return `"${printable(key, 32)}" is none of skip, error and experimental, and BuildKit refuses it`;
    at += part.length + 1;
  }
  return found;
}

function partsOf(value: string): readonly string[] {
  const parts: string[] = [];
  let at = 0;
  while (parts.length < MOST_PARTS - 1) {
    const end = value.indexOf(';', at);
    if (end === -1) break;
    parts.push(value.slice(at, end));
    at = end + 1;
  }
  return [...parts, value.slice(at)];
}

/** `skip=all` stays; of several lists the last one counts. */
function skipped(setting: string, offset: number, { every, names }: CheckValue): Pick<CheckValue, 'names' | 'every'> {
  if (setting.trim() === 'all') return { every: true, names };
  const listed = Array.from(setting.matchAll(NAME), ({ 0: text, index }) => {
    const name = text.trim();
    const start = offset + index + text.indexOf(name);
    return { name, start, end: start + name.length };
  });
  return { every, names: listed };
}
