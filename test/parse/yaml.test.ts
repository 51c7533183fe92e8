import { describe, expect, test } from '@jest/globals';
import type { FieldPath } from '../../src/model/path.ts';
import { MANIFEST_LIMITS, POLICY_LIMITS, parseYaml } from '../../src/parse/yaml.ts';
import { problemsOf, valuesOf } from './yaml-results.ts';

describe('values', () => {
  test.each<[string, unknown]>([
    ['a: 1', { a: 1 }],
    ['- a\n- [b, {c: d}]\n', ['a', ['b', { c: 'd' }]]],
    ['a:\nb: ~\nc: null\nd: ""', { a: null, b: null, c: null, d: '' }],
    ['? a\n? b', { a: null, b: null }],
    ['{a, b: }', { a: null, b: null }],
    ['[a: 1, b]', [{ a: 1 }, 'b']],
    [
      'a: true\nb: False\nc: yes\nd: no\ne: on\nf: off\ng: y',
      { a: true, b: false, c: 'yes', d: 'no', e: 'on', f: 'off', g: 'y' },
    ],
    ['yes: 1\non: 2', { yes: 1, on: 2 }],
    ['a: 0777\nb: 0o17\nc: 0x1f\nd: 1e3\ne: 1_000\nf: 1:30', { a: 777, b: 15, c: 31, d: 1000, e: '1_000', f: '1:30' }],
    ['a: 2026-01-01', { a: '2026-01-01' }],
    ['a: 9007199254740993', { a: 9007199254740992 }],
    ['a: !!str 1\nb: ! 2', { a: '1', b: '2' }],
    ['a: |\n  x\n  y\nb: >-\n  x\n  y\n', { a: 'x\ny\n', b: 'x y' }],
    ['a: "\\ud83d\\ude00\\u0041"', { a: '\u{1f600}A' }],
    ['"<<": 1', { '<<': 1 }],
    ['a: &x {b: 1}\nc: *x\nd: [*x]', { a: { b: 1 }, c: { b: 1 }, d: [{ b: 1 }] }],
    ['a: &x 1\nb: &x 2\nc: *x', { a: 1, b: 2, c: 2 }],
    ['# only\na: 1 # comment\n', { a: 1 }],
    ['a: 1\r\nb: 2\r\n', { a: 1, b: 2 }],
    ['text', 'text'],
  ])('%j', (text, value) => {
    expect(valuesOf(text)).toEqual([value]);
  });

  test('of JSON, with tabs and without', () => {
    const value = { a: [1, -2.5e3, true, null, 'x\ty\u2028', { b: {} }], 'k\n"': [] };
    expect(valuesOf(JSON.stringify(value))).toEqual([value]);
    expect(valuesOf(JSON.stringify(value, undefined, '\t'))).toEqual([value]);
    expect(valuesOf(`\t${JSON.stringify(value, undefined, 4)}\r\n`)).toEqual([value]);
    expect(valuesOf(`{"${'k'.repeat(5_000)}":1}`)).toEqual([{ ['k'.repeat(5_000)]: 1 }]);
  });

  test('of names that JavaScript has plans for are data', () => {
    const [value] = valuesOf('__proto__: {polluted: true}\nconstructor: 1\ntoString: 2') as [object];
    expect(Object.entries(value)).toEqual([
      ['__proto__', { polluted: true }],
      ['constructor', 1],
      ['toString', 2],
    ]);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  test('of several documents, without the empty ones', () => {
    const text = '---\n# nothing\n---\na: 1\n...\n---\n---\nb: 2\n--- ~\n--- c\n';
    expect(valuesOf(text)).toEqual([{ a: 1 }, { b: 2 }, 'c']);
    expect(valuesOf('')).toEqual([]);
    expect(valuesOf('\n# nothing\n---\n')).toEqual([]);
  });
});

describe('positions', () => {
  const text = `# comment
apiVersion: v1
spec:
  containers:
    - name: app
      image: &image nginx
      args: [one, "two"]
    - {name: side, image: *image}
  empty:
`;
  const [document] = parseYaml('file.yaml', text, MANIFEST_LIMITS);

  test.each<[FieldPath, 'key' | 'value' | undefined, string]>([
    [[], undefined, '2:1'],
    [['apiVersion'], undefined, '2:13'],
    [['apiVersion'], 'key', '2:1'],
    [['spec'], undefined, '4:3'],
    [['spec'], 'key', '3:1'],
    [['spec', 'containers', 0], undefined, '5:7'],
    [['spec', 'containers', 0], 'key', '5:7'],
    [['spec', 'containers', 0, 'image'], 'value', '6:21'],
    [['spec', 'containers', 0, 'image'], 'key', '6:7'],
    [['spec', 'containers', 0, 'args', 1], undefined, '7:19'],
    [['spec', 'containers', 1, 'image'], undefined, '8:27'],
    [['spec', 'containers', 1, 'image', 'x'], undefined, '8:27'],
    [['spec', 'empty'], 'key', '9:3'],
    [['spec', 'containers', 0, 'resources', 'limits'], undefined, '5:7'],
    [['spec', 'containers', 7], undefined, '5:5'],
    [['spec', 'containers', 7], 'key', '4:3'],
    [['spec', 'containers', 'name'], undefined, '5:5'],
    [['spec', 0], undefined, '4:3'],
    [['apiVersion', 'x'], undefined, '2:13'],
  ])('%j %s', (path, part, expected) => {
    const position = document?.positionOf(path, part);
    expect(`${position?.line}:${position?.column}`).toBe(expected);
  });

  test('lead through an alias to where its anchor stands', () => {
    const [aliased] = parseYaml('f', 'a: &x\n  b: 1\nc: *x\nd:\n- *x', MANIFEST_LIMITS);
    expect(aliased?.positionOf(['c'])).toEqual({ line: 3, column: 4 });
    expect(aliased?.positionOf(['c', 'b'])).toEqual({ line: 2, column: 6 });
    expect(aliased?.positionOf(['d', 0, 'b'], 'key')).toEqual({ line: 2, column: 3 });
  });

  test('of keys and items without a value', () => {
    const [flow] = parseYaml('f', '{a,\n b: }', MANIFEST_LIMITS);
    expect(flow?.positionOf(['a'])).toEqual({ line: 1, column: 2 });
    expect(flow?.positionOf(['a', 'x'])).toEqual({ line: 1, column: 2 });
    const [list] = parseYaml('f', 'a:\n  -\n  - b', MANIFEST_LIMITS);
    expect(list?.positionOf(['a', 1])).toEqual({ line: 3, column: 5 });
  });

  test('start is where the content starts; columns count UTF-16 code units', () => {
    const documents = parseYaml('f', '# c\n---\na: 1\n---\n\n"\u{1f600}": b', MANIFEST_LIMITS);
    expect(documents.map(({ start }) => start)).toEqual([
      { line: 3, column: 1 },
      { line: 6, column: 1 },
    ]);
    expect(documents[1]?.positionOf(['\u{1f600}'])).toEqual({ line: 6, column: 7 });
  });

  test('a byte order mark and Windows line ends shift nothing', () => {
    const [windows] = parseYaml('f', '\uFEFFa: 1\r\nb: 2\r\n', MANIFEST_LIMITS);
    expect(windows?.value).toEqual({ a: 1, b: 2 });
    expect(windows?.positionOf(['a'])).toEqual({ line: 1, column: 4 });
    expect(windows?.positionOf(['b'], 'key')).toEqual({ line: 2, column: 1 });
  });
});

describe('what is refused everywhere', () => {
  test.each<[string, string | RegExp]>([
    ['a: 1\nb: 2\na: 3', '3:1: key "a" is set already on line 1: keep one of the two'],
    ['a: {b: 1, "b": 2}', '1:11: key "b" is set already on line 1: keep one of the two'],
    ['{"a":1,"\\u0061":2}', '1:8: key "a" is set already on line 1: keep one of the two'],
    ['__proto__: 1\n__proto__: 2', '2:1: key "__proto__" is set already on line 1: keep one of the two'],
    [
      `${'k'.repeat(100)}: 1\n${'k'.repeat(100)}: 2`,
      `2:1: key "${'k'.repeat(60)}" is set already on line 1: keep one of the two`,
    ],
    ['1: x', '1:1: a key must be a string: put it in quotes'],
    ['a:\n  true: x', '2:3: a key must be a string: put it in quotes'],
    [': x', '1:1: a key must be a string: put it in quotes'],
    ['? [a]\n: b', '1:3: a key must be a string: put it in quotes'],
    ['a: &x b\n*x : c', '2:1: a key must be a string: put it in quotes'],
    ['a: &x {b: 1}\nc:\n  <<: *x', '3:3: merge keys (<<) are not allowed: write the fields out'],
    ['a: .inf', '1:4: the number is not one that JSON can hold: write a finite number'],
    ['a: .NaN', '1:4: the number is not one that JSON can hold: write a finite number'],
    ['a: 1e400', '1:4: the number is not one that JSON can hold: write a finite number'],
    ['a: "x\\0"', '1:4: the text has the character U+0000: remove it'],
    ['"\\0": x', '1:1: the text has the character U+0000: remove it'],
    ['a: 1\nb: x\0', '2:5: the text has the character U+0000: remove it'],
    ['a: "\\ud800"', '1:4: the text has half of a surrogate pair: write both halves'],
    ['%YAML 1.1\n---\na: no', '1:1: YAML directives are not allowed: remove the "%" line'],
    ['a: 1\n...\n%TAG ! tag:x,2000:\n---\nb: 2', '3:1: YAML directives are not allowed: remove the "%" line'],
    ['a: !foo b', '1:4: not valid YAML: Unresolved tag: !foo: remove the tag or correct the value'],
    ['a: !!js/function "x"', /^1:4: not valid YAML: Unresolved tag/],
    ['a: !!binary aGk=', /^1:4: not valid YAML: Unresolved tag/],
    ['a: !!set {x}', /^1:4: not valid YAML: Unresolved tag/],
    ['a: 1\n---\n\uFEFFb: 2', '3:1: the line begins with a byte order mark (U+FEFF): remove it'],
    ['\uFEFF\uFEFFa: 1', '1:1: the line begins with a byte order mark (U+FEFF): remove it'],
    ['a: *x', '1:4: alias *x has no anchor before it'],
    ['a: &x 1\n---\nb: *x', '3:4: alias *x has no anchor before it'],
    ['a: &x [*x]', '1:8: alias *x stands inside of what it stands for'],
    ['a: &x\n  b:\n    c: *x', '3:8: alias *x stands inside of what it stands for'],
    ['a: b: c', /^1:4: not valid YAML: /],
    ['a:\n\t- b', /^2:1: not valid YAML: .*[Tt]abs/],
    ['a: [1, 2', /^1:9: not valid YAML: /],
    ['a: "x', /^1:6: not valid YAML: /],
    ['a: 1\n b: 2', /^\d:\d+: not valid YAML: /],
    ['{"a":1}\n{"b":2}', /^2:1: not valid YAML: /],
    ['a: @x', /^1:4: not valid YAML: /],
    ['}', /^1:1: not valid YAML: /],
    ['a: "\\q"', /^1:\d: not valid YAML: /],
  ])('%j', (text, expected) => {
    const [first, ...others] = problemsOf(text);
    expect(first).toMatch(expected);
    expect(others).toEqual([]);
    expect(problemsOf(text, { ...POLICY_LIMITS, aliases: 100 })[0]).toMatch(expected);
  });

  test('all that is wrong with values comes in the order of the text', () => {
    expect(problemsOf('a:\n  1: x\n  b: .nan\na: {<<: x}\n---\n2: y\n')).toEqual([
      '2:3: a key must be a string: put it in quotes',
      '3:6: the number is not one that JSON can hold: write a finite number',
      '4:1: key "a" is set already on line 1: keep one of the two',
      '4:5: merge keys (<<) are not allowed: write the fields out',
      '6:1: a key must be a string: put it in quotes',
    ]);
  });

  test('no more than fifty problems are listed', () => {
    expect(problemsOf('1: x\n---\n'.repeat(200))).toHaveLength(50);
    expect(problemsOf('1: x\n'.repeat(200))).toHaveLength(50);
  });

  test('only the first mistake of syntax counts', () => {
    expect(problemsOf('a: b: c: d\ne: [')).toHaveLength(1);
    expect(problemsOf('a: [}\n]]]\n---\n}}')).toHaveLength(1);
  });
});

describe('what policy files refuse beyond that', () => {
  test.each([
    ['\uFEFFa: 1', '1:1: the line begins with a byte order mark (U+FEFF): remove it'],
    ['a: yes', '1:4: yes is a string in YAML 1.2: write true or false, or put it in quotes'],
    ['a: [1, OFF]', '1:8: OFF is a string in YAML 1.2: write true or false, or put it in quotes'],
    ['severities: off', '1:13: off is a string in YAML 1.2: write true or false, or put it in quotes'],
    ['severity: OFF', '1:11: OFF is a string in YAML 1.2: write true or false, or put it in quotes'],
    ['severity: [off]', '1:12: off is a string in YAML 1.2: write true or false, or put it in quotes'],
    ['a: off', '1:4: off is a string in YAML 1.2: write true or false, or put it in quotes'],
    ['a: 9007199254740992', '1:4: the number is beyond 2^53 and would lose digits: put it in quotes if it is a text'],
    ['a: -1e300', '1:4: the number is beyond 2^53 and would lose digits: put it in quotes if it is a text'],
    ['a: &x 1\nb: *x', '2:4: aliases are not allowed here: write the value out'],
  ])('%j', (text, expected) => {
    expect(problemsOf(text, POLICY_LIMITS)).toEqual([expected]);
    expect(valuesOf(text)).toHaveLength(1);
  });

  test('but not what is quoted, tagged, a key, or an anchor alone', () => {
    const text = 'on: "yes"\nseverity: off\nshellcheck: off\noff: !!str no\na: &x 9007199254740991\nb: noon\n';
    expect(valuesOf(text, POLICY_LIMITS)).toEqual([
      { on: 'yes', severity: 'off', shellcheck: 'off', off: 'no', a: 9007199254740991, b: 'noon' },
    ]);
  });
});
