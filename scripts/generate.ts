import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ENGINE_RULES } from '../src/lint/engine-rules.ts';
import { lintRuleNames } from '../src/lint/linter.ts';
import {
  dockerfilePolicyJsonSchema,
  imagePolicyJsonSchema,
  imageSettingsJsonSchema,
  lintSettingsJsonSchema,
  policyExceptionJsonSchema,
  policyJsonSchema,
  policyTestJsonSchema,
  trustRootJsonSchema,
  workloadKindsJsonSchema,
} from '../src/policy/json-schema.ts';
import { DOCKERFILE_RULES, DOCKERFILE_TOPICS } from '../src/rules/dockerfile/index.ts';
import { RULE_TOPICS, WORKLOAD_RULES } from '../src/rules/index.ts';
import { commandLinePage } from './command-line-page.ts';
import { dockerfileRuleIndex } from './dockerfile-rule-index.ts';
import { EXAMPLES_PAGE, exampleDockerfilesPage } from './example-dockerfiles.ts';
import { EXAMPLE_PAGE, examplePage } from './example-table.ts';
import { policyIndex } from './policy-index.ts';
import { ruleIndex } from './rule-index.ts';
import { ROOT, shippedPolicies } from './shipped-policies.ts';
import { syncChart } from './sync-chart.ts';

/** Every file that follows from the source, by path: running the script twice changes nothing. */
export async function generatedFiles(): Promise<ReadonlyMap<string, string>> {
  const policies = shippedPolicies();
  return new Map([
    ['docs/schema/admission-policy.json', json(policyJsonSchema(WORKLOAD_RULES))],
    ['docs/schema/image-policy.json', json(imagePolicyJsonSchema())],
    ['docs/schema/image-settings.json', json(imageSettingsJsonSchema())],
    ['docs/schema/dockerfile-policy.json', json(dockerfilePolicyJsonSchema(lintRuleNames(DOCKERFILE_RULES)))],
    ['docs/schema/lint-settings.json', json(lintSettingsJsonSchema())],
    ['docs/schema/trust-root.json', json(trustRootJsonSchema())],
    ['docs/schema/policy-exception.json', json(policyExceptionJsonSchema())],
    ['docs/schema/policy-test.json', json(policyTestJsonSchema())],
    ['docs/schema/workload-kinds.json', json(workloadKindsJsonSchema())],
    ['docs/rules/README.md', ruleIndex(RULE_TOPICS, policies, dockerfileRuleIndex(DOCKERFILE_TOPICS, ENGINE_RULES))],
    ['docs/cli.md', commandLinePage()],
    ['policies/README.md', policyIndex(policies)],
    [EXAMPLE_PAGE, await examplePage(policies)],
    [EXAMPLES_PAGE, await exampleDockerfilesPage()],
  ]);
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

if (import.meta.main) {
  for (const [path, text] of await generatedFiles()) {
    await mkdir(dirname(join(ROOT, path)), { recursive: true });
    await writeFile(join(ROOT, path), text);
  }
  await syncChart();
}
