import type { SignatureReport } from '../model/image-evidence.ts';
import type { Authority } from '../model/image-policy.ts';
import { signerKey } from '../model/signer.ts';

/**
 * Names of the authorities that are satisfied, in their order. One signer satisfies one authority, however many would
 * accept it: `atLeast: 2` means two who signed. Where there is a choice the most authorities are satisfied (augmenting
 * paths, as in any bipartite matching).
 */
export function satisfiedAuthorities(
  authorities: readonly Authority[],
  reports: readonly SignatureReport[],
): readonly string[] {
  const acceptedFrom = new Map<string, Set<string>>();
  for (const { accepted, signer } of reports) {
    if (signer === undefined) continue;
    for (const name of accepted) {
      const signers = acceptedFrom.get(name) ?? new Set();
      acceptedFrom.set(name, signers.add(signerKey(signer)));
    }
  }
  const authorityOf = new Map<string, string>();
  const place = (name: string, tried: Set<string>): boolean => {
    for (const signer of acceptedFrom.get(name) ?? []) {
      if (tried.has(signer)) continue;
      tried.add(signer);
      const holder = authorityOf.get(signer);
      if (holder === undefined || place(holder, tried)) {
        authorityOf.set(signer, name);
        return true;
      }
    }
    return false;
  };
  const satisfied = new Set<string>();
  for (const authority of authorities) {
    const { name } = authority;
    const isSatisfied = authority.kind === 'static' ? authority.result === 'Allow' : place(name, new Set());
    if (isSatisfied) satisfied.add(name);
  }
  return authorities.filter(({ name }) => satisfied.has(name)).map(({ name }) => name);
}
