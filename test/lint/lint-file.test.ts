import { describe, expect, test } from '@jest/globals';
import { NO_INPUTS } from '../../src/builds/build.ts';
import { FAULT_RULES } from '../../src/lint/fault-rules.ts';
import { lintDockerfile } from '../../src/lint/lint-file.ts';
import { dockerfileRule } from '../../src/model/dockerfile-rule.ts';
import { record } from '../../src/model/schema.ts';
import { found, lines, linterWith, lintText, NO_ADD, TODAY } from './harness.ts';

const HEAD = {
  severity: 'style',
  summary: 'It is in order',
  why: 'It matters',
  remediation: 'Mend it',
  options: record('Options', {}),
} as const;

describe('a finding', () => {
  test('says what, where, why and what to do', () => {
    const { findings } = lintText(lines('FROM a', 'ADD a b'));
    expect(findings).toEqual([
      {
        rule: 'no-add',
        aliases: ['DL3020', 'AddIsBad', 'DS-0005', 'CKV_DOCKER_4'],
        severity: 'warning',
        message: 'ADD',
        why: 'It matters',
        remediation: 'Mend it',
        link: expect.stringContaining('no-add'),
        span: { start: 7, end: 10 },
        region: { start: { line: 2, column: 1 }, end: { line: 2, column: 4 } },
        fix: { safety: 'safe', title: 'write COPY', edits: [{ start: 7, end: 10, text: 'COPY' }] },
      },
    ]);
  });

  test('names the check of another tool that it is, first, and none that it is not', () => {
    const [foo, bar] = lintText(lines('FROM a', 'RUN foo && bar')).findings;
    expect([foo?.aliases, foo?.severity]).toEqual([['DL3001', 'DS-0010'], 'error']);
    expect([bar?.aliases, bar?.severity]).toEqual([['DL3002', 'DS-0010'], 'info']);
  });

  test('findings are in the order of the file, whatever the order of rules', () => {
    expect(found(lines('FROM a', 'RUN bar && foo', 'ADD a b', 'RUN foo'))).toEqual([
      '2: no-program',
      '2: no-program',
      '3: no-add',
      '4: no-program',
    ]);
  });

  test('nothing in a message deceives a terminal, and places lie in the file', () => {
    const rule = dockerfileRule({
      ...HEAD,
      id: 'odd',
      compile: () => (_, report) => {
        const related = [{ span: { start: -1, end: 999 }, message: 'a\u001b[31m' }];
        report({ message: `\u001b[2J::error::${'x'.repeat(2_000)}`, span: { start: 5_000, end: -3 }, related });
      },
    });
    const [finding] = lintText(lines('FROM a'), { rulesToUse: [rule] }).findings;
    expect(finding?.message).toMatch(/^\\u\{1b\}\[2J::error::x+…$/);
    expect(finding?.message.length).toBeLessThanOrEqual(512);
    expect(finding?.span).toEqual({ start: 7, end: 7 });
    expect(finding?.related?.[0]?.message).toBe('a\\u{1b}[31m');
  });
});

describe('faults of form', () => {
  test.each([
    ['syntax-error', lines('FROM a b'), 1],
    ['unknown-instruction', lines('FROM a', 'FOO b'), 2],
    ['unknown-flag', lines('FROM a', 'COPY --foo a b'), 2],
    ['unknown-frontend', lines('# syntax=example.com/own:1', 'FROM a'), 1],
    ['invalid-signal', lines('FROM a', 'STOPSIGNAL FOO'), 2],
    ['onbuild-trigger', lines('FROM a', 'ONBUILD FROM b'), 2],
    ['long-line', lines('FROM a', `RUN echo ${'x'.repeat(70_000)}`), 2],
    ['file-too-large', lines('FROM a', ...Array<string>(90_000).fill(`RUN ${'x'.repeat(60)}`)), undefined],
    ['shell-syntax', lines('FROM a', 'RUN echo "x'), 2],
  ])('%s', (rule, text, line) => {
    const places = found(text, { rulesToUse: [] });
    expect(
      places.some((place) => (line === undefined ? place.endsWith(`: ${rule}`) : place === `${line}: ${rule}`)),
    ).toBe(true);
  });

  test('are findings that can be turned down and ignored, and the rest of the file is judged', () => {
    const text = lines('FROM a', 'FOO b', 'ADD a b');
    expect(
      lintText(text, { rules: [{ rule: 'unknown-instruction', severity: 'info' }] }).findings.map(
        ({ severity }) => severity,
      ),
    ).toEqual(['info', 'warning']);
    expect(found(text, { rules: [{ rule: 'DL1000', severity: 'off' }] })).toEqual(['3: no-add']);
    expect(found(lines('FROM a', '# tidewaiter-ignore unknown-instruction', 'FOO b'))).toEqual([]);
  });

  test('a fault that has no rule of its own is a syntax error', () => {
    const rule = FAULT_RULES.find(({ id }) => id === 'syntax-error');
    const messages: string[] = [];
    const faults = [{ rule: 'of-tomorrow', message: 'new', span: { start: 0, end: 0 } }];
    rule?.compile({})({ dockerfile: { faults } } as never, ({ message }) => messages.push(message));
    expect(messages).toEqual(['new']);
  });

  test('a script that is not looked at whole is a finding at its keyword', () => {
    const deep = `${'( '.repeat(100)}true${' )'.repeat(100)}`;
    expect(found(lines('FROM a', `RUN ${deep}`), { rulesToUse: [] })).toContain('2: not-checked');
  });
});

describe('a rule that fails', () => {
  const failing = (thrown: unknown) =>
    dockerfileRule({
      ...HEAD,
      id: 'failing',
      compile: () => (_, report) => {
        report({ message: 'found before', span: { start: 0, end: 4 } });
        throw thrown;
      },
    });

  test.each([
    [new TypeError('x is\nundefined'), 'TypeError: x is\\u{a}undefined'],
    ['text', 'no reason given'],
  ])('is an error, beside what it found and what others find', (thrown, reason) => {
    const { findings } = lintText(lines('FROM a', 'ADD a b'), { rulesToUse: [failing(thrown), NO_ADD] });
    expect(findings.map(({ rule, severity }) => [rule, severity])).toEqual([
      ['internal-error', 'error'],
      ['failing', 'style'],
      ['no-add', 'warning'],
    ]);
    expect(findings[0]?.message).toContain(
      `the rule "failing" failed on this file, so that nobody knows what it would have found (${reason}`,
    );
  });

  test.each([
    ['a comment', '# tidewaiter-ignore-file internal-error,all', {}],
    ['a policy', '#', { rules: [{ rule: 'internal-error', severity: 'off' }] }],
  ] as const)('is not silenced by %s', (_, comment, using) => {
    expect(found(lines(comment, 'FROM a'), { ...using, rulesToUse: [failing(new Error('x'))] })).toContain(
      '1: internal-error',
    );
  });
});

test('at more than 10,000 findings the last one says so', () => {
  const text = lines('FROM a', ...Array<string>(10_500).fill('ADD a b'));
  const { findings } = lintText(text, { rulesToUse: [NO_ADD] });
  expect(findings).toHaveLength(10_000);
  const last = findings.at(-1);
  expect(last).toMatchObject({ rule: 'not-checked', severity: 'error', region: { start: { line: 10_001 } } });
  expect(last?.message).toContain('more than 10000 findings');
});

test.each([
  ['one of its kind', 'DS-0001', []],
  ['one of another kind', 'DS-0002', ['2: two']],
] as const)('a check of another tool takes out %s', (_, ignored, expected) => {
  const rule = dockerfileRule({
    ...HEAD,
    id: 'two',
    aliases: { hadolint: ['DL9001', 'DL9002'], trivy: ['DS-0001', 'DS-0002'] },
    compile:
      () =>
      ({ dockerfile }, report) => {
        const start = dockerfile.text.indexOf('FROM');
        report({ message: 'one', span: { start, end: start + 4 }, alias: ['DL9001', 'DS-0001'] });
      },
  });
  expect(found(lines(`# trivy:ignore:${ignored}`, 'FROM a'), { rulesToUse: [rule] })).toEqual(expected);
  expect(found(lines('#', 'FROM a'), { rulesToUse: [rule], rules: [{ rule: ignored, severity: 'off' }] })).toEqual(
    expected,
  );
});

test.each([
  ['of one rule', lines('FROM a', ...Array<string>(10_001).fill('ADD a b')), 'no-add'],
  ['of other rules', lines('FROM a', ...Array<string>(100_000).fill('ADD a b')), 'no-add,no-other-0'],
])('comments that ignore more findings than are kept hide none %s', (_, ignored, names) => {
  const others = Array.from({ length: 10 }, (_, at) => ({ ...NO_ADD, id: `no-other-${at}` }));
  const rulesToUse = names === 'no-add' ? [NO_ADD] : [...others, NO_ADD];
  const named = rulesToUse.map(({ id }) => id).join(',');
  const text = `# tidewaiter-ignore-stage ${named}\n${ignored}${lines('FROM b', 'ADD c d')}`;
  const { findings } = lintText(text, { rulesToUse });
  expect(findings.map(({ rule, severity }) => [rule, severity])).toContainEqual(['not-checked', 'error']);
});

test('build arguments of the configuration count, and those given with the file win', () => {
  const rule = dockerfileRule({
    ...HEAD,
    id: 'base',
    compile: () => (build, report) => {
      const base = build.stages[0]?.base;
      report({ message: base?.kind === 'unknown' ? '?' : (base?.text ?? '?'), span: { start: 0, end: 0 } });
    },
  });
  const text = lines('ARG A=1', 'ARG B=1', 'FROM a:$A$B');
  const linter = linterWith({
    rulesToUse: [rule],
    buildArgs: new Map([
      ['A', '2'],
      ['B', '2'],
    ]),
  });
  const inputs = { ...NO_INPUTS, buildArgs: new Map([['B', '3']]) };
  const { findings } = lintDockerfile({ file: 'x', text, inputs, linter, today: TODAY });
  expect(findings[0]?.message).toBe('a:23');
});

describe('what another program found', () => {
  const problem = {
    code: 'SC2034',
    severity: 'warning',
    message: 'unused',
    remediation: 'Use it',
    link: 'https://x',
  } as const;
  const foreign = [{ ...problem, span: { start: 7, end: 10 } }];

  test('is sorted in, turned down and ignored like the rest', () => {
    const text = lines('FROM a', 'RUN x=1');
    expect(found(text, { foreign })).toEqual(['2: SC2034']);
    expect(found(text, { foreign, rules: [{ rule: 'SC2034', severity: 'off' }] })).toEqual([]);
    const [finding] = lintText(text, { foreign, rules: [{ rule: 'SC2034', severity: 'style' }] }).findings;
    expect(finding?.severity).toBe('style');
    const policies = (['off', 'error', 'style'] as const).map((severity) => ({
      rule: 'SC2034',
      severity,
      policy: severity,
    }));
    expect(lintText(text, { foreign, rules: policies }).findings).toMatchObject([
      { severity: 'error', policy: 'error' },
    ]);
    const ignored = lines('# hadolint global ignore=SC2034', 'FROM a', 'RUN x=1');
    expect(found(ignored, { foreign })).toEqual([]);
  });
});
