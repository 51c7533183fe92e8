import type { FieldPath } from '../model/path.ts';
import { printable } from '../model/printable.ts';
import { valueAt } from '../model/value-at.ts';
import { type Claim, ClaimError, type Judge } from './claim.ts';
import { claimedTime } from './claimed-time.ts';
import { type DocumentKind, kindOfDocument } from './document.ts';
import { unwrapPredicate, wrapper } from './predicate.ts';

/** Where documents say when they were made, and who made them: the first that is there counts. */
const HEADS: Partial<
  Record<DocumentKind, { readonly times: readonly FieldPath[]; readonly makers: readonly FieldPath[] }>
> = {
  cyclonedx: { times: [['metadata', 'timestamp']], makers: [] },
  spdx: { times: [['creationInfo', 'created']], makers: [] },
  openvex: { times: [['last_updated'], ['timestamp']], makers: [['author']] },
  provenance: {
    times: [
      ['runDetails', 'metadata', 'finishedOn'],
      ['metadata', 'buildFinishedOn'],
    ],
    makers: [
      ['runDetails', 'builder', 'id'],
      ['builder', 'id'],
    ],
  },
  'cosign-vuln': {
    times: [
      ['metadata', 'scanFinishedOn'],
      ['metadata', 'scanStartedOn'],
    ],
    makers: [['scanner', 'uri']],
  },
};

/** Wants nothing of a claim but that it was made; notes when and by whom, as far as the claim says so. */
export function compileAttested(): Judge {
  return ({ predicate }) => {
    const document = documentIn(predicate);
    const kind = kindOfDocument(document);
    const { times = [], makers = [] } = HEADS[kind] ?? {};
    const at = (path: FieldPath) => valueAt(document, path);
    const time = first([...times.map(at), wrapper(predicate)?.timestamp], claimedTime);
    const maker = first(makers.map(at), nonEmpty);
    return {
      offences: [],
      unlisted: 0,
      unlistedWarnings: 0,
      ...(time !== undefined && { claimedTime: time }),
      maker: maker === undefined ? kind : `${kind} by ${printable(maker)}`,
    };
  };
}

/** What cannot be read is no offence here: it is attested all the same. */
function documentIn(predicate: Claim['predicate']): unknown {
  try {
    return unwrapPredicate(predicate);
  } catch (error) {
    if (!(error instanceof ClaimError)) throw error;
    return undefined;
  }
}

function first<Result>(values: readonly unknown[], read: (value: unknown) => Result | undefined): Result | undefined {
  for (const value of values) {
    const result = read(value);
    if (result !== undefined) return result;
  }
  return undefined;
}

function nonEmpty(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
