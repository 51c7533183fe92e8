import { refuse } from './refused.ts';

/** Tags of X.690 that are looked for here. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  sequence: 0x30,
  /** `[3]`, constructed: extensions of a certificate. */
  extensions: 0xa3,
} as const;

/** One element of DER. */
export interface Element {
  readonly tag: number;
  readonly value: Buffer;
}

/** Longest list of elements that is read: no certificate comes near. */
const MOST_ELEMENTS = 128;

/** The elements that bytes consist of, one after the other. @throws Refused where they are not DER */
export function elements(bytes: Buffer): readonly Element[] {
  const found: Element[] = [];
  for (let at = 0; at < bytes.length; ) {
    const tag = bytes[at] ?? 0;
    const first = bytes[at + 1] ?? 0;
    const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
    const start = at + 2 + lengthBytes;
    const isReadable = (tag & 0x1f) !== 0x1f && first !== 0x80 && lengthBytes <= 4 && start <= bytes.length;
    const length = !isReadable || lengthBytes === 0 ? first : bytes.readUIntBE(at + 2, lengthBytes);
    const isShortest = lengthBytes === 0 || length >= (lengthBytes === 1 ? 0x80 : 2 ** (8 * (lengthBytes - 1)));
    if (!isReadable || !isShortest || start + length > bytes.length) refuse('a certificate is not valid DER');
    if (found.length >= MOST_ELEMENTS) refuse(`a list in a certificate has more than ${MOST_ELEMENTS} elements`);
    found.push({ tag, value: bytes.subarray(start, start + length) });
    at = start + length;
  }
  return found;
}

/** The value of the one element that bytes consist of. @throws Refused */
export function only(bytes: Buffer, tag: number): Buffer {
  const [first, second] = elements(bytes);
  const isWanted = first?.tag === tag && second === undefined;
  return isWanted ? first.value : refuse('a certificate holds something else than its format wants');
}

/** An object identifier in dots. @throws Refused */
export function oid({ tag, value }: Element): string {
  if (tag !== TAG.objectIdentifier || value.length === 0) refuse('a certificate lacks an object identifier');
  if (value.length > 32 || (value.at(-1) ?? 0) >= 0x80) refuse('a certificate has an odd object identifier');
  const arcs: bigint[] = [];
  let arc = 0n;
  for (const byte of value) {
    arc = (arc << 7n) | BigInt(byte & 0x7f);
    if (byte >= 0x80) continue;
    arcs.push(arc);
    arc = 0n;
  }
  const [joined = 0n, ...rest] = arcs;
  const first = joined >= 80n ? 2n : joined / 40n;
  return [first, joined - 40n * first, ...rest].join('.');
}
