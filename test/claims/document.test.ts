import { expect, test } from '@jest/globals';
import { type DocumentKind, kindOfDocument, nameOfDocument } from '../../src/claims/document.ts';

test.each<[DocumentKind, unknown]>([
  ['cyclonedx', { bomFormat: 'CycloneDX', specVersion: '1.6' }],
  ['cyclonedx', { specFormat: 'CycloneDX', specVersion: '2.0' }],
  ['spdx', { spdxVersion: 'SPDX-2.3' }],
  ['spdx-3', { '@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld', '@graph': [] }],
  ['spdx-3', { '@context': ['https://example.org', 'https://spdx.org/rdf/3.0.0/terms'], '@graph': [] }],
  ['spdx-3', { spdxVersion: 'SPDX-3.0' }],
  ['openvex', { '@context': 'https://openvex.dev/ns/v0.2.0', statements: [] }],
  ['statement', { _type: 'https://in-toto.io/Statement/v1' }],
  ['bundle', { mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json' }],
  ['envelope', { payloadType: 'application/vnd.in-toto+json', payload: '', signatures: [] }],
  ['grype', { matches: [], source: {}, descriptor: { name: 'grype' } }],
  ['syft', { artifacts: [], artifactRelationships: [], schema: {} }],
  ['syft', { artifacts: [], descriptor: { name: 'syft' } }],
  ['trivy', { SchemaVersion: 2, ArtifactName: 'alpine:3', Results: [] }],
  ['trivy', { SchemaVersion: 2, Results: [] }],
  ['cosign-vuln', { invocation: {}, scanner: {}, metadata: {} }],
  ['cosign-vuln', { scanners: [], metadata: {} }],
  ['provenance', { buildDefinition: {}, runDetails: {} }],
  ['provenance', { builder: { id: 'x' }, buildType: 'y' }],
  ['spdx-text', 'SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0'],
  ['spdx-text', '# comment\nSPDXVersion: SPDX-2.2'],
  ['cyclonedx-xml', '\n<?xml version="1.0"?><bom xmlns="http://cyclonedx.org/schema/bom/1.5"/>'],
  ['swid', '<SoftwareIdentity name="x"/>'],
  ['xml', '<html/>'],
  ['text', 'hello'],
  ['unknown', {}],
  ['unknown', { bomFormat: 'other' }],
  ['unknown', { spdxVersion: 2.3 }],
  ['unknown', Object.create({ bomFormat: 'CycloneDX' })],
  ['unknown', []],
  ['unknown', null],
  ['unknown', 5],
])('%s', (kind, document) => {
  expect(kindOfDocument(document)).toBe(kind);
});

test('kinds have names', () => {
  expect(nameOfDocument('envelope')).toBe('a DSSE envelope');
});
