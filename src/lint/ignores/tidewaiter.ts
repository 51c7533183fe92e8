import { checkDate } from '../../model/date.ts';
import type { Comment } from '../../model/instruction.ts';
import { printable } from '../../model/printable.ts';
import type { CommentPlaces, PlacedComment } from './comment-places.ts';
import { type Ignore, type IgnoreName, NOTHING, type Reach } from './ignore.ts';

const HEAD = /^[ \t]*tidewaiter-ignore(?<form>[^ \t]*)/;
/** Nearly so, at the start of a comment. */
const NEARLY = /^[ \t]*tidewaiter[-_: ]ignore(?![a-z])/i;
const REASON = /(?:^|[ \t])--(?:[ \t]|$)/;
const TOKEN = /,|[^\s,]+/g;
/** Names in one comment: more than there are rules of one topic. */
const MOST_NAMES = 256;
const FORMS: ReadonlySet<string> = new Set(['', '-stage', '-file']);
const EXAMPLE = 'write "# tidewaiter-ignore rule,rule until=2027-01-31 -- reason"';

/** `# tidewaiter-ignore <rule>[,<rule>] [until=2027-01-31] -- reason`; undefined where the comment is none. */
export function tidewaiterIgnore(placed: PlacedComment, places: CommentPlaces): Ignore | undefined {
  const { comment } = placed;
  const head = HEAD.exec(comment.text);
  if (head === null) return nearly(comment);
  const form = head.groups?.form ?? '';
  const dashes = REASON.exec(comment.text);
  const body = comment.text.slice(0, dashes?.index);
  const reason = dashes === null ? '' : comment.text.slice(dashes.index + dashes[0].length).trim();
  const words = tokensOf(body, head[0].length, comment.start + 1);
  const parts = FORMS.has(form)
    ? partsOf(form, words)
    : `"tidewaiter-ignore${printable(form, 32)}" is not understood: ${EXAMPLE}`;
  const ignore = { by: 'tidewaiter', comment, reason } as const;
  if (typeof parts === 'string') return { ...ignore, names: [], every: false, reach: NOTHING, fault: parts };
  const reach = reachOf(parts.form, placed, places);
  const common = {
    ...ignore,
    names: parts.every ? [] : parts.names,
    every: parts.every,
    ...(parts.until && { until: parts.until }),
  };
  return typeof reach === 'string' ? { ...common, reach: NOTHING, fault: reach } : { ...common, reach };
}

function nearly(comment: Comment): Ignore | undefined {
  if (!NEARLY.test(comment.text)) return undefined;
  const fault = `it is taken for an ordinary comment: ${EXAMPLE}`;
  return { by: 'tidewaiter', comment, reason: '', names: [], every: false, reach: NOTHING, fault };
}

interface Parts {
  readonly form: string;
  readonly names: readonly IgnoreName[];
  readonly every: boolean;
  readonly until: IgnoreName | undefined;
}

function tokensOf(body: string, from: number, offset: number): readonly IgnoreName[] {
  const tokens: IgnoreName[] = [];
  TOKEN.lastIndex = from;
  for (let match = TOKEN.exec(body); match !== null; match = TOKEN.exec(body)) {
    tokens.push({ name: match[0], start: offset + match.index, end: offset + match.index + match[0].length });
  }
  return tokens;
}

/** The parts of a comment, or what is wrong with it. */
function partsOf(written: string, tokens: readonly IgnoreName[]): Parts | string {
  const word = tokens[0]?.name;
  const isWord = written === '' && (word === 'stage' || word === 'file') && tokens[1]?.name !== ',';
  const rest = isWord ? tokens.slice(1) : tokens;
  const { names, behind } = namesOf(rest);
  if (names.length === 0) return `names no rule: ${EXAMPLE}`;
  if (names.length > MOST_NAMES) return `it names more than ${MOST_NAMES} rules: write "all", or several comments`;
  const [until, stray] = behind[0]?.name.startsWith('until=') ? behind : [undefined, behind[0]];
  if (stray !== undefined) return `"${printable(stray.name, 64)}" is not understood: ${EXAMPLE}`;
  const day = until && { ...until, name: until.name.slice('until='.length) };
  const fault = day && checkDate(day.name);
  if (fault !== undefined) return `until ${fault}`;
  return { form: isWord ? `-${word}` : written, names, every: names.some(({ name }) => name === 'all'), until: day };
}

/** Names with a comma between two, and what stands behind them. */
function namesOf(tokens: readonly IgnoreName[]): { names: readonly IgnoreName[]; behind: readonly IgnoreName[] } {
  const names: IgnoreName[] = [];
  for (const [index, token] of tokens.entries()) {
    const isPlaceOfName = index % 2 === 0;
    if (isPlaceOfName === (token.name === ',') || token.name.startsWith('until=')) {
      return { names, behind: tokens.slice(index) };
    }
    if (isPlaceOfName) names.push(token);
  }
  return { names, behind: [] };
}

function reachOf(form: string, placed: PlacedComment, places: CommentPlaces): Reach | string {
  if (form === '-file') return places.wholeFile;
  if (form === '') return places.below(placed) ?? 'stands above no instruction, so that it ignores nothing';
  const { instruction, inside } = placed;
  const stage = instruction === undefined || inside ? undefined : places.stageOf(instruction);
  return stage ?? 'stands above no FROM, so that there is no stage to ignore it in';
}
