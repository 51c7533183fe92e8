import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/**
 * Tells which clients may talk to us, by the common name of the certificate that the handshake has verified;
 * an empty list allows all. The certificate belongs to the connection, so each connection is looked at once.
 */
export function clientCheck(allowedNames: readonly string[]): (socket: Socket) => boolean {
  if (allowedNames.length === 0) return () => true;
  const names = new Set(allowedNames);
  const known = new WeakMap<Socket, boolean>();
  return (socket) => {
    const answer = known.get(socket) ?? (socket instanceof TLSSocket && names.has(commonName(socket)));
    known.set(socket, answer);
    return answer;
  };
}

/** '' where the certificate has none or several. */
function commonName(socket: TLSSocket): string {
  const name: unknown = socket.getPeerCertificate().subject?.CN;
  return typeof name === 'string' ? name : '';
}
