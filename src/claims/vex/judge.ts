import { isObject, ownField } from '../../model/json.ts';
import { printable } from '../../model/printable.ts';
import { predicateKind } from '../../parse/predicate-type.ts';
import { ClaimError, type Judge } from '../claim.ts';
import { claimedTime } from '../claimed-time.ts';
import { failClosed } from '../fail-closed.ts';
import { objectAt, shortTextAt } from '../fields.ts';
import { readCycloneDxVex } from './cyclonedx.ts';
import { readOpenVex } from './openvex.ts';

/**
 * Reads what somebody says of vulnerabilities: OpenVEX, or the analyses of a CycloneDX document. A document of which any
 * part cannot be read says nothing, and why is its one offence.
 */
export function compileVex(): Judge {
  return failClosed('vex', (document, { predicateType }) => {
    const kind = predicateKind(predicateType);
    if (kind !== 'openvex' && kind !== 'cyclonedx' && kind !== 'cyclonedx-vex') {
      throw new ClaimError(`a predicate of type "${printable(predicateType)}" is no VEX document`);
    }
    if (!isObject(document)) throw new ClaimError('the predicate is not an object');
    if (kind !== 'openvex' && ownField(document, 'bomFormat') !== 'CycloneDX') {
      throw new ClaimError('the predicate is not CycloneDX');
    }
    const statements = kind === 'openvex' ? readOpenVex(document) : readCycloneDxVex(document);
    const head = kind === 'openvex' ? document : (objectAt(document, 'metadata') ?? {});
    const time = claimedTime(ownField(head, 'timestamp'));
    return {
      offences: [],
      unlisted: 0,
      unlistedWarnings: 0,
      maker: kind === 'openvex' ? shortTextAt(document, 'author') : 'cyclonedx',
      statements,
      ...(time !== undefined && { claimedTime: time }),
    };
  });
}
