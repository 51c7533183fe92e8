import { remembering } from './remembering.ts';

const MAX_LENGTH = 64;
const REMEMBERED = 1_000;
const MAX_EXPONENT = 99;
const NANO_DIGITS = 9;

/** Powers of ten; `e3` and `E3` are read apart. */
const DECIMAL_SUFFIXES = new Map([
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
]);

const BINARY_SUFFIXES = new Map([
  ['Ki', 2n ** 10n],
  ['Mi', 2n ** 20n],
  ['Gi', 2n ** 30n],
  ['Ti', 2n ** 40n],
  ['Pi', 2n ** 50n],
  ['Ei', 2n ** 60n],
]);

/** Sign, digits before and after the point, unit, exponent. No two neighbours share a character, so time is linear. */
const QUANTITY = /^([+-]?)([0-9]*)(?:\.([0-9]*))?(?:([A-Za-z]+)([+-]?[0-9]+)?)?$/;

/**
 * Reads a Kubernetes quantity (grammar of k8s.io/apimachinery/pkg/api/resource.Quantity): `500m`, `1.5Gi`, `1e3`, or a
 * JSON number. The result counts nano-units exactly, and what is finer is rounded away from zero as the API server
 * does. Unlike the API server, binary quantities are not cut to 2^63-1, and a number without digits is none.
 * @returns undefined for what is not a quantity: also more than 64 characters, or an exponent beyond +-99
 */
export function parseQuantity(value: unknown): bigint | undefined {
  return typeof value === 'string' || typeof value === 'number' ? parseText(String(value)) : undefined;
}

const parseText = remembering(parse, { most: REMEMBERED, maxLength: MAX_LENGTH });

function parse(text: string): bigint | undefined {
  const parts = text.length <= MAX_LENGTH ? QUANTITY.exec(text) : null;
  if (parts === null) return undefined;
  const [, sign = '', whole = '', fraction = '', unit = '', power = ''] = parts;
  const digits = whole + fraction;
  if (digits === '') return undefined;

  const binary = power === '' ? BINARY_SUFFIXES.get(unit) : undefined;
  const exponent = binary === undefined ? decimalExponent(unit, power) : 0;
  if (exponent === undefined) return undefined;
  const shift = exponent - fraction.length + NANO_DIGITS;
  const nano = shifted(BigInt(digits) * (binary ?? 1n), shift);
  return sign === '-' ? -nano : nano;
}

function decimalExponent(unit: string, power: string): number | undefined {
  if (power === '') return DECIMAL_SUFFIXES.get(unit);
  const exponent = Number(power);
  const isExponent = (unit === 'e' || unit === 'E') && Math.abs(exponent) <= MAX_EXPONENT;
  return isExponent ? exponent : undefined;
}

/** `amount` times ten to the power of `shift`, rounded up. */
function shifted(amount: bigint, shift: number): bigint {
  if (shift >= 0) return amount * 10n ** BigInt(shift);
  const divisor = 10n ** BigInt(-shift);
  return (amount + divisor - 1n) / divisor;
}
