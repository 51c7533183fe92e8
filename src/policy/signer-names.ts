import { list, type Schema, text } from '../model/schema.ts';
import { checkDnsLabel } from '../parse/kubernetes-names.ts';

/** Most authorities in one list. */
export const MAX_AUTHORITIES = 32;

/** Names of authorities, any of which may attest. */
export function signerNames(): Schema<readonly string[]> {
  return list(
    'Names of authorities, of spec.authorities or of signatures; any of them may attest',
    text('Name of an authority', { maxLength: 63, check: checkDnsLabel }),
    { maxItems: MAX_AUTHORITIES },
  );
}
