import { createPublicKey, type KeyObject } from 'node:crypto';
import type { JsonObject } from '../model/json.ts';
import { keyProblem } from '../model/public-key.ts';
import { type Certificate, mayIssue, nameOf, PURPOSE, readCertificate } from './certificate.ts';
import { isSelfSigned } from './chain.ts';
import { quoted, reasonOf, refuse } from './refused.ts';
import { base64, json, list, member, object, optionalList, text } from './shape.ts';

/** TrustedRoot of sigstore_trustroot.proto. */
const MEDIA_TYPES = [
  'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
  'application/vnd.dev.sigstore.trustedroot.v0.1+json',
  'application/vnd.dev.sigstore.trustedroot.v0.2+json',
];
/** Keys in the format of PKCS #1; those of all other kinds are a SubjectPublicKeyInfo. */
const PKCS1_DETAILS = ['PKCS1_RSA_PKCS1V5', 'PKCS1_RSA_PSS'];
const MOST_BYTES = 2 ** 20;
const MOST_OF_A_KIND = 32;
const MOST_CERTIFICATES = 8;

/** A chain that a trust root names, and when it was in use. */
export interface TrustedChain {
  readonly certificates: readonly Certificate[];
  readonly start: Date;
  readonly end: Date | undefined;
}

/** A trust root that was found to be sound. */
export interface CheckedTrustRoot {
  /** For `TrustedRoot.fromJSON`. */
  readonly json: JsonObject;
  readonly authorities: readonly TrustedChain[];
}

/** What is wrong with a trust root, for the person who configured it; undefined where nothing is. */
export function checkTrustedRoot(text: string): string | undefined {
  try {
    readTrustedRoot(text);
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

/**
 * Reads a trust root more strictly than the packages do that use it: everything in it has a beginning (without one
 * it would count since 1970), every chain is in order and ends in a self-signed root, authorities may sign
 * certificates, those for timestamps have a leaf made for that and nothing else, with an EC key (only for these does
 * `@sigstore/core` know the signature algorithms).
 * @throws Refused
 */
export function readTrustedRoot(jsonText: string): CheckedTrustRoot {
  const bytes = Buffer.from(jsonText);
  if (bytes.length > MOST_BYTES) refuse(`the trust root has ${bytes.length} bytes, more than 1 MiB`);
  const root = object(json(bytes, 'the trust root'), 'the trust root');
  const mediaType = text(member(root, 'mediaType'), 'mediaType of the trust root');
  if (!MEDIA_TYPES.includes(mediaType)) refuse(`a trust root of unknown type ${quoted(mediaType)}`);
  const all = (name: string) => optionalList(member(root, name), `${name} of the trust root`, MOST_OF_A_KIND);
  for (const kind of ['tlogs', 'ctlogs']) {
    for (const [index, log] of all(kind).entries()) checkLog(object(log, `${kind}[${index}]`), `${kind}[${index}]`);
  }
  for (const [index, authority] of all('timestampAuthorities').entries()) {
    checkTimestampAuthority(authority, `timestampAuthorities[${index}]`);
  }
  const authorities = all('certificateAuthorities').map((authority, index) => {
    const where = `certificateAuthorities[${index}]`;
    const chain = readChain(authority, where);
    checkIssuers(chain.certificates, where);
    return chain;
  });
  return { json: root, authorities };
}

function checkLog(log: JsonObject, where: string): void {
  const baseUrl = text(member(log, 'baseUrl'), `baseUrl of ${where}`);
  if (!URL.canParse(baseUrl)) refuse(`baseUrl of ${where} is not a URL`);
  const key = object(member(log, 'publicKey'), `publicKey of ${where}`);
  const problem = keyProblem(readLogKey(key, where));
  if (problem !== undefined) refuse(`the key of ${where} cannot be used: ${problem}`);
  readPeriod(key, `publicKey of ${where}`);
  base64(member(object(member(log, 'logId'), `logId of ${where}`), 'keyId'), `logId of ${where}`);
  const checkpointKeyId = member(log, 'checkpointKeyId');
  if (checkpointKeyId === undefined) return;
  base64(member(object(checkpointKeyId, `checkpointKeyId of ${where}`), 'keyId'), `checkpointKeyId of ${where}`);
}

function readLogKey(key: JsonObject, where: string): KeyObject {
  const rawBytes = base64(member(key, 'rawBytes'), `key of ${where}`);
  const details = text(member(key, 'keyDetails'), `keyDetails of ${where}`);
  try {
    return createPublicKey({ key: rawBytes, format: 'der', type: PKCS1_DETAILS.includes(details) ? 'pkcs1' : 'spki' });
  } catch {
    return refuse(`the key of ${where} cannot be read`);
  }
}

function checkTimestampAuthority(value: unknown, where: string): void {
  const [leaf = refuse(`${where} has no certificate`), ...issuers] = readChain(value, where).certificates;
  if (issuers.length === 0) refuse(`${where} needs a leaf and its root`);
  const { purposes = [], key, isAuthority, x509 } = leaf;
  const isForTimestamps = !isAuthority && purposes.length === 1 && purposes[0] === PURPOSE.timeStamping;
  if (!isForTimestamps) refuse(`the certificate of ${nameOf(x509)} in ${where} is not made for timestamps alone`);
  if (key.asymmetricKeyType !== 'ec') refuse(`the key of ${nameOf(x509)} in ${where} must be EC`);
  checkIssuers(issuers, where);
}

function readChain(value: unknown, where: string): TrustedChain {
  const authority = object(value, where);
  const chain = object(member(authority, 'certChain'), `certChain of ${where}`);
  const listed = list(member(chain, 'certificates'), `certificates of ${where}`, MOST_CERTIFICATES);
  const certificates = listed.map((item) => {
    const der = base64(member(object(item, `a certificate of ${where}`), 'rawBytes'), `a certificate of ${where}`);
    try {
      return readCertificate(der);
    } catch (error) {
      return refuse(`a certificate of ${where} cannot be used: ${reasonOf(error)}`);
    }
  });
  for (const [index, certificate] of certificates.entries()) checkIssuer(certificate, certificates[index + 1], where);
  if (certificates.length === 0) refuse(`${where} has no certificate`);
  return { certificates, ...readPeriod(authority, where) };
}

function checkIssuer(certificate: Certificate, issuer: Certificate | undefined, where: string): void {
  const name = nameOf(certificate.x509);
  if (issuer === undefined) {
    if (!isSelfSigned(certificate)) refuse(`the chain of ${where} does not end in a self-signed root but in ${name}`);
    return;
  }
  const isIssuer = certificate.x509.checkIssued(issuer.x509) && certificate.x509.verify(issuer.key);
  if (!isIssuer) refuse(`in the chain of ${where}, ${nameOf(issuer.x509)} did not issue ${name}`);
}

function checkIssuers(certificates: readonly Certificate[], where: string): void {
  for (const certificate of certificates) {
    if (!mayIssue(certificate)) refuse(`${nameOf(certificate.x509)} in ${where} may not sign certificates`);
  }
}

function readPeriod(owner: JsonObject, where: string): { readonly start: Date; readonly end: Date | undefined } {
  const period = object(member(owner, 'validFor'), `validFor of ${where}`);
  const end = member(period, 'end');
  return {
    start: readTime(member(period, 'start'), `validFor.start of ${where}`),
    end: end === undefined ? undefined : readTime(end, `validFor.end of ${where}`),
  };
}

/** RFC 3339, in UTC as JSON of protobuf writes it. */
function readTime(value: unknown, what: string): Date {
  const time = text(value, what);
  const isTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/.test(time) && !Number.isNaN(Date.parse(time));
  return isTime ? new Date(time) : refuse(`${what} is not a time such as 2026-01-31T00:00:00Z`);
}
