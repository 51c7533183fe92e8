import { describe, expect, test } from '@jest/globals';
import { excerptOf } from '../../../src/report/lint/excerpt.ts';
import { textFormat } from '../../../src/report/lint/text.ts';
import { findingAt, NO_TOTALS, reportOf, written } from './reports.ts';

const TEXT = 'FROM alpine:3\nRUN apt-get install curl\n';

function drawn(text: string, covered: string, secrets: readonly { start: number; end: number }[] = []): string[] {
  const { line, carets } = excerptOf(reportOf(text, [], { secrets }), findingAt(text, covered));
  return [line, carets];
}

describe('a finding', () => {
  test('is shown with its line, why, what to do, other ids and a link', () => {
    const out = written(textFormat, [reportOf(TEXT, [findingAt(TEXT, 'curl')])]);
    expect(out).toBe(
      [
        'warning: package "curl" has no version (pin-apt-packages)',
        '  --> Dockerfile:2:21',
        '  |',
        '2 | RUN apt-get install curl',
        '  |                     ^^^^',
        '  why: A build of tomorrow installs something else',
        '  do: Write name=version',
        '  also known as: DL3008',
        '  more: https://tidewaiter.test/rules/pin-apt-packages',
        '',
        '1 file: nothing found\n',
      ].join('\n'),
    );
  });

  test('says what --fix does, which policy asks, and that a preview does not count', () => {
    const fix = { safety: 'unsafe', title: 'write it', edits: [] } as const;
    const out = written(textFormat, [
      reportOf(TEXT, [findingAt(TEXT, 'curl', { fix, policy: 'shop', preview: true })]),
    ]);
    expect(out).toContain('  do: Write name=version (--fix=unsafe does that)\n');
    expect(out).toContain('  policy: shop\n  preview: newer than the rule set in use, so it does not count yet\n');
  });

  test('over several lines says where it ends, and other places are named', () => {
    const text = 'FROM a\nRUN b \\\n  c\n';
    const finding = findingAt(text, 'RUN b \\\n  c');
    const related = [{ region: findingAt(text, 'FROM').region, message: 'the stage starts here' }];
    const out = written(textFormat, [reportOf(text, [{ ...finding, related }])]);
    expect(out).toContain('2 | RUN b \\\n  | ^^^^^^^ up to line 3\n');
    expect(out).toContain('\n  see: Dockerfile:1:1: the stage starts here\n');
  });

  test.each(['\u001b[31mred', 'a\nb', '##[error]x', '##vso[task.x]', '\u202eevil'])(
    'with %j in names, messages and the file stays harmless',
    (evil) => {
      const text = `RUN ${evil.replace('\n', ' ')}\n`;
      const finding = findingAt(text, 'RUN', { message: evil, remediation: evil, why: evil, aliases: [evil] });
      const out = written(textFormat, [reportOf(text, [finding], { file: evil })]);
      expect(out).not.toContain(evil);
      for (const line of out.split('\n')) expect(line).toMatch(/^(?:$|warning: | {2}(?:-->|\||why|do|also|more)|1 )/);
    },
  );
});

describe('the line of a finding', () => {
  test.each<[string, string, string, string[]]>([
    ['tabs line up', '\tRUN\tcurl', 'curl', ['    RUN curl', '        ^^^^']],
    ['a tab in the offending part', 'a\tb', 'a\tb', ['a   b', '^^^^^']],
    ['wide characters', 'RUN 漢字 curl', 'curl', ['RUN 漢字 curl', '         ^^^^']],
    ['emoji of two code units', 'RUN 😀 curl', 'curl', ['RUN 😀 curl', '       ^^^^']],
    ['combining characters', 'RUN e\u0301 curl', 'curl', ['RUN e\u0301 curl', '      ^^^^']],
    ['CRLF', 'RUN curl\r\nX', 'curl', ['RUN curl', '    ^^^^']],
    ['a byte order mark', '\ufeffRUN curl', 'RUN', ['RUN curl', '^^^']],
    ['escape sequences', 'RUN \u001b[1m x', 'x', ['RUN \\u{1b}[1m x', '              ^']],
    ['the end of the file', 'RUN a', '', ['RUN a', '     ^']],
    ['an empty file', '', '', ['', '^']],
  ])('%s', (_name, text, covered, expected) => {
    expect(drawn(text, covered)).toEqual(expected);
  });

  test('a long line is cut around the offending part', () => {
    const [line = '', carets = ''] = drawn(`${'a'.repeat(1_000)}CURL${'b'.repeat(1_000)}\n`, 'CURL');
    expect(line).toMatch(/^…a{60}CURLb{96}…$/);
    expect(carets).toBe(`${' '.repeat(61)}^^^^`);
  });

  test('a line of megabytes takes no longer for many findings', () => {
    const text = `RUN ${'x'.repeat(5 * 2 ** 20)} curl`;
    const finding = findingAt(text, 'curl');
    for (let times = 0; times < 20_000; times++) excerptOf(reportOf(text, []), finding);
    expect(drawn(text, 'curl')[1]).toBe(`${' '.repeat(61)}^^^^`);
  });

  test('secrets are masked, whatever their length', () => {
    const text = 'ENV PASSWORD=hunter2 TOKEN=abc x';
    const secrets = ['hunter2', 'abc'].map((secret) => findingAt(text, secret).span);
    expect(drawn(text, 'PASSWORD', secrets)).toEqual(['ENV PASSWORD=***** TOKEN=***** x', '    ^^^^^^^^']);
    expect(drawn(text, 'hunter2', secrets)).toEqual(['ENV PASSWORD=***** TOKEN=***** x', '             ^^^^^']);
    const long = `ENV A=${'s'.repeat(500)}`;
    const [line = ''] = drawn(long, 's'.repeat(10), [{ start: 6, end: 506 }]);
    expect(line).not.toContain('s');
  });
});

describe('the summary', () => {
  test('counts what was found, mended and ignored', () => {
    const totals = {
      files: 12,
      findings: { error: 1, warning: 2, info: 3, style: 0 },
      suppressed: 4,
      fixed: 5,
      fixable: 6,
      unreadable: 1,
    };
    expect(written(textFormat, [], { totals })).toBe(
      '12 files: 1 error, 2 warnings, 3 info; 5 fixed; --fix mends 6; 4 ignored by comments; 1 file not read\n',
    );
    expect(written(textFormat, [], { totals, quiet: true })).toBe('');
    expect(written(textFormat, [], { totals: NO_TOTALS })).toBe('1 file: nothing found\n');
  });

  test('and severities have their colours', () => {
    const out = written(textFormat, [reportOf(TEXT, [findingAt(TEXT, 'curl')])], {
      paint: (tone, text) => `<${tone}>${text}</>`,
    });
    expect(out).toContain('<warned>warning</>: package');
    expect(out).toContain('<warned>                    ^^^^</>');
  });
});
