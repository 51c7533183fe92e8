import { describe, expect, test } from '@jest/globals';
import type { FileReport } from '../../../src/model/lint.ts';
import { sarifFormat } from '../../../src/report/lint/sarif.ts';
import { schemaProblems } from '../../support/public-schemas.ts';
import { findingAt, NO_TOTALS, PIN_RULE, reportOf, written } from './reports.ts';

const TEXT = 'FROM alpine:3\nRUN apt-get install curl\nENV PASSWORD=hunter2\n';
const CURL = findingAt(TEXT, 'curl');
const problems = schemaProblems('sarif');

/** The run of a document that is valid. */
function sarif(...reports: readonly FileReport[]) {
  const document = JSON.parse(written(sarifFormat, reports));
  expect(problems(document)).toEqual([]);
  expect(document.version).toBe('2.1.0');
  return document.runs[0];
}

test('the schema refuses what is not SARIF', () => {
  const document = JSON.parse(written(sarifFormat, [reportOf(TEXT, [CURL])]));
  document.runs[0].results[0].level = 'fatal';
  delete document.runs[0].tool;
  expect(problems(document)).toHaveLength(2);
});

describe('a run', () => {
  test('names the tool, its rules and the unit of columns', () => {
    const run = sarif(reportOf(TEXT, []));
    expect(run).toMatchObject({
      columnKind: 'utf16CodeUnits',
      results: [],
      invocations: [{ executionSuccessful: true }],
    });
    expect(run.tool.driver).toMatchObject({
      name: 'tidewaiter',
      version: '1.2.3',
      informationUri: 'https://tidewaiter.dev',
      rules: [
        {
          id: 'pin-apt-packages',
          name: 'PinAptPackages',
          shortDescription: { text: 'Packages of apt-get have versions.' },
          fullDescription: { text: expect.stringContaining('A build of tomorrow installs something else.') },
          help: {
            text: expect.stringContaining('Write name=version.'),
            markdown: expect.stringContaining('](https://'),
          },
          helpUri: PIN_RULE.link,
          defaultConfiguration: { level: 'warning' },
          properties: { tags: ['dockerfile', 'DL3008'] },
        },
      ],
    });
  });

  test('that could not read a file was no success', () => {
    const totals = { ...NO_TOTALS, unreadable: 1 };
    const document = JSON.parse(written(sarifFormat, [], { totals }));
    expect(problems(document)).toEqual([]);
    expect(document.runs[0].invocations).toEqual([{ executionSuccessful: false }]);
  });
});

describe('a result', () => {
  test('leads to its rule and place', () => {
    const shellcheck = findingAt(TEXT, 'install', { rule: 'SC2086', aliases: [], severity: 'info', why: '' });
    const { results, tool } = sarif(reportOf(TEXT, [CURL, shellcheck]), reportOf(TEXT, [shellcheck]));
    expect(results[0]).toMatchObject({
      ruleId: 'pin-apt-packages',
      ruleIndex: 0,
      level: 'warning',
      message: { text: 'package "curl" has no version. Write name=version.' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'Dockerfile', uriBaseId: '%SRCROOT%' },
            region: { startLine: 2, startColumn: 21, endLine: 2, endColumn: 25 },
          },
        },
      ],
      suppressions: [],
    });
    // Rules that nobody knew before their findings came are in the list as well, once.
    expect(results.map(({ ruleIndex }: { ruleIndex: number }) => ruleIndex)).toEqual([0, 1, 1]);
    expect(tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(['pin-apt-packages', 'SC2086']);
    expect(results[1].level).toBe('note');
  });

  test('has its fix as replacements, also an insertion', () => {
    const edits = [
      { ...CURL.span, text: 'curl=8' },
      { start: CURL.span.end, end: CURL.span.end, text: ' -y' },
    ];
    const fix = { safety: 'safe', title: 'pin it', edits } as const;
    const [{ fixes }] = sarif(reportOf(TEXT, [{ ...CURL, fix }])).results;
    expect(fixes).toEqual([
      {
        description: { text: 'pin it' },
        artifactChanges: [
          {
            artifactLocation: { uri: 'Dockerfile', uriBaseId: '%SRCROOT%' },
            replacements: [
              {
                deletedRegion: { startLine: 2, startColumn: 21, endLine: 2, endColumn: 25 },
                insertedContent: { text: 'curl=8' },
              },
              {
                deletedRegion: { startLine: 2, startColumn: 25, endLine: 2, endColumn: 25 },
                insertedContent: { text: ' -y' },
              },
            ],
          },
        ],
      },
    ]);
  });

  test('has no fix that repeats a secret', () => {
    const finding = findingAt(TEXT, 'PASSWORD=hunter2');
    const fix = { safety: 'safe', title: 'quote', edits: [{ ...finding.span, text: 'PASSWORD="hunter2"' }] } as const;
    const secrets = [findingAt(TEXT, 'hunter2').span];
    const report = reportOf(TEXT, [{ ...finding, message: 'm', fix }], { secrets });
    expect(JSON.stringify(sarif(report))).not.toContain('hunter2');
  });

  test('that a comment takes out says which, and why', () => {
    const { region } = findingAt(TEXT, 'FROM');
    const suppressed = [
      { finding: CURL, suppression: { by: 'tidewaiter', region, reason: 'a mirror pins it' } },
      { finding: { ...CURL, rule: 'other' }, suppression: { by: 'hadolint', region } },
    ] as const;
    const [first, second] = sarif(reportOf(TEXT, [], { suppressed })).results;
    expect(first.suppressions).toEqual([
      {
        kind: 'inSource',
        status: 'accepted',
        justification: 'a mirror pins it',
        location: { physicalLocation: expect.objectContaining({ region: expect.objectContaining({ startLine: 1 }) }) },
      },
    ]);
    expect(second.suppressions[0].justification).toBe('a comment for hadolint says so, without a reason');
  });

  test('names other places', () => {
    const related = [{ region: findingAt(TEXT, 'FROM').region, message: 'the stage' }];
    const [{ relatedLocations }] = sarif(reportOf(TEXT, [{ ...CURL, related }])).results;
    expect(relatedLocations).toEqual([
      {
        id: 0,
        message: { text: 'the stage' },
        physicalLocation: expect.objectContaining({ region: expect.anything() }),
      },
    ]);
  });
});

describe('fingerprints', () => {
  const prints = (text: string, report: Partial<FileReport> = {}) =>
    sarif(reportOf(text, [findingAt(text, 'curl')], report)).results[0].partialFingerprints;

  test('stay where lines move and files are renamed, and change with the line', () => {
    const before = prints(TEXT);
    expect(before).toEqual({ primaryLocationLineHash: expect.stringMatching(/^[0-9a-f]{32}:1$/) });
    expect(prints(`# new\n${TEXT}`)).toEqual(before);
    expect(prints(TEXT, { file: 'other' })).toEqual(before);
    expect(prints(TEXT.replace('apt-get', 'apt'))).not.toEqual(before);
  });

  test('count what is alike, and do not depend on comments that take findings out', () => {
    const suppression = { by: 'tidewaiter', region: CURL.region } as const;
    const of = (report: FileReport) =>
      sarif(report).results.map(
        ({ partialFingerprints }: { partialFingerprints: Record<string, string> }) =>
          partialFingerprints.primaryLocationLineHash?.split(':')[1],
      );
    expect(of(reportOf(TEXT, [CURL, CURL]))).toEqual(['1', '2']);
    expect(of(reportOf(TEXT, [CURL], { suppressed: [{ finding: CURL, suppression }] }))).toEqual(['1', '2']);
  });
});

describe('a path', () => {
  test.each<[string, object]>([
    ['./a b/Dockerfile#1', { uri: 'a%20b/Dockerfile%231', uriBaseId: '%SRCROOT%' }],
    ['c:d/(x)%.Dockerfile', { uri: 'c%3Ad/%28x%29%25.Dockerfile', uriBaseId: '%SRCROOT%' }],
    ['../ä\n::x', { uri: '../%C3%A4%0A%3A%3Ax', uriBaseId: '%SRCROOT%' }],
    ['/srv/Dockerfile', { uri: 'file:///srv/Dockerfile' }],
    ['lone\ud800', { uri: 'lone%EF%BF%BD', uriBaseId: '%SRCROOT%' }],
  ])('%j is a URI', (file, location) => {
    const [{ locations }] = sarif(reportOf(TEXT, [CURL], { file })).results;
    expect(locations[0].physicalLocation.artifactLocation).toEqual(location);
  });
});
