import { measureAttestations } from './attestations.ts';
import { Bench } from './bench.ts';
import { measureEngine } from './engine.ts';
import type { Figure } from './figure.ts';
import { measureImages } from './images.ts';
import { measureLatency } from './latency.ts';
import { measureLint } from './lint.ts';
import { measureMemory } from './memory.ts';
import { type Options, type Part, readOptions, USAGE } from './options.ts';
import { conditions, exitCode, headline, save, table } from './output.ts';
import { pinSelf } from './processes.ts';
import { measureManyRules } from './rules.ts';
import { measureShapes } from './shapes.ts';
import { measureStarts } from './startup.ts';
import { measureThroughput } from './throughput.ts';

/** What a part of a run found: its figures, and all that they were drawn from. */
interface Finding {
  readonly figures: readonly Figure[];
  readonly measured?: unknown;
}

const MEASURE: Readonly<Record<Part, (bench: Bench, options: Options) => Promise<Finding>>> = {
  memory: measureMemory,
  throughput: measureThroughput,
  latency: measureLatency,
  shapes: measureShapes,
  engine: measureEngine,
  lint: measureLint,
  rules: measureManyRules,
  images: measureImages,
  attestations: measureAttestations,
  startup: measureStarts,
};

process.exitCode = await main();

async function main(): Promise<number> {
  let options: Options;
  try {
    options = readOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${Error.isError(error) ? error.message : error}\n\n${USAGE}`);
    return 2;
  }
  pinSelf();
  const setting = conditions();
  console.log(headline(setting));
  try {
    const parts = await run(options);
    const figures = Object.values(parts).flatMap((part) => part.figures);
    console.log(table(figures));
    console.log(`\nevery slice: ${await save({ ...setting, options, parts }, options.json)}`);
    return exitCode(figures);
  } catch (error) {
    console.error(`no result: ${Error.isError(error) ? error.stack : error}`);
    return 2;
  }
}

async function run(options: Options): Promise<Readonly<Record<string, Finding>>> {
  await using bench = await Bench.start();
  const findings: Record<string, Finding> = {};
  for (const part of options.parts) findings[part] = await MEASURE[part](bench, options);
  return findings;
}
