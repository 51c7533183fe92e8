import { isObject, type JsonObject, ownField } from '../model/json.ts';

/** What a document is, with its name in messages. */
const NAMES = {
  cyclonedx: 'CycloneDX',
  spdx: 'SPDX 2',
  'spdx-3': 'SPDX 3',
  'spdx-text': 'SPDX in tag-value form',
  'cyclonedx-xml': 'CycloneDX in XML',
  swid: 'a SWID tag',
  xml: 'XML',
  syft: 'JSON of Syft',
  grype: 'a result of Grype',
  trivy: 'a result of Trivy',
  'cosign-vuln': 'a scan for vulnerabilities',
  openvex: 'OpenVEX',
  provenance: 'SLSA provenance',
  statement: 'an in-toto statement',
  envelope: 'a DSSE envelope',
  bundle: 'a Sigstore bundle',
  text: 'a text',
  unknown: 'no document that is known',
} as const;

/** What a document is. */
export type DocumentKind = keyof typeof NAMES;

/** Ways to know an object, in the order in which they are tried. */
const MARKS: readonly (readonly [DocumentKind, (document: JsonObject) => boolean])[] = [
  ['cyclonedx', (document) => [text(document, 'bomFormat'), text(document, 'specFormat')].includes('CycloneDX')],
  ['spdx-3', (document) => isSpdx3(document)],
  ['spdx', (document) => text(document, 'spdxVersion').startsWith('SPDX-')],
  ['openvex', (document) => text(document, '@context').startsWith('https://openvex.dev/ns')],
  ['statement', (document) => text(document, '_type').startsWith('https://in-toto.io/Statement')],
  ['bundle', (document) => text(document, 'mediaType').startsWith('application/vnd.dev.sigstore.bundle')],
  ['envelope', (document) => has(document, 'payloadType', 'payload', 'signatures')],
  ['grype', (document) => has(document, 'matches', 'descriptor')],
  [
    'syft',
    (document) => has(document, 'artifacts', 'descriptor') || has(document, 'artifacts', 'artifactRelationships'),
  ],
  ['trivy', (document) => has(document, 'SchemaVersion', 'ArtifactName') || has(document, 'SchemaVersion', 'Results')],
  ['cosign-vuln', (document) => has(document, 'scanner', 'metadata') || has(document, 'scanners', 'metadata')],
  ['provenance', (document) => has(document, 'buildDefinition', 'runDetails') || has(document, 'builder', 'buildType')],
];

/** Characters of a text that are looked at. */
const HEAD = 4096;

/**
 * What a bare document is: JSON that was parsed, or a text that is no JSON. By what it says of itself; whether it is
 * well-formed, readers tell.
 */
export function kindOfDocument(document: unknown): DocumentKind {
  if (typeof document === 'string') return kindOfText(document.slice(0, HEAD).trimStart());
  if (!isObject(document)) return 'unknown';
  return MARKS.find(([, fits]) => fits(document))?.[0] ?? 'unknown';
}

/** A kind of document as messages name it: `a DSSE envelope`. */
export function nameOfDocument(kind: DocumentKind): string {
  return NAMES[kind];
}

/** What is around a document, of which the outermost comes first; follows its name: ` in a DSSE envelope in a Sigstore bundle`. */
export function aroundText(wrappers: readonly DocumentKind[]): string {
  return wrappers
    .map((wrapper) => ` in ${nameOfDocument(wrapper)}`)
    .reverse()
    .join('');
}

function kindOfText(head: string): DocumentKind {
  if (/^SPDXVersion:/m.test(head)) return 'spdx-text';
  if (!head.startsWith('<')) return 'text';
  if (head.includes('cyclonedx.org/schema/bom')) return 'cyclonedx-xml';
  return head.includes('<SoftwareIdentity') ? 'swid' : 'xml';
}

/** SPDX 3 is JSON-LD: its version stands in the context, or in the creation information of its graph. */
function isSpdx3(document: JsonObject): boolean {
  if (/^(?:SPDX-)?3(?:\.|$)/.test(text(document, 'spdxVersion'))) return true;
  const context = ownField(document, '@context');
  const contexts = Array.isArray(context) ? context.slice(0, 16) : [context];
  return contexts.some((item) => typeof item === 'string' && item.startsWith('https://spdx.org/rdf/3'));
}

function text(document: JsonObject, name: string): string {
  const value = ownField(document, name);
  return typeof value === 'string' ? value : '';
}

function has(document: JsonObject, ...names: readonly string[]): boolean {
  return names.every((name) => Object.hasOwn(document, name));
}
