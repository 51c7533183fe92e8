import type { Component, Sbom } from '../../model/sbom.ts';
import { parsePurl } from '../../packages/purl.ts';
import { type NtiaCoverage, ntiaCoverage } from './ntia.ts';

/** How often something occurs. */
export interface Count {
  readonly name: string;
  readonly count: number;
}

/** What a document comes to, for people. What the document is about is not counted. */
export interface SbomSummary {
  /** Components by the type of their purl; `no purl` and `unreadable purl` for those that have none. Most first. */
  readonly types: readonly Count[];
  /** Components by licence, as written; `no licence` for those that have none. Most first. */
  readonly licenses: readonly Count[];
  readonly ntia: NtiaCoverage;
}

/** Counts what is in a document. */
export function summarizeSbom(sbom: Sbom): SbomSummary {
  const { components } = sbom;
  return {
    types: counted(components.map(packageType)),
    licenses: counted(components.map(({ license }) => license ?? 'no licence')),
    ntia: ntiaCoverage(sbom),
  };
}

/** The type of a component's purl; `no purl` or `unreadable purl` where it has none. */
export function packageType({ purl }: Pick<Component, 'purl'>): string {
  if (purl === undefined) return 'no purl';
  const parsed = parsePurl(purl);
  return parsed.ok ? parsed.purl.type : 'unreadable purl';
}

function counted(names: readonly string[]): readonly Count[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .sort((one, other) => other.count - one.count || (one.name < other.name ? -1 : 1));
}
