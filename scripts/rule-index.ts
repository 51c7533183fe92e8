import type { Aliases, WorkloadRule } from '../src/model/rule.ts';
import type { RuleTopic } from '../src/rules/index.ts';
import { anchorOf, optionNames, toolTable } from './rule-tables.ts';
import type { ShippedPolicy } from './shipped-policies.ts';

const TOOLS: readonly (readonly [keyof Aliases, string])[] = [
  ['kubeLinter', 'kube-linter'],
  ['polaris', 'Polaris'],
  ['kyverno', 'Kyverno'],
  ['pss', 'Pod Security admission'],
];

/**
 * docs/rules/README.md: what rules there are, and under which names other tools know them.
 * @param dockerfilePart lines about the rules over Dockerfiles
 */
export function ruleIndex(
  topics: readonly RuleTopic[],
  policies: readonly ShippedPolicy[],
  dockerfilePart: readonly string[],
): string {
  const rules = topics.flatMap((topic) => topic.rules);
  return `${[
    '# Rules',
    '',
    'There are rules over workloads, which follow here, and [rules over Dockerfiles](#dockerfiles).',
    '',
    `The ${rules.length} rules over workloads: a Pod, and every object with a pod template. A policy names a rule by its id;`,
    '*in* says which of the [shipped policies](../../policies/README.md) do. Rules marked † look at several objects: they',
    'are judged where a set of files is reviewed, and left out by the webhook. Rules marked ‡ ask a registry about images:',
    'offline they judge nothing of an image that is not looked up, and say which were not.',
    '',
    'If you know another tool:',
    ...TOOLS.map(([, tool]) => `[${tool}](#${anchorOf(tool)}),`),
    'and what there is no rule for: [migrating](../migrating.md).',
    ...topics.flatMap((topic) => topicSection(topic, policies)),
    ...TOOLS.flatMap(([key, tool]) =>
      toolTable(
        `## ${tool}`,
        tool,
        rules.map(({ id, aliases }) => ({ id, names: aliases?.[key] ?? [] })),
      ),
    ),
    ...dockerfilePart,
  ].join('\n')}\n`;
}

function topicSection({ title, rules }: RuleTopic, policies: readonly ShippedPolicy[]): readonly string[] {
  return [
    '',
    `## ${title}`,
    '',
    '| Rule | Severity | What it asks for | Options | In |',
    '|---|---|---|---|---|',
    ...rules.map((rule) => ruleRow(rule, policies)),
  ];
}

function ruleRow(rule: WorkloadRule, policies: readonly ShippedPolicy[]): string {
  const { id, severity, summary, options, crossObject, asks } = rule;
  const holders = policies.filter(({ policy }) => policy.rules.some((member) => member.id === id));
  const mark = crossObject === true ? ' †' : asks ? ' ‡' : '';
  const shippedIn = holders.map(({ name }) => name).join(', ');
  return `| [${id}](${id}.md)${mark} | ${severity} | ${summary} | ${optionNames(options)} | ${shippedIn} |`;
}
