import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { schemaProblems } from '../support/public-schemas.ts';
import { ACTION } from './action-steps.ts';
import { GITLAB } from './gitlab-job.ts';

const ROOT = join(import.meta.dirname, '../..');
const PAGE = readFileSync(join(ROOT, 'docs/ci.md'), 'utf8');
const EXAMPLES = [...PAGE.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, text = '']) => parse(text));

test('examples of docs/ci.md are what the systems read', () => {
  const kinds = ['pre-commit-config', 'github-workflow', 'gitlab'] as const;
  expect(EXAMPLES).toHaveLength(kinds.length);
  expect(kinds.flatMap((kind, at) => schemaProblems(kind)(EXAMPLES[at]))).toEqual([]);
});

test('examples of docs/ci.md name hooks, inputs and variables that there are', () => {
  const [preCommit, workflow, gitlab] = EXAMPLES;
  const hooks = parse(readFileSync(join(ROOT, '.pre-commit-hooks.yaml'), 'utf8'));
  const ids = hooks.map(({ id }: { id: string }) => id);
  expect(ids).toEqual(expect.arrayContaining(preCommit.repos[0].hooks.map(({ id }: { id: string }) => id)));
  const step = workflow.jobs.lint.steps.find(({ id }: { id?: string }) => id === 'lint');
  expect(Object.keys(ACTION.inputs)).toEqual(expect.arrayContaining(Object.keys(step.with)));
  const variables = Object.keys(GITLAB['tidewaiter-lint'].variables);
  expect(variables).toEqual(expect.arrayContaining(Object.keys(gitlab['tidewaiter-lint'].variables)));
});
