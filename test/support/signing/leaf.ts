import type { KeyObject } from 'node:crypto';
import type { CTLog } from '@sigstore/mock';
import { x509 } from '../../../certs/x509.ts';
import { CERTIFICATE_EXTENSIONS, type CertificateExtension } from '../../../src/model/image-policy.ts';
import { der, hashOf } from './encoding.ts';
import { type CertificateRequest, type Issuer, issueCertificate } from './issuer.ts';
import { spkiOf } from './keys.ts';

/** Purposes of certificates (extended key usage). */
export const USAGE = { codeSigning: '1.3.6.1.5.5.7.3.3', serverAuth: '1.3.6.1.5.5.7.3.1', timeStamping: '1.3.6.1.5.5.7.3.8' };

const FULCIO = '1.3.6.1.4.1.57264.1';
const SAN_TAGS = { email: 0x81, dns: 0x82, uri: 0x86, other: 0xa0 };
const MINUTE_MS = 60_000;

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
  /** Basic constraints CA:true. */
  readonly ca?: boolean;
  readonly extra?: readonly { readonly oid: string; readonly critical?: boolean; readonly value?: Buffer }[];
  /** Default: the time of signing. */
  readonly from?: Date;
  /** Default: ten minutes later. */
  readonly until?: Date;
  readonly subject?: string;
  /** Default: the CT log of the world. null: no promise of any log. */
  readonly ctLog?: CTLog | null;
  /** Default: the CA of the world. */
  readonly issuedBy?: Issuer;
}

/** Makes a leaf for a key. DER. */
export async function issueLeaf(
  publicKey: KeyObject,
  spec: LeafSpec & { readonly from: Date; readonly issuedBy: Issuer },
): Promise<Buffer> {
  const request: CertificateRequest = {
    subject: spec.subject ?? '',
    publicKey,
    from: spec.from,
    until: spec.until ?? new Date(spec.from.getTime() + 10 * MINUTE_MS),
    extensions: extensionsOf(spec),
  };
  const { issuedBy, ctLog } = spec;
  if (!ctLog) return issueCertificate(issuedBy, request);
  // The log promises the same certificate without the promise, so the serial number has to be the same, too.
  const [withoutPromise, again] = await issueTwice(issuedBy, request);
  const promise = await ctLog.log(toArrayBuffer(withoutPromise), toArrayBuffer(hashOf(spkiOf(issuedBy.publicKey))));
  return again(promiseExtension(promise));
}
