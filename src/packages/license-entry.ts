import { printable } from '../model/printable.ts';
import type { TextCheck } from '../model/schema.ts';
import { type Match, matchParts } from './glob.ts';
import { formatTerm, type LicenseTerm, parseLicense, termsOf } from './license-expression.ts';
import { findException, licenseIds } from './license-ids.ts';

const MAX_LENGTH = 256;

/** What an entry of a policy's list of licences means. */
export type LicenseEntry =
  | { readonly kind: 'one'; readonly text: string; readonly term: LicenseTerm }
  | {
      readonly kind: 'glob';
      readonly text: string;
      /** Of ids in lower case. */
      readonly matchesId: Match;
      /** Written for references, not for licences of the list. */
      readonly forReferences: boolean;
      /** Of exceptions in lower case; absent: the entry has no WITH. */
      readonly matchesException?: Match;
    };

type EntryResult =
  | { readonly ok: true; readonly entry: LicenseEntry }
  | { readonly ok: false; readonly reason: string };

const ENTRY = /^(?<id>\S+)(?:\s+(?:WITH|with)\s+(?<exception>\S+))?$/;
const GLOB = /^[a-z0-9.:*-]+$/i;
const FOR_REFERENCES = /^(?:licenseref-|documentref-)/i;
const HINT = 'write an id of https://spdx.org/licenses/, LicenseRef-NAME, or a glob such as GPL-*';

/** What is wrong with an entry of `denyLicenses` or `allowLicenses`. */
export const checkLicenseEntry: TextCheck = (text) => {
  const result = readLicenseEntry(text);
  return result.ok ? undefined : result.reason;
};

/**
 * Reads an entry: an id of SPDX in any case, `ID WITH EXCEPTION`, `LicenseRef-NAME`, or globs in these places, where `*`
 * stands for any characters. One licence only: an expression would leave open what it means to deny it.
 */
export function readLicenseEntry(text: string): EntryResult {
  if (text.length > MAX_LENGTH) return refuse(`a licence may have at most ${MAX_LENGTH} characters`);
  const { id = '', exception } = ENTRY.exec(text.trim())?.groups ?? {};
  if (id === '') return refuse(`${quoted(text)} is not one licence: list the licences one by one; ${HINT}`);
  return text.includes('*') ? readGlob(text, id, exception) : readOne(text);
}

function readOne(text: string): EntryResult {
  const parsed = parseLicense(text);
  if (!parsed.ok) return refuse(`${parsed.reason}; ${HINT}`);
  const [term, ...others] = termsOf(parsed.expression);
  if (term === undefined || others.length > 0) return refuse(`${quoted(text)} is not one licence; ${HINT}`);
  if (term.unknown !== undefined) {
    return refuse(
      `in ${quoted(text)} the exception is none that SPDX knows: see https://spdx.org/licenses/exceptions-index.html`,
    );
  }
  return { ok: true, entry: { kind: 'one', text, term } };
}

function readGlob(text: string, id: string, exception: string | undefined): EntryResult {
  const wrong = [id, exception ?? ''].find((part) => part !== '' && !GLOB.test(part));
  if (wrong !== undefined) {
    return refuse(`a glob of licences may have letters, digits, "-", ".", ":" and "*" only: ${quoted(wrong)}`);
  }
  const forReferences = FOR_REFERENCES.test(id);
  const pattern = id.includes('*') || forReferences ? id : canonicalId(id);
  if (pattern === undefined) return refuse(`${quoted(id)} is no licence that SPDX knows; ${HINT}`);
  const matchesId = matchParts(pattern.toLowerCase().split('*'));
  if (!forReferences && !licenseIds().some((known) => matchesId(known.toLowerCase()))) {
    return refuse(`${quoted(id)} matches no licence that SPDX knows; ${HINT}`);
  }
  const entry = { kind: 'glob', text, matchesId, forReferences } as const;
  if (exception === undefined) return { ok: true, entry };
  if (!exception.includes('*') && findException(exception) === undefined) {
    return refuse(
      `${quoted(exception)} is no exception that SPDX knows: see https://spdx.org/licenses/exceptions-index.html`,
    );
  }
  return { ok: true, entry: { ...entry, matchesException: matchParts(exception.toLowerCase().split('*')) } };
}

/** The id beside a glob of exceptions; deprecated ids that have an exception of their own leave no room for it. */
function canonicalId(id: string): string | undefined {
  const parsed = parseLicense(id);
  const term = parsed.ok ? termsOf(parsed.expression)[0] : undefined;
  return term === undefined || term.plus || term.exception !== undefined ? undefined : formatTerm(term);
}

function refuse(reason: string): EntryResult {
  return { ok: false, reason };
}

function quoted(text: string): string {
  return `"${printable(text, 64)}"`;
}
