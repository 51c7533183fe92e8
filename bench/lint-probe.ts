import { buildOf, NO_INPUTS } from '../src/builds/build.ts';
import { PLAIN_CONFIG } from '../src/lint/config.ts';
import { lintDockerfile } from '../src/lint/lint-file.ts';
import { compileLinter, type Linter } from '../src/lint/linter.ts';
import type { Build } from '../src/model/build.ts';
import type { FileReport } from '../src/model/lint.ts';
import { parseDockerfile } from '../src/parse/dockerfile/parse.ts';
import { DOCKERFILE_RULES } from '../src/rules/dockerfile/index.ts';
import { BODY_SETS } from './bodies.ts';
import { type Candidate, type TimingPlan, type Timings, timed } from './candidates.ts';
import { corpus } from './dockerfiles.ts';

/** What is told of linting in memory. */
export interface LintTimings {
  readonly rules: number;
  /** Mean bytes of a file. */
  readonly bytes: number;
  /** Bytes of the JSON that is parsed. */
  readonly jsonBytes: number;
  /** Nanoseconds for a file, or for the JSON. */
  readonly times: Timings;
  /** Milliseconds of each lint of one file that somebody types in, the first ones included. */
  readonly typing: readonly number[];
}

/** Options of rules that are off until a policy names them, where they need some. */
const OPTIONS: Readonly<Record<string, object>> = {
  'allowed-registries': { registries: ['docker.io/**', 'registry.example.com/**'] },
  'required-labels': { labels: ['org.opencontainers.image.source', 'org.opencontainers.image.title'] },
};

const TODAY = '2026-11-21';

/** JSON that is parsed in a turn. */
const JSON_TEXTS = 50;

/** How often all files are linted before anything is timed: so much is new that V8 is at it for seconds. */
const WARM_UP = 40;

/** Lints of the file that somebody types in. */
const STROKES = 200;

process.on('message', (plan: TimingPlan) => {
  process.send?.(timingsOf(plan));
});

function timingsOf(plan: TimingPlan): LintTimings {
  const texts = corpus();
  const linter = everyRule();
  const typing = typed(texts, linter);
  for (let pass = 0; pass < WARM_UP; pass++) for (const text of texts) lintOne(text, linter);
  return {
    rules: linter.rules.length,
    bytes: texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / texts.length,
    jsonBytes: Buffer.byteLength(jsonText()),
    times: timed(candidates(texts, linter), plan),
    typing,
  };
}

/** All rules, those that policies have to ask for included. */
function everyRule(): Linter {
  const asked = DOCKERFILE_RULES.filter(({ optIn }) => optIn === true).map(({ id: rule }) =>
    OPTIONS[rule] === undefined ? { rule } : { rule, options: OPTIONS[rule] },
  );
  return compileLinter(DOCKERFILE_RULES, { ...PLAIN_CONFIG, layers: [asked] });
}

/** Each does what the one before does, and one step more, so that the steps are their differences. */
function candidates(texts: readonly string[], linter: Linter): ReadonlyMap<string, Candidate> {
  const each = (run: (text: string) => unknown): Candidate<string> => ({ prepare: () => texts, run });
  const review = jsonText();
  const json: Candidate<string> = { prepare: () => Array(JSON_TEXTS).fill(review), run: (text) => JSON.parse(text) };
  return new Map<string, Candidate>([
    ['json', json],
    ['parse', each(parseDockerfile)],
    ['build', each((text) => readStages(buildOf(parseDockerfile(text), NO_INPUTS)))],
    ['shell', each((text) => readScripts(buildOf(parseDockerfile(text), NO_INPUTS)))],
    ['rules', each((text) => lintOne(text, linter))],
    ['json-again', json],
  ]);
}

function lintOne(text: string, linter: Linter): FileReport {
  return lintDockerfile({ file: 'Dockerfile', text, inputs: NO_INPUTS, linter, today: TODAY });
}

/** What most rules ask for, but for what scripts run. */
function readStages({ stages, variableUses }: Build): readonly unknown[] {
  return [stages, variableUses];
}

function readScripts(build: Build): readonly unknown[] {
  return [...readStages(build), build.allCommands];
}

/** An admission review. */
function jsonText(): string {
  const [body] = BODY_SETS.pod();
  return body === undefined ? '' : body.bytes.toString();
}

/** An editor that lints the longest file after each key, from the first lint of its process on. */
function typed(texts: readonly string[], linter: Linter): readonly number[] {
  const longest = texts.reduce((one, other) => (other.length > one.length ? other : one));
  return Array.from({ length: STROKES }, (_, stroke) => {
    const text = `${longest}# ${'x'.repeat(stroke)}\n`;
    const start = performance.now();
    lintOne(text, linter);
    return performance.now() - start;
  });
}
