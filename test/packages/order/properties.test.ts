import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compareVersions } from '../../../src/packages/compare.ts';
import { ECOSYSTEMS, type Ecosystem } from '../../../src/packages/ecosystem.ts';

/** What the orders must have in common: each is a total order of the versions that it understands. */

const NUMBERS = ['0', '1', '2', '9', '10', '00', '01', '99999999999999999999'];
const WORDS = ['a', 'alpha', 'b', 'beta', 'rc', 'RC', 'pre', 'm', 'sp', 'final', 'SNAPSHOT', 'x', 'post', 'dev', 'p'];
const MARKS = ['.', '-', '_', '+', '~', '^', ':', '!', '-r', '_p', '_rc', '-rc.', '.post', '.dev', '-0.', '+1', '.0'];

/** Few different parts, so that many versions differ in little. */
const piece = fc.constantFrom(...NUMBERS, ...WORDS, ...MARKS, '.', '.', '-');
const pieces = fc.array(piece, { maxLength: 8 }).map((parts) => parts.join(''));
const start = fc.constantFrom('', '1', '1.0', '1.0.0', '1.0.0', '1.0.0-', '1.0.0.', 'v1.0.0', '1:1.0.0');
const version = fc.tuple(start, pieces).map(([first, rest]) => first + rest);

function order(ecosystem: Ecosystem, a: string, b: string): number {
  return compareVersions(ecosystem, a, b) ?? Number.NaN;
}

describe.each(ECOSYSTEMS)('%s', (ecosystem) => {
  const understood = version.filter((text) => compareVersions(ecosystem, text, text) !== undefined);

  test('a version is the same as itself', () => {
    void fc.assert(fc.property(understood, (text) => expect(order(ecosystem, text, text)).toBe(0)));
  });

  test('the other way round is the opposite', () => {
    const property = fc.property(understood, understood, (a, b) => {
      expect(Math.sign(order(ecosystem, a, b)) + Math.sign(order(ecosystem, b, a))).toBe(0);
    });
    void fc.assert(property, { numRuns: 500 });
  });

  test('what is sorted stays sorted, whichever two are compared', () => {
    const property = fc.property(understood, understood, understood, (...versions) => {
      const [a = '', b = '', c = ''] = versions.toSorted((left, right) => order(ecosystem, left, right));
      const [ab, bc, ac] = [order(ecosystem, a, b), order(ecosystem, b, c), order(ecosystem, a, c)];
      expect(ab).toBeLessThanOrEqual(0);
      expect(bc).toBeLessThanOrEqual(0);
      expect(ac).toBeLessThanOrEqual(0);
      expect(ac === 0).toBe(ab === 0 && bc === 0);
    });
    void fc.assert(property, { numRuns: 1_000 });
  });

  test('whether a version is understood does not hang on the other', () => {
    const property = fc.property(version, understood, (text, other) => {
      const isUnderstood = compareVersions(ecosystem, text, text) !== undefined;
      expect(compareVersions(ecosystem, text, other) !== undefined).toBe(isUnderstood);
      expect(compareVersions(ecosystem, other, text) !== undefined).toBe(isUnderstood);
    });
    void fc.assert(property);
  });

  test('nothing makes it throw', () => {
    const anything = fc.oneof(fc.string({ maxLength: 300 }), fc.string({ unit: 'binary' }), version);
    const property = fc.property(anything, anything, (a, b) => {
      const result = compareVersions(ecosystem, a, b);
      expect(result === undefined || Number.isFinite(result)).toBe(true);
    });
    void fc.assert(property, { numRuns: 500 });
  });
});
