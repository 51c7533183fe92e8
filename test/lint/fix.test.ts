import { describe, expect, test } from '@jest/globals';
import { NO_INPUTS } from '../../src/builds/build.ts';
import { areSound, EditSet, edited } from '../../src/lint/edits.ts';
import { type FixedFile, fixDockerfile } from '../../src/lint/fix.ts';
import { type DockerfileRule, dockerfileRule, type Fix, type LintSeverity } from '../../src/model/dockerfile-rule.ts';
import { record } from '../../src/model/schema.ts';
import { type LintWith, lines, linterWith, NO_ADD, TODAY } from './harness.ts';

const HEAD = {
  summary: 'It is in order',
  why: 'It matters',
  remediation: 'Mend it',
  options: record('Options', {}),
} as const;

/** Replaces each place of a text by another. */
function replacing(
  id: string,
  from: string,
  to: string,
  more: { safety?: Fix['safety']; severity?: LintSeverity } = {},
): DockerfileRule {
  const { safety = 'safe', severity = 'warning' } = more;
  return dockerfileRule({
    ...HEAD,
    id,
    severity,
    compile:
      () =>
      ({ dockerfile: { text } }, report) => {
        for (let start = text.indexOf(from); start !== -1; start = text.indexOf(from, start + from.length)) {
          const span = { start, end: start + from.length };
          report({ message: from, span, fix: { safety, title: `write ${to}`, edits: [{ ...span, text: to }] } });
        }
      },
  });
}

/** Finds each place of a text, and has no fix. */
function finding(id: string, what: string, severity: LintSeverity = 'warning'): DockerfileRule {
  const { fix: _, ...rule } = { ...replacing(id, what, what, { severity }), fix: undefined };
  return {
    ...rule,
    compile: (options) => {
      const check = replacing(id, what, what).compile(options);
      return (build, report) => check(build, ({ message, span }) => report({ message, span }));
    },
  };
}

function fix(
  text: string,
  rules: readonly DockerfileRule[],
  using: LintWith & { safety?: Fix['safety']; only?: ReadonlySet<string> } = {},
): FixedFile {
  const { safety = 'safe', only, ...rest } = using;
  const linter = linterWith({ ...rest, rulesToUse: rules });
  return fixDockerfile({
    file: 'Dockerfile',
    text,
    inputs: NO_INPUTS,
    linter,
    today: TODAY,
    safety,
    ...(only && { only }),
  });
}

describe('fixes', () => {
  test('are applied, and nothing else changes', () => {
    const fixed = fix('FROM  a\r\n\tadd a b # \r\nRUN x \\\r\n\r\n y\r\nADD c d', [NO_ADD]);
    expect(fixed.text).toBe('FROM  a\r\n\tCOPY a b # \r\nRUN x \\\r\n\r\n y\r\nCOPY c d');
    expect(fixed).toMatchObject({ rounds: 1, leftOut: [], report: { findings: [], text: fixed.text } });
    expect(fixed.applied.map(({ rule, title, region }) => [rule, title, region.start.line])).toEqual([
      ['no-add', 'write COPY', 2],
      ['no-add', 'write COPY', 6],
    ]);
  });

  test('those that are unsafe only where they are asked for', () => {
    const rules = [replacing('one', 'foo', 'bar', { safety: 'unsafe' })];
    expect(fix(lines('FROM foo'), rules).text).toBe(lines('FROM foo'));
    expect(fix(lines('FROM foo'), rules, { safety: 'unsafe' }).text).toBe(lines('FROM bar'));
  });

  test('of some rules alone', () => {
    const rules = [replacing('one', 'foo', 'bar'), replacing('two', 'baz', 'qux')];
    expect(fix(lines('FROM foo', 'RUN baz'), rules, { only: new Set(['two']) }).text).toBe(
      lines('FROM foo', 'RUN qux'),
    );
  });

  test('of rules that are off, and of findings that are ignored, are none', () => {
    expect(fix(lines('FROM a', 'ADD a b'), [NO_ADD], { rules: [{ rule: 'no-add', severity: 'off' }] }).applied).toEqual(
      [],
    );
    expect(fix(lines('FROM a', '# tidewaiter-ignore no-add', 'ADD a b'), [NO_ADD]).applied).toEqual([]);
  });

  test('one that makes room for another is followed by it', () => {
    const fixed = fix(lines('FROM one'), [
      replacing('a', 'one', 'two'),
      replacing('b', 'two', 'three', { severity: 'info' }),
    ]);
    expect(fixed).toMatchObject({ text: lines('FROM three'), rounds: 2 });
  });

  test('of two that overlap, the first in the file is first', () => {
    const fixed = fix(lines('FROM abcd'), [replacing('late', 'cd', 'x'), replacing('early', 'abc', 'y')]);
    expect(fixed.text).toBe(lines('FROM yd'));
    expect(fixed.applied.map(({ rule }) => rule)).toEqual(['early']);
  });
});

describe('no fix is applied', () => {
  test.each([
    ['a syntax error', lines('FROM a b', 'ADD a b')],
    ['an unknown instruction', lines('FROM a', 'FOO', 'ADD a b')],
    ['another language', lines('# syntax=example.com/own:1', 'FROM a', 'ADD a b')],
  ])('to a file with %s', (_, text) => {
    expect(fix(text, [NO_ADD], { rules: [{ rule: 'syntax-error', severity: 'off' }] })).toMatchObject({
      text,
      rounds: 0,
      applied: [],
    });
  });

  test('an unknown flag is no obstacle', () => {
    expect(fix(lines('FROM a', 'ADD --foo a b'), [NO_ADD]).text).toBe(lines('FROM a', 'COPY --foo a b'));
  });

  test.each([
    ['breaks the form of the file', [replacing('bad', 'RUN', 'RNU')], 'the file would have a syntax error'],
    ['changes nothing', [replacing('bad', 'RUN', 'RUN')], 'it changes nothing'],
    [
      'brings in a finding as bad',
      [replacing('bad', 'x', 'y'), finding('other', 'y')],
      'the rule "other" would find more than before',
    ],
    [
      'brings in a worse one',
      [replacing('bad', 'x', 'y'), finding('other', 'y', 'error')],
      'the rule "other" would find more than before',
    ],
    ['brings in more of its own rule', [replacing('bad', 'x', 'xx')], 'the rule "bad" would find more than before'],
  ])('that %s, and that is said', (_, rules, reason) => {
    const text = lines('FROM a', 'RUN x');
    const fixed = fix(text, rules);
    expect(fixed).toMatchObject({ text, applied: [], rounds: 0 });
    expect(fixed.leftOut.map((left) => [left.rule, left.reason])).toEqual([['bad', reason]]);
  });

  test('that brings in a milder finding is no such one', () => {
    const rules = [replacing('good', 'x', 'y'), finding('other', 'y', 'info')];
    expect(fix(lines('FROM a', 'RUN x'), rules).text).toBe(lines('FROM a', 'RUN y'));
  });

  test('but the good ones beside a bad one are', () => {
    const rules = [replacing('bad', 'RUN', 'RNU'), NO_ADD];
    const text = lines('FROM a', 'ADD a b', 'RUN x', 'ADD c d', 'ADD e f');
    const fixed = fix(text, rules);
    expect(fixed.text).toBe(text.replaceAll('ADD', 'COPY'));
    expect(fixed.leftOut.map(({ rule }) => rule)).toEqual(['bad']);
  });

  test('with edits that make no sense', () => {
    const rule = dockerfileRule({
      ...HEAD,
      id: 'odd',
      severity: 'info',
      compile: () => (_, report) => {
        const at = (start: number, end: number) => ({ start, end, text: 'x' });
        for (const edits of [[at(0, 999)], [at(3, 1)], [at(2, 3), at(0, 1)], []]) {
          report({ message: 'odd', span: { start: 0, end: 0 }, fix: { safety: 'safe', title: 'odd', edits } });
        }
      },
    });
    expect(fix(lines('FROM a'), [rule])).toMatchObject({ text: lines('FROM a'), applied: [] });
  });
});

test('rounds end', () => {
  const swap = [
    replacing('a', 'one', 'two', { severity: 'error' }),
    replacing('b', 'two', 'one', { severity: 'style' }),
  ];
  const fixed = fix(lines('FROM one'), swap);
  expect(fixed.rounds).toBeLessThanOrEqual(10);
  const grow = fix(lines('FROM a', 'RUN x'), [replacing('grow', 'RUN x', 'RUN  x')]);
  expect(grow.rounds).toBe(1);
});

test('many bad fixes end, too', () => {
  const text = lines('FROM a', ...Array<string>(300).fill('RUN x'));
  const fixed = fix(text, [replacing('bad', 'RUN', 'RNU')]);
  expect(fixed).toMatchObject({ text, applied: [] });
  expect(fixed.leftOut).toHaveLength(300);
});

describe('sets of edits', () => {
  const edit = (start: number, end: number, text = 'x') => ({ start, end, text });

  test.each([
    [[edit(0, 2)], [edit(2, 4)], true],
    [[edit(0, 3)], [edit(2, 4)], false],
    [[edit(2, 4)], [edit(0, 3)], false],
    [[edit(2, 2)], [edit(2, 2)], false],
    [[edit(0, 2)], [edit(2, 2)], false],
    [[edit(2, 2)], [edit(2, 4)], false],
    [[edit(2, 2)], [edit(3, 4)], true],
    [[edit(0, 1), edit(8, 9)], [edit(3, 4), edit(8, 8)], false],
    [[edit(3, 4)], [edit(0, 9)], false],
  ])('%j beside %j: %s', (one, other, fits) => {
    const set = new EditSet();
    expect(set.add(one)).toBe(true);
    expect(set.add(other)).toBe(fits);
  });

  test('are applied by place', () => {
    expect(edited('abcdef', [edit(4, 5, 'E'), edit(0, 0, '>'), edit(1, 3, '')])).toBe('>adEf');
  });

  test('are sound in a text, in its order and apart', () => {
    expect(areSound([edit(0, 1), edit(1, 2)], 2)).toBe(true);
    expect(areSound([edit(0, 2), edit(1, 2)], 2)).toBe(false);
    expect(areSound([], 2)).toBe(false);
  });
});
