import type { KeyObject } from 'node:crypto';
import { x509 } from '../../../certs/x509.ts';
import { CERTIFICATE_EXTENSIONS, type CertificateExtension } from '../../../src/model/image-policy.ts';
import { der, hashOf } from './encoding.ts';
import { type CertificateRequest, type Issuer, issueCertificate, newSerialNumber } from './issuer.ts';
import { spkiOf } from './keys.ts';
import type { CtLog } from './world.ts';

/** Purposes of certificates (extended key usage). */
export const USAGE = {
  codeSigning: '1.3.6.1.5.5.7.3.3',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  timeStamping: '1.3.6.1.5.5.7.3.8',
};

const FULCIO = '1.3.6.1.4.1.57264.1';
const SAN_TAGS = { email: 0x81, dns: 0x82, uri: 0x86, other: 0xa0 };
/** `1.3.6.1.4.1.57264.1.7`, the type of Fulcio's user names, as DER. */
const USER_NAME_OID = Buffer.from('060a2b0601040183bf300107', 'hex');
const SEQUENCE = 0x30;
const OCTET_STRING = 0x04;
const NULL = 0x05;
const UTF8_STRING = 0x0c;
const MINUTE_MS = 60_000;

type Extension = InstanceType<typeof x509.Extension>;

/** A subject alternative name. `other`: a user name of Fulcio. Bytes where the text is to be no ASCII. */
export interface AlternativeName {
  readonly type: keyof typeof SAN_TAGS;
  readonly value: string | Buffer;
}

/** What a leaf says. Every field has an honest default but the names. */
export interface LeafSpec {
  /** A text: an e-mail address where it holds an `@` and no `/`, else a URI. Empty list: no extension at all. */
  readonly san: string | readonly (string | AlternativeName)[];
  /** OIDC issuer, written into .1 and .8; absent: neither. */
  readonly issuer?: string | Buffer;
  /** .8 where it differs from .1. */
  readonly issuerV2?: string | Buffer;
  /** Fulcio's extensions .9 to .22 by name. */
  readonly claims?: Readonly<Partial<Record<CertificateExtension, string>>>;
  /** Extended key usages as OIDs; empty: no extension. Default: code signing. */
  readonly usages?: readonly string[];
  /** Basic constraints. Default: the extension is not there. */
  readonly ca?: boolean;
  /** Key usage keyCertSign. Default: as `ca`. */
  readonly signsCertificates?: boolean;
  readonly extra?: readonly { readonly oid: string; readonly critical?: boolean; readonly value?: Buffer }[];
  /** Default: the time of signing. */
  readonly from?: Date;
  /** Default: ten minutes later. */
  readonly until?: Date;
  readonly subject?: string;
  /** Default: the CT log of the world. null: no promise of any log. */
  readonly ctLog?: CtLog | null;
  /** Default: the CA of the world. */
  readonly issuedBy?: Issuer;
}

/** Makes a leaf for a key. DER. */
export async function issueLeaf(
  publicKey: KeyObject,
  spec: LeafSpec & { readonly from: Date; readonly issuedBy: Issuer },
): Promise<Buffer> {
  const { issuedBy, ctLog, from } = spec;
  const request: CertificateRequest = {
    serialNumber: newSerialNumber(),
    subject: spec.subject ?? '',
    publicKey,
    from,
    until: spec.until ?? new Date(from.getTime() + 10 * MINUTE_MS),
    extensions: extensionsOf(spec),
  };
  const withoutPromise = await issueCertificate(issuedBy, request);
  if (!ctLog) return withoutPromise;
  // RFC 6962: the log promises the certificate as it is without the extension that holds the promise.
  const promise = await ctLog.log(arrayBuffer(withoutPromise), arrayBuffer(hashOf(spkiOf(issuedBy.publicKey))));
  return issueCertificate(issuedBy, { ...request, extensions: [...request.extensions, promiseExtension(promise)] });
}

function extensionsOf({
  san,
  issuer,
  issuerV2,
  claims = {},
  usages = [USAGE.codeSigning],
  ca,
  signsCertificates = ca ?? false,
  extra = [],
}: LeafSpec): Extension[] {
  const { digitalSignature, keyCertSign } = x509.KeyUsageFlags;
  const names = (typeof san === 'string' ? [san] : san).map(alternativeName);
  const claimed = Object.entries(claims).map(([name, value]) =>
    fulcioExtension(CERTIFICATE_EXTENSIONS[name as CertificateExtension], der(UTF8_STRING, bytesOf(value))),
  );
  return [
    new x509.KeyUsagesExtension(signsCertificates ? digitalSignature | keyCertSign : digitalSignature, true),
    ...(usages.length === 0 ? [] : [new x509.ExtendedKeyUsageExtension([...usages])]),
    ...(ca === undefined ? [] : [new x509.BasicConstraintsExtension(ca, undefined, true)]),
    ...(names.length === 0 ? [] : [new x509.Extension('2.5.29.17', true, der(SEQUENCE, ...names))]),
    ...(issuer === undefined ? [] : [fulcioExtension(1, bytesOf(issuer))]),
    ...[issuerV2 ?? issuer]
      .filter((text) => text !== undefined)
      .map((text) => fulcioExtension(8, der(UTF8_STRING, bytesOf(text)))),
    ...claimed,
    ...extra.map(({ oid, critical = false, value = der(NULL) }) => new x509.Extension(oid, critical, value)),
  ];
}

function alternativeName(name: string | AlternativeName): Buffer {
  if (typeof name === 'string') {
    return alternativeName({ type: name.includes('@') && !name.includes('/') ? 'email' : 'uri', value: name });
  }
  const { type, value } = name;
  if (type !== 'other') return der(SAN_TAGS[type], bytesOf(value));
  return der(SAN_TAGS.other, USER_NAME_OID, der(0xa0, der(UTF8_STRING, bytesOf(value))));
}

function fulcioExtension(number: number, value: Buffer): Extension {
  return new x509.Extension(`${FULCIO}.${number}`, false, value);
}

/** Signed certificate timestamps: a list with one, each length in two bytes. */
function promiseExtension(promise: ArrayBuffer): Extension {
  const list = Buffer.concat([Buffer.from([0, promise.byteLength]), Buffer.from(promise)]);
  return new x509.Extension('1.3.6.1.4.1.11129.2.4.2', false, der(OCTET_STRING, list));
}

function bytesOf(text: string | Buffer): Buffer {
  return typeof text === 'string' ? Buffer.from(text) : text;
}

function arrayBuffer(bytes: Buffer): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
