import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bundle } from '../../scripts/build.ts';
import { schemaProblems } from '../support/public-schemas.ts';
import { GITLAB, runLines } from './gitlab-job.ts';
import { BAD, GOOD, workspaceWith } from './job.ts';

const JOB = GITLAB['tidewaiter-lint'];

let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tidewaiter gitlab '));
  await bundle(join(folder, 'dist'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the example is what GitLab reads', () => {
  const problems = schemaProblems('gitlab');
  expect(problems(GITLAB)).toEqual([]);
  expect(problems({ job: { ...JOB, script: 1 } })).not.toEqual([]);
});

describe('the job', () => {
  /** What its script said, and the report that it leaves behind. */
  async function ran(files: Readonly<Record<string, string>>) {
    const workspace = workspaceWith(files);
    try {
      const result = await runLines(JOB.script, workspace, { env: { TIDEWAITER_FOLDER: folder } });
      const report = JSON.parse(readFileSync(workspace.at(JOB.artifacts.reports.codequality ?? ''), 'utf8'));
      return { ...result, report };
    } finally {
      workspace.remove();
    }
  }

  test('fails where something is found, shows it, and leaves a report for the merge request', async () => {
    const { code, out, report } = await ran({ 'my app/Dockerfile': BAD });
    expect(code).toBe(1);
    expect(out).toContain('my app/Dockerfile:1:6');
    const issue = report.find(({ check_name }: { check_name: string }) => check_name === 'disallow-latest-tag');
    // What https://docs.gitlab.com/ci/testing/code_quality/ asks of each entry.
    expect(issue).toMatchObject({
      description: expect.stringMatching(/./),
      check_name: 'disallow-latest-tag',
      fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
      severity: expect.stringMatching(/^(?:info|minor|major|critical|blocker)$/),
      location: { path: 'my app/Dockerfile', lines: { begin: 1 } },
    });
  });

  test('succeeds where nothing is found', async () => {
    const { code, report } = await ran({ Dockerfile: GOOD });
    expect({ code, isList: Array.isArray(report) }).toEqual({ code: 0, isList: true });
  });
});
