import type { Authority } from '../model/image-policy.ts';
import { canonicalJson } from './canonical-json.ts';

/** A hash of everything that bears on an answer, the bytes of keys and declared trust roots among it. */
export function requirementKey(
  requirement: { readonly authorities: readonly Authority[] },
  trustRootTexts: ReadonlyMap<string, string>,
): string {
  const named = requirement.authorities.flatMap((authority) => ('trustRoots' in authority ? authority.trustRoots : []));
  const roots = [...new Set(named)].toSorted().map((name) => [name, trustRootTexts.get(name) ?? '']);
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha256').update(canonicalJson({ requirement, roots })).digest('hex');
}
