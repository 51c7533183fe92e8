import { describe, expect, test } from '@jest/globals';
import { remembering } from '../../src/parse/remembering.ts';

/** A function that counts how often each text was given to it. */
function counting() {
  const calls = new Map<string, number>();
  const compute = (text: string) => {
    calls.set(text, (calls.get(text) ?? 0) + 1);
    return text.toUpperCase();
  };
  return { compute, calls };
}

describe('remembering', () => {
  test('computes a text once, and gives the same result again', () => {
    const { compute, calls } = counting();
    const remembered = remembering(compute, { most: 2, maxLength: 8 });
    expect(['a', 'b', 'a', 'b', 'a'].map(remembered)).toEqual(['A', 'B', 'A', 'B', 'A']);
    expect([...calls]).toEqual([
      ['a', 1],
      ['b', 1],
    ]);
  });

  test('keeps no more results than it may, and stays right past that', () => {
    const { compute, calls } = counting();
    const remembered = remembering(compute, { most: 2, maxLength: 8 });
    const texts = ['a', 'b', 'c', 'a', 'b', 'c'];
    expect(texts.map(remembered)).toEqual(['A', 'B', 'C', 'A', 'B', 'C']);
    expect(calls.get('a')).toBe(2);
  });

  test('does not keep long texts', () => {
    const { compute, calls } = counting();
    const remembered = remembering(compute, { most: 2, maxLength: 3 });
    expect([remembered('long'), remembered('long'), remembered('abc'), remembered('abc')]).toEqual([
      'LONG',
      'LONG',
      'ABC',
      'ABC',
    ]);
    expect(calls.get('long')).toBe(2);
    expect(calls.get('abc')).toBe(1);
  });

  test('is not confused by names of the prototype', () => {
    const remembered = remembering((text) => text.length, { most: 4, maxLength: 32 });
    expect(['__proto__', 'constructor', '__proto__'].map(remembered)).toEqual([9, 11, 9]);
  });
});
