import { describe, expect, test } from '@jest/globals';
import { compareVersions } from '../../../src/packages/compare.ts';
import type { Ecosystem } from '../../../src/packages/ecosystem.ts';

/** What is known of the versions of an ecosystem. */
interface Facts {
  /** Each from the first version to the last, with spaces between. */
  readonly chains: readonly string[];
  /** The same version in other words. */
  readonly same: readonly string[];
  /** What is no version there. */
  readonly none: readonly string[];
}

/** Checks every pair of every list, both ways round. */
export function checkOrder(ecosystem: Ecosystem, { chains, same, none }: Facts): void {
  const compare = (a: string, b: string) => compareVersions(ecosystem, a, b);
  const pairs = (list: string) => {
    const versions = list.split(' ');
    return versions.flatMap((a, at) => versions.slice(at + 1).map((b) => [a, b] as const));
  };
  describe(ecosystem, () => {
    test.each(chains.flatMap(pairs))('%s < %s', (a, b) => {
      expect(compare(a, b)).toBeLessThan(0);
      expect(compare(b, a)).toBeGreaterThan(0);
    });
    test.each(same.flatMap(pairs))('%s = %s', (a, b) => {
      expect(compare(a, b)).toBe(0);
      expect(compare(b, a)).toBe(0);
    });
    test.each([...none, '', ' ', '1.0.0 ', '1.0.0\n', '１.0.0', `1.0.${'9'.repeat(253)}`])(
      '%j is no version',
      (text) => {
        expect(compare(text, text)).toBeUndefined();
        expect(compare(text, '1.0.0')).toBeUndefined();
        expect(compare('1.0.0', text)).toBeUndefined();
      },
    );
    test('numbers have any length', () => {
      expect(compare('1.0.100000000000000000000', '1.0.100000000000000000001')).toBeLessThan(0);
      expect(compare('1.0.99999999999999999999', '1.0.100000000000000000000')).toBeLessThan(0);
      expect(compare('1.0.1', `1.0.${'9'.repeat(252)}`)).toBeLessThan(0);
      expect(compare('9007199254740993.0.0', '9007199254740992.0.0')).toBeGreaterThan(0);
    });
  });
}
