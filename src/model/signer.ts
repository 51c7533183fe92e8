import type { Signer } from './image-evidence.ts';

/** Tells signers apart: who signs twice is one. */
export function signerKey(signer: Signer): string {
  if (signer.kind === 'key') return `key ${signer.fingerprint}`;
  return JSON.stringify([signer.kind, signer.kind === 'keyless' ? signer.issuer : '', signer.subject]);
}
