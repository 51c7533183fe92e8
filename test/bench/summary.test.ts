import { describe, expect, test } from '@jest/globals';
import type { SliceResult } from '../../bench/load.ts';
import { readOptions } from '../../bench/options.ts';
import { summarise } from '../../bench/summary.ts';

function slice(fields: Partial<SliceResult>): SliceResult {
  return {
    server: 'floor',
    round: 0,
    answers: 1_000,
    seconds: 1,
    p50: 100,
    p99: 200,
    lag: 10,
    clientCpu: 20_000,
    cpuPerRequest: 50,
    requestsPerSecond: 1_000,
    busy: 1,
    waitShare: 0,
    undisturbed: true,
    saturated: true,
    loopDelay: { p99: 0, max: 0 },
    ...fields,
  };
}

describe('a summary', () => {
  test('takes low quartiles of CPU time and high ones of rates, of one server alone', () => {
    const slices = [10, 20, 30, 40, 50].map((value) => slice({ cpuPerRequest: value, requestsPerSecond: value }));
    const summary = summarise([...slices, slice({ server: 'product', cpuPerRequest: 1 })], 'floor', 5);
    expect(summary).toMatchObject({ cpu: 20, leastCpu: 10, medianCpu: 30, rate: 40, mostRate: 50, medianRate: 30 });
    expect(summary).toMatchObject({ doubts: [], rateDoubts: [] });
  });

  test('leaves out slices in which somebody else had the CPU', () => {
    const summary = summarise([slice({}), slice({ cpuPerRequest: 5, undisturbed: false })], 'floor', 2);
    expect(summary.cpu).toBe(50);
    expect(summary.doubts).toEqual(['1 undisturbed slices of floor, not 2']);
  });

  test('takes rates only from slices that kept the server busy, CPU time from all', () => {
    const slices = [slice({}), slice({ cpuPerRequest: 60, requestsPerSecond: 9_000, saturated: false })];
    const summary = summarise(slices, 'floor', 2);
    expect(summary).toMatchObject({ mostRate: 1_000, medianCpu: 55, doubts: [] });
    expect(summary.rateDoubts).toEqual(['1 saturated slices of floor, not 2']);
  });
});

describe('options', () => {
  test('of a quick run leave out latency and shapes', () => {
    expect(readOptions(['--quick']).parts).toEqual([
      'memory',
      'throughput',
      'engine',
      'lint',
      'rules',
      'images',
      'attestations',
      'startup',
    ]);
    expect(readOptions([]).parts).toContain('latency');
    expect(readOptions(['--quick', '--only', 'latency']).parts).toEqual(['latency']);
  });

  test.each([
    [['--only', 'speed'], '--only speed: the parts are'],
    [['--rounds', '0'], '--rounds 0: must be a number of at least 1'],
    [['--rounds', 'x'], '--rounds x'],
    [['--seconds-per-slice', '0'], '--seconds-per-slice 0'],
    [['--fast'], "'--fast'"],
  ])('%j are refused', (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
  });
});
