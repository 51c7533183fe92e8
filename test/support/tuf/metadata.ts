import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

export type Role = 'root' | 'timestamp' | 'snapshot' | 'targets';
type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

/** A key of a TUF repository. */
export interface TufKey {
  readonly id: string;
  readonly json: Json;
  readonly privateKey: KeyObject;
}

/** What signs which role of a repository. */
export interface TufKeys {
  /** Any two of them make a root. */
  readonly root: readonly [TufKey, TufKey, TufKey];
  readonly timestamp: TufKey;
  readonly snapshot: TufKey;
  readonly targets: TufKey;
}

export const ROOT_THRESHOLD = 2;

export function newTufKeys(): TufKeys {
  return {
    root: [newTufKey(), newTufKey(), newTufKey()],
    timestamp: newTufKey(),
    snapshot: newTufKey(),
    targets: newTufKey(),
  };
}

function newTufKey(): TufKey {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
  const json = { keytype: 'ed25519', scheme: 'ed25519', keyval: { public: raw.toString('hex') } };
  return { id: sha256(Buffer.from(canonical(json))), json, privateKey };
}

/** A day that is far enough away, and one that is over. */
export const IN_A_DAY = (): Date => new Date(Date.now() + 24 * 3_600_000);
export const A_DAY_AGO = (): Date => new Date(Date.now() - 24 * 3_600_000);

/** Metadata of a role (TUF specification, 4.2), signed by these keys. */
export function signedMetadata(
  role: Role,
  { version, expires, fields }: { version: number; expires: Date; fields: { readonly [key: string]: Json } },
  keys: readonly TufKey[],
): Buffer {
  const signed = {
    _type: role,
    spec_version: '1.0.31',
    version,
    expires: expires.toISOString().replace(/\.\d+/, ''),
    ...fields,
  };
  const bytes = Buffer.from(canonical(signed));
  const signatures = keys.map(({ id, privateKey }) => ({
    keyid: id,
    sig: sign(null, bytes, privateKey).toString('hex'),
  }));
  return Buffer.from(JSON.stringify({ signed, signatures }));
}

/** What only a root has. */
export function rootFields({ root, ...others }: TufKeys): { readonly [key: string]: Json } {
  const all = [...root, ...Object.values(others)];
  const roles = Object.entries(others).map(([role, key]): [string, Json] => [role, { keyids: [key.id], threshold: 1 }]);
  return {
    consistent_snapshot: true,
    keys: Object.fromEntries(all.map(({ id, json }) => [id, json])),
    roles: {
      root: { keyids: root.map(({ id }) => id), threshold: ROOT_THRESHOLD },
      ...Object.fromEntries(roles),
    },
  };
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Canonical JSON, for text without control characters. */
function canonical(value: Json): string {
  return JSON.stringify(value, (_, part: Json) =>
    typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}
