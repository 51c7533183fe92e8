import { describe, expect, test } from '@jest/globals';
import { NO_INPUTS } from '../../src/builds/build.ts';
import { PLAIN_CONFIG } from '../../src/lint/config.ts';
import { lintDockerfile } from '../../src/lint/lint-file.ts';
import { compileLinter, lintRuleNames } from '../../src/lint/linter.ts';
import { loadLintSettings } from '../../src/policy/lint-settings.ts';
import { loadPolicies } from '../../src/policy/load.ts';
import { DOCKERFILE_RULES } from '../../src/rules/dockerfile/index.ts';
import { WORKLOAD_RULES } from '../../src/rules/index.ts';
import { readProjectFile } from '../rules/marked-yaml.ts';
import { resourcesWith } from './image-documents.ts';

/** What the pages about the linter show is what loads. */

const NAMES = lintRuleNames(DOCKERFILE_RULES);

const EXAMPLES = ['lint.md', 'lint-settings.md', 'migrating.md', 'policy-reference.md'].flatMap((page) =>
  [...readProjectFile(`docs/${page}`).matchAll(/^```yaml\n(?<text>.*?)^```$/gms)]
    .map(({ groups }) => groups?.text ?? '')
    .filter((text) => /^kind: (?:LintSettings|DockerfilePolicy)$/m.test(text))
    .map((text) => ({ page, text })),
);
const SETTINGS = EXAMPLES.filter(({ text }) => text.includes('kind: LintSettings\n'));
const POLICIES = EXAMPLES.filter(({ text }) => text.includes('kind: DockerfilePolicy\n'));
const settingsPage = readProjectFile('docs/lint-settings.md');

test.each(SETTINGS)('$page: the settings load', ({ text }) => {
  expect(loadLintSettings({ file: '.tidewaiter.yaml', text }, NAMES)?.failOn).toBe('warning');
});

test.each(POLICIES)('$page: the policies over Dockerfiles load, with their rules and options', ({ text }) => {
  const { dockerfiles } = loadPolicies([{ file: 'policy.yaml', text }], WORKLOAD_RULES, {
    dockerfileRules: NAMES,
    mayEnforceNothing: true,
  });
  expect(dockerfiles.flatMap(({ rules }) => rules).length).toBeGreaterThan(0);
});

describe('the page about settings', () => {
  test('is one of several with examples', () => {
    expect(new Set(SETTINGS.map(({ page }) => page))).toContain('lint-settings.md');
    expect(new Set(POLICIES.map(({ page }) => page))).toContain('lint-settings.md');
  });

  test('its policy over images loads beside the policies over Dockerfiles', () => {
    const blocks = [...settingsPage.matchAll(/^```yaml\n(?<text>.*?)^```$/gms)].map(({ groups }) => groups?.text ?? '');
    const files = blocks
      .filter((text) => !text.includes('kind: LintSettings\n'))
      .map((text, index) => ({ file: `${index}.yaml`, text }));
    const loaded = loadPolicies(files, WORKLOAD_RULES, { dockerfileRules: NAMES, resources: resourcesWith({}) });
    expect(loaded.dockerfiles.map(({ name }) => name)).toEqual(['platform']);
    expect(loaded.policies.map(({ name }) => name)).toEqual(['base-images']);
  });

  test('its comments take out what they name', () => {
    const text = /^```dockerfile\n(?<text>.*?)^```$/ms.exec(settingsPage)?.groups?.text ?? '';
    const linter = compileLinter(DOCKERFILE_RULES, PLAIN_CONFIG);
    const request = { file: 'Dockerfile', text, inputs: NO_INPUTS, linter, today: '2026-11-20' };
    const { suppressed, findings } = lintDockerfile(request);
    expect(suppressed.map(({ finding }) => finding.rule)).toEqual(['disallow-latest-tag', 'no-install-recommends']);
    expect(findings.filter(({ rule }) => rule.endsWith('-ignore'))).toEqual([]);
  });

  test('names every field of both kinds', () => {
    const [, settings = '', policies = ''] = settingsPage.split(
      /^## (?:Settings of a project|Policies over Dockerfiles)$/m,
    );
    for (const field of fieldsOf('lint-settings')) expect(settings).toContain(`| \`${field}\` |`);
    for (const field of fieldsOf('dockerfile-policy')) expect(policies).toMatch(new RegExp(`\`spec\\.${field}\\b`));
  });
});

/** The fields of `spec` in a schema. */
function fieldsOf(schema: string): readonly string[] {
  const { properties } = JSON.parse(readProjectFile(`docs/schema/${schema}.json`));
  const fields = Object.keys(properties.spec.properties);
  if (fields.length === 0) throw new Error(`docs/schema/${schema}.json has no fields`);
  return fields;
}
