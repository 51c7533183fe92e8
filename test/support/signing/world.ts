import { base64, hashOf } from './encoding.ts';
import { createIssuer, type Issuer, type Validity } from './issuer.ts';
import { newKey, type SigningKey, spkiOf } from './keys.ts';
import type { Log } from './log.ts';
import { initializeCTLog, initializeTSA } from './mock.ts';

/** A certificate transparency log. */
export type CtLog = Awaited<ReturnType<typeof initializeCTLog>>;
type Tsa = Awaited<ReturnType<typeof initializeTSA>>;

/** What of a world is to be otherwise. */
export interface WorldOptions {
  /** What its authorities hold for the present; not before the real one. Default: that, rounded up to whole seconds. */
  readonly clock?: Date;
  /** Default: from an hour ago for a year. */
  readonly root?: Validity;
  readonly intermediate?: Validity;
  /** Part of all host names and names of certificates, to tell worlds apart. Default `test`. */
  readonly name?: string;
}

/** A Sigstore of its own that lives as long as a test: authorities that sign, and the trust root that names them. */
export interface World {
  readonly clock: Date;
  readonly ca: { readonly root: Issuer; readonly intermediate: Issuer };
  readonly ctLog: CtLog;
  readonly logs: { readonly v1: Log; readonly v2: Log };
  /** A timestamp token over a signature, at a time with no fraction of a second. */
  timestamp(signature: Buffer, at: Date): Promise<Buffer>;
  /** TrustedRoot of sigstore/protobuf-specs as JSON text. */
  readonly trustRoot: string;
  /** The same as an object of one's own, to be changed at will. */
  trustedRoot(): TrustedRootJson;
}

export interface AuthorityJson {
  subject: { organization: string; commonName: string };
  uri: string;
  certChain: { certificates: { rawBytes: string }[] };
  validFor?: { start?: string; end?: string };
}
export interface LogJson {
  baseUrl: string;
  hashAlgorithm: string;
  logId: { keyId: string };
  publicKey: { rawBytes: string; keyDetails: string; validFor?: { start?: string; end?: string } };
}
export interface TrustedRootJson {
  mediaType: string;
  certificateAuthorities: AuthorityJson[];
  tlogs: LogJson[];
  ctlogs: LogJson[];
  timestampAuthorities: AuthorityJson[];
}

const HOUR_MS = 3_600_000;
const YEAR_MS = 365 * 24 * HOUR_MS;

/** Makes a world; takes some 50 ms, so one is enough for a file of tests. */
export async function createWorld({
  clock = wholeSecond(),
  root,
  intermediate,
  name = 'test',
}: WorldOptions = {}): Promise<World> {
  const start = Date.now() - HOUR_MS;
  const year = { from: new Date(start), until: new Date(start + YEAR_MS) };
  const rootIssuer = await createIssuer(`CN=sigstore root,O=${name}`, root ?? year);
  const ca = {
    root: rootIssuer,
    intermediate: await createIssuer(`CN=sigstore intermediate,O=${name}`, intermediate ?? year, rootIssuer),
  };
  const [ctKey, tsaKey] = [newKey(), newKey()];
  const logs = {
    v1: { host: `rekor.${name}.local`, key: newKey() },
    v2: { host: `log2025.${name}.local`, key: newKey() },
  };
  const tsa = await initializeTSA(tsaKey, clock);
  const described = describe(name, year.from, { ca, ctKey, logs: [logs.v1, logs.v2], tsa });
  const trustRoot = JSON.stringify(described);
  return {
    clock,
    ca,
    ctLog: await initializeCTLog(ctKey, clock),
    logs,
    timestamp: async (signature, at) => {
      // The key and the name of the certificate are the same at every time, so the trust root holds for all.
      const authority = at.getTime() === clock.getTime() ? tsa : await initializeTSA(tsaKey, at);
      return stamp(authority, signature);
    },
    trustRoot,
    trustedRoot: () => JSON.parse(trustRoot) as TrustedRootJson,
  };
}

/** A CT log that no trust root knows. */
export async function unknownCtLog(clock: Date): Promise<CtLog> {
  return initializeCTLog(newKey(), clock);
}

function describe(
  name: string,
  start: Date,
  parts: { readonly ca: World['ca']; readonly ctKey: SigningKey; readonly logs: readonly Log[]; readonly tsa: Tsa },
): TrustedRootJson {
  const { ca, ctKey, logs, tsa } = parts;
  const validFor = { start: start.toISOString() };
  const authority = (host: string, certificates: readonly Uint8Array[]) => ({
    subject: { organization: name, commonName: host },
    uri: `https://${host}`,
    certChain: { certificates: certificates.map((certificate) => ({ rawBytes: base64(certificate) })) },
    validFor,
  });
  const log = (host: string, { publicKey }: SigningKey) => ({
    baseUrl: `https://${host}`,
    hashAlgorithm: 'SHA2_256',
    logId: { keyId: base64(hashOf(spkiOf(publicKey))) },
    publicKey: { rawBytes: base64(spkiOf(publicKey)), keyDetails: 'PKIX_ECDSA_P256_SHA_256', validFor },
  });
  return {
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    certificateAuthorities: [authority(`fulcio.${name}.local`, [ca.intermediate.certificate, ca.root.certificate])],
    tlogs: logs.map(({ host, key }) => log(host, key)),
    ctlogs: [log(`ctfe.${name}.local`, ctKey)],
    timestampAuthorities: [authority(`tsa.${name}.local`, [bytesOf(tsa.intCertificate), bytesOf(tsa.rootCertificate)])],
  };
}

async function stamp(authority: Tsa, signature: Buffer): Promise<Buffer> {
  const token = await authority.timestamp({
    artifactHash: hashOf(signature),
    hashAlgorithmOID: '2.16.840.1.101.3.4.2.1',
    nonce: 12345,
    policyOID: '1.3.6.1.4.1.57264.2',
    certReq: true,
  });
  return Buffer.from(bytesOf(token));
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Times of tokens are written without a fraction; and certificates made just now have to be valid at that time. */
function wholeSecond(): Date {
  return new Date(Math.ceil(Date.now() / 1000) * 1000 + 1000);
}
