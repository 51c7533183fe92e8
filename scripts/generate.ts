import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { policyJsonSchema, policyTestJsonSchema } from '../src/policy/json-schema.ts';
import { WORKLOAD_RULES } from '../src/rules/index.ts';
import { commandLinePage } from './command-line-page.ts';
import { ruleIndex } from './rule-index.ts';
import { syncChart } from './sync-chart.ts';

const ROOT = join(import.meta.dirname, '..');

/** Every file that follows from the source, by path: running the script twice changes nothing. */
export function generatedFiles(): ReadonlyMap<string, string> {
  return new Map([
    ['docs/schema/admission-policy.json', json(policyJsonSchema(WORKLOAD_RULES))],
    ['docs/schema/policy-test.json', json(policyTestJsonSchema())],
    ['docs/rules/README.md', ruleIndex(WORKLOAD_RULES)],
    ['docs/cli.md', commandLinePage()],
  ]);
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

if (import.meta.main) {
  for (const [path, text] of generatedFiles()) {
    await mkdir(dirname(join(ROOT, path)), { recursive: true });
    await writeFile(join(ROOT, path), text);
  }
  await syncChart();
}
