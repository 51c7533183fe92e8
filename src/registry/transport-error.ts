import { printable } from '../model/printable.ts';
import { RegistryError } from './source.ts';

/** The connection broke off. Another attempt may go well. */
export class ConnectionLost extends RegistryError {
  constructor(host: string, options: ErrorOptions) {
    super('unreachable', `${host} closed the connection before the answer was complete`, options);
  }
}

/** Codes of errors on a connection that stood. */
const STALLED: readonly string[] = ['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'];
const LOST: readonly string[] = ['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'UND_ERR_SOCKET'];

/** What the codes of Node, OpenSSL and undici mean, to follow the name of the host. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['ENOTFOUND', 'has no address: the name is not found in the DNS'],
  ['ENODATA', 'has no address: the name is not found in the DNS'],
  ['EAI_AGAIN', 'has no address at the moment: the DNS does not answer'],
  ['ECONNREFUSED', 'refuses connections: check the name and the port'],
  ['EHOSTUNREACH', 'cannot be reached: there is no route to it'],
  ['ENETUNREACH', 'cannot be reached: there is no route to its network'],
  ['ETIMEDOUT', 'does not take connections in time'],
  ['UND_ERR_CONNECT_TIMEOUT', 'does not take connections in time'],
  ['UND_ERR_HEADERS_TIMEOUT', 'does not begin to answer in time'],
  ['UND_ERR_BODY_TIMEOUT', 'stopped in the middle of its answer'],
  ['CERT_HAS_EXPIRED', 'has a certificate that has expired'],
  ['CERT_NOT_YET_VALID', 'has a certificate that is not valid yet'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'has a self-signed certificate: give its certificate as "ca"'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'has a certificate of an authority that is not trusted: give that as "ca"'],
  ['UNABLE_TO_GET_ISSUER_CERT', 'has a certificate of an authority that is not known: give that as "ca"'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'has a certificate of an authority that is not known: give that as "ca"'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'has a certificate of an authority that is not known: give that as "ca"'],
  ['CERT_SIGNATURE_FAILURE', 'has a certificate whose signature is wrong'],
  ['CERT_REVOKED', 'has a certificate that was revoked'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'has a certificate for another name'],
  ['UND_ERR_PRX_TLS', 'cannot be reached: the certificate of the proxy is for another name'],
  ['UND_ERR_PRX_CONN', 'cannot be reached: the proxy closed the connection'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'answered with something that is not TLS: is it a plain HTTP port?'],
  ['ERR_SSL_PACKET_LENGTH_TOO_LONG', 'answered with something that is not TLS: is it a plain HTTP port?'],
  ['ERR_SSL_HTTP_REQUEST', 'answered with something that is not TLS: is it a plain HTTP port?'],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'asks for a client certificate: declare one for it'],
  ['ERR_SSL_TLS_ALERT_UNKNOWN_CA', 'does not trust the client certificate that is declared for it'],
  ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'does not trust the client certificate that is declared for it'],
  ['UND_ERR_DESTROYED', 'is not asked any more: the registry client was closed'],
  ['UND_ERR_CLOSED', 'is not asked any more: the registry client was closed'],
]);

const TUNNEL_REFUSED = /^Proxy response \((\d{3})\)/;
/** Names of the errors for answers that break the rules of HTTP; the first of them holds bytes of the answer. */
const NOT_HTTP: readonly string[] = ['HTTPParserError', 'ResponseContentLengthMismatchError'];

/**
 * What is wrong where a request ended in an error of Node or undici, in words that name the host. Bytes of the answer
 * are never part of it.
 */
export function transportError(error: unknown, host: string): RegistryError {
  if (error instanceof RegistryError) return error;
  const code = codeOf(error);
  const options = { cause: error };
  if (LOST.includes(code)) return new ConnectionLost(host, options);
  const reason = REASONS.get(code);
  if (reason !== undefined) return new RegistryError('unreachable', `${host} ${reason}`, options);
  if (code === 'UND_ERR_HEADERS_OVERFLOW') {
    return new RegistryError('protocol', `${host} answered with more than 16 KiB of headers`, options);
  }
  if (NOT_HTTP.includes(fieldOf(error, 'name'))) {
    return new RegistryError('protocol', `${host} answered with something that is not HTTP`);
  }
  const status = TUNNEL_REFUSED.exec(fieldOf(error, 'message'))?.[1];
  if (status !== undefined)
    return new RegistryError('unreachable', `${host} refused the tunnel (status ${status})`, options);
  return new RegistryError(
    'unreachable',
    `${host} cannot be asked (${printable(code || 'unknown reason', 64)})`,
    options,
  );
}

/** Whether an error with the code `unreachable` says that there was no connection. */
export function isUnconnected(error: RegistryError): boolean {
  return !(error instanceof ConnectionLost) && !STALLED.includes(codeOf(error.cause));
}

/** The code of the error, or of the first of several: one for each address of the host. */
function codeOf(error: unknown): string {
  const code = fieldOf(error, 'code');
  if (code !== '' || typeof error !== 'object' || error === null) return code;
  const errors: unknown = Reflect.get(error, 'errors');
  return Array.isArray(errors) ? fieldOf(errors[0], 'code') : '';
}

function fieldOf(error: unknown, field: string): string {
  const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, field) : undefined;
  return typeof value === 'string' ? value : '';
}
