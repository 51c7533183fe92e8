import type { Claim, Judge } from '../claims/claim.ts';
import { compileTerms } from '../claims/judge.ts';
import type { WantedAttestation } from '../model/attestation.ts';
import type { Reading } from '../model/attestation-verdict.ts';
import type { SignatureReport } from '../model/image-evidence.ts';
import { isPredicateType } from '../parse/predicate-type.ts';
import { BoundedMap } from '../registry/bounded-map.ts';
import { ReadingBudget } from './reading-budget.ts';
import type { VerificationJob } from './verification.ts';

/** Sets of asks that a thread keeps: each is what one policy wants. */
const MAX_KEPT = 64;

type Asks = NonNullable<VerificationJob['asks']>;
type ReadyAsk = WantedAttestation & { readonly judge: Judge };

/** What reads attestations, made once for each set of asks. */
export class Judges {
  readonly #kept = new BoundedMap<readonly ReadyAsk[]>(MAX_KEPT);

  /** Everything that is to be read of a claim that these authorities accepted, by name of the ask. */
  read(
    asks: Asks,
    claim: Claim,
    report: SignatureReport,
    budget = new ReadingBudget(),
  ): Readonly<Record<string, Reading>> {
    const { accepted } = report;
    const wanting = this.#of(asks).filter(
      ({ type, signedBy }) =>
        isPredicateType(type, claim.predicateType) && signedBy.some((name) => accepted.includes(name)),
    );
    return Object.fromEntries(
      wanting.map(({ name, signedBy, judge }) => {
        const time = latestTime(report, signedBy);
        return [name, { ...budget.fit(judge(claim)), ...(time !== undefined && { signedTime: time }) }];
      }),
    );
  }

  #of({ key, all }: Asks): readonly ReadyAsk[] {
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    const ready = all.map((ask) => ({ ...ask, judge: compileTerms(ask.terms) }));
    this.#kept.set(key, ready);
    return ready;
  }
}

/** The latest that an authority among `names` has for it: any of them is enough. */
function latestTime({ accepted, time, times }: SignatureReport, names: readonly string[]): number | undefined {
  const known = accepted
    .filter((name) => names.includes(name))
    .map((name) => (times === undefined ? time : ownTime(times, name)));
  const moments = known.filter((each) => each !== undefined).map((each) => Date.parse(each));
  return moments.length === 0 ? undefined : Math.max(...moments);
}

/** An authority may be called like what every object has: `constructor`. */
function ownTime(times: NonNullable<SignatureReport['times']>, name: string): string | undefined {
  return Object.hasOwn(times, name) ? times[name] : undefined;
}
