import { describe, expect, test } from '@jest/globals';
import { edited } from '../../src/lint/edits.ts';
import type { LintFinding } from '../../src/model/lint.ts';
import { found, type LintWith, lines, lintText, NO_ADD } from './harness.ts';

const A = '# tidewaiter-ignore';

function remarks(text: string, rule: string, using: LintWith = {}): readonly LintFinding[] {
  return lintText(text, using).findings.filter((finding) => finding.rule === rule);
}

describe('unused-ignore', () => {
  const fixed = (text: string) => {
    const [first] = remarks(text, 'unused-ignore');
    return edited(text, first?.fix?.edits ?? []);
  };

  test.each([
    ['the whole line', lines('FROM a', `${A} no-add -- x`, 'COPY a b'), lines('FROM a', 'COPY a b')],
    ['the line with its indentation', lines('FROM a', `\t${A} no-add`, 'COPY a b'), lines('FROM a', 'COPY a b')],
    ['the line with CRLF', `FROM a\r\n${A} no-add\r\nCOPY a b\r\n`, 'FROM a\r\nCOPY a b\r\n'],
    ['a last line without an end', `FROM a\n${A}-file no-add`, 'FROM a\n'],
    ['a first name', lines('FROM a', `${A} no-program, no-add`, 'ADD a b'), lines('FROM a', `${A} no-add`, 'ADD a b')],
    [
      'a last name',
      lines('FROM a', `${A} no-add, no-program -- x`, 'ADD a b'),
      lines('FROM a', `${A} no-add -- x`, 'ADD a b'),
    ],
    ['the line where no name is needed', lines('FROM a', `${A} no-add,no-program`, 'RUN x'), lines('FROM a', 'RUN x')],
    ['"all"', lines('FROM a', `${A} all`, 'RUN x'), lines('FROM a', 'RUN x')],
    [
      'a line inside of an instruction',
      lines('FROM a', 'RUN x \\', `${A} no-add`, ' y'),
      lines('FROM a', 'RUN x \\', ' y'),
    ],
    [
      'no more than makes a directive of the next line',
      lines(`${A} no-add`, '# escape=`', 'FROM a'),
      lines('#', '# escape=`', 'FROM a'),
    ],
  ])('the fix removes %s', (_, before, after) => {
    expect(fixed(before)).toBe(after);
  });

  test('a comment that a wider one makes needless is unused', () => {
    const text = lines('# tidewaiter-ignore-file no-add', 'FROM a', `${A} no-add`, 'ADD a b');
    expect(remarks(text, 'unused-ignore').map(({ region }) => region.start.line)).toEqual([1]);
  });

  test.each([
    ['a rule that is off', `${A} no-base`, {}],
    ['a code of ShellCheck that nobody asked', `${A} SC2086`, {}],
    ['a comment of another tool', '# hadolint ignore=DL3020', {}],
    ['a comment that does not count', `${A} no-add until=2026-01-01`, {}],
  ])('%s is left alone', (_, comment, using) => {
    expect(remarks(lines('FROM a', comment, 'RUN x'), 'unused-ignore', using)).toEqual([]);
  });

  test('a code of ShellCheck is unused where ShellCheck was asked', () => {
    const text = lines('FROM a', `${A} SC2086`, 'RUN x');
    expect(remarks(text, 'unused-ignore', { foreign: [] })).toHaveLength(1);
    const problem = { code: 'SC2086', severity: 'info', message: 'quote', remediation: '', link: '' } as const;
    const foreign = [{ ...problem, span: { start: text.indexOf('RUN'), end: text.indexOf('RUN') + 3 } }];
    expect(found(text, { foreign })).toEqual([]);
  });

  test('the option peers: comments of other tools too, without a fix', () => {
    const rules = [{ rule: 'unused-ignore', options: { peers: true } }];
    const [remark] = remarks(lines('FROM a', '# hadolint ignore=DL3020', 'RUN x'), 'unused-ignore', { rules });
    expect(remark?.message).toContain('"DL3020"');
    expect(remark?.fix).toBeUndefined();
  });

  test('rules about comments are out of the reach of comments', () => {
    const text = lines('FROM a', `${A} unused-ignore,no-add`, 'RUN x');
    expect(remarks(text, 'unused-ignore').map(({ message }) => message)).toEqual([
      'no comment can ignore "unused-ignore", which is about comments: turn it down in a policy',
      'nothing here is found by "no-add", so that there is nothing to ignore',
    ]);
  });
});

describe('expired-ignore', () => {
  test('stands at the day, and the finding is back', () => {
    const text = lines('FROM a', `${A} no-add until=2026-11-19 -- x`, 'ADD a b');
    expect(found(text)).toEqual(['2: expired-ignore', '3: no-add']);
    expect(remarks(text, 'expired-ignore')[0]?.region.start.column).toBe(28);
  });
});

describe('unknown-ignore', () => {
  test('names of other tools are left alone unless an option asks for them', () => {
    const text = lines('FROM a', '# hadolint ignore=DL9999', 'RUN x');
    expect(found(text)).toEqual([]);
    expect(found(text, { rules: [{ rule: 'unknown-ignore', options: { peers: true } }] })).toEqual([
      '2: unknown-ignore',
    ]);
  });

  test('every code of ShellCheck is known', () => {
    expect(found(lines('FROM a', `${A} SC9999`, 'RUN x'))).toEqual([]);
  });
});

describe('ignore-needs-reason', () => {
  const text = lines(
    'FROM a',
    `${A} no-add`,
    'ADD a b',
    '# hadolint ignore=DL3020',
    'ADD a b',
    `${A} no-add -- x`,
    'ADD a b',
  );

  test('on request; the comments count all the same', () => {
    expect(found(text)).toEqual([]);
    expect(found(text, { rules: [{ rule: 'ignore-needs-reason' }] })).toEqual([
      '2: ignore-needs-reason',
      '4: ignore-needs-reason',
    ]);
  });

  test('where a policy demands it, comments without a reason count for nothing', () => {
    expect(found(text, { ignores: { requireReason: true } })).toEqual([
      '2: ignore-needs-reason',
      '3: no-add',
      '4: ignore-needs-reason',
      '5: no-add',
    ]);
  });
});

describe('forbidden-ignore', () => {
  test.each([
    ['the id', 'no-add', `${A} no-add`],
    ['an alias for the id', 'no-add', `${A} DL3020`],
    ['the id for an alias', 'DL3020', `${A} no-add`],
    ['a pragma of hadolint', 'no-add', '# hadolint ignore=DL3020'],
    ['a comment of Trivy', 'no-add', '# trivy:ignore:DS-0005'],
    ['a comment of Checkov', 'no-add', '# checkov:skip=CKV_DOCKER_4'],
    ['another spelling', 'AVD-DS-0005', `${A} DS005`],
    ['everything of ours', 'no-add', `${A} all`],
    ['everything of BuildKit', 'no-add', '# check=skip=all'],
    ['everything of Trivy', 'no-add', '# trivy:ignore:*'],
  ])('locks %s', (_, locked, comment) => {
    expect(found(lines('FROM a', comment, 'ADD a b'), { forbidIgnores: [locked] })).toEqual([
      '2: forbidden-ignore',
      '3: no-add',
    ]);
  });

  test('a lock on one check leaves the others of the rule', () => {
    const text = lines('FROM a', `${A} no-program -- x`, 'RUN foo && bar');
    expect(found(text, { forbidIgnores: ['DL3002'] })).toEqual(['2: forbidden-ignore', '3: no-program']);
  });

  test('names the policy', () => {
    const config = { forbidIgnores: [{ rule: 'no-add', policy: 'company' }] };
    const [remark] = remarks(lines('FROM a', `${A} no-add`, 'ADD a b'), 'forbidden-ignore', { config });
    expect(remark?.message).toBe('policy "company" lets no comment ignore "no-add": its findings stay');
  });

  test.each([
    ['without an end', `${A} no-add -- x`, 'it needs an end that is at most 30 days away'],
    ['with one that is too far', `${A} no-add until=2026-12-21`, 'it ends on 2026-12-21, and a policy allows 30 days'],
  ])('terms: a comment %s counts for nothing', (_, comment, message) => {
    const using = { ignores: { requireReason: false, maxDays: 30 } };
    const [remark] = remarks(lines('FROM a', comment, 'ADD a b'), 'forbidden-ignore', using);
    expect(remark?.message).toContain(message);
    expect(found(lines('FROM a', comment, 'ADD a b'), using)).toContain('3: no-add');
    expect(found(lines('FROM a', `${A} no-add until=2026-12-20`, 'ADD a b'), using)).toEqual([]);
  });
});

test('no-inline-ignore finds every comment that ignores, of whatever tool', () => {
  const text = lines(
    '# check=skip=A',
    'FROM a',
    `${A} no-add`,
    '# hadolint ignore=DL3020',
    'ADD a b',
    '# checkov:skip=CKV_DOCKER_4',
  );
  expect(found(text, { rules: [{ rule: 'DL1001' }] }).filter((place) => place.endsWith('no-inline-ignore'))).toEqual([
    '1: no-inline-ignore',
    '3: no-inline-ignore',
    '4: no-inline-ignore',
    '6: no-inline-ignore',
  ]);
});

test('where comments are not honoured, nothing is read', () => {
  const text = lines('FROM a', `${A} no-add`, 'ADD a b');
  expect(found(text, { config: { honoursIgnores: false } })).toEqual(['3: no-add']);
});

test('thousands of comments are no trouble', () => {
  const many = Array.from({ length: 5_000 }, () => [`${A} no-add`, '# trivy:ignore:DS-0005', 'ADD a b']).flat();
  const { findings, suppressed } = lintText(lines('FROM a', ...many), { rulesToUse: [NO_ADD] });
  expect(findings).toEqual([]);
  expect(suppressed).toHaveLength(5_000);
});
