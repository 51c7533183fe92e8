import { describeFound, describeWanted } from '../model/attestation-text.ts';
import { printable } from '../model/printable.ts';
import type { Paint } from '../report/text.ts';
import type { AttestedVerdict, ShownOutcome, ShownRequirement } from './examined-requirements.ts';

const MAX_TEXT = 1_024;
/** What the reference stands for is said above all of this, and what was taken out below. */
const SAID_ELSEWHERE = /^(?:digest|left out): /;
/** Vulnerabilities that somebody took out, of one attestation. */
const MAX_SUPPRESSED = 20;

/** What a policy wants attested and whether it is, in words, as lines below the policy. */
export function explainAttested(
  { state, reason, requirements = [] }: AttestedVerdict,
  paint: Paint,
): readonly string[] {
  if (state === 'unknown') {
    return [`  attestations: ${paint('denied', 'UNKNOWN')}`, `    because: ${printable(reason ?? '', MAX_TEXT)}`];
  }
  return requirements.flatMap((requirement) => explainRequirement(requirement, paint));
}

function explainRequirement(requirement: ShownRequirement, paint: Paint): readonly string[] {
  const { met, object, signedBy, atLeast, outcomes, complaints, suppressed } = requirement;
  const verdict = met ? paint('allowed', 'attested as wanted') : paint('denied', 'NOT ATTESTED AS WANTED');
  const platform = met || object.platform === undefined ? '' : ` for ${printable(object.platform)}`;
  const counting = met ? outcomes.filter(({ superseded }) => !superseded) : [];
  const left = suppressed.slice(0, MAX_SUPPRESSED);
  const more = suppressed.length - left.length;
  return [
    `  attestation ${describeWanted(requirement)}${platform}: ${verdict}`,
    `    wanted of: ${atLeast > 1 ? `${atLeast} different ones of ` : ''}${signedBy.join(', ')}`,
    ...counting.map((outcome) => `    counts: ${found(outcome)}`),
    ...complaints.flatMap(({ reason, details, atMost }) => [
      `    ${atMost === undefined ? 'because' : paint('warned', 'warning')}: ${printable(reason, MAX_TEXT)}`,
      ...details.filter((line) => !SAID_ELSEWHERE.test(line)).map((detail) => `      ${detail}`),
    ]),
    ...left.map((why) => paint('quiet', `    left out: ${printable(why, MAX_TEXT)}`)),
    ...(more > 0 ? [paint('quiet', `    and ${more} more left out`)] : []),
  ];
}

function found(outcome: ShownOutcome): string {
  return printable(describeFound(outcome), MAX_TEXT);
}
