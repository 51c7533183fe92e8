import type { Offence, VexStatement } from '../../model/attestation-verdict.ts';
import { printable } from '../../model/printable.ts';

/** Says which vulnerability was taken out, and by what word of whoever was trusted with it. */
export function describeStatement({ status, justification }: VexStatement, { offender }: Offence): string {
  const because = justification === undefined ? '' : ` (${justification})`;
  return printable(`${offender?.vulnerability ?? ''} in ${offender?.component ?? ''}: ${status}${because}`);
}
