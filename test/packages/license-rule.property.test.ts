import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseLicense } from '../../src/packages/license-expression.ts';
import { compileLicenses, type LicenseRule } from '../../src/packages/license-rule.ts';

type Tree = string | readonly ['AND' | 'OR', Tree, Tree];

/** All ways to comply with an expression, each the licences that it takes. */
function waysOf(tree: Tree): readonly (readonly string[])[] {
  if (typeof tree === 'string') return (VERSIONS[tree] ?? [tree]).map((id) => [id]);
  const [operator, left, right] = tree;
  if (operator === 'OR') return [...waysOf(left), ...waysOf(right)];
  return waysOf(left).flatMap((one) => waysOf(right).map((other) => [...one, ...other]));
}

const VERSIONS: Readonly<Record<string, readonly string[]>> = {
  'GPL-2.0-or-later': ['GPL-2.0-only', 'GPL-3.0-only'],
  'AGPL-3.0-or-later': ['AGPL-3.0-only'],
};
const UNKNOWN = ['Foo', 'NONE'];

function textOf(tree: Tree): string {
  return typeof tree === 'string' ? tree : `(${textOf(tree[1])} ${tree[0]} ${textOf(tree[2])})`;
}

/** What is the case whatever the unknown licences may turn out to be: every combination is tried. */
function decide(tree: Tree, isGood: (id: string) => boolean): string {
  const verdicts = new Set<boolean>();
  for (let bits = 0; bits < 2 ** UNKNOWN.length; bits += 1) {
    const holds = (id: string) => (UNKNOWN.includes(id) ? ((bits >> UNKNOWN.indexOf(id)) & 1) === 1 : isGood(id));
    verdicts.add(waysOf(tree).some((way) => way.every(holds)));
  }
  return verdicts.size === 2 ? 'unknown' : verdicts.has(true) ? 'ok' : 'refused';
}

describe('verdicts agree with a truth table', () => {
  const known = ['MIT', 'GPL-2.0-only', 'GPL-3.0-only', 'AGPL-3.0-only', ...Object.keys(VERSIONS)];
  const leaf = fc.constantFrom(...known, ...UNKNOWN);
  const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 2 },
      leaf,
      fc.tuple(fc.constantFrom('AND' as const, 'OR' as const), tie('tree'), tie('tree')),
    ),
  }));
  const verdictOf = (rule: LicenseRule, wanted: Tree) => {
    const parsed = parseLicense(textOf(wanted));
    return parsed.ok ? rule.judge(parsed.expression).verdict : 'unknown';
  };

  test('of denied licences', () => {
    const entries = fc.subarray(['MIT', 'GPL-2.0-only', 'GPL-3.0-only', 'AGPL-3.0-only']);
    const property = fc.property(tree, entries, (wanted, denied) => {
      const expected = decide(wanted, (id) => !denied.includes(id));
      expect(verdictOf(compileLicenses(denied), wanted)).toBe(expected);
    });
    return fc.assert(property, { numRuns: 2000 });
  });

  test('of allowed licences', () => {
    const property = fc.property(tree, fc.subarray(known), (wanted, allowed) => {
      // No choice of versions here: what may be later has an entry of its own.
      const renamed = JSON.parse(JSON.stringify(wanted).replaceAll('-or-later', '-or-later!')) as Tree;
      const expected = decide(renamed, (id) => allowed.includes(id.replace('!', '')));
      expect(verdictOf(compileLicenses([], allowed), wanted)).toBe(expected);
    });
    return fc.assert(property, { numRuns: 2000 });
  });
});
