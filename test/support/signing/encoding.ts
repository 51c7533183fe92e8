import { createHash } from 'node:crypto';

/** Hash of bytes, SHA-256 unless another is named. */
export function hashOf(bytes: Uint8Array, algorithm = 'sha256'): Buffer {
  return createHash(algorithm).update(bytes).digest();
}

/** `sha256:<hex>` of bytes, as OCI writes digests. */
export function digestOf(bytes: Uint8Array): string {
  return `sha256:${hashOf(bytes).toString('hex')}`;
}

export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

/** One PEM block. */
export function pemOf(der: Uint8Array, label: 'CERTIFICATE' | 'PUBLIC KEY'): string {
  const lines = base64(der).match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

/** One DER value: tag, length, contents. */
export function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(contents);
  if (body.length < 0x80) return Buffer.concat([Buffer.from([tag, body.length]), body]);
  const bytes = body.length < 0x100 ? [0x81, body.length] : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...bytes]), body]);
}
