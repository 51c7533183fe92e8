import type { Component, Sbom } from '../../model/sbom.ts';
import type { SbomCheck } from './check.ts';

/** Minimum elements of a component (NTIA, "The Minimum Elements For a Software Bill of Materials", 2021). */
export const NTIA_ELEMENTS = ['supplier', 'name', 'version', 'unique id', 'relation'] as const;
export type NtiaElement = (typeof NTIA_ELEMENTS)[number];

/** How much of the minimum elements a document has. */
export interface NtiaCoverage {
  /** Whether it says who made it. */
  readonly author: boolean;
  /** Whether it says when. */
  readonly timestamp: boolean;
  /** Components, without what the document is about. */
  readonly components: number;
  /** Those that have all elements. */
  readonly complete: number;
  /** Those that have one. */
  readonly having: Readonly<Record<NtiaElement, number>>;
}

const HAS: Readonly<Record<NtiaElement, (component: Component, sbom: Sbom) => boolean>> = {
  supplier: ({ supplier }) => supplier !== undefined,
  name: ({ name }) => name !== '',
  version: ({ version }) => version !== '',
  'unique id': ({ purl, cpe, swid }) => purl !== undefined || cpe !== undefined || swid !== undefined,
  relation: ({ ref }, { related }) => related.has(ref),
};

/** Counts the minimum elements of a document. */
export function ntiaCoverage(sbom: Sbom): NtiaCoverage {
  const having = { supplier: 0, name: 0, version: 0, 'unique id': 0, relation: 0 };
  let complete = 0;
  for (const component of sbom.components) {
    let found = 0;
    for (const element of NTIA_ELEMENTS) {
      if (!HAS[element](component, sbom)) continue;
      having[element] += 1;
      found += 1;
    }
    if (found === NTIA_ELEMENTS.length) complete += 1;
  }
  return {
    author: sbom.authors.length > 0,
    timestamp: sbom.created !== undefined,
    components: sbom.components.length,
    complete,
    having,
  };
}

/** Wants the minimum elements: those of the document, and those of components in so many of a hundred. */
export function checkNtia(minCoverage: number): SbomCheck {
  return (sbom, tell) => {
    const term = 'sbom.ntia';
    const { author, timestamp, components, complete, having } = ntiaCoverage(sbom);
    if (!author) tell({ term, message: 'it names no author' });
    if (!timestamp) tell({ term, message: 'it does not say when it was made' });
    if (complete * 100 >= minCoverage * components) return;
    const each = NTIA_ELEMENTS.map((element) => `${element} ${percent(having[element], components)}`).join(', ');
    const share = `${percent(complete, components)} of ${components} components have all minimum elements`;
    tell({ term, message: `${share}, less than ${minCoverage} %: ${each}` });
  };
}

/** Rounded down: what is not all is never 100 %. */
function percent(part: number, all: number): string {
  return `${Math.floor((100 * part) / all)} %`;
}
