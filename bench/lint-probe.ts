import { buildOf, NO_INPUTS } from '../src/builds/build.ts';
import { PLAIN_CONFIG } from '../src/lint/config.ts';
import { lintDockerfile } from '../src/lint/lint-file.ts';
import { compileLinter, type Linter } from '../src/lint/linter.ts';
import type { Build } from '../src/model/build.ts';
import { parseDockerfile } from '../src/parse/dockerfile/parse.ts';
import { DOCKERFILE_RULES } from '../src/rules/dockerfile/index.ts';
import { BODY_SETS } from './bodies.ts';
import { type Candidate, type TimingPlan, type Timings, timed } from './candidates.ts';
import { corpus } from './dockerfiles.ts';

/** What is told of linting in memory. */
export interface LintTimings {
  readonly files: number;
  readonly rules: number;
  readonly bytes: number;
  /** Nanoseconds for the whole corpus, or for JSON of as many bytes. */
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

/** The engine compiles what is hot much sooner than a round of the whole corpus comes again. */
const WARM_UP = 12;

/** Lints of the file that somebody types in. */
const STROKES = 200;

process.on('message', (plan: TimingPlan) => {
  process.send?.(timingsOf(plan));
});

function timingsOf(plan: TimingPlan): LintTimings {
  const texts = corpus();
  const linter = everyRule();
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const typing = typed(texts, linter);
  return {
    files: texts.length,
    rules: linter.rules.length,
    bytes,
    times: timed(candidates(texts, bytes, linter), plan, WARM_UP),
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
function candidates(texts: readonly string[], bytes: number, linter: Linter): ReadonlyMap<string, Candidate> {
  const documents = jsonOf(bytes);
  const each = (run: (text: string) => unknown): Candidate<readonly string[]> => ({
    prepare: () => [texts],
    run: (all) => all.forEach(run),
  });
  const json: Candidate<readonly string[]> = {
    prepare: () => [documents],
    run: (all) => all.forEach((text) => JSON.parse(text)),
  };
  return new Map<string, Candidate>([
    ['json', json],
    ['parse', each(parseDockerfile)],
    ['build', each((text) => understood(buildOf(parseDockerfile(text), NO_INPUTS)))],
    ['shell', each((text) => understood(buildOf(parseDockerfile(text), NO_INPUTS)).allCommands)],
    ['rules', each((text) => lintDockerfile({ file: 'Dockerfile', text, inputs: NO_INPUTS, linter, today: TODAY }))],
    ['json-again', json],
  ]);
}

/** Works out what most rules ask for, but for what scripts run. */
function understood(build: Build): Build {
  const { variableUses, stages } = build;
  if (variableUses.length + stages.length < 0) throw new Error('never: this keeps the work from being left out');
  return build;
}

/** Admission reviews of as many bytes together. */
function jsonOf(bytes: number): readonly string[] {
  const [body = Buffer.alloc(0)] = BODY_SETS.pod().map((one) => one.bytes);
  const text = body.toString();
  return Array.from({ length: Math.round(bytes / body.length) }, () => text);
}

/** An editor that lints the longest file after each key, from the first lint of its process on. */
function typed(texts: readonly string[], linter: Linter): readonly number[] {
  const longest = texts.reduce((one, other) => (other.length > one.length ? other : one));
  return Array.from({ length: STROKES }, (_, stroke) => {
    const text = `${longest}# ${'x'.repeat(stroke)}\n`;
    const start = performance.now();
    lintDockerfile({ file: 'Dockerfile', text, inputs: NO_INPUTS, linter, today: TODAY });
    return performance.now() - start;
  });
}
