import type { WorkloadRule } from '../src/model/rule.ts';
import type { SchemaNode } from '../src/model/schema.ts';

/** docs/rules/README.md: what rules there are. */
export function ruleIndex(rules: readonly WorkloadRule[]): string {
  const rows = rules.map(
    ({ id, severity, summary, options }) =>
      `| [${id}](${id}.md) | ${severity} | ${summary} | ${optionNames(options)} |`,
  );
  return `${[
    '# Rules',
    '',
    'Rules over workloads: a Pod, and every object with a pod template. A policy names a rule by its id.',
    '',
    '| Rule | Severity | What it asks for | Options |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n')}\n`;
}

function optionNames(options: SchemaNode): string {
  if (options.kind !== 'record') return '';
  return Object.keys(options.fields)
    .map((name) => `\`${name}\``)
    .join(', ');
}
