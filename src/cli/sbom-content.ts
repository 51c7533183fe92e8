import { unwrapPredicate } from '../claims/predicate.ts';
import type { NtiaCoverage } from '../claims/sbom/ntia.ts';
import { readSbom } from '../claims/sbom/read.ts';
import { type Count, packageType, summarizeSbom } from '../claims/sbom/summary.ts';
import type { Wrapper } from '../evidence/unsigned-claim.ts';
import type { Component, Sbom } from '../model/sbom.ts';
import { parseLicense } from '../packages/license-expression.ts';

/** A component, for people and programs. */
export interface ShownComponent {
  readonly name: string;
  readonly version: string;
  /** Of its purl; `no purl` or `unreadable purl` where it has none. */
  readonly type: string;
  readonly purl?: string;
  readonly license?: string;
  readonly supplier?: string;
}

/** A licence, and how many components are under it. */
export interface LicenseCount extends Count {
  /** Whether it is an SPDX expression of ids that SPDX knows. */
  readonly known: boolean;
}

/** What a document says of the parts of an image. docs/sbom.md */
export interface SbomContent {
  readonly format: Sbom['format'];
  readonly version: string;
  /** RFC 3339, by the document itself. */
  readonly created?: string;
  readonly tools: readonly string[];
  readonly authors: readonly string[];
  readonly subject?: ShownComponent;
  readonly baseImages: readonly string[];
  /** Components by type; most first. */
  readonly types: readonly Count[];
  /** Components by licence; most first. `no licence` is one that is not known. */
  readonly licenses: readonly LicenseCount[];
  /** The minimum elements of NTIA: whether there are those of the document, and how many components have each. */
  readonly ntia: NtiaCoverage;
  readonly components: readonly ShownComponent[];
}

/** What a file says of the parts of an image: `tidewaiter sbom --format json` prints it. docs/sbom.md */
export interface FileSbom {
  readonly file: string;
  /** What was around the document, from the outside to the inside. */
  readonly wrappers: readonly Wrapper[];
  readonly sbom: SbomContent;
}

/**
 * Everything that a policy goes by in the predicate of a statement, or in a document that stands by itself.
 * @throws ClaimError where it cannot be read
 */
export function sbomContent(predicate: unknown): SbomContent {
  const sbom = readSbom(unwrapPredicate(predicate));
  const { types, licenses, ntia } = summarizeSbom(sbom);
  const { format, version, created, tools, authors, subject, baseImages, components } = sbom;
  return {
    format,
    version,
    ...(created !== undefined && { created: new Date(created).toISOString() }),
    tools,
    authors,
    ...(subject !== undefined && { subject: shown(subject) }),
    baseImages,
    types,
    licenses: licenses.map((each) => ({ ...each, known: isKnown(each.name) })),
    ntia,
    components: components.map(shown),
  };
}

function shown(component: Component): ShownComponent {
  const { name, version, purl, license, supplier } = component;
  return {
    name,
    version,
    type: packageType(component),
    ...(purl !== undefined && { purl }),
    ...(license !== undefined && { license }),
    ...(supplier !== undefined && { supplier }),
  };
}

function isKnown(license: string): boolean {
  const parsed = parseLicense(license);
  if (!parsed.ok || parsed.expression.loose) return false;
  return parsed.expression.steps.every((step) => typeof step === 'string' || step.unknown === undefined);
}
