import { printable } from '../model/printable.ts';
import type { Component } from '../model/sbom.ts';
import type { TextCheck } from '../model/schema.ts';
import { type Match, matchParts } from './glob.ts';
import { hasEpoch, meantType, type PackageFacts, packageFacts, packageType, splitEpoch } from './package-facts.ts';
import { compilePackageName, type PackageName } from './package-name.ts';
import { compileRange, type VersionRange } from './range.ts';

const MAX_LENGTH = 1024;
const MAX_QUALIFIERS = 16;

/** `unclear`: it is the package that is meant, but nobody can tell whether its version is. */
export type PackageVerdict = 'matches' | 'differs' | 'unclear';

/** Packages that a policy means. */
export interface PackagePattern {
  /** As the policy writes it. */
  readonly text: string;
  readonly name: PackageName;
  judge(component: Component): PackageVerdict;
  /** As `judge`, of a component that was looked at before. */
  judgeFacts(facts: PackageFacts): PackageVerdict;
  /** Why it is judged like that, as a clause: `2.14.1 is in <2.17.1`. */
  why(component: Component): string;
}

export type PatternResult =
  | { readonly ok: true; readonly pattern: PackagePattern }
  | { readonly ok: false; readonly reason: string };

/** What comes of comparing a component with a pattern, in the order in which it is looked at. */
type Outcome =
  | 'other-name'
  | 'other-qualifiers'
  | 'any-version'
  | 'no-version'
  | 'incomparable'
  | 'outside'
  | 'qualifiers-unclear'
  | 'inside';

const VERDICTS: Readonly<Record<Outcome, PackageVerdict>> = {
  'other-name': 'differs',
  'other-qualifiers': 'differs',
  'any-version': 'matches',
  'no-version': 'unclear',
  incomparable: 'unclear',
  outside: 'differs',
  'qualifiers-unclear': 'unclear',
  inside: 'matches',
};

class Fault extends Error {}

/** What is wrong with a pattern of packages. */
export const checkPackagePattern: TextCheck = (text) => {
  const result = compilePackagePattern(text);
  return result.ok ? undefined : result.reason;
};

/**
 * Compiles `pkg:TYPE/NAMESPACE/NAME@RANGE?QUALIFIERS`. `*` in a namespace, a name or a value of a qualifier stands for
 * any characters but `/`; without RANGE every version is meant. Qualifiers that the pattern names must be the same in
 * the component, others do not matter. A component without a package URL that can be read is known by its name.
 */
export function compilePackagePattern(text: string): PatternResult {
  try {
    return { ok: true, pattern: new Pattern(text) };
  } catch (error) {
    if (error instanceof Fault) return { ok: false, reason: error.message };
    throw error;
  }
}

const SYNTAX = /^pkg:(?<type>[a-z][a-z0-9.+-]*)\/(?<name>@?[^@?]*)(?:@(?<range>[^?]*))?(?:\?(?<qualifiers>.*))?$/is;

class Pattern implements PackagePattern {
  readonly text: string;
  readonly name: PackageName;
  readonly #range: VersionRange | undefined;
  readonly #isExact: boolean;
  readonly #qualifiers: ReadonlyMap<string, Match>;
  readonly #written: string;
  readonly #comparesEpoch: boolean;

  constructor(text: string) {
    if (text.length > MAX_LENGTH) throw new Fault(`a pattern of packages may have at most ${MAX_LENGTH} characters`);
    if (text.includes('#')) throw new Fault('paths within packages, behind "#", are not compared: leave them out');
    const { type: writtenType, name = '', range, qualifiers } = SYNTAX.exec(text)?.groups ?? {};
    if (writtenType === undefined) throw new Fault('a package is written pkg:TYPE/NAME, as in pkg:npm/lodash@<4.17.21');
    const type = packageType(writtenType.toLowerCase());
    const meant = meantType(type);
    if (meant !== undefined) throw new Fault(`no package is of the type ${type}: write pkg:${meant}/...`);
    const compiled = compilePackageName(type, name);
    if (!compiled.ok) throw new Fault(compiled.reason);
    this.text = text;
    this.name = compiled.name;
    const wanted = range?.replace(ENCODED_OPERATOR, decodeURIComponent);
    this.#range = wanted === undefined ? undefined : rangeOf(wanted, type);
    this.#isExact = wanted !== undefined && !RANGE.test(wanted);
    this.#qualifiers = qualifiersOf(qualifiers);
    this.#written = qualifiers ?? '';
    this.#comparesEpoch = this.#qualifiers.has('epoch') && hasEpoch(type);
  }

  judge(component: Component): PackageVerdict {
    return this.judgeFacts(packageFacts(component));
  }

  judgeFacts(facts: PackageFacts): PackageVerdict {
    return VERDICTS[this.#compare(facts)];
  }

  why(component: Component): string {
    const facts = packageFacts(component);
    const outcome = this.#compare(facts);
    const clause = this.#clause(outcome, printable(facts.version, 64));
    const isNamed = facts.lacks !== undefined && outcome !== 'other-name';
    return isNamed ? `${clause} (by its name, as ${facts.lacks})` : clause;
  }

  #clause(outcome: Outcome, version: string): string {
    const wanted = printable(this.#range?.wanted ?? '', 256);
    switch (outcome) {
      case 'other-name':
        return 'it is another package';
      case 'other-qualifiers':
        return `its qualifiers are not ${printable(this.#written)}`;
      case 'any-version':
        return 'every version is meant';
      case 'no-version':
        return `it has no version, so that it may be ${this.#isExact ? '' : 'in '}${wanted}`;
      case 'incomparable':
        return `its version "${version}" cannot be compared with ${wanted}`;
      case 'outside':
        return this.#isExact ? `${version} is not ${wanted}` : `${version} is not in ${wanted}`;
      case 'qualifiers-unclear':
        return `nobody can tell whether its qualifiers are ${printable(this.#written)}`;
      case 'inside':
        return this.#isExact ? `${version} is the version that is meant` : `${version} is in ${wanted}`;
    }
  }

  #compare(facts: PackageFacts): Outcome {
    const { purl, path } = facts;
    if (purl === undefined ? path === '' || !this.name.matchesBareName(path) : !this.#isNamed(purl.type, path)) {
      return 'other-name';
    }
    if (purl !== undefined && !this.#hasQualifiers(facts)) return 'other-qualifiers';
    const isUnclear = purl === undefined && this.#qualifiers.size > 0;
    if (this.#range === undefined) return isUnclear ? 'qualifiers-unclear' : 'any-version';
    if (facts.version === '') return 'no-version';
    const isInside = this.#range.contains(this.#comparesEpoch ? splitEpoch(facts.version).rest : facts.version);
    if (isInside === false) return 'outside';
    if (isUnclear) return 'qualifiers-unclear';
    return isInside === undefined ? 'incomparable' : 'inside';
  }

  #isNamed(type: string, path: string): boolean {
    return type === this.name.type && this.name.matches(path);
  }

  #hasQualifiers({ purl, version }: PackageFacts): boolean {
    for (const [key, matches] of this.#qualifiers) {
      const isEpoch = this.#comparesEpoch && key === 'epoch';
      const value = isEpoch ? splitEpoch(version).epoch : purl?.qualifiers.get(key);
      if (value === undefined || !matches(value)) return false;
    }
    return true;
  }
}

/** Operators that somebody encoded, as in a package URL; of versions the range sees to that itself. */
const ENCODED_OPERATOR = /%(?:21|2a|2c|3[cde]|7c)/gi;

/** What makes a text more than one version. */
const RANGE = /^\s*(?:vers:|[<>=!*^~])|[,|]/i;

/** @returns undefined for every version */
function rangeOf(text: string, type: string): VersionRange | undefined {
  if (text === '') throw new Fault('behind "@" a version or a range of versions is missing');
  const compiled = compileRange(text, type);
  if (!compiled.ok) throw new Fault(compiled.reason);
  return compiled.range.contains('') === true ? undefined : compiled.range;
}

function qualifiersOf(text: string | undefined): ReadonlyMap<string, Match> {
  const qualifiers = new Map<string, Match>();
  if (text === undefined) return qualifiers;
  for (const pair of text.split('&')) {
    const [, key = '', value = ''] = /^([a-z][a-z0-9._-]*)=(.+)$/is.exec(pair) ?? [];
    if (key === '') throw new Fault(`the qualifier "${printable(pair, 64)}" is not written KEY=VALUE`);
    if (qualifiers.has(key.toLowerCase())) throw new Fault(`it has the qualifier "${printable(key, 64)}" twice`);
    qualifiers.set(key.toLowerCase(), matchParts(value.split('*').map(decoded)));
  }
  if (qualifiers.size > MAX_QUALIFIERS) throw new Fault(`it may have at most ${MAX_QUALIFIERS} qualifiers`);
  return qualifiers;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Fault(`"${printable(text, 64)}" is not percent-encoded UTF-8`);
  }
}
