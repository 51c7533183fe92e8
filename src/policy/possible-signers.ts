import type { Authority } from '../model/image-policy.ts';

/** The same signers, as a text, and how many they are. */
interface Signers {
  readonly id: string;
  readonly count: number;
  /** It is known who it is. */
  readonly isOne: boolean;
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

/**
 * How many different signers there can be, where each counts for itself, whichever authority accepts it. Infinity where
 * that cannot be told: a pattern may mean anybody, and a key that cannot be read here any number.
 */
export function mostSigners(authorities: readonly Authority[]): number {
  const signers = new Set<string>();
  for (const authority of authorities) {
    if (authority.kind === 'key' && authority.keys.length > 0) {
      for (const key of authority.keys) signers.add(JSON.stringify(['key', key]));
    } else {
      const { id, isOne } = signersOf(authority);
      if (!isOne) return Number.POSITIVE_INFINITY;
      signers.add(id);
    }
  }
  return signers.size;
}

/** Keys and identities to the letter; how many meet a pattern cannot be told, so that each pattern stands alone. */
function signersOf(authority: Authority): Signers {
  const alone: Signers = { id: JSON.stringify(['name', authority.name]), count: 1, isOne: false };
  switch (authority.kind) {
    case 'static':
      return alone;
    case 'key': {
      const keys = [...new Set(authority.keys)].toSorted();
      if (keys.length === 0) return alone;
      return { id: JSON.stringify(['key', ...keys]), count: keys.length, isOne: keys.length === 1 };
    }
    case 'keyless': {
      const { issuer, subject } = authority;
      const isExact = 'exactly' in issuer && 'exactly' in subject;
      return isExact
        ? { id: JSON.stringify(['keyless', issuer.exactly, subject.exactly]), count: 1, isOne: true }
        : alone;
    }
    case 'certificate': {
      const { subject } = authority;
      return 'exactly' in subject
        ? { id: JSON.stringify(['certificate', subject.exactly]), count: 1, isOne: true }
        : alone;
    }
  }
}
