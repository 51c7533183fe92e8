import type { DockerfileAliases, DockerfileRule } from '../src/model/dockerfile-rule.ts';
import type { DockerfileTopic } from '../src/rules/dockerfile/index.ts';
import { anchorOf, optionNames, toolTable } from './rule-tables.ts';

const TOOLS: readonly (readonly [keyof DockerfileAliases, string])[] = [
  ['hadolint', 'hadolint'],
  ['shellcheck', 'ShellCheck'],
  ['buildkit', 'BuildKit'],
  ['trivy', 'Trivy'],
  ['checkov', 'Checkov'],
  ['dockle', 'Dockle'],
];

const ENGINE_TITLE = 'The file itself, and comments that ignore findings';

/**
 * The second part of docs/rules/README.md: rules over Dockerfiles, and their names in other tools.
 * @param engine rules that come with the linter itself
 */
export function dockerfileRuleIndex(
  topics: readonly DockerfileTopic[],
  engine: readonly DockerfileRule[],
): readonly string[] {
  const all = [...topics, { title: ENGINE_TITLE, rules: engine }];
  const rules = all.flatMap((topic) => topic.rules);
  const fixable = rules.filter(({ fixes }) => fixes !== undefined);
  return [
    '',
    '## Dockerfiles',
    '',
    `The ${rules.length} rules of [\`tidewaiter lint\`](../lint.md); ${fixable.length} of them mend what they find. Rules marked § are off until a policy or`,
    'a flag names them. A *safe* fix keeps what is built, but for the problem; somebody should look at an *unsafe* one.',
    'A rule that is also one over workloads has the same page.',
    '',
    'If you know another tool:',
    ...TOOLS.map(([, tool]) => `[${tool}](#${anchorOf(tool)}),`),
    'and what there is no rule for: [migrating](../migrating.md#hadolint).',
    ...all.flatMap(topicSection),
    ...TOOLS.flatMap(([key, tool]) => toolTable(`### ${tool}`, tool, namesIn(key, rules))),
  ];
}

function topicSection({ title, rules }: DockerfileTopic): readonly string[] {
  return [
    '',
    `### ${title}`,
    '',
    '| Rule | Severity | What it asks for | Fix | Options |',
    '|---|---|---|---|---|',
    ...rules.map(
      ({ id, severity, optIn, summary, fixes = '', options }) =>
        `| [${id}](${id}.md)${optIn ? ' §' : ''} | ${severity} | ${summary} | ${fixes} | ${optionNames(options)} |`,
    ),
  ];
}

function namesIn(tool: keyof DockerfileAliases, rules: readonly DockerfileRule[]) {
  return rules.map(({ id, aliases }) => ({ id, names: aliases?.[tool] ?? [] }));
}
