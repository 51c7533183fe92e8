import type { Offence, Reading, VexStatement } from '../../../src/model/attestation-verdict.ts';
import { readingOf } from '../judging.ts';

export const OPENVEX = 'https://openvex.dev/ns/v0.2.0';
export const CYCLONEDX = 'https://cyclonedx.org/bom';
export const IMAGE = `sha256:${'1'.repeat(64)}`;
export const IMAGE_PURL = `pkg:oci/app@${IMAGE.replace(':', '%3A')}?repository_url=registry.example.com/app`;
export const LOG4J_PURL = 'pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1';
export const LOG4J_ANY = 'pkg:maven/org.apache.logging.log4j/log4j-core';
export const DAY = 86_400_000;
export const TIME = Date.parse('2026-11-01T00:00:00Z');

/** As the specification of OpenVEX v0.2.0 has it. */
export function openVex(...statements: readonly unknown[]): Readonly<Record<string, unknown>> {
  return {
    '@context': 'https://openvex.dev/ns/v0.2.0',
    '@id': 'https://vex.example.com/1',
    author: 'security@example.com',
    timestamp: '2026-11-01T00:00:00Z',
    version: 1,
    statements,
  };
}

export const STATEMENT = {
  vulnerability: { '@id': 'https://x.test/CVE-2021-44228', name: 'CVE-2021-44228', aliases: ['GHSA-jfh8-c2jp-5v3q'] },
  products: [{ '@id': IMAGE_PURL, subcomponents: [{ '@id': LOG4J_PURL }] }],
  status: 'not_affected',
  justification: 'vulnerable_code_not_in_execute_path',
  timestamp: '2026-11-02T00:00:00Z',
};

/** A document of CycloneDX with these vulnerabilities. */
export function cycloneDx(...vulnerabilities: readonly unknown[]): Readonly<Record<string, unknown>> {
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: 'urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79',
    version: 1,
    metadata: {
      timestamp: '2026-11-01T00:00:00Z',
      component: {
        type: 'container',
        name: 'app',
        'bom-ref': 'the-image',
        hashes: [
          { alg: 'SHA-256', content: IMAGE.slice(7).toUpperCase() },
          { alg: 'MD5', content: 'x' },
        ],
      },
    },
    components: [
      { type: 'library', name: 'log4j-core', 'bom-ref': 'log4j', purl: LOG4J_PURL },
      { type: 'application', name: 'jar', components: [{ name: 'inner', 'bom-ref': 'inner', purl: 'pkg:npm/inner' }] },
      { name: 'one', 'bom-ref': 'twice', purl: 'pkg:npm/one' },
      { name: 'other', 'bom-ref': 'twice', purl: 'pkg:npm/other' },
    ],
    vulnerabilities,
  };
}

export const ANALYZED = {
  id: 'CVE-2021-44228',
  source: { name: 'NVD' },
  references: [{ id: 'GHSA-jfh8-c2jp-5v3q', source: {} }],
  analysis: { state: 'not_affected', justification: 'code_not_reachable', detail: 'no lookups' },
  affects: [{ ref: 'log4j' }],
};

export function read(document: unknown, type = OPENVEX): Reading {
  return readingOf({ kind: 'vex' }, type, document);
}

/** The statements of a document that can be read. */
export function statementsOf(document: unknown, type = OPENVEX): readonly VexStatement[] {
  const { offences, statements = [] } = read(document, type);
  if (offences.length > 0) throw new Error(offences[0]?.message);
  return statements;
}

/** What a scan found: log4j unless it says otherwise. */
export function found(change: Offence['offender'] = {}): Offence {
  return {
    term: 'vulnerabilities.maxSeverity',
    message: 'CVE-2021-44228 in log4j-core',
    offender: {
      vulnerability: 'CVE-2021-44228',
      component: 'log4j-core',
      version: '2.14.1',
      purl: LOG4J_PURL,
      ...change,
    },
  };
}
