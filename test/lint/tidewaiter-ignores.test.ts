import { describe, expect, test } from '@jest/globals';
import { found, lines, lintText, taken } from './harness.ts';

const A = '# tidewaiter-ignore';

describe('above an instruction', () => {
  test.each([
    ['by id', [`${A} no-add`, 'ADD a b']],
    ['with a reason', [`${A} no-add -- it unpacks`, 'ADD a b']],
    ['until a day', [`${A} no-add until=2026-11-20 -- today still counts`, 'ADD a b']],
    ['with several rules', [`${A} no-program,no-add`, 'ADD a b']],
    ['with blanks around the comma', [`${A} no-program , no-add`, 'ADD a b']],
    ['without a blank behind #', ['#tidewaiter-ignore no-add', 'ADD a b']],
    ['indented', [`  ${A}   no-add`, 'ADD a b']],
    ["by hadolint's id", [`${A} DL3020`, 'ADD a b']],
    ["by BuildKit's name", [`${A} AddIsBad`, 'ADD a b']],
    ["by Trivy's id", [`${A} DS-0005`, 'ADD a b']],
    ["by Trivy's old ids", [`${A} AVD-DS-0005`, 'ADD a b']],
    ["by Trivy's short id", [`${A} DS005`, 'ADD a b']],
    ["by Checkov's id", [`${A} CKV_DOCKER_4`, 'ADD a b']],
    ['by "all"', [`${A} all`, 'ADD a b']],
    ['with another comment in between', [`${A} no-add`, '# more', '', 'ADD a b']],
    ['in ONBUILD', [`${A} no-add`, 'ONBUILD ADD a b']],
  ])('takes out %s', (_, written) => {
    expect(found(lines('FROM a', ...written)).filter((place) => place.endsWith('no-add'))).toEqual([]);
    expect(taken(lines('FROM a', ...written))).toHaveLength(1);
  });

  test('reaches the whole instruction, and no other', () => {
    const text = lines('FROM a', `${A} no-program`, 'RUN foo \\', ' && foo', 'RUN foo');
    expect(taken(text)).toEqual(['3: no-program', '4: no-program']);
    expect(found(text)).toEqual(['5: no-program']);
  });

  test('reaches the bodies of heredocs', () => {
    expect(taken(lines('FROM a', `${A} no-program`, 'RUN <<EOF', 'foo', 'EOF'))).toEqual(['4: no-program']);
  });

  test('says who took a finding out, where and why', () => {
    const { suppressed } = lintText(lines('FROM a', `${A} no-add -- it unpacks`, 'ADD a b'));
    expect(suppressed[0]?.suppression).toEqual({
      by: 'tidewaiter',
      region: { start: { line: 2, column: 1 }, end: { line: 2, column: 41 } },
      reason: 'it unpacks',
    });
  });

  test('an alias of one of several checks takes out the findings of that check alone', () => {
    expect(found(lines('FROM a', `${A} DL3001`, 'RUN foo && bar'))).toEqual(['3: no-program']);
    expect(found(lines('FROM a', `${A} DS-0010`, 'RUN foo && bar'))).toEqual([]);
  });
});

describe('inside of an instruction', () => {
  const run = (...between: readonly string[]) => lines('FROM a', 'RUN foo && \\', ...between, '  foo && \\', '  foo');

  test('reaches the next line that is no comment', () => {
    expect(taken(run(`${A} no-program`))).toEqual(['4: no-program']);
    expect(taken(run(`${A} no-program`, '# more', '', '# and more'))).toEqual(['7: no-program']);
    expect(taken(run('# more', `${A} no-program`))).toEqual(['5: no-program']);
  });

  test('reaches nothing where no line follows', () => {
    expect(found(lines('FROM a', 'RUN foo \\', `${A} no-program`))).toContain('3: unknown-ignore');
  });
});

describe('of stages and files', () => {
  const stages = (comment: string) =>
    lines('FROM a', 'ADD a b', comment, 'FROM b AS c', 'ADD a b', 'FROM c', 'ADD a b');

  test.each(['# tidewaiter-ignore-stage no-add,no-base', '# tidewaiter-ignore stage no-add,no-base -- why'])(
    '%s reaches from its FROM to the next',
    (comment) => {
      expect(taken(stages(comment), { rules: [{ rule: 'no-base' }] })).toEqual(['4: no-base', '5: no-add']);
    },
  );

  test.each(['# tidewaiter-ignore-file no-add', '# tidewaiter-ignore file no-add'])(
    '%s reaches the file',
    (comment) => {
      expect(taken(stages(comment))).toEqual(['2: no-add', '5: no-add', '7: no-add']);
      expect(taken(lines('FROM a', 'ADD a b', comment))).toEqual(['2: no-add']);
    },
  );

  test('a file without an instruction is no trouble', () => {
    expect(found(lines('# tidewaiter-ignore-file no-add'))).toContain('1: unused-ignore');
  });
});

describe('what is no comment', () => {
  test.each([
    ['the body of a heredoc', ['COPY <<EOF /x', `${A} no-add`, 'EOF', 'ADD a b']],
    ['text behind an instruction', ['RUN true # tidewaiter-ignore no-add', 'ADD a b']],
    ['another word', ['# see tidewaiter-ignore no-add', 'ADD a b']],
  ])('%s ignores nothing', (_, written) => {
    expect(taken(lines('FROM a', ...written))).toEqual([]);
  });
});

describe('with a mistake', () => {
  const remark = (comment: string, below = 'ADD a b') => {
    const { findings, suppressed } = lintText(lines('FROM a', comment, below));
    expect(suppressed).toEqual([]);
    return findings.find(({ rule }) => rule === 'unknown-ignore')?.message;
  };

  test.each([
    [`${A}`, 'names no rule'],
    [`${A} -- why`, 'names no rule'],
    [`${A} until=2027-01-01`, 'names no rule'],
    [`${A} no-add no-program`, '"no-program" is not understood'],
    [`${A} no-add because`, '"because" is not understood'],
    [`${A} no-add,,no-program`, '"," is not understood'],
    [`${A} no-add until=tomorrow`, 'until must be a day of the calendar'],
    [`${A} no-add until=2027-02-30`, 'until must be a day of the calendar'],
    [`${A} no-add until=2027-01-01 more`, '"more" is not understood'],
    [`${A}: no-add`, '"tidewaiter-ignore:" is not understood'],
    [`${A}-line no-add`, '"tidewaiter-ignore-line" is not understood'],
    ['# tidewaiter ignore no-add', 'it is taken for an ordinary comment'],
    ['# Tidewaiter-Ignore: no-add', 'it is taken for an ordinary comment'],
    ['#tidewaiter:ignore no-add', 'it is taken for an ordinary comment'],
    [`${A}-stage no-add`, 'stands above no FROM'],
    [`${A} stage no-add`, 'stands above no FROM'],
  ])('%s ignores nothing, and says so', (comment, message) => {
    expect(remark(comment)).toContain(`this comment ignores nothing: ${message}`);
  });

  test.each(['# tidewaiter ignores this', '# what tidewaiter ignore comments do'])('%s is prose', (comment) => {
    expect(remark(comment)).toBeUndefined();
  });

  test('behind the last instruction there is nothing to ignore', () => {
    expect(remark('ADD a b', `${A} no-add`)).toContain('stands above no instruction');
  });

  test('a rule that there is none of is named with the one that was meant', () => {
    expect(remark(`${A} no-ad`)).toBe('there is no rule "no-ad"; did you mean "no-add"?');
  });
});
