import { describe, expect, test } from '@jest/globals';
import { isPredicateType, predicateKind } from '../../src/parse/predicate-type.ts';

describe('the type of a statement', () => {
  test.each<[type: string, uri: string, is: boolean]>([
    ['sbom', 'https://cyclonedx.org/bom', true],
    ['sbom', 'https://cyclonedx.org/bom/v1.6', true],
    ['sbom', 'https://spdx.dev/Document/v2.3', true],
    ['cyclonedx', 'https://cyclonedx.org/schema', true],
    ['https://cyclonedx.org/bom', 'https://cyclonedx.org/bom/v1.6', true],
    // No list of what is in an image: one that names the one affected component would pass for a list of one.
    ['sbom', 'https://cyclonedx.org/vex', false],
    ['cyclonedx', 'https://cyclonedx.org/vex', false],
    ['vex', 'https://cyclonedx.org/vex', true],
    ['vex', 'https://cyclonedx.org/vex/v1.6', true],
    ['vex', 'https://cyclonedx.org/bom', true],
    ['vex', 'https://openvex.dev/ns/v0.2.0', true],
    ['sbom', 'https://openvex.dev/ns/v0.2.0', false],
    ['slsaprovenance1', 'https://slsa.dev/provenance/v0.2', false],
    ['provenance', 'https://slsa.dev/provenance/v1.0', true],
    ['provenance', 'https://slsa.dev/provenance/v0.1', false],
    ['https://acme.example/review/v1', 'https://acme.example/review/v1', true],
    ['https://acme.example/review/v1', 'https://acme.example/review/v1.0', false],
    ['vuln', 'https://cosign.sigstore.dev/attestation/vuln/v1', true],
  ])('%s takes %s: %s', (type, uri, is) => {
    expect(isPredicateType(type, uri)).toBe(is);
  });

  test.each([
    'https://cyclonedx.org/bomevil',
    'https://cyclonedx.org/bom/v1.6/evil',
    'https://cyclonedx.org/bom/',
    'https://cyclonedx.org/BOM',
    'https://slsa.dev/provenance/v1evil',
    'https://slsa.dev/provenance/v1/v1',
    ' https://spdx.dev/Document',
    'sbom',
    '',
  ])('%j is none that is known', (uri) => {
    expect(predicateKind(uri)).toBeUndefined();
  });
});
