import type { Offence, VexProduct, VexStatement } from '../../model/attestation-verdict.ts';
import { nameKey } from '../vulnerability-name.ts';
import { imageDigest, isMeant, isTelling, type NamedPackage, namedPackage } from './named-package.ts';

/** Statements that differ only in qualifiers, of one version of one package and one vulnerability. */
const MAX_VARIANTS = 64;

/** What statements are held against. */
export interface SuppressionOptions {
  /** By which the image is known: `sha256:<hex>`, of the index and of the platform. */
  readonly digests: ReadonlySet<string>;
  /** Justifications that count; absent: every one that is given. `fixed` needs none. */
  readonly justifications?: readonly string[];
}

/** Statements, ready to be asked. What is said of a vulnerability is looked into when it is first asked for. */
export interface SuppressionIndex {
  /** The statement by which a vulnerability that a scan found does not matter; undefined: it matters. */
  suppress(offence: Offence): VexStatement | undefined;
}

/**
 * Indexes statements of trusted authorities. Of all that are about a vulnerability of a component the newest counts; of
 * equally new ones, one that speaks against the image, as does one that gives no time. Only `fixed` and a `not_affected`
 * with a justification suppress.
 *
 * A statement is about a component where it names no product; where a product is the image, by its digest, and the parts
 * that are named, if any, name the component; or where a product is the component. Components are known by package URL: one
 * without a version means all versions, and qualifiers that are named must be equal. A name that tells nobody what it
 * stands for means the image where the statement speaks against it, and nothing where it speaks for it.
 */
export function indexStatements(statements: readonly VexStatement[], options: SuppressionOptions): SuppressionIndex {
  const saidOf = new Map<string, VexStatement[]>();
  for (const statement of statements) {
    for (const name of new Set(statement.vulnerabilities.map(nameKey))) {
      const said = saidOf.get(name);
      if (said === undefined) saidOf.set(name, [statement]);
      else said.push(statement);
    }
  }
  const scopes = new Map<string, Scope>();
  const scopeOf = (name: string) => {
    const scope = scopes.get(name) ?? new Scope(saidOf.get(name) ?? [], options);
    scopes.set(name, scope);
    return scope;
  };
  return {
    suppress({ offender }) {
      if (offender?.vulnerability === undefined) return undefined;
      const found = offender.purl === undefined ? undefined : namedPackage(offender.purl);
      const component = found && { ...found, version: found.version || (offender.version ?? '') };
      let newest: Opinion | undefined;
      for (const name of new Set([offender.vulnerability, ...(offender.aliases ?? [])].map(nameKey))) {
        newest = newer(newest, scopeOf(name).about(component));
      }
      return newest?.suppresses ? newest.statement : undefined;
    },
  };
}

/** What one statement comes to. */
interface Opinion {
  readonly statement: VexStatement;
  readonly suppresses: boolean;
  /** Without a time, what speaks for an image is old, and what speaks against it is new. */
  readonly time: number;
}

function opinionOf(statement: VexStatement, { justifications }: SuppressionOptions): Opinion {
  const { status, justification, time } = statement;
  const isJustified = justification !== undefined && (justifications?.includes(justification) ?? true);
  const suppresses = status === 'fixed' || (status === 'not_affected' && isJustified);
  return { statement, suppresses, time: time ?? (suppresses ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY) };
}

function newer(one: Opinion | undefined, other: Opinion | undefined): Opinion | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  if (one.time !== other.time) return one.time > other.time ? one : other;
  return one.suppresses ? other : one;
}

/** Opinions on one vulnerability. */
class Scope {
  readonly #whole: Opinion | undefined;
  /** By name and version of the package. */
  readonly #parts = new Map<string, Variants>();

  constructor(statements: readonly VexStatement[], options: SuppressionOptions) {
    for (const statement of statements) {
      const opinion = opinionOf(statement, options);
      const { whole, parts } = targetsOf(statement, options.digests);
      if (whole) this.#whole = newer(this.#whole, opinion);
      for (const part of parts) this.#addPart(part, opinion);
    }
  }

  #addPart(part: NamedPackage, opinion: Opinion): void {
    const key = partKey(part.name, part.version);
    const variants = this.#parts.get(key) ?? new Variants();
    this.#parts.set(key, variants);
    variants.add(part, opinion);
  }

  about(component: NamedPackage | undefined): Opinion | undefined {
    if (component === undefined) return this.#whole;
    const { name, version } = component;
    let newest = this.#whole;
    for (const key of new Set([partKey(name, version), partKey(name, '')])) {
      newest = newer(newest, this.#parts.get(key)?.about(component));
    }
    return newest;
  }
}

function partKey(name: string, version: string): string {
  return `${name}\n${version}`;
}

/** Opinions on one version of a package, which may differ in qualifiers. */
class Variants {
  readonly #byKey = new Map<string, { readonly part: NamedPackage; opinion: Opinion }>();
  /** With more variants than can be looked through, what was left out might speak against the image: none suppresses. */
  #tooMany: Opinion | undefined;

  add(part: NamedPackage, opinion: Opinion): void {
    const known = this.#byKey.get(part.key);
    if (known !== undefined) known.opinion = newer(known.opinion, opinion) ?? opinion;
    else if (this.#byKey.size < MAX_VARIANTS) this.#byKey.set(part.key, { part, opinion });
    else this.#tooMany = { ...opinion, suppresses: false, time: Number.POSITIVE_INFINITY };
  }

  about(component: NamedPackage): Opinion | undefined {
    let newest = this.#tooMany;
    for (const { part, opinion } of this.#byKey.values()) {
      if (isMeant(part, component)) newest = newer(newest, opinion);
    }
    return newest;
  }
}

/** What a statement is about: all of the image, or packages. */
interface Targets {
  readonly whole: boolean;
  readonly parts: readonly NamedPackage[];
}

function targetsOf({ products, status }: VexStatement, digests: ReadonlySet<string>): Targets {
  const speaksFor = status === 'not_affected' || status === 'fixed';
  if (products === undefined || (products.length === 0 && !speaksFor)) return { whole: true, parts: [] };
  const targets = products.map((product) => {
    const image = isImage(product, digests);
    return speaksFor ? targetsFor(product, image) : targetsAgainst(product, image);
  });
  return { whole: targets.some(({ whole }) => whole), parts: targets.flatMap(({ parts }) => parts) };
}

function isImage({ ids }: VexProduct, digests: ReadonlySet<string>): boolean {
  return ids.some((id) => digests.has(imageDigest(id) ?? id));
}

/** Parts of other products than the image say nothing of the image. */
function targetsFor({ ids, parts }: VexProduct, image: boolean): Targets {
  if (!image && parts.length > 0) return { whole: false, parts: [] };
  return { whole: image && parts.length === 0, parts: packagesIn(image ? parts : ids) };
}

/** What speaks against a product or a part that nobody can tell may speak against the image. */
function targetsAgainst(product: VexProduct, image: boolean): Targets {
  const { ids, parts } = product;
  if (!image && ids.some(isTelling)) return targetsFor(product, false);
  return { whole: parts.length === 0 || !parts.every(isTelling), parts: packagesIn(parts) };
}

function packagesIn(names: readonly string[]): readonly NamedPackage[] {
  return names.map(namedPackage).filter((part) => part !== undefined);
}
