import { describe, expect, test } from '@jest/globals';
import { checkstyleFormat } from '../../../src/report/lint/checkstyle.ts';
import { githubFormat } from '../../../src/report/lint/github.ts';
import { gitlabFormat } from '../../../src/report/lint/gitlab.ts';
import { gnuFormat } from '../../../src/report/lint/gnu.ts';
import { jsonFormat } from '../../../src/report/lint/json.ts';
import { jsonlFormat } from '../../../src/report/lint/jsonl.ts';
import { junitFormat } from '../../../src/report/lint/junit.ts';
import { findingAt, reportOf, written } from './reports.ts';

const TEXT = 'FROM alpine:3\nRUN apt-get install curl\n';
const CURL = findingAt(TEXT, 'curl');
const REPORT = reportOf(TEXT, [CURL]);
const CLEAN = reportOf('FROM a@b\n', [], { file: 'clean/Dockerfile' });
const EVIL = 'x\n::error::pwn\r\u001b[31m\u0000,%:<"&\'\uffff';
const HOSTILE = reportOf(TEXT, [{ ...CURL, message: EVIL, remediation: EVIL }], { file: EVIL });

describe('json and jsonl', () => {
  const expected = {
    file: 'Dockerfile',
    line: 2,
    column: 21,
    endLine: 2,
    endColumn: 25,
    rule: 'pin-apt-packages',
    aliases: ['DL3008'],
    severity: 'warning',
    message: 'package "curl" has no version',
    remediation: 'Write name=version',
    fixable: false,
    why: 'A build of tomorrow installs something else',
    link: 'https://tidewaiter.test/rules/pin-apt-packages',
  };

  test('have one object for each finding', () => {
    expect(JSON.parse(written(jsonFormat, [REPORT, CLEAN, REPORT]))).toEqual([expected, expected]);
    expect(JSON.parse(written(jsonFormat, [CLEAN]))).toEqual([]);
    expect(
      written(jsonlFormat, [REPORT, REPORT])
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([expected, expected]);
    expect(written(jsonlFormat, [CLEAN])).toBe('');
  });

  test('say how it is fixed, which policy asks, and what is a preview', () => {
    const fix = { safety: 'safe', title: 'write it', edits: [] } as const;
    const report = reportOf(TEXT, [{ ...CURL, fix, policy: 'shop', preview: true }]);
    expect(JSON.parse(written(jsonFormat, [report]))).toEqual([
      { ...expected, fixable: true, fix: { safety: 'safe', title: 'write it' }, policy: 'shop', preview: true },
    ]);
  });

  test('keep values exact and lines harmless', () => {
    const out = written(jsonlFormat, [HOSTILE]);
    expect(JSON.parse(out)).toMatchObject({ file: EVIL, message: EVIL });
    expect(out.trimEnd()).not.toMatch(/\p{Cc}/u);
    expect(out.match(/\n/g)).toHaveLength(1);
  });
});

describe('gnu', () => {
  test('names the place as the GNU standards do: the last column is part of it', () => {
    expect(written(gnuFormat, [REPORT])).toBe(
      'Dockerfile:2.21-2.24: warning: package "curl" has no version [pin-apt-packages]\n',
    );
    const point = reportOf(TEXT, [findingAt(TEXT, 'c'), findingAt(TEXT, '')]);
    expect(written(gnuFormat, [point]).match(/:\d+\.\d+: warning/g)).toEqual([':2.21: warning', ':3.1: warning']);
  });

  test('is one harmless line', () => {
    const out = written(gnuFormat, [{ ...HOSTILE, file: '  ::error::x' }]);
    expect(out).toMatch(/^\.\/ {2}::error::x:2\.21-2\.24: warning: x\\u\{a\}::error::pwn[^\n]*\n$/);
  });
});

describe('github', () => {
  test('makes an annotation', () => {
    expect(written(githubFormat, [REPORT])).toBe(
      '::warning file=Dockerfile,line=2,endLine=2,col=21,endColumn=25,title=pin-apt-packages::' +
        'package "curl" has no version. Write name=version\n',
    );
    const levels = (['error', 'info', 'style'] as const).map((severity) => ({ ...CURL, severity }));
    expect(written(githubFormat, [reportOf(TEXT, levels)]).match(/^::\w+/gm)).toEqual([
      '::error',
      '::notice',
      '::notice',
    ]);
  });

  test('leaves columns out where it spans lines', () => {
    const finding = findingAt(TEXT, TEXT.trimEnd());
    expect(written(githubFormat, [reportOf(TEXT, [finding])])).toContain('line=1,endLine=2,title=');
  });

  test('escapes what ends a property or a line', () => {
    const out = written(githubFormat, [HOSTILE]);
    expect(out.match(/\n/g)).toHaveLength(1);
    expect(out).toContain('file=x%0A%3A%3Aerror%3A%3Apwn%0D\\u{1b}[31m\\u{0}%2C%25%3A<"&\'');
    expect(out).toMatch(/::x\\u\{a\}::error::pwn\\u\{d\}/);
  });
});

describe('junit', () => {
  test('skips previews, which fail nothing', () => {
    const xml = written(junitFormat, [reportOf(TEXT, [CURL, { ...CURL, preview: true }])]);
    expect(xml).toContain('tests="2" failures="1" errors="0" skipped="1"');
    expect(xml).toContain('<skipped message="preview: package &quot;curl&quot; has no version"/>');
  });

  test('has a suite for each file, and one for a clean file, too', () => {
    expect(written(junitFormat, [REPORT, CLEAN])).toBe(
      [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<testsuites name="tidewaiter lint">',
        '<testsuite name="Dockerfile" tests="1" failures="1" errors="0">',
        '  <testcase name="pin-apt-packages at 2:21" classname="Dockerfile" file="Dockerfile" line="2">',
        '    <failure type="warning" message="package &quot;curl&quot; has no version">' +
          'Dockerfile:2:21: warning: package &quot;curl&quot; has no version',
        'Write name=version',
        'https://tidewaiter.test/rules/pin-apt-packages</failure>',
        '  </testcase>',
        '</testsuite>',
        '<testsuite name="clean/Dockerfile" tests="1" failures="0" errors="0">',
        '  <testcase name="lint" classname="clean/Dockerfile"/>',
        '</testsuite>',
        '</testsuites>',
        '',
      ].join('\n'),
    );
  });
});

describe('checkstyle', () => {
  test('has an element for each file', () => {
    const levels = (['error', 'info', 'style'] as const).map((severity) => ({ ...CURL, severity }));
    const out = written(checkstyleFormat, [reportOf(TEXT, [CURL, ...levels]), CLEAN]);
    expect(out).toContain(
      '<file name="Dockerfile">\n  <error line="2" column="21" severity="warning" ' +
        'message="package &quot;curl&quot; has no version" source="tidewaiter.pin-apt-packages"/>\n',
    );
    expect(out.match(/severity="\w+"/g)).toEqual(
      ['warning', 'error', 'info', 'info'].map((one) => `severity="${one}"`),
    );
    expect(out).toContain('<file name="clean/Dockerfile">\n</file>\n</checkstyle>\n');
  });
});

test.each([
  ['junit', junitFormat],
  ['checkstyle', checkstyleFormat],
])('%s is XML whatever stands in names and messages', (_name, formatter) => {
  const out = written(formatter, [HOSTILE]);
  // What XML 1.0 forbids, and what would end an attribute or an element.
  expect(out).not.toMatch(/[^\n\u0020-\ud7ff\ue000-\ufffd]/);
  expect(out.replace(/<[a-z?/][^<>"']*(?:="[^<>"]*"[^<>"']*)*>/g, '')).not.toMatch(/[<>]/);
  expect(out.replace(/&(?:amp|lt|gt|quot|apos);/g, '')).not.toContain('&');
});

describe('gitlab', () => {
  const issues = (...reports: Parameters<typeof written>[1]) => JSON.parse(written(gitlabFormat, reports));

  test('is an array of issues with paths from the root', () => {
    expect(issues({ ...REPORT, file: './a/Dockerfile' })).toEqual([
      {
        type: 'issue',
        check_name: 'pin-apt-packages',
        description: 'package "curl" has no version',
        categories: ['Bug Risk'],
        fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
        severity: 'major',
        location: { path: 'a/Dockerfile', lines: { begin: 2, end: 2 } },
      },
    ]);
    expect(issues(CLEAN)).toEqual([]);
  });

  test('fingerprints stay when lines are added above or blanks change, and differ by file, rule and occurrence', () => {
    const prints = (text: string, file = 'Dockerfile') =>
      issues(reportOf(text, [findingAt(text, 'curl')], { file }))[0].fingerprint;
    const before = prints(TEXT);
    expect(prints(`# a comment\n\n${TEXT}`)).toBe(before);
    expect(prints(TEXT.replace('install curl', 'install   curl  '))).toBe(before);
    expect(prints(TEXT, './Dockerfile')).toBe(before);
    expect(prints(TEXT, 'b/Dockerfile')).not.toBe(before);
    expect(prints(TEXT.replace('install', 'add'))).not.toBe(before);
    const twice = issues(reportOf(TEXT, [CURL, CURL, { ...CURL, rule: 'other' }]));
    expect(new Set(twice.map(({ fingerprint }: { fingerprint: string }) => fingerprint)).size).toBe(3);
    expect(twice[0].fingerprint).toBe(before);
  });
});
