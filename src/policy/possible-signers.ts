import type { Authority } from '../model/image-policy.ts';

/** The same signers, as a text, and how many they are. */
interface Signers {
  readonly id: string;
  readonly count: number;
}

/**
 * What is wrong where there cannot be `atLeast` signers: each counts for one authority, and authorities that mean the
 * same signers share them.
 */
export function missingSigners(authorities: readonly Authority[], atLeast: number): string | undefined {
  const groups = new Map<string, { readonly count: number; readonly names: string[] }>();
  for (const authority of authorities) {
    const { id, count } = signersOf(authority);
    const group = groups.get(id) ?? { count, names: [] };
    group.names.push(authority.name);
    groups.set(id, group);
  }
  const all = [...groups.values()];
  const most = all.reduce((sum, { count, names }) => sum + Math.min(count, names.length), 0);
  if (most >= atLeast) return undefined;
  const same = all.find(({ count, names }) => names.length > count)?.names ?? [];
  const shared = same
    .slice(0, 2)
    .map((name) => `"${name}"`)
    .join(' and ');
  return `${atLeast} signers must vouch, and there can be no more than ${most}: ${shared} mean the same, and one signer counts once`;
}

/** Keys and identities to the letter; how many meet a pattern cannot be told, so that each pattern stands alone. */
function signersOf(authority: Authority): Signers {
  const alone: Signers = { id: JSON.stringify(['name', authority.name]), count: 1 };
  switch (authority.kind) {
    case 'static':
      return alone;
    case 'key': {
      const keys = [...new Set(authority.keys)].toSorted();
      return keys.length === 0 ? alone : { id: JSON.stringify(['key', ...keys]), count: keys.length };
    }
    case 'keyless': {
      const { issuer, subject } = authority;
      const isExact = 'exactly' in issuer && 'exactly' in subject;
      return isExact ? { id: JSON.stringify(['keyless', issuer.exactly, subject.exactly]), count: 1 } : alone;
    }
    case 'certificate': {
      const { subject } = authority;
      return 'exactly' in subject ? { id: JSON.stringify(['certificate', subject.exactly]), count: 1 } : alone;
    }
  }
}
