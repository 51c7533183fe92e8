import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { REVIEW_FLAGS } from '../src/cli/command-flags.ts';
import { EXIT } from '../src/cli/exit-code.ts';
import { readFlags } from '../src/cli/flags.ts';
import { review } from '../src/cli/review.ts';
import { Terminal } from '../src/cli/terminal.ts';
import type { Action } from '../src/model/problem.ts';
import { ROOT } from './shipped-policies.ts';

/** A day on which the exceptions of the examples hold, so that a review comes to the same on every other. */
export const DAY = '2026-11-20';

/** A workload of an example and what was found in it: a line of `tidewaiter review --format jsonl`. */
export interface ReviewedWorkload {
  readonly subject: { readonly kind: string; readonly name: string };
  readonly allowed: boolean;
  readonly findings: readonly {
    readonly rule: string;
    readonly policy: string;
    readonly action: Action;
    readonly message: string;
  }[];
  readonly waived?: readonly { readonly rule: string }[];
}

/** Runs `tidewaiter review` over an example: the same code, without the start of a process. */
export async function reviewExample(
  example: string,
  policies: readonly string[],
  day = DAY,
): Promise<readonly ReviewedWorkload[]> {
  const paths = policies.map((path) => join(ROOT, path)).join(',');
  const args = ['--policies', paths, '--format', 'jsonl', join(ROOT, 'examples', example)];
  const { values, operands } = readFlags(REVIEW_FLAGS, args, {});
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const collected = Promise.all([text(stdout), text(stderr)]);
  const terminal = new Terminal({ stdin, stdout, stderr }, {});
  const code = await review({ flags: values, operands, terminal }, () => day);
  stdout.end();
  stderr.end();
  const [out, err] = await collected;
  if (code === EXIT.error) throw new Error(`examples/${example} cannot be reviewed by ${policies.join(', ')}: ${err}`);
  return out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
