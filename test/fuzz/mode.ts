/** How much the fuzz tests try, and with which seed. Both come from the environment: see docs/testing.md. */

const { TIDEWAITER_FUZZ_CASES, TIDEWAITER_FUZZ_SEED } = process.env;

/** Cases of the bypass fuzzer: 5,000 unless told otherwise. */
export const CASES = readNumber('TIDEWAITER_FUZZ_CASES', TIDEWAITER_FUZZ_CASES) ?? 5_000;

/** How many times as much as usual. */
export const EFFORT = Math.max(1, Math.round(CASES / 5_000));

/** Another one each time, so that many runs try more than one. */
export const SEED = readNumber('TIDEWAITER_FUZZ_SEED', TIDEWAITER_FUZZ_SEED) ?? Math.floor(Math.random() * 2 ** 31);

/** Milliseconds that one test may take. */
export const TIMEOUT = 30_000 * EFFORT;

if (TIDEWAITER_FUZZ_CASES !== undefined) console.log(`to try the same again: TIDEWAITER_FUZZ_SEED=${SEED}`);

function readNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error(`${name} must be a whole number, not "${text}"`);
  return value;
}
