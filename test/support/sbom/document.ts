import type { SbomFormat } from '../../../src/model/attestation.ts';

/** A package, whatever the format of the document that lists it. */
export interface Part {
  readonly name: string;
  /** Id of a Maven group, or the scope of an npm package. */
  readonly group?: string;
  readonly version?: string;
  readonly purl?: string;
  readonly cpe?: string;
  /** A licence expression, or any text. */
  readonly license?: string;
  readonly supplier?: string;
  readonly description?: string;
  /** Refs of the parts that it needs; see `refOf`. */
  readonly needs?: readonly string[];
}

/** What is written around the parts. */
export interface DocumentSpec {
  readonly parts: Iterable<Part>;
  /** What the document is about. */
  readonly subject?: Part;
  /** RFC 3339; null: the document does not say. */
  readonly created?: string | null;
  /** `name` or `name@version`. */
  readonly tools?: readonly string[];
  readonly authors?: readonly string[];
  /** Of the format. Default `1.6` and `2.3`. */
  readonly version?: string;
}

/** Lists of a document that may be too long to be held: they are written one item at a time. */
export interface LongDocument {
  /** With an empty list for each of `lists`, in their order. */
  readonly frame: object;
  readonly lists: readonly (readonly [name: string, items: Iterable<object>])[];
}

const SUBJECT: Part = { name: 'registry.test/app', version: 'v1' };
const CREATED = '2026-11-01T12:00:00Z';
/** Parts that the subject is said to depend on itself. */
const MAX_LISTED = 20_000;

/** How other parts name it: by its purl, or by name and version. */
export function refOf({ purl, name, version = '' }: Part): string {
  return purl ?? `${name}@${version}`;
}

/** An SBOM as an object. */
export function sbomOf(format: SbomFormat, spec: DocumentSpec): Readonly<Record<string, unknown>> {
  const { frame, lists } = longDocument(format, spec);
  return { ...frame, ...Object.fromEntries(lists.map(([name, items]) => [name, [...items]])) };
}

/** An SBOM in pieces. `spec.parts` is gone through more than once. */
export function longDocument(format: SbomFormat, spec: DocumentSpec): LongDocument {
  return format === 'cyclonedx' ? cyclonedx(spec) : spdx(spec);
}

/** OWASP CycloneDX; tools are a list up to 1.4 and an object since. */
function cyclonedx(spec: DocumentSpec): LongDocument {
  const { parts, subject = SUBJECT, created = CREATED, tools = ['syft@1.30.0'], authors = [], version = '1.6' } = spec;
  const named = tools.map(toolOf);
  const frame = {
    bomFormat: 'CycloneDX',
    specVersion: version,
    serialNumber: 'urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79',
    version: 1,
    metadata: {
      ...(created !== null && { timestamp: created }),
      tools:
        Number(version.split('.')[1]) < 5
          ? named
          : { components: named.map((tool) => ({ type: 'application', ...tool })) },
      ...(authors.length > 0 && { authors: authors.map((name) => ({ name })) }),
      component: { ...componentOf(subject), type: 'container' },
    },
    components: [],
    dependencies: [],
  };
  return {
    frame,
    lists: [
      ['components', Iterator.from(parts).map(componentOf)],
      ['dependencies', dependenciesOf(parts, subject)],
    ],
  };
}

function componentOf(part: Part): object {
  const { name, group, version, purl, cpe, license, supplier, description } = part;
  return {
    'bom-ref': refOf(part),
    type: 'library',
    ...(supplier !== undefined && { supplier: { name: supplier } }),
    ...(group !== undefined && { group }),
    name,
    ...(version !== undefined && { version }),
    ...(description !== undefined && { description }),
    ...(license !== undefined && { licenses: [licenseOf(license)] }),
    ...(cpe !== undefined && { cpe }),
    ...(purl !== undefined && { purl }),
  };
}

function licenseOf(text: string): object {
  if (/ (?:AND|OR|WITH) /.test(text)) return { expression: text };
  return { license: /^[A-Za-z0-9.-]+\+?$/.test(text) ? { id: text } : { name: text } };
}

function* dependenciesOf(parts: Iterable<Part>, subject: Part): Iterable<object> {
  yield { ref: refOf(subject), dependsOn: [...Iterator.from(parts).take(MAX_LISTED).map(refOf)] };
  for (const part of parts) if (part.needs !== undefined) yield { ref: refOf(part), dependsOn: part.needs };
}

/** SPDX 2. Needs are written from either side, as generators do: half of them `DEPENDENCY_OF`. */
function spdx(spec: DocumentSpec): LongDocument {
  const { parts, subject = SUBJECT, created = CREATED, tools = ['syft@1.30.0'], authors = [], version = '2.3' } = spec;
  const frame = {
    spdxVersion: `SPDX-${version}`,
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: subject.name,
    documentNamespace: 'https://sbom.test/3e671687-395b-41f5-a30f-a58921a69b79',
    creationInfo: {
      ...(created !== null && { created }),
      creators: [
        ...authors.map((name) => `Organization: ${name}`),
        ...tools.map(toolOf).map((tool) => `Tool: ${tool.name}${tool.version === undefined ? '' : `-${tool.version}`}`),
      ],
    },
    packages: [],
    relationships: [],
  };
  return {
    frame,
    lists: [
      ['packages', packagesOf(parts, subject)],
      ['relationships', relationshipsOf(parts)],
    ],
  };
}

const ROOT_ID = 'SPDXRef-Root';

function* packagesOf(parts: Iterable<Part>, subject: Part): Iterable<object> {
  yield { ...packageOf(subject, ROOT_ID), primaryPackagePurpose: 'CONTAINER' };
  let number = 0;
  for (const part of parts) yield packageOf(part, idOf(number++));
}

function packageOf({ name, group, version, purl, cpe, license, supplier, description }: Part, id: string): object {
  const references = [
    ...(purl === undefined ? [] : [['PACKAGE-MANAGER', 'purl', purl]]),
    ...(cpe === undefined ? [] : [['SECURITY', 'cpe23Type', cpe]]),
  ];
  return {
    name: group === undefined ? name : `${group}/${name}`,
    SPDXID: id,
    ...(version !== undefined && { versionInfo: version }),
    supplier: supplier === undefined ? 'NOASSERTION' : `Organization: ${supplier}`,
    downloadLocation: 'NOASSERTION',
    filesAnalyzed: false,
    licenseConcluded: 'NOASSERTION',
    licenseDeclared: license ?? 'NOASSERTION',
    copyrightText: 'NOASSERTION',
    ...(description !== undefined && { description }),
    externalRefs: references.map(([referenceCategory, referenceType, referenceLocator]) => ({
      referenceCategory,
      referenceType,
      referenceLocator,
    })),
  };
}

function* relationshipsOf(parts: Iterable<Part>): Iterable<object> {
  yield related('SPDXRef-DOCUMENT', 'DESCRIBES', ROOT_ID);
  const needed = new Set(Iterator.from(parts).flatMap(({ needs = [] }) => needs));
  const ids = new Map<string, string>();
  let number = 0;
  for (const part of parts) {
    const ref = refOf(part);
    if (needed.has(ref)) ids.set(ref, idOf(number));
    number++;
  }
  number = 0;
  for (const { needs = [] } of parts) {
    const own = idOf(number++);
    yield related(ROOT_ID, 'CONTAINS', own);
    for (const ref of needs) {
      const other = ids.get(ref);
      if (other === undefined) throw new Error(`${ref} is needed and is no part`);
      yield number % 2 === 0 ? related(own, 'DEPENDS_ON', other) : related(other, 'DEPENDENCY_OF', own);
    }
  }
}

function related(spdxElementId: string, relationshipType: string, relatedSpdxElement: string): object {
  return { spdxElementId, relationshipType, relatedSpdxElement };
}

function idOf(number: number): string {
  return `SPDXRef-Package-${number}`;
}

function toolOf(text: string): { readonly name: string; readonly version?: string } {
  const at = text.lastIndexOf('@');
  return at <= 0 ? { name: text } : { name: text.slice(0, at), version: text.slice(at + 1) };
}
