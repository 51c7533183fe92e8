import type { VulnerabilitySeverity } from '../../model/attestation.ts';
import { ClaimError } from '../claim.ts';
import { nameKey } from '../vulnerability-name.ts';

/** A vulnerability that a scanner found. Texts are as written. */
export interface Vulnerability {
  readonly id: string;
  /** Other names of it. */
  readonly aliases: readonly string[];
  /** Absent: the scanner does not say, or in words that nobody knows. */
  readonly severity?: VulnerabilitySeverity;
  /** '' where the scanner does not say. */
  readonly component: string;
  /** '' where the scanner does not say. */
  readonly version: string;
  readonly purl?: string;
  /** False only where the scanner knows of no version that mends it. */
  readonly fixable: boolean;
  /** '' where none is known. */
  readonly fixedIn: string;
  /** Milliseconds since the epoch. */
  readonly published?: number;
}

/** Who looked for vulnerabilities. */
export interface Scanner {
  /** '' where it has none. */
  readonly uri: string;
  /** '' where it has none. */
  readonly name: string;
  /** When its data was last brought up to date, in milliseconds since the epoch. */
  readonly updated?: number;
}

/** What looking for vulnerabilities came to. */
export interface Scan {
  readonly scanners: readonly Scanner[];
  /** When it ended, in milliseconds since the epoch. */
  readonly finished?: number;
  readonly vulnerabilities: readonly Vulnerability[];
}

/** What one result of a scanner says. */
export interface Result {
  readonly vulnerabilities: readonly Vulnerability[];
  /** As the result itself says it. */
  readonly scanner?: Partial<Pick<Scanner, 'name' | 'updated'>>;
}

/** Vulnerabilities that one attestation may list, each as often as it does. */
const MAX_VULNERABILITIES = 200_000;
/** Other names of one vulnerability. */
const MAX_ALIASES = 256;

const CVE = /^CVE-/;

/**
 * The other names of a vulnerability. An advisory may mend several, which scanners then list like names: what holds for one
 * of these does not hold for all, so that it goes by its own name alone.
 */
function namesOf({ id, aliases }: Pick<Vulnerability, 'id' | 'aliases'>): readonly string[] {
  const known = new Set([id, ...aliases].map(nameKey).filter((name) => CVE.test(name)));
  return known.size > 1 ? [] : aliases;
}

/** Gathers vulnerabilities up to a limit. */
export class Found {
  readonly all: Vulnerability[] = [];

  /** @throws ClaimError */
  add(vulnerability: Vulnerability): void {
    if (vulnerability.id === '') throw new ClaimError('the result lists a vulnerability without a name');
    if (this.all.length === MAX_VULNERABILITIES) {
      throw new ClaimError(`it lists more than ${MAX_VULNERABILITIES} vulnerabilities`);
    }
    this.all.push({ ...vulnerability, aliases: namesOf(vulnerability) });
  }
}

/** The texts of a list. @throws ClaimError where there are too many */
export function texts(list: unknown): readonly string[] {
  if (!Array.isArray(list)) return [];
  if (list.length > MAX_ALIASES) throw new ClaimError(`a vulnerability has more than ${MAX_ALIASES} other names`);
  return list.filter((item): item is string => typeof item === 'string' && item !== '' && item.length <= 256);
}
