import { beforeAll, describe, expect, test } from '@jest/globals';
import { EXAMPLES_PAGE, lintedExamples } from '../../../scripts/example-dockerfiles.ts';
import type { FileReport } from '../../../src/model/lint.ts';
import { readProjectFile } from '../../rules/marked-yaml.ts';

/** The Dockerfiles in examples/dockerfiles, as the built-in rules see them, and the table that readers see. */

/** `file: rule, rule (2)` for each row of the table. */
function tableRows(page: string): readonly string[] {
  return [...page.matchAll(/^\| \[(?<file>[^\]]+)\]\([^)]+\) \| (?<rules>.*) \|$/gm)].map(
    ({ groups }) => `${groups?.file}: ${groups?.rules}`,
  );
}

function row({ file, findings }: FileReport): string {
  const byRule = Map.groupBy(findings, ({ rule }) => rule);
  const rules = [...byRule.keys()].toSorted().map((rule) => {
    const times = byRule.get(rule)?.length ?? 0;
    return times === 1 ? rule : `${rule} (${times})`;
  });
  return `${file}: ${rules.join(', ')}`;
}

describe('the examples', () => {
  let reports: ReadonlyMap<string, FileReport>;
  beforeAll(async () => {
    reports = await lintedExamples();
  });

  const report = (file: string): FileReport => {
    const found = reports.get(file);
    if (found === undefined) throw new Error(`there is no ${file} in the examples`);
    return found;
  };

  test('are found in what their page says, file by file; if it says otherwise: npm run generate', () => {
    expect(tableRows(readProjectFile(EXAMPLES_PAGE))).toEqual([...reports.values()].map(row));
  });

  test('are many, good ones and bad ones', () => {
    const clean = [...reports.values()].filter(({ findings }) => findings.length === 0);
    const rules = new Set([...reports.values()].flatMap(({ findings }) => findings.map(({ rule }) => rule)));
    expect(reports.size).toBeGreaterThanOrEqual(30);
    expect(clean.length).toBeGreaterThanOrEqual(8);
    expect(rules.size).toBeGreaterThanOrEqual(40);
  });

  test('the one that cannot be built has all its syntax errors told, and is linted besides', () => {
    const { findings } = report('broken/Dockerfile');
    expect(findings.map(({ rule, region: { start } }) => `${start.line}:${start.column} ${rule}`)).toEqual([
      '1:1 syntax-error',
      '1:6 pin-image-digest',
      '1:6 require-user',
      '2:1 unknown-instruction',
      '3:6 unknown-flag',
      '4:1 syntax-error',
      '5:13 syntax-error',
      '6:13 syntax-error',
      '7:9 syntax-error',
    ]);
  });

  test('no other one has a syntax error', () => {
    const faulty = [...reports.values()].filter(({ findings }) =>
      findings.some(({ rule }) => rule === 'syntax-error' || rule === 'unknown-instruction'),
    );
    expect(faulty.map(({ file }) => file)).toEqual(['broken/Dockerfile']);
  });

  test('a comment takes a finding out, with its reason, and one that takes nothing out is told', () => {
    const { suppressed, findings } = report('ignored/Dockerfile');
    expect(suppressed).toMatchObject([
      {
        finding: { rule: 'disallow-latest-tag' },
        suppression: { by: 'tidewaiter', reason: 'rebuilt every night on purpose' },
      },
    ]);
    expect(findings.map(({ rule }) => rule)).toContain('unused-ignore');
  });

  test('a fragment without FROM is linted as a stage', () => {
    expect(report('fragment/Dockerfile.common').findings.map(({ rule }) => rule)).toContain('absolute-workdir');
  });
});
