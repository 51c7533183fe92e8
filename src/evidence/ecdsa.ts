import type { KeyObject } from 'node:crypto';
import { elements, only, TAG } from './der.ts';

/** A curve y² = x³ - 3x + b over the integers modulo p, with a base point of prime order n (FIPS 186-4, D.1.2). */
interface Curve {
  readonly p: bigint;
  readonly n: bigint;
  readonly base: Point;
}

/** Affine; undefined is the point at infinity. */
type Point = { readonly x: bigint; readonly y: bigint } | undefined;

const P521 = 2n ** 521n - 1n;
const CURVES: ReadonlyMap<string, Curve> = new Map([
  [
    'prime256v1',
    {
      p: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
      n: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
      base: {
        x: 0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n,
        y: 0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n,
      },
    },
  ],
  [
    'secp384r1',
    {
      p: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
      n: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
      base: {
        x: 0xaa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7n,
        y: 0x3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5fn,
      },
    },
  ],
  [
    'secp521r1',
    {
      p: P521,
      n: 0x1fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n,
      base: {
        x: 0xc6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66n,
        y: 0x11839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650n,
      },
    },
  ],
]);

/**
 * Verifies ECDSA over a digest (FIPS 186-4, section 6.4), which `node:crypto` cannot: it hashes what it is given.
 * Everything here is public, so that it may take as long as the numbers make it. OpenSSL has checked that the key is
 * a point of its curve. False for what is no signature.
 */
export function isEcdsaSignature(key: KeyObject, digest: Buffer, signature: Buffer): boolean {
  const curve = CURVES.get(key.asymmetricKeyDetails?.namedCurve ?? '');
  const numbers = readSignature(signature);
  if (curve === undefined || numbers === undefined) return false;
  const { p, n, base } = curve;
  const { r, s } = numbers;
  if (r < 1n || r >= n || s < 1n || s >= n) return false;
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  const publicPoint = { x: numberOf(Buffer.from(x, 'base64url')), y: numberOf(Buffer.from(y, 'base64url')) };
  const inverse = invert(s, n);
  const times = [(leftmost(digest, n) * inverse) % n, (r * inverse) % n] as const;
  const sum = addMultiples([base, publicPoint], times, p);
  return sum !== undefined && sum.x % n === r;
}

/** `SEQUENCE { r INTEGER, s INTEGER }`, in the one way that DER has for it. */
function readSignature(signature: Buffer): { readonly r: bigint; readonly s: bigint } | undefined {
  try {
    const [r, s, ...rest] = elements(only(signature, TAG.sequence));
    const isPair = r?.tag === TAG.integer && s?.tag === TAG.integer && rest.length === 0;
    if (!isPair || !isPositive(r.value) || !isPositive(s.value)) return undefined;
    return { r: numberOf(r.value), s: numberOf(s.value) };
  } catch {
    return undefined;
  }
}

function isPositive(value: Buffer): boolean {
  const [first = 0x80, second = 0x80] = value;
  return first < 0x80 && (first !== 0 || second >= 0x80);
}

function numberOf(bytes: Buffer): bigint {
  return BigInt(`0x0${bytes.toString('hex')}`);
}

/** As many bits of the digest as the order has. */
function leftmost(digest: Buffer, n: bigint): bigint {
  const excess = 8 * digest.length - n.toString(2).length;
  return excess > 0 ? numberOf(digest) >> BigInt(excess) : numberOf(digest);
}

function mod(value: bigint, modulus: bigint): bigint {
  const rest = value % modulus;
  return rest < 0n ? rest + modulus : rest;
}

/** Extended Euclid; the modulus is prime and the value no multiple of it. */
function invert(value: bigint, modulus: bigint): bigint {
  let [high, low] = [modulus, mod(value, modulus)];
  let [before, factor] = [0n, 1n];
  while (low > 0n) {
    const quotient = high / low;
    [high, low] = [low, high - quotient * low];
    [before, factor] = [factor, before - quotient * factor];
  }
  return mod(before, modulus);
}

function add(a: Point, b: Point, p: bigint): Point {
  if (a === undefined) return b;
  if (b === undefined) return a;
  if (a.x === b.x && a.y !== b.y) return undefined;
  const slope = a.x === b.x ? (3n * a.x * a.x - 3n) * invert(2n * a.y, p) : (b.y - a.y) * invert(b.x - a.x, p);
  const x = mod(slope * slope - a.x - b.x, p);
  return { x, y: mod(slope * (a.x - x) - a.y, p) };
}

/** `times[0] · points[0] + times[1] · points[1]`, both in one go, bit by bit from the left. */
function addMultiples(points: readonly [Point, Point], times: readonly [bigint, bigint], p: bigint): Point {
  const [one, other] = points;
  const both = add(one, other, p);
  const [first, second] = times.map((number) => number.toString(2).padStart(p.toString(2).length, '0'));
  let sum: Point;
  for (const [at, bit] of [...(first ?? '')].entries()) {
    sum = add(sum, sum, p);
    if (bit === '1') sum = add(sum, second?.[at] === '1' ? both : one, p);
    else if (second?.[at] === '1') sum = add(sum, other, p);
  }
  return sum;
}
