import type { Fix, LintSeverity } from '../model/dockerfile-rule.ts';
import type { FileReport, LintFinding, Region } from '../model/lint.ts';
import { strictness } from '../model/lint-policy.ts';
import { areSound, EditSet, edited } from './edits.ts';
import { stopsFixes } from './fault-rules.ts';
import { buildWith, type LintRequest, lintBuild } from './lint-file.ts';

/** Rounds after which nobody waits for a fixed point any more. */
const MOST_ROUNDS = 10;
/** Times that a round is tried without one of its fixes. */
const MOST_TRIALS = 64;
/** Characters that are linted to fix one file: of a large file, fixes that make it worse are looked for less often. */
const MOST_LINTED = 16 * 1024 * 1024;

export interface FixRequest extends Omit<LintRequest, 'foreign' | 'policies'> {
  /** `unsafe`: these too. */
  readonly safety: Fix['safety'];
  /** Ids of the rules whose fixes are wanted; absent: all. */
  readonly only?: ReadonlySet<string>;
}

/** A fix that was applied, or was not. */
export interface FixNote {
  readonly rule: string;
  readonly title: string;
  readonly safety: Fix['safety'];
  /** Of its finding, in the text of the round. */
  readonly region: Region;
}

/** What came of the fixes of a file. */
export interface FixedFile {
  /** The text given where nothing was fixed. */
  readonly text: string;
  readonly applied: readonly FixNote[];
  /** Fixes that were left out, because with them the file would be worse. */
  readonly leftOut: readonly (FixNote & { readonly reason: string })[];
  /** Rounds in which something was applied. */
  readonly rounds: number;
  /** A syntax error keeps the text as it was. */
  readonly isBroken: boolean;
  /** What was to be said of the text before. */
  readonly before: FileReport;
  /** What is to be said of the text now. */
  readonly report: FileReport;
}

/** A text with what the linter says of it. */
interface State {
  readonly text: string;
  readonly report: FileReport;
  /** Has a fault of form that nobody should edit around. */
  readonly broken: boolean;
}

interface Fixable {
  readonly finding: LintFinding;
  readonly fix: Fix;
}

/**
 * Applies fixes until none is left: in each round those that do not overlap, the first in the order of the file first.
 * After each round the text is parsed and linted again; a fix that would break its form, or yield a finding of another
 * rule that is as severe, is left out. A file with a syntax error is left alone. Fixing what comes out changes nothing, but
 * for files so large that the work on them ended early.
 */
export function fixDockerfile(request: FixRequest): FixedFile {
  let linted = 0;
  const lint = (text: string): State => {
    linted += text.length;
    const build = buildWith(text, request.inputs, request.linter);
    return { text, report: lintBuild(build, { ...request, text }), broken: build.dockerfile.faults.some(stopsFixes) };
  };
  let state = lint(request.text);
  const before = state.report;
  const applied: FixNote[] = [];
  let rounds = 0;
  let leftOut: FixedFile['leftOut'] = [];
  const isSpent = () => linted > MOST_LINTED;
  while (!state.broken && rounds < MOST_ROUNDS && !isSpent()) {
    const round = new Round(state, lint, isSpent);
    round.apply(fixesIn(state, request));
    leftOut = round.leftOut;
    if (round.accepted.length === 0) break;
    applied.push(...round.accepted.map(noteOf));
    state = round.state;
    rounds += 1;
  }
  const { text, report, broken } = state;
  return { text, applied, leftOut, rounds, isBroken: broken, before, report };
}

/** Those that fit together, in the order of the file. */
function fixesIn({ report }: State, { safety, only }: FixRequest): readonly Fixable[] {
  const taken = new EditSet();
  return report.findings.flatMap((finding) => {
    const { fix } = finding;
    if (fix === undefined || (fix.safety === 'unsafe' && safety === 'safe')) return [];
    if (only !== undefined && !only.has(finding.rule)) return [];
    const isUsable = areSound(fix.edits, report.text.length) && taken.add(fix.edits);
    return isUsable ? [{ finding, fix }] : [];
  });
}

/** One round: all edits are those of the same text. */
class Round {
  readonly accepted: Fixable[] = [];
  readonly leftOut: (FixNote & { readonly reason: string })[] = [];
  /** With what was accepted. */
  state: State;
  readonly #base: State;
  readonly #lint: (text: string) => State;
  readonly #isSpent: () => boolean;
  #trials = 0;

  /** @param isSpent whether enough was linted */
  constructor(base: State, lint: (text: string) => State, isSpent: () => boolean) {
    this.#base = base;
    this.state = base;
    this.#lint = lint;
    this.#isSpent = isSpent;
  }

  /** Accepts fixes; where these make the file worse, each half of them by itself. */
  apply(fixes: readonly Fixable[]): void {
    if (fixes.length === 0) return;
    this.#trials += 1;
    const isEnough = this.#trials > MOST_TRIALS || this.#isSpent();
    const reason = isEnough ? 'too many fixes made the file worse' : this.#attempt(fixes);
    if (reason === undefined) return;
    if (fixes.length === 1 || isEnough) {
      for (const fix of fixes) this.leftOut.push({ ...noteOf(fix), reason });
      return;
    }
    const middle = Math.ceil(fixes.length / 2);
    this.apply(fixes.slice(0, middle));
    this.apply(fixes.slice(middle));
  }

  /** What speaks against fixes besides those that were accepted; undefined: they now are, too. */
  #attempt(fixes: readonly Fixable[]): string | undefined {
    const edits = [...this.accepted, ...fixes].flatMap(({ fix }) => fix.edits);
    const text = edited(this.#base.text, edits);
    if (text === this.state.text) return 'it changes nothing';
    const after = this.#lint(text);
    const reason = after.broken ? 'the file would have a syntax error' : worsening(fixes, this.state, after);
    if (reason !== undefined) return reason;
    for (const fix of fixes) this.accepted.push(fix);
    this.state = after;
    return undefined;
  }
}

/** A rule that finds more than before and is no milder than the mildest finding that was fixed. */
function worsening(fixes: readonly Fixable[], before: State, after: State): string | undefined {
  const mildest = fixes.reduce(
    (least, { finding }) => Math.min(least, strictness(finding.severity)),
    strictness('error'),
  );
  const earlier = countsOf(before.report);
  for (const [rule, { count, worst }] of countsOf(after.report)) {
    if (count > (earlier.get(rule)?.count ?? 0) && strictness(worst) >= mildest) {
      return `the rule "${rule}" would find more than before`;
    }
  }
  return undefined;
}

function countsOf({ findings }: FileReport): ReadonlyMap<string, { count: number; worst: LintSeverity }> {
  const counts = new Map<string, { count: number; worst: LintSeverity }>();
  for (const { rule, severity } of findings) {
    const known = counts.get(rule);
    if (known === undefined) counts.set(rule, { count: 1, worst: severity });
    else {
      known.count += 1;
      if (strictness(severity) > strictness(known.worst)) known.worst = severity;
    }
  }
  return counts;
}

function noteOf({ finding: { rule, region }, fix: { title, safety } }: Fixable): FixNote {
  return { rule, title, safety, region };
}
