import { isDeepStrictEqual } from 'node:util';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { JsonError, readJson } from '../../src/parse/json-reader.ts';
import { BadText, DuplicateKey, parseStrictly } from './strict-json.ts';

type Outcome = { readonly value: unknown } | { readonly refused: string };

function strictOutcome(text: string, skip: boolean): Outcome {
  try {
    return { value: parseStrictly(text, skip) };
  } catch (error) {
    if (error instanceof DuplicateKey) return { refused: 'duplicate-key' };
    return { refused: error instanceof BadText ? 'encoding' : 'syntax' };
  }
}

function outcome(text: string, skip: boolean): Outcome {
  try {
    return { value: readJson(Buffer.from(text), { skipManagedFields: skip }) };
  } catch (error) {
    if (error instanceof JsonError) return { refused: error.code };
    throw error;
  }
}

const space = fc.constantFrom('', '', '', ' ', '\n\t', '\r\n');
const PATH_NAMES = ['request', 'object', 'oldObject', 'metadata', 'managedFields'];
const SPELLINGS = [
  ...PATH_NAMES,
  'a',
  '\\u0061',
  '\\u0061b',
  'ab',
  '__proto__',
  'constructor',
  '\\u005f_proto__',
  'é',
  '',
];
const OTHERS = [
  're\\u0071uest',
  'requests',
  'managedfields',
  '0',
  '1',
  '\\"',
  '\\\\',
  'a:b',
  '{',
  'toString',
  '\u{1f600}',
];
const name = fc.constantFrom(...SPELLINGS, ...OTHERS).map((spelt) => `"${spelt}"`);
const pieces = [
  'x',
  '\\"',
  '\\\\',
  '\\n',
  '\\u003c',
  '\\ud83d\\ude00',
  '\u{1f600}',
  '{',
  '}',
  '[',
  ']',
  ':',
  ',',
  '\\/',
];
const text = fc.array(fc.constantFrom(...pieces), { maxLength: 5 }).map((parts) => `"${parts.join('')}"`);
const scalar = fc.oneof(text, fc.constantFrom('0', '-1.5e3', 'true', 'false', 'null', '9007199254740993'));

const { node } = fc.letrec((tie) => ({
  node: fc.oneof({ depthSize: 'small', withCrossShrink: true }, scalar, tie('object'), tie('list')),
  object: fc.array(fc.tuple(name, space, tie('node')), { maxLength: 4 }).map(joinMembers),
  list: fc.array(tie('node'), { maxLength: 3 }).map((items) => `[${items.join(',')}]`),
}));

function joinMembers(members: readonly (readonly [string, string, unknown])[]): string {
  return `{${members.map(([key, gap, value]) => `${gap}${key}${gap}:${gap}${value}`).join(',')}}`;
}

/** An object with the given member at a random place among others. */
function around(spelt: string, value: fc.Arbitrary<unknown>): fc.Arbitrary<string> {
  const others = fc.array(fc.tuple(name, space, node), { maxLength: 2 });
  return fc
    .tuple(others, space, value, others)
    .map(([before, gap, inner, after]) => joinMembers([...before, [`"${spelt}"`, gap, inner], ...after]));
}

const managedFields = fc.array(node, { maxLength: 3 }).map((items) => `[${items.join(',')}]`);
const metadata = around('metadata', around('managedFields', fc.oneof(managedFields, managedFields, node)));
const review = around('request', fc.oneof(around('object', metadata), around('oldObject', metadata)));
const documents = fc.oneof(
  node.map(String),
  review,
  review.map((inner) => `[${inner}]`),
);

test('reads what a strict parser reads, with and without managed fields', () => {
  const seen = { read: 0, duplicates: 0, skipped: 0 };
  void fc.assert(
    fc.property(documents, (document) => {
      for (const skip of [true, false]) {
        const expected = strictOutcome(document, skip);
        const actual = outcome(document, skip);
        if (!isDeepStrictEqual(actual, expected)) throw new Error(`${JSON.stringify(actual)} for ${document}`);
        if ('refused' in expected) seen.duplicates++;
        else seen.read++;
        if (skip && !isDeepStrictEqual(expected, strictOutcome(document, false))) seen.skipped++;
      }
    }),
    { numRuns: 4_000 },
  );
  expect(seen.read).toBeGreaterThan(500);
  expect(seen.duplicates).toBeGreaterThan(500);
  expect(seen.skipped).toBeGreaterThan(100);
});

test('refuses what a strict parser refuses, in texts with a mistake', () => {
  let broken = 0;
  const debris = fc.constantFrom('', '"', '\\', '{', '}', '[', ']', ':', ',', '1', 'x', '\n', ' ', 'é');
  void fc.assert(
    fc.property(documents, fc.nat(), fc.nat({ max: 2 }), debris, (document, seed, length, inserted) => {
      const characters = [...document];
      characters.splice(seed % (characters.length + 1), length, inserted);
      const mutated = characters.join('');
      const expected = strictOutcome(mutated, false);
      const actual = outcome(mutated, false);
      if ('refused' in expected && expected.refused === 'syntax') broken++;
      if ('refused' in expected) expect(actual).toHaveProperty('refused');
      else expect(isDeepStrictEqual(actual, expected)).toBe(true);
    }),
    { numRuns: 3_000 },
  );
  expect(broken).toBeGreaterThan(500);
});
