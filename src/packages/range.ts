import { printable } from '../model/printable.ts';
import type { Constraint, Read } from './range-constraint.ts';
import { meetsAll, readPlainRange } from './range-plain.ts';
import { fitsScheme, isInVers, readVers } from './range-vers.ts';

/** Versions of a package. */
export interface VersionRange {
  /**
   * Whether a version is in the range, by the order of its ecosystem and nothing else: `<2.0.0` contains 2.0.0-beta.1.
   * @returns undefined where it cannot be told: no version, or one that the ecosystem's order does not understand
   */
  contains(version: string): boolean | undefined;
  /** The range for a message: as it was written, or `any version`. */
  readonly wanted: string;
}

/** A range, or in plain English why the text is none. */
export type CompiledRange =
  | { readonly ok: true; readonly range: VersionRange }
  | { readonly ok: false; readonly reason: string };

const MAX_LENGTH = 4_096;
const MAX_CONSTRAINTS = 64;
const VERS = /^vers:/i;
const VERS_PARTS = /^vers:([a-z][a-z0-9.-]*)\/(.+)$/i;

const ANY: VersionRange = { contains: () => true, wanted: 'any version' };

/**
 * Compiles a range of versions of packages of a purl type.
 *
 * - `*`: any version, also none and one that is not understood
 * - `1.2.3` or `=1.2.3`: the version that is the same in the ecosystem's order, or has the same text
 * - `<`, `<=`, `>`, `>=`, `!=`, several of them between commas: all of them must hold
 * - `vers:npm/>=1.0.0|<2.0.0|!=1.5.0`: a VERS (package-url/vers-spec) of the purl type, or of `semver` for types that
 *   follow Semantic Versioning. A missing third number is 0.
 *
 * Versions may be percent-encoded. Types whose order is not known here have exact versions only.
 * @returns the reason where the text is no range, cannot be understood, can have no version in it, is longer than 4,096
 * characters, or has more than 64 constraints
 */
export function compileRange(text: string, purlType: string): CompiledRange {
  if (text.length > MAX_LENGTH) {
    return { ok: false, reason: `a range has ${text.length} characters; at most ${MAX_LENGTH} are read` };
  }
  const trimmed = text.trim();
  if (trimmed === '*') return { ok: true, range: ANY };
  return VERS.test(trimmed) ? compileVers(trimmed, purlType) : compilePlain(trimmed, purlType);
}

function compilePlain(text: string, purlType: string): CompiledRange {
  if (text === '') return { ok: false, reason: 'a range is empty: write `*` for any version' };
  return compile(text, ',', (parts) => readPlainRange(parts, purlType), {
    wanted: printable(text),
    contains: (version, constraints) => meetsAll(version, constraints, purlType),
  });
}

function compileVers(text: string, purlType: string): CompiledRange {
  const [, scheme = '', constraints] = VERS_PARTS.exec(text) ?? [];
  if (constraints === undefined) {
    return {
      ok: false,
      reason: `\`${printable(text, 64)}\` is no VERS: write \`vers:${printable(purlType, 64)}/>=1.0.0|<2.0.0\``,
    };
  }
  if (!fitsScheme(scheme.toLowerCase(), purlType)) {
    const reason = `a range by \`vers:${printable(scheme, 64)}\` does not fit packages of type ${printable(purlType, 64)}`;
    return { ok: false, reason: `${reason}: write \`vers:${printable(purlType, 64)}/...\`` };
  }
  if (constraints === '*') return { ok: true, range: ANY };
  return compile(constraints, '|', (parts) => readVers(parts, purlType), {
    wanted: printable(text),
    contains: (version, sorted) => isInVers(version, sorted, purlType),
  });
}

function compile(
  text: string,
  separator: string,
  read: (parts: readonly string[]) => Read<readonly Constraint[]>,
  range: {
    readonly wanted: string;
    readonly contains: (version: string, constraints: readonly Constraint[]) => boolean | undefined;
  },
): CompiledRange {
  const parts = text.split(separator);
  if (parts.length > MAX_CONSTRAINTS) {
    return { ok: false, reason: `a range has ${parts.length} constraints; at most ${MAX_CONSTRAINTS} are read` };
  }
  const constraints = read(parts);
  if (!constraints.ok) return constraints;
  const { value } = constraints;
  return { ok: true, range: { wanted: range.wanted, contains: (version) => range.contains(version, value) } };
}
