import { printable } from '../model/printable.ts';
import { compareVersions } from './compare.ts';
import { type Ecosystem, ecosystemOf, SEMVER_ECOSYSTEMS } from './ecosystem.ts';
import { MAX_VERSION_LENGTH } from './order/order.ts';
import { withThreeNumbers } from './order/semver.ts';

/** A constraint on a version: `>=` and `1.0`. */
export interface Constraint {
  readonly comparator: Comparator;
  readonly version: string;
}

/** How a version must stand to that of a constraint. */
export type Comparator = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** What was read, or in plain English why it is none. */
export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

/** Longest first, so that `<=` is not taken for `<`. */
const COMPARATORS: readonly Comparator[] = ['<=', '>=', '!=', '<', '>', '='];

const TEXT = /^[\x20-\x7e]+$/;
const SPACE = /\s/;
const RESERVED = /[<>=!|]/;
const INTERVAL = /[[\]]|^\([^)]*$|^[^(]*\)$/;
const WILDCARD = /\*|(?:^|\.)[xX](?:\.|$)/;
const PERCENT = /%([0-9A-Fa-f]{2})?/g;

/** Takes the comparator off a constraint; without one it is `=`. */
export function splitComparator(text: string): { readonly comparator: Comparator; readonly rest: string } {
  const comparator = COMPARATORS.find((candidate) => text.startsWith(candidate));
  return { comparator: comparator ?? '=', rest: text.slice(comparator?.length ?? 0) };
}

/**
 * Reads the version of a constraint on packages of a type, percent-decoded once. Refused is what would never match, or
 * could be read in two ways.
 * @param isPlain the constraint is not of VERS, where a version is nothing but a version
 */
export function readConstraint(
  comparator: Comparator,
  encoded: string,
  purlType: string,
  isPlain: boolean,
): Read<Constraint> {
  const refuse = (reason: string) => ({ ok: false, reason }) as const;
  const shown = `\`${printable(encoded, 64)}\``;
  const ecosystem = ecosystemOf(purlType);
  if (encoded === '') return refuse(`a version is missing after \`${comparator}\``);
  if (isPlain && encoded.includes('||')) {
    return refuse('`||` is a notation that is not read here: write each part as a pattern of its own, or a VERS');
  }
  if (SPACE.test(encoded)) return refuse(`${shown} has a space: separate constraints by ${isPlain ? 'commas' : '`|`'}`);
  if (RESERVED.test(encoded)) return refuse(`${shown} is no version: write a comparator once, before the version`);
  const version = decode(encoded);
  if (version === undefined) return refuse(`${shown} has a \`%\` that two hexadecimal digits do not follow`);
  if (!TEXT.test(version)) return refuse(`${shown} has characters that no version has`);
  if (version.length > MAX_VERSION_LENGTH) {
    return refuse(`a version has ${version.length} characters; at most ${MAX_VERSION_LENGTH} are read`);
  }
  if (INTERVAL.test(version) || /^[~^]/.test(version)) {
    return refuse(`${shown} is a notation that is not read here: write \`>=1.0.0,<2.0.0\``);
  }
  if (ecosystem === undefined) return readUnordered(comparator, version, purlType);
  return readOrdered(comparator, version, ecosystem, isPlain);
}

function readUnordered(comparator: Comparator, version: string, purlType: string): Read<Constraint> {
  if (comparator === '=' && !version.includes('*')) return { ok: true, value: { comparator, version } };
  return {
    ok: false,
    reason: `versions of ${printable(purlType, 64)} have no order known here; name exact versions`,
  };
}

function readOrdered(
  comparator: Comparator,
  version: string,
  ecosystem: Ecosystem,
  isPlain: boolean,
): Read<Constraint> {
  const refuse = (reason: string) => ({ ok: false, reason }) as const;
  const shown = `\`${printable(version, 64)}\``;
  const bare = version.replace(/^v/, '');
  const completed = SEMVER_ECOSYSTEMS.has(ecosystem) ? withThreeNumbers(bare) : bare;
  if (completed !== bare) {
    if (isPlain && comparator !== '<' && comparator !== '>=') {
      return refuse(`${shown} can be read as ${completed} or as all of ${bare}: write all three numbers`);
    }
    return { ok: true, value: { comparator, version: completed } };
  }
  if (isVersion(ecosystem, version)) return { ok: true, value: { comparator, version } };
  if (WILDCARD.test(version)) return refuse(`${shown} is a notation that is not read here: write \`>=1.0.0,<2.0.0\``);
  const isExact = isPlain && (comparator === '=' || comparator === '!=');
  if (isExact) return { ok: true, value: { comparator, version } };
  return refuse(`${shown} is no ${ecosystem} version that can be compared`);
}

function decode(encoded: string): string | undefined {
  let isBroken = false;
  const decoded = encoded.replace(PERCENT, (_, hexadecimal: string | undefined) => {
    isBroken ||= hexadecimal === undefined;
    return String.fromCharCode(Number.parseInt(hexadecimal ?? '', 16));
  });
  return isBroken ? undefined : decoded;
}

function isVersion(ecosystem: Ecosystem, version: string): boolean {
  return compareVersions(ecosystem, version, version) !== undefined;
}

/**
 * How a package's version stands to that of a constraint.
 * @returns below, at or above 0 by the order of the ecosystem, 0 also for the same text; `apart` where there is no order
 * between them but they are surely not the same; undefined where it cannot be told
 */
export function relate(version: string, wanted: string, purlType: string): number | 'apart' | undefined {
  if (version === '') return undefined;
  if (version === wanted) return 0;
  const ecosystem = ecosystemOf(purlType);
  if (ecosystem === undefined) return 'apart';
  return compareVersions(ecosystem, version, wanted) ?? (isVersion(ecosystem, version) ? 'apart' : undefined);
}

/** Whether a version meets a constraint; undefined where it cannot be told. */
export function meets(version: string, { comparator, version: wanted }: Constraint, purlType: string) {
  const relation = relate(version, wanted, purlType);
  if (relation === undefined) return undefined;
  if (comparator === '=') return relation === 0;
  if (comparator === '!=') return relation !== 0;
  if (relation === 'apart') return undefined;
  if (relation === 0) return isInclusive(comparator);
  return comparator.startsWith('<') === relation < 0;
}

/** Whether the version that a constraint names is itself in it. */
export function isInclusive(comparator: Comparator): boolean {
  return comparator === '=' || comparator === '<=' || comparator === '>=';
}

/** A constraint as it is written. */
export function textOf({ comparator, version }: Constraint): string {
  return `${comparator === '=' ? '' : comparator}${version}`;
}
