import type { SchemaNode } from '../src/model/schema.ts';

/** The names of a rule's options, for a cell of a table. */
export function optionNames(options: SchemaNode): string {
  if (options.kind !== 'record') return '';
  return Object.keys(options.fields)
    .map((name) => `\`${name}\``)
    .join(', ');
}

/** What links to a heading. */
export function anchorOf(title: string): string {
  return title.toLowerCase().replaceAll(' ', '-');
}

/** A rule and the names that a tool has for it. */
export interface NamedElsewhere {
  readonly id: string;
  readonly names: readonly string[];
}

/**
 * Which rules stand for the checks of a tool.
 * @param heading with its `#`s
 */
export function toolTable(heading: string, tool: string, rules: readonly NamedElsewhere[]): readonly string[] {
  const known = new Map<string, string[]>();
  for (const { id, names } of rules) {
    for (const name of names) known.set(name, [...(known.get(name) ?? []), id]);
  }
  const rows = [...known].sort(([one], [other]) => compareNames(one, other));
  return [
    '',
    heading,
    '',
    `If you know the checks of ${tool}:`,
    '',
    `| ${tool} | Rule |`,
    '|---|---|',
    ...rows.map(([name, ids]) => `| \`${name}\` | ${ids.map((id) => `[${id}](${id}.md)`).join(', ')} |`),
  ];
}

/** By their characters, but numbers at the end by their value: CKV_DOCKER_9 stands before CKV_DOCKER_10. */
function compareNames(one: string, other: string): number {
  const [first, second] = [partsOf(one), partsOf(other)];
  if (first.word !== second.word) return first.word < second.word ? -1 : 1;
  return first.number - second.number;
}

function partsOf(name: string): { readonly word: string; readonly number: number } {
  const digits = /[0-9]+$/.exec(name)?.[0] ?? '';
  return { word: name.slice(0, name.length - digits.length), number: Number(digits) };
}
