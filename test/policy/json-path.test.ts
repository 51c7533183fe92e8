import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatStep, type JsonPath, JsonPathError } from '../../src/policy/json-path.ts';
import { checkJsonPath, parseJsonPath } from '../../src/policy/json-path-parser.ts';

const name = (text: string, deep = false) => ({ deep, select: { kind: 'name', name: text } });
const slice = (start: number, end: number | undefined, step = 1) => ({
  deep: false,
  select: { kind: 'slice', start, end, step },
});

describe('paths that are understood', () => {
  test.each<[string, unknown]>([
    ['$', []],
    ['$.a', [name('a')]],
    ['$.metadata.labels', [name('metadata'), name('labels')]],
    ['$.my-label_2', [name('my-label_2')]],
    ['$.größe', [name('größe')]],
    ["$['a']", [name('a')]],
    ['$["a"]', [name('a')]],
    ["$['app.kubernetes.io/name']", [name('app.kubernetes.io/name')]],
    ["$['a]b']", [name('a]b')]],
    ["$['it\\'s']", [name("it's")]],
    ['$["\\"\\\\"]', [name('"\\')]],
    ["$['*']", [name('*')]],
    ['$[0]', [{ deep: false, select: { kind: 'index', index: 0 } }]],
    ['$[12]', [{ deep: false, select: { kind: 'index', index: 12 } }]],
    ['$[1:2]', [slice(1, 2)]],
    ['$[:]', [slice(0, undefined)]],
    ['$[::2]', [slice(0, undefined, 2)]],
    ['$[-2:]', [slice(-2, undefined)]],
    ['$[:-1]', [slice(0, -1)]],
    ['$[1:9:3]', [slice(1, 9, 3)]],
    ['$.*', [{ deep: false, select: { kind: 'wildcard' } }]],
    ['$[*]', [{ deep: false, select: { kind: 'wildcard' } }]],
    ['$..a', [name('a', true)]],
    ["$..['a']", [name('a', true)]],
    ['$..*', [{ deep: true, select: { kind: 'wildcard' } }]],
    ['$..[0]', [{ deep: true, select: { kind: 'index', index: 0 } }]],
    ['$.__proto__.constructor', [name('__proto__'), name('constructor')]],
  ])('%s', (text, steps) => {
    expect(parseJsonPath(text)).toEqual(steps);
    expect(checkJsonPath(text)).toBeUndefined();
  });

  test('the limits themselves are allowed', () => {
    expect(checkJsonPath(`$.${'a'.repeat(254)}`)).toBeUndefined();
    expect(checkJsonPath('$..a[*][*].*.*')).toBeUndefined();
    expect(checkJsonPath('$[1000000]')).toBeUndefined();
  });
});

describe('paths that are refused, with the construct and its column', () => {
  test.each<[string, string]>([
    ['', 'column 1 of the path: a path starts with "$"'],
    ['a.b', 'column 1 of the path: a path starts with "$"'],
    ['$a', 'column 2 of the path: unexpected "a" in place of ".", "[" or the end of the path'],
    ['$.', 'column 3 of the path: the path ends where a name or "*" should follow'],
    ['$..', 'column 4 of the path: the path ends where a name or "*" should follow'],
    ['$...a', 'column 4 of the path: unexpected "." in place of a name'],
    ['$.a.', 'column 5 of the path: the path ends'],
    ['$.0', 'column 3 of the path: unexpected "0" in place of a name'],
    ['$.a b', 'column 4 of the path: unexpected " "'],
    ['$ .a', 'column 2 of the path: unexpected " "'],
    ['$.app.kubernetes.io/name', 'column 20 of the path: unexpected "/"'],
    ['$[', 'column 3 of the path: the path ends where a number, a quoted name or "*" should follow'],
    ['$[]', 'column 3 of the path: unexpected "]"'],
    ['$[0', 'column 4 of the path: the bracket is not closed'],
    ['$[*', 'column 4 of the path: the bracket is not closed'],
    ["$['a", 'column 3 of the path: the quote is not closed'],
    ["$['a'", 'column 6 of the path: the bracket is not closed'],
    ['$[\'a"]', 'column 3 of the path: the quote is not closed'],
    ["$['']", 'column 4 of the path: the name is empty'],
    ["$['a\\n']", 'column 6 of the path: after "\\" only a quote or another "\\" may follow'],
    ['$[a]', 'column 3 of the path: unexpected "a" in place of a number, a quoted name or "*"'],
    ['$[-1]', 'column 3 of the path: a negative index is not supported; write [-1:]'],
    ['$[01]', 'column 3 of the path: "01" is not a whole number'],
    ['$[-]', 'column 3 of the path: "-" is not a whole number'],
    ['$[1000001]', 'column 3 of the path: 1000001 is beyond 1000000'],
    ['$[0:99999999999999999999]', 'is beyond 1000000'],
    ['$[::0]', 'column 3 of the path: the step of a slice is 1 or more'],
    ['$[::-1]', 'column 3 of the path: the step of a slice is 1 or more'],
    ['$[1:2:3:4]', 'column 3 of the path: a slice has the form [start:end:step]'],
    ['$[1:-:3]', 'column 3 of the path: "-" is not a whole number'],
    ['$.a[?(@.b)]', 'column 5 of the path: a filter ("?")'],
    ['$.a[?@.b]', 'column 5 of the path: a filter ("?")'],
    ['$.a[(@.length-1)]', 'column 5 of the path: a script ("(")'],
    ['$.(a)', 'column 3 of the path: a script ("(")'],
    ["$['a','b']", 'column 6 of the path: a union (",")'],
    ['$[0,1]', 'column 4 of the path: a union (",")'],
    ['$.a,b', 'column 4 of the path: a union (",")'],
    ['$.a^', 'column 4 of the path: the parent operator ("^")'],
    ['$.a~', 'column 4 of the path: the property name operator ("~")'],
    ['$.a@string()', 'column 4 of the path: the current element and type selectors ("@")'],
    ['$.`a', 'column 3 of the path: a backtick escape'],
    ['$.$', 'column 3 of the path: "$" stands only at the start'],
    ['$.a\u0000', 'column 4 of the path: unexpected "\\u{0}"'],
    ['$..a..b', 'the path uses ".." 2 times, more than 1'],
    ['$[*][*][*][*][*]', 'the path uses "*" 5 times, more than 4'],
  ])('%j', (text, message) => {
    expect(() => parseJsonPath(text)).toThrow(JsonPathError);
    expect(checkJsonPath(text)).toContain(message);
  });

  test('long ones', () => {
    expect(checkJsonPath(`$${'.a'.repeat(128)}`)).toBe('the path is 257 characters long, more than 256');
    expect(checkJsonPath('$..'.repeat(10_000))).toBe('the path is 30000 characters long, more than 256');
  });
});

test('property: a parser that takes any text at all either reads it or says why not', () => {
  const characters = fc.constantFrom(...'$.[]*\'"\\:-0129abc?(),^~@` /\n');
  void fc.assert(
    fc.property(fc.string({ unit: characters, maxLength: 24 }), (text) => {
      const problem = checkJsonPath(`$${text}`);
      expect(problem === undefined || problem.length > 10).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test('steps are written in the notation of field paths', () => {
  const path: JsonPath = parseJsonPath("$.a['b/c'][0][*][1:2]..d[::3]");
  expect(path.map(formatStep).join('')).toBe('.a[b/c][0][*][1:2]..d[0::3]');
  expect(formatStep(parseJsonPath('$..[*]')[0] as JsonPath[number])).toBe('..[*]');
});
