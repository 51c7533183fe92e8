import { parseArgs } from 'node:util';

/** The parts of a run, in the order in which they are measured. */
export const PARTS = [
  'memory',
  'throughput',
  'latency',
  'shapes',
  'engine',
  'lint',
  'rules',
  'images',
  'attestations',
  'startup',
] as const;
export type Part = (typeof PARTS)[number];

export interface Options {
  readonly parts: readonly Part[];
  readonly rounds: number;
  readonly secondsPerSlice: number;
  readonly connections: readonly number[];
  /** Rounds of the parts that ask for no full set of slices. */
  readonly fewRounds: number;
  readonly microRounds: number;
  readonly microMilliseconds: number;
  readonly startRounds: number;
  /** Runs of the command line that lint: one file, and many. */
  readonly lintRounds: { readonly one: number; readonly many: number };
  /** Where to write the results; absent: a file of its own in bench/results. */
  readonly json: string | undefined;
}

export const USAGE = `npm run bench -- [FLAG]...
  --quick                 about 40 seconds, without latency and body shapes: a smoke check
  --only PART             one of ${PARTS.join(', ')}; may be given again
  --rounds N              rounds of slices (default 9)
  --seconds-per-slice S   default 1, with --quick 0.3
  --json FILE             where to write all results (default: a new file in bench/results)
Exit code: 0 all gates met, 1 a gate missed, 2 no result, 3 undecided.`;

/** @throws Error where the command line cannot be understood */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true },
      rounds: { type: 'string', default: '9' },
      'seconds-per-slice': { type: 'string' },
      json: { type: 'string' },
    },
  });
  const { quick } = values;
  const usual = quick ? PARTS.filter((part) => part !== 'latency' && part !== 'shapes') : PARTS;
  return {
    parts: values.only?.map(readPart) ?? usual,
    rounds: readNumber('--rounds', values.rounds, 1),
    secondsPerSlice: readNumber('--seconds-per-slice', values['seconds-per-slice'] ?? (quick ? '0.3' : '1'), 0.1),
    connections: [8, 64],
    fewRounds: quick ? 3 : 5,
    microRounds: quick ? 5 : 9,
    microMilliseconds: quick ? 60 : 150,
    startRounds: quick ? 7 : 15,
    lintRounds: quick ? { one: 15, many: 3 } : { one: 31, many: 9 },
    json: values.json,
  };
}

function readPart(text: string): Part {
  const part = PARTS.find((known) => known === text);
  if (part === undefined) throw new Error(`--only ${text}: the parts are ${PARTS.join(', ')}`);
  return part;
}

function readNumber(flag: string, text: string, least: number): number {
  const number = Number(text);
  if (!(number >= least)) throw new Error(`${flag} ${text}: must be a number of at least ${least}`);
  return number;
}
