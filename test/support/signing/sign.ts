import { base64, hashOf, pemOf } from './encoding.ts';
import { newKey, type SigningKey, type SigningScheme, signBytes, spkiOf } from './keys.ts';
import { issueLeaf, type LeafSpec } from './leaf.ts';
import { type LegacyLayer, legacyLayer } from './legacy.ts';
import { type EntryJson, type EntrySpec, HASH_NAMES, type LogForm, logEntry } from './log.ts';
import type { Payload } from './payloads.ts';
import type { World } from './world.ts';

/** How something is signed. What is left out is honest. */
export interface SignSpec {
  readonly payload: Payload;
  /** A certificate for this identity goes into the bundle: keyless, or certificates of one's own. */
  readonly identity?: LeafSpec;
  /** Default: a fresh one. Without `identity` it is what the bundle names. */
  readonly key?: SigningKey;
  /** Hash and padding other than the key's own. */
  readonly scheme?: Partial<SigningScheme>;
  /** Time of everything that follows. Default: the clock of the world. */
  readonly at?: Date;
  /** Default `v1`. Empty: no log knows of it. */
  readonly log?: LogForm | readonly (LogForm | EntrySpec)[];
  /** Tokens of the timestamp authority: true, or their times. Default none. */
  readonly timestamps?: boolean | readonly Date[];
  /** What is really signed, where the signature is to be wrong. */
  readonly signs?: Payload;
}

/** Bundle of sigstore/protobuf-specs, in JSON; change it at will. */
export interface BundleJson {
  mediaType: string;
  verificationMaterial: {
    certificate?: { rawBytes: string };
    x509CertificateChain?: { certificates: { rawBytes: string }[] };
    publicKey?: { hint: string };
    tlogEntries: EntryJson[];
    timestampVerificationData?: { rfc3161Timestamps: { signedTimestamp: string }[] };
  };
  dsseEnvelope?: EnvelopeJson;
  messageSignature?: { messageDigest: { algorithm: string; digest: string }; signature: string };
}

export interface EnvelopeJson {
  payload: string;
  payloadType: string;
  signatures: { sig: string; keyid: string }[];
}

/** A signature in each form that signers store. */
export interface Signed {
  readonly bundle: BundleJson;
  /** The bundle as the bytes of a layer. */
  readonly bundleBytes: Buffer;
  /** The layer of a `.sig` or `.att` tag, by whether there is an envelope. */
  readonly legacy: LegacyLayer;
  readonly signature: Buffer;
  readonly key: SigningKey;
  /** DER. */
  readonly leaf?: Buffer;
  readonly entries: readonly EntryJson[];
  readonly timestamps: readonly Buffer[];
}

export const BUNDLE_V03 = 'application/vnd.dev.sigstore.bundle.v0.3+json';

/** Signs in a world. Milliseconds, but for RSA keys made on the way. */
export async function sign(world: World, spec: SignSpec): Promise<Signed> {
  const { payload, identity, key = newKey(), scheme, at = world.clock, log = 'v1' } = spec;
  const leaf =
    identity &&
    (await issueLeaf(key.publicKey, { from: at, ctLog: world.ctLog, issuedBy: world.ca.intermediate, ...identity }));
  const signature = signBytes(key, signedBytes(spec.signs ?? payload), scheme);
  const envelope = payload.type === undefined ? undefined : envelopeOf(payload.type, payload.bytes, signature);
  const hash = { ...key.scheme, ...scheme }.hash ?? 'sha256';
  const record = {
    payload: payload.bytes,
    signed: signedBytes(payload),
    signature,
    publicKey: key.publicKey,
    hash,
    ...(leaf && { leaf }),
    ...(envelope && { envelope: Buffer.from(JSON.stringify(envelope)) }),
  };
  const entries: EntryJson[] = [];
  for (const wanted of typeof log === 'string' ? [log] : log) {
    const entry = typeof wanted === 'string' ? { form: wanted } : wanted;
    entries.push(await logEntry(record, { at, log: entry.form === 'v2' ? world.logs.v2 : world.logs.v1, ...entry }));
  }
  const timestamps: Buffer[] = [];
  for (const time of timesOf(spec.timestamps, at)) timestamps.push(await world.timestamp(signature, time));
  const bundle: BundleJson = {
    mediaType: BUNDLE_V03,
    verificationMaterial: {
      ...(leaf ? { certificate: { rawBytes: base64(leaf) } } : { publicKey: { hint: hintOf(key) } }),
      tlogEntries: entries,
      timestampVerificationData: { rfc3161Timestamps: timestamps.map((token) => ({ signedTimestamp: base64(token) })) },
    },
    ...(envelope
      ? { dsseEnvelope: envelope }
      : {
          messageSignature: {
            messageDigest: { algorithm: HASH_NAMES[hash], digest: base64(hashOf(payload.bytes, hash)) },
            signature: base64(signature),
          },
        }),
  };
  const legacy = legacyLayer({
    bytes: record.envelope ?? payload.bytes,
    isEnvelope: envelope !== undefined,
    signature,
    chain: [world.ca.intermediate.pem, world.ca.root.pem],
    entry: entries[0],
    timestamp: timestamps[0],
    ...(leaf && { certificate: pemOf(leaf, 'CERTIFICATE') }),
  });
  return {
    bundle,
    bundleBytes: Buffer.from(JSON.stringify(bundle)),
    legacy,
    signature,
    key,
    entries,
    timestamps,
    ...(leaf && { leaf }),
  };
}

/** Pre-authentication encoding of DSSE, or the bytes themselves where there is no envelope. */
function signedBytes({ type, bytes }: Payload): Buffer {
  if (type === undefined) return bytes;
  return Buffer.concat([Buffer.from(`DSSEv1 ${Buffer.byteLength(type)} ${type} ${bytes.length} `), bytes]);
}

function envelopeOf(payloadType: string, bytes: Buffer, signature: Buffer): EnvelopeJson {
  return { payload: base64(bytes), payloadType, signatures: [{ sig: base64(signature), keyid: '' }] };
}

function hintOf({ publicKey }: SigningKey): string {
  return base64(hashOf(spkiOf(publicKey)));
}

function timesOf(timestamps: SignSpec['timestamps'], at: Date): readonly Date[] {
  if (timestamps === undefined || timestamps === false) return [];
  return timestamps === true ? [at] : timestamps;
}
