import { describeBinding } from '../model/attestation-text.ts';
import type { SignatureReport } from '../model/image-evidence.ts';
import { printable } from '../model/printable.ts';
import { describeSigner } from '../model/signature-text.ts';
import type { Paint } from '../report/text.ts';
import type { Gap } from './examiner.ts';

/** Why nothing was verified, where nobody was named who might have signed. */
export const NOBODY_NAMED =
  'no ImagePolicy names the image; name policies with --policies, or a signer with --key or --certificate-identity';

const MAX_TEXT = 1_024;

/** A text from outside, for a line of its own. */
export function show(text: string): string {
  return printable(text, MAX_TEXT);
}

/** What a report of `verify` or `sbom` is about, as rows of a name and a text. `kind` may have more behind it. */
export function headRows(image: string, digest: string | undefined, kind: string | undefined) {
  return [
    ['image', image],
    ['digest', digest ?? 'could not be found out'],
    ...(kind === undefined ? [] : [['kind', kind]]),
  ];
}

/** Who signed, and what binds what is not signed itself to the signer. */
export function signerRows({ signer, boundBy }: Pick<SignatureReport, 'signer' | 'boundBy'>) {
  return [
    ...(signer === undefined ? [] : [['signer', describeSigner(signer)]]),
    ...(boundBy === undefined ? [] : [['bound by', describeBinding(boundBy)]]),
  ];
}

/** Which authorities accepted a signature, and why others did not. */
export function judgementRows({ accepted, refusals }: Pick<SignatureReport, 'accepted' | 'refusals'>) {
  return [
    ...(accepted.length === 0 ? [] : [['accepted by', accepted.join(', ')]]),
    ...refusals.map(({ authority, reason }) =>
      authority === '' ? ['refused', reason] : ['refused by', `${authority}: ${reason}`],
    ),
  ];
}

/** What was found and is not what was looked for, and what could not be had. */
export function leftoverLines(skipped: readonly string[], gaps: readonly Gap[], paint: Paint) {
  return {
    skipped: skipped.map((reason) => paint('quiet', `passed over: ${show(reason)}`)),
    gaps: gaps.map(({ about, reason }) => paint('warned', `could not be had: ${about}: ${show(reason)}`)),
  };
}
