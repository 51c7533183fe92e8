import { type KeyObject, X509Certificate } from 'node:crypto';
import { printable } from '../model/printable.ts';
import { keyProblem } from '../model/public-key.ts';
import { elements, oid, only, TAG } from './der.ts';
import { quoted, refuse } from './refused.ts';

const OID = {
  keyUsage: '2.5.29.15',
  alternativeName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  policies: '2.5.29.32',
  extendedKeyUsage: '2.5.29.37',
};
/** What is looked at here, and certificate policies, which forbid nothing unless other extensions say so. */
const UNDERSTOOD = new Set(Object.values(OID));
const DIGITAL_SIGNATURE = 0x80;
const CERTIFICATE_SIGN = 0x04;

/** Purposes of certificates. */
export const PURPOSE = {
  codeSigning: '1.3.6.1.5.5.7.3.3',
  timeStamping: '1.3.6.1.5.5.7.3.8',
  any: '2.5.29.37.0',
};

/** ECDSA and RSA PKCS #1 with SHA-2, Ed25519. */
const SIGNATURE_ALGORITHMS = new Set([
  '1.2.840.10045.4.3.2',
  '1.2.840.10045.4.3.3',
  '1.2.840.10045.4.3.4',
  '1.2.840.113549.1.1.11',
  '1.2.840.113549.1.1.12',
  '1.2.840.113549.1.1.13',
  '1.3.101.112',
]);

/** A certificate that is well-formed. Nothing says yet that it is to be trusted. */
export interface Certificate {
  readonly der: Buffer;
  readonly x509: X509Certificate;
  readonly key: KeyObject;
  /** Values of the extensions by OID. */
  readonly extensions: ReadonlyMap<string, Buffer>;
  /** basicConstraints. */
  readonly isAuthority: boolean;
  /** Most authorities below it in a chain; undefined: any number. */
  readonly pathLength: number | undefined;
  /** Extended key usage; undefined where the certificate does not say. */
  readonly purposes: readonly string[] | undefined;
}

/**
 * Reads a certificate. @throws Refused where it is not DER, has something after its end, repeats an extension, has a
 * critical one that is not understood (RFC 5280, section 4.2), or a key or signature algorithm that is too weak
 */
export function readCertificate(der: Buffer): Certificate {
  const x509 = new X509Certificate(der);
  if (!x509.raw.equals(der)) refuse('a certificate has something before or after it');
  const extensions = readExtensions(der);
  const key = x509.publicKey;
  const problem = keyProblem(key);
  if (problem !== undefined) refuse(`the certificate of ${nameOf(x509)} cannot be used: ${problem}`);
  const { isAuthority, pathLength } = readBasicConstraints(extensions.get(OID.basicConstraints));
  const usage = extensions.get(OID.extendedKeyUsage);
  const purposes = usage && elements(only(usage, TAG.sequence)).map(oid);
  return { der, x509, key, extensions, isAuthority, pathLength, purposes };
}

/** Name of the certificate's subject for a message. */
export function nameOf(x509: X509Certificate): string {
  return quoted(x509.subject?.replaceAll('\n', ', ') || `serial number ${printable(x509.serialNumber, 64)}`);
}

function readExtensions(der: Buffer): ReadonlyMap<string, Buffer> {
  const [body, algorithm] = elements(only(der, TAG.sequence));
  const [signature] = algorithm === undefined ? [] : elements(algorithm.value);
  const name = signature === undefined ? '' : oid(signature);
  if (!SIGNATURE_ALGORITHMS.has(name)) refuse(`a certificate is signed in a way that is not taken (${name})`);
  const list = elements(body?.value ?? der).find(({ tag }) => tag === TAG.extensions);
  const found = new Map<string, Buffer>();
  for (const { value } of list === undefined ? [] : elements(only(list.value, TAG.sequence))) {
    const [id, ...rest] = elements(value);
    const content = rest.pop();
    const [critical, ...others] = rest;
    const isCritical = critical !== undefined && critical.value[0] !== 0;
    const isOdd = id === undefined || content?.tag !== TAG.octetString || others.length > 0;
    if (isOdd || (critical ?? { tag: TAG.boolean }).tag !== TAG.boolean) refuse('a certificate has an odd extension');
    const name = oid(id);
    if (found.has(name)) refuse(`a certificate has the extension ${name} twice`);
    if (isCritical && !UNDERSTOOD.has(name)) refuse(`a certificate has an unknown critical extension, ${name}`);
    found.set(name, content.value);
  }
  return found;
}

function readBasicConstraints(value: Buffer | undefined): Pick<Certificate, 'isAuthority' | 'pathLength'> {
  const [first, second] = value === undefined ? [] : elements(only(value, TAG.sequence));
  const isAuthority = first?.tag === TAG.boolean && first.value[0] !== 0;
  if (second === undefined) return { isAuthority, pathLength: undefined };
  const [length = 0x80, ...more] = second.value;
  const isByte = second.tag === TAG.integer && more.length === 0 && length < 0x80;
  return isByte ? { isAuthority, pathLength: length } : refuse('a certificate has an odd path length');
}

/** Whether the certificate may sign others. */
export function mayIssue({ isAuthority, extensions }: Certificate): boolean {
  return isAuthority && mayBeUsed(extensions, CERTIFICATE_SIGN);
}

/** keyUsage, where there is one: bits from the left, after the number of unused ones. */
function mayBeUsed(extensions: Certificate['extensions'], bit: number): boolean {
  const usage = extensions.get(OID.keyUsage);
  return usage === undefined || ((only(usage, TAG.bitString)[1] ?? 0) & bit) !== 0;
}

/** A subject alternative name of a kind that identities have. */
export interface AlternativeName {
  readonly kind: 'URI' | 'e-mail address' | 'DNS name';
  readonly name: string;
}

const NAME_KINDS: ReadonlyMap<number, AlternativeName['kind']> = new Map([
  [0x81, 'e-mail address'],
  [0x82, 'DNS name'],
  [0x86, 'URI'],
]);

/** The name in a certificate that signs. @throws Refused unless it is made for signing code and has exactly one name */
export function signerName({ x509, isAuthority, extensions, purposes }: Certificate): AlternativeName {
  if (isAuthority) refuse(`the certificate of ${nameOf(x509)} is that of an authority, not of a signer`);
  if (!purposes?.includes(PURPOSE.codeSigning)) refuse('the certificate is not made for signing code (extKeyUsage)');
  if (!mayBeUsed(extensions, DIGITAL_SIGNATURE)) refuse('the certificate is not made for signatures (keyUsage)');
  const value = extensions.get(OID.alternativeName);
  const names = value === undefined ? [] : elements(only(value, TAG.sequence));
  const [first] = names;
  if (first === undefined || names.length > 1) {
    return refuse(`the certificate has ${names.length} subject alternative names; exactly one is wanted`);
  }
  const kind = NAME_KINDS.get(first.tag) ?? refuse('the name in the certificate is no URI, e-mail address or DNS name');
  return { kind, name: visibleAscii(first.value, `the ${kind} in the certificate`) };
}

/** Longest identity. */
export const MOST_CHARACTERS = 2_048;

/** Text of the characters that identities are made of. @throws Refused for any other byte: two of them never look alike */
export function visibleAscii(bytes: Buffer, what: string): string {
  if (bytes.length > MOST_CHARACTERS) refuse(`${what} is longer than ${MOST_CHARACTERS} characters`);
  const isVisible = bytes.length > 0 && bytes.every((byte) => byte > 0x20 && byte < 0x7f);
  return isVisible ? bytes.toString('latin1') : refuse(`${what} is not made of visible ASCII characters`);
}
