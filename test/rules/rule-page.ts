import { readProjectFile } from './marked-yaml.ts';

/** A page of docs/rules, taken apart. */
export interface RulePage {
  readonly title: string;
  /** The paragraph under the title, in one line. */
  readonly summary: string;
  readonly sections: readonly string[];
  /** The names in the first column of the table of options. */
  readonly options: readonly string[];
  /** All of a section. */
  text(section: string): string;
  /** The YAML block of a section. */
  yaml(section: string): string;
}

/** Reads docs/rules/<id>.md. */
export function readPage(id: string): RulePage {
  const [head = '', ...rest] = readProjectFile(`docs/rules/${id}.md`).split(/^## /m);
  const sections = new Map(rest.map((text) => [text.slice(0, text.indexOf('\n')), text]));
  const [title = '', summary = ''] = head.trim().split('\n\n');
  const table = sections.get('Options') ?? '';
  return {
    title,
    summary: summary.replaceAll('\n', ' '),
    sections: [...sections.keys()],
    options: [...table.matchAll(/^\| `(?<name>\w+)` \|/gm)].map(({ groups }) => groups?.name ?? ''),
    text: (section) => sections.get(section) ?? '',
    yaml(section) {
      const block = /^```yaml\n(?<yaml>.*?)^```$/ms.exec(sections.get(section) ?? '')?.groups?.yaml;
      if (block === undefined) throw new Error(`docs/rules/${id}.md has no YAML block under "${section}"`);
      return block;
    },
  };
}
