import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkTemplate, compileTemplate, parseTemplate, type TemplateValues } from '../../src/policy/template.ts';

const render = (message: string, values: Partial<TemplateValues> = {}): string =>
  compileTemplate(parseTemplate(message))()({ value: 'v', path: 'p', name: 'n', root: {}, ...values });

test('a path is followed once for all problems of one element', () => {
  let reads = 0;
  const element = (text: string) => ({
    get a() {
      reads += 1;
      return text;
    },
  });
  const [one, other] = [element('x'), element('y')];
  const say = compileTemplate(parseTemplate('{{ $.a }} {{ path }}'))();
  const values = { value: 'v', name: 'n' };
  const said = [one, one, other, one].map((root, index) => say({ ...values, root, path: `p${index}` }));
  expect(said).toEqual(['x p0', 'x p1', 'y p2', 'x p3']);
  expect(reads).toBe(3);
});

describe('placeholders', () => {
  test.each<[string, Partial<TemplateValues>, string]>([
    ['plain', {}, 'plain'],
    ['{{ value }} {{path}} {{  name}}', {}, 'v p n'],
    ['{{ value }}', { value: undefined }, '<none>'],
    ['{{ value }}', { value: null }, '<none>'],
    ['{{ value }}', { value: 0 }, '0'],
    ['{{ value }}', { value: '' }, ''],
    ['{{ value }}', { value: ['a', { b: 1 }] }, '["a",{"b":1}]'],
    ['{{ value }}', { value: {} }, '{}'],
    ['{{ value }}', { value: [] }, '[]'],
    ['<{{ $.a }}>', { root: { a: 1 } }, '<1>'],
    ['{{ $.a[*].b }}', { root: { a: [{ b: 1 }, {}, { b: 'x' }] } }, '1, x'],
    ["{{ $['x/y'] }}", { root: { 'x/y': true } }, 'true'],
    ['{{ $.a }}', { root: {} }, '<none>'],
    ['{{ $.a.b }}', { root: { a: 'text' } }, '<none>'],
    ['{{ $ }}', { root: { a: 1 } }, '{"a":1}'],
    ['a }} b { c }', {}, 'a }} b { c }'],
    ['folded\n  by YAML\n', {}, 'folded by YAML'],
    ['\r\n{{\nvalue }}\n\n{{ name }}', { value: 'a\nb' }, 'a\\u{a}b n'],
  ])('%s', (message, values, text) => {
    expect(checkTemplate(message)).toBeUndefined();
    expect(render(message, values)).toBe(text);
  });

  test.each([
    ['{{ value', '"{{" is not closed by "}}"'],
    ['a {{', '"{{" is not closed by "}}"'],
    ['{{ valeu }}', 'unknown placeholder "valeu"; did you mean "value"?'],
    ['{{}}', 'unknown placeholder ""'],
    [' \n\n', 'is empty'],
    ['{{ value }} {{ object }}', 'unknown placeholder "object"; there are value, path, name'],
    ['{{ $.a[?(@.b)] }}', 'placeholder "$.a[?(@.b)]": column 5 of the path: a filter'],
    ['{{ metadata.name }}', 'unknown placeholder "metadata.name"'],
  ])('%s is refused', (message, fault) => {
    expect(checkTemplate(message)).toContain(fault);
  });
});

describe('substituted values', () => {
  test.each(['{{ name }}', `$${'{HOME}'}`, '%s %d', '$&', '$1', '{{ $.secret }}', '<b>'])(
    '%s stays as it is',
    (value) => {
      expect(render('got {{ value }}, {{ name }}', { value, name: value, root: { secret: 'x' } })).toBe(
        `got ${value}, ${value}`,
      );
    },
  );

  test('deceptive characters are written out', () => {
    expect(render('{{ value }}', { value: 'a\nb\u0000\u202e\u001b[31m' })).toBe('a\\u{a}b\\u{0}\\u{202e}\\u{1b}[31m');
    expect(render('{{ value }}', { value: { 'k\u202e': '\u2028' } })).toBe('{"k\\u{202e}":"\\u{2028}"}');
  });

  test('are bounded, each for itself', () => {
    const long = 'x'.repeat(10_000);
    for (const value of [long, [long, long], { [long]: long }, Array.from({ length: 1e6 }, () => 1)]) {
      expect(render('{{ value }}', { value })).toHaveLength(128);
    }
    expect(render('{{ value }}{{ name }}', { value: long, name: long })).toHaveLength(256);
    expect(render('{{ $.a[*] }}', { root: { a: Array.from({ length: 1e6 }, () => 'ab') } }).length).toBeLessThan(128);
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level += 1) deep = [deep];
    expect(render('{{ value }}', { value: deep })).toBe(`${'['.repeat(127)}…`);
  });

  test('property: the text of a message is what it was, whatever the value is', () => {
    return fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.jsonValue(), (value, json) => {
        for (const substituted of [value, json]) {
          const text = render('before {{ value }} after', { value: substituted });
          expect(text.startsWith('before ')).toBe(true);
          expect(text.endsWith(' after')).toBe(true);
          expect(text).not.toMatch(/[\p{Cc}\p{Cs}]/u);
        }
      }),
    );
  });
});
