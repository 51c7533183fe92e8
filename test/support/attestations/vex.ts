import { PREDICATES } from '../signing/payloads.ts';
import { CLAIM_TYPES, type Claim } from './claims.ts';

/** What somebody says of a vulnerability. Absent members are not written. */
export interface VexEntry {
  readonly vulnerability: string;
  readonly aliases?: readonly string[];
  readonly status: 'not_affected' | 'affected' | 'fixed' | 'under_investigation';
  readonly justification?: string;
  readonly impact?: string;
  /** RFC 3339. */
  readonly time?: string;
  /** What is meant; absent: what the attestation is about. */
  readonly products?: readonly { readonly id: string; readonly parts?: readonly string[] }[];
}

/** Documents around them. */
export interface VexSpec {
  readonly author?: string;
  /** RFC 3339. */
  readonly time?: string;
  /** OpenVEX before 0.2: names of vulnerabilities and products are plain texts, parts stand beside them. */
  readonly old?: boolean;
}

const TIME = '2026-11-01T12:00:00Z';

/** An OpenVEX document. */
export function openVex(entries: readonly VexEntry[], spec: VexSpec = {}): Claim {
  const { author = 'Security of Acme', time = TIME, old = false } = spec;
  return {
    predicateType: old ? 'https://openvex.dev/ns' : CLAIM_TYPES.openVex,
    predicate: {
      '@context': old ? 'https://openvex.dev/ns' : 'https://openvex.dev/ns/v0.2.0',
      '@id': 'https://vex.test/acme/shop-1',
      author,
      timestamp: time,
      version: 1,
      statements: entries.map(old ? oldStatement : openVexStatement),
    },
  };
}

function openVexStatement({ vulnerability, aliases, products, ...entry }: VexEntry): object {
  return {
    vulnerability: { name: vulnerability, ...(aliases !== undefined && { aliases }) },
    ...(products !== undefined && {
      products: products.map(({ id, parts }) => ({
        '@id': id,
        ...(id.startsWith('pkg:') && { identifiers: { purl: id } }),
        ...(parts !== undefined && { subcomponents: parts.map((part) => ({ '@id': part })) }),
      })),
    }),
    ...saidOf(entry),
  };
}

function oldStatement({ vulnerability, products, aliases: _, ...entry }: VexEntry): object {
  const parts = products?.flatMap((product) => product.parts ?? []) ?? [];
  return {
    vulnerability,
    ...(products !== undefined && { products: products.map(({ id }) => id) }),
    ...(parts.length > 0 && { subcomponents: parts }),
    ...saidOf(entry),
  };
}

function saidOf({ status, justification, impact, time }: Omit<VexEntry, 'vulnerability'>): object {
  return {
    status,
    ...(justification !== undefined && { justification }),
    ...(impact !== undefined && { impact_statement: impact }),
    ...(time !== undefined && { timestamp: time }),
  };
}

const STATES = {
  not_affected: 'not_affected',
  affected: 'exploitable',
  fixed: 'resolved',
  under_investigation: 'in_triage',
} as const;

/** A CycloneDX document that lists vulnerabilities with what was found out about them, and no components. */
export function cyclonedxVex(entries: readonly VexEntry[], { author, time = TIME }: VexSpec = {}): Claim {
  return {
    predicateType: PREDICATES.cyclonedx,
    predicate: {
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      version: 1,
      metadata: { timestamp: time, ...(author !== undefined && { authors: [{ name: author }] }) },
      vulnerabilities: entries.map(cyclonedxVulnerability),
    },
  };
}

function cyclonedxVulnerability(entry: VexEntry): object {
  const { vulnerability, aliases, status, justification, impact, time, products } = entry;
  return {
    id: vulnerability,
    source: { name: 'NVD', url: `https://nvd.nist.gov/vuln/detail/${vulnerability}` },
    ...(aliases !== undefined && { references: aliases.map((id) => ({ id, source: { name: 'GitHub' } })) }),
    ...(time !== undefined && { updated: time }),
    analysis: {
      state: STATES[status],
      ...(justification !== undefined && { justification }),
      ...(impact !== undefined && { detail: impact }),
    },
    ...(products !== undefined && {
      affects: products.flatMap(({ id, parts = [id] }) => parts.map((ref) => ({ ref }))),
    }),
  };
}
