import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from './bench.ts';
import type { TimingPlan } from './candidates.ts';
import { thrownDockerfiles } from './dockerfiles.ts';
import { doubtsAboutYardstick, type Figure, TOLERANCE } from './figure.ts';
import type { LintTimings } from './lint-probe.ts';
import type { Options } from './options.ts';
import { ask, startAnswering, stop } from './processes.ts';
import { PRODUCT } from './servers.ts';
import { median, medianRatio, quantile } from './statistics.ts';
import { compared, interleave, type Times, timeRun } from './turns.ts';
import type { Workspace } from './workspace.ts';

const MANY = 1_000;

/** What is found is no failure here. */
const LINT = ['lint', '--no-fail'];

/** Those of the server are not for what people start. */
const NO_FLAGS: readonly string[] = [];

/** P21 to P24: Dockerfiles, linted in memory and from the command line. */
export async function measureLint(
  { workspace }: Bench,
  options: Options,
): Promise<{ readonly figures: readonly Figure[]; readonly measured: readonly [LintTimings, Times, Times] }> {
  const engine = await measureEngine(options);
  const tree = writeTree(workspace);
  const one = await measureOne(workspace, tree, options);
  const many = await measureMany(workspace, tree, options);
  return {
    figures: [...engine.figures, many.figure, one.figure],
    measured: [engine.timings, many.times, one.times],
  };
}

async function measureEngine({ microRounds: rounds, microMilliseconds: milliseconds }: Options) {
  const child = startAnswering('server', [join(import.meta.dirname, 'lint-probe.ts')], NO_FLAGS);
  const plan: TimingPlan = { rounds, milliseconds };
  const timings = await ask<LintTimings>(child, plan);
  await stop(child);
  return { timings, figures: engineFigures(timings) };
}

function engineFigures({ rules, bytes, jsonBytes, times, typing }: LintTimings): readonly Figure[] {
  const of = (step: string) => times[step] ?? [];
  const doubts = doubtsAboutYardstick(1, medianRatio(of('json-again'), of('json')), TOLERANCE);
  const rate = 1e9 / quantile(of('rules'), 0.25);
  const ratio = (medianRatio(of('rules'), of('json')) * jsonBytes) / bytes;
  const stroke = median(typing);
  return [
    {
      goal: 'P21',
      name: `Dockerfiles per second, ${rules} rules`,
      value: rate,
      shown: `${rate.toFixed(0)} (${bytes.toFixed(0)} bytes each; ${shares(of)})`,
      gate: { atLeast: 5_000 },
      doubts,
    },
    { goal: '', name: 'the same', value: ratio, shown: `${ratio.toFixed(1)} x JSON.parse of as many bytes`, doubts },
    {
      goal: 'P24',
      name: 'lint after a key, longest file',
      value: stroke,
      shown: `${stroke.toFixed(2)} ms (the first ${typing[0]?.toFixed(0)} ms, the tenth ${typing[9]?.toFixed(1)} ms)`,
      gate: { atMost: 5 },
      doubts: [],
    },
  ];
}

/** What each step takes of one file. */
function shares(of: (step: string) => readonly number[]): string {
  const steps = ['parse', 'build', 'shell', 'rules'];
  return steps
    .map((step, at) => {
      const before = at === 0 ? undefined : of(steps[at - 1] ?? '');
      const own = median(of(step).map((time, round) => time - (before?.[round] ?? 0)));
      return `${step} ${(own / 1_000).toFixed(0)} us`;
    })
    .join(', ');
}

/** A tree of many Dockerfiles, as a monorepo has them. */
function writeTree({ folder }: Workspace): string {
  const tree = join(folder, 'services');
  for (const [number, text] of thrownDockerfiles(MANY, 11).entries()) {
    const place = join(tree, `group-${number % 40}`, `service-${number}`);
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, 'Dockerfile'), text);
  }
  return tree;
}

async function measureMany({ cache }: Workspace, tree: string, { lintRounds }: Options) {
  const env = environment(cache);
  const empty = () => timeRun(['-e', '0'], env, NO_FLAGS);
  const lint = () => timeRun([PRODUCT, ...LINT, tree], env, NO_FLAGS);
  const times = await interleave(lintRounds.many, { empty, lint });
  const beyond = median(times.lint.map((time, round) => time - (times.empty[round] ?? 0)));
  const least = quantile(times.lint, 0) - quantile(times.empty, 0);
  const figure: Figure = {
    goal: 'P22',
    name: `lint of ${MANY} files`,
    value: beyond,
    shown: `${beyond.toFixed(0)} ms beyond node -e 0 (the least ${least.toFixed(0)} ms)`,
    gate: { atMost: 600 },
    doubts: [],
  };
  return { figure, times };
}

async function measureOne({ cache }: Workspace, tree: string, { lintRounds }: Options) {
  const env = environment(cache);
  const empty = () => timeRun(['-e', '0'], env, NO_FLAGS);
  const lint = () => timeRun([PRODUCT, ...LINT, join(tree, 'group-0/service-0/Dockerfile')], env, NO_FLAGS);
  const times = await interleave(lintRounds.one, { empty, again: empty, lint });
  const figure: Figure = {
    goal: 'P23',
    name: 'lint of one file',
    ...compared(times.lint, times.empty, 'node -e 0'),
    gate: { atMost: 2 },
    doubts: doubtsAboutYardstick(median(times.empty), median(times.again), TOLERANCE),
  };
  return { figure, times };
}

/** Without what a user's machine may have besides: ShellCheck would be measured, and not the product. */
function environment(cache: string): NodeJS.ProcessEnv {
  return { ...process.env, XDG_CACHE_HOME: cache, TIDEWAITER_SHELLCHECK: 'off' };
}
