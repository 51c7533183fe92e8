import type { JudgeOptions, Terms } from '../../src/claims/claim.ts';
import { compileTerms } from '../../src/claims/judge.ts';
import type { Reading } from '../../src/model/attestation-verdict.ts';

/** What a judge of these terms makes of a predicate of a type. */
export function readingOf(
  terms: Terms,
  predicateType: string,
  predicate: unknown,
  options: JudgeOptions = {},
): Reading {
  return compileTerms(terms, options)({ predicateType, predicate, subjects: new Set() });
}

/** The offences as `term: message`. */
export function told({ offences }: Reading): readonly string[] {
  return offences.map(({ term, message }) => `${term}: ${message}`);
}

/** A deep copy of a document with the value at a dotted path replaced, or taken out where it is undefined. */
export function changed(document: unknown, path: string, value: unknown): unknown {
  const copy = structuredClone(document);
  const steps = path.split('/');
  const last = steps.pop() ?? '';
  let at = copy as Record<string, unknown>;
  for (const step of steps) at = at[step] as Record<string, unknown>;
  if (value === undefined) delete at[last];
  else at[last] = value;
  return copy;
}
