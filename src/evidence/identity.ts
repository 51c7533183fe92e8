import type { TextMatcher } from '../claims/text-condition.ts';
import { CERTIFICATE_EXTENSIONS, type CertificateExtension } from '../model/image-policy.ts';
import { type Certificate, MOST_CHARACTERS, signerName, visibleAscii } from './certificate.ts';
import { only, TAG } from './der.ts';
import { quoted, refuse } from './refused.ts';

/** Fulcio's extensions (fulcio, docs/oid-info.md); `issuerV1` holds bare characters, all later ones DER. */
const FULCIO = '1.3.6.1.4.1.57264.1';
const ISSUER = { v1: `${FULCIO}.1`, v2: `${FULCIO}.8` };

/** Whom a keyless authority wants. */
export interface WantedIdentity {
  readonly issuer: TextMatcher;
  readonly subject: TextMatcher;
  readonly extensions: ReadonlyMap<CertificateExtension, TextMatcher>;
}

/** The identity that a certificate of Fulcio names, if it is the wanted one. @throws Refused */
export function matchIdentity(certificate: Certificate, wanted: WantedIdentity) {
  const { kind, name: subject } = signerName(certificate);
  if (kind === 'DNS name') refuse(`the certificate is for the DNS name ${quoted(subject)}; keyless has none`);
  const issuer = issuerOf(certificate);
  if (!wanted.issuer.matches(issuer)) {
    refuse(`the certificate names the issuer ${quoted(issuer)}, expected ${wanted.issuer.wanted}`);
  }
  matchSubject(subject, wanted.subject);
  for (const [name, condition] of wanted.extensions) matchExtension(certificate, name, condition);
  return { issuer, subject };
}

/** @throws Refused */
export function matchSubject(subject: string, wanted: TextMatcher): void {
  if (wanted.matches(subject)) return;
  refuse(`the certificate is for ${quoted(subject)}, expected ${wanted.wanted}`);
}

function issuerOf({ extensions }: Certificate): string {
  const what = 'the issuer in the certificate';
  const [old, current] = [extensions.get(ISSUER.v1), extensions.get(ISSUER.v2)];
  const v1 = old && visibleAscii(old, what);
  const v2 = current && visibleAscii(only(current, TAG.utf8String), what);
  if (v1 !== undefined && v2 !== undefined && v1 !== v2) refuse('the certificate names two issuers');
  return v2 ?? v1 ?? refuse('the certificate names no issuer');
}

function matchExtension({ extensions }: Certificate, name: CertificateExtension, wanted: TextMatcher): void {
  const missing = `the certificate does not say ${name}, expected ${wanted.wanted}`;
  const value = extensions.get(`${FULCIO}.${CERTIFICATE_EXTENSIONS[name]}`) ?? refuse(missing);
  const text = utf8(only(value, TAG.utf8String), name);
  if (!wanted.matches(text)) refuse(`the certificate says ${name} ${quoted(text)}, expected ${wanted.wanted}`);
}

function utf8(bytes: Buffer, name: CertificateExtension): string {
  if (bytes.length > MOST_CHARACTERS) refuse(`${name} in the certificate is longer than ${MOST_CHARACTERS} bytes`);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refuse(`${name} in the certificate is not UTF-8`);
  }
}
