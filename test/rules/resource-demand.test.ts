import { describe, expect, test } from '@jest/globals';
import { OptionsError } from '../../src/model/rule.ts';
import { compileDemands, type ResourceOptions } from '../../src/rules/workload/resource/resource-demand.ts';

describe('demands on resources', () => {
  test('by default: requests for cpu and memory, a limit for memory', () => {
    expect(compileDemands({})).toEqual([
      { resource: 'cpu', requests: true, limits: false, min: undefined, max: undefined },
      { resource: 'memory', requests: true, limits: true, min: undefined, max: undefined },
    ]);
  });

  test('a bound alone is a demand', () => {
    expect(compileDemands({ requests: [], limits: [], max: { cpu: '1500m' } })).toEqual([
      {
        resource: 'cpu',
        requests: false,
        limits: false,
        min: undefined,
        max: { text: '1500m', value: 1_500_000_000n },
      },
    ]);
  });

  test('equal bounds leave one amount', () => {
    expect(compileDemands({ min: { memory: '1Gi' }, max: { memory: '1024Mi' } })).toHaveLength(2);
  });

  const refused: readonly [ResourceOptions, string, string][] = [
    [{ requests: [], limits: [] }, 'requests', 'nothing is required'],
    [{ min: { cpu: 2 }, max: { cpu: '1999m' } }, 'min.cpu', '2 is more than the maximum, 1999m'],
    [{ min: { memory: '64MB' } }, 'min.memory', 'must be a quantity above zero'],
    [{ max: { memory: 0 } }, 'max.memory', 'must be a quantity above zero'],
    [{ max: { memory: '-1Gi' } }, 'max.memory', 'must be a quantity above zero'],
    [{ max: { cpu: true } }, 'max.cpu', 'must be a quantity above zero'],
  ];
  test.each(refused)('%j is refused at %s', (options, field, message) => {
    const error = errorOf(() => compileDemands(options));
    expect(error).toBeInstanceOf(OptionsError);
    expect(error).toMatchObject({ field, message: expect.stringContaining(message) });
  });
});

function errorOf(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}
