import { formatPurl, type Purl, parsePurl } from '../../packages/purl.ts';

/** A package as a statement or a scan names it. */
export interface NamedPackage {
  /** Equal for all versions of the package. */
  readonly name: string;
  /** '' where all versions are meant. */
  readonly version: string;
  readonly qualifiers: ReadonlyMap<string, string>;
  readonly subpath: string;
  /** Equal where all of it is. */
  readonly key: string;
}

/** Reads a package URL; undefined where it is none. */
export function namedPackage(text: string): NamedPackage | undefined {
  const parsed = parsePurl(text);
  if (!parsed.ok) return undefined;
  const purl = { ...parsed.purl, qualifiers: qualifiersOf(parsed.purl) };
  const { type, namespace, name, version, qualifiers, subpath } = purl;
  return { name: JSON.stringify([type, namespace, name]), version, qualifiers, subpath, key: formatPurl(purl) };
}

/** Without what is the default: `type=jar` (purl-spec, `types/maven-definition.json`), which some write and some do not. */
function qualifiersOf({ type, qualifiers }: Purl): ReadonlyMap<string, string> {
  if (type !== 'maven' || qualifiers.get('type') !== 'jar') return qualifiers;
  return new Map([...qualifiers].filter(([key]) => key !== 'type'));
}

/** Whether what a statement names is the package: what it leaves out may be anything. */
export function isMeant(stated: NamedPackage, found: NamedPackage): boolean {
  if (stated.name !== found.name || !['', found.version].includes(stated.version)) return false;
  if (stated.subpath !== '' && stated.subpath !== found.subpath) return false;
  for (const [key, value] of stated.qualifiers) if (found.qualifiers.get(key) !== value) return false;
  return true;
}

const IMAGE_PURL = /^pkg:\/*(?:oci|docker)\//i;

/** The digest by which a package URL of type `oci` or `docker` names an image; undefined where it names none so. */
export function imageDigest(text: string): string | undefined {
  const parsed = IMAGE_PURL.test(text) ? parsePurl(text) : undefined;
  return parsed?.ok && parsed.purl.version.startsWith('sha256:') ? parsed.purl.version : undefined;
}

/** Whether a name says by itself what it stands for: a digest, or a package that is no image. */
export function isTelling(text: string): boolean {
  if (text.startsWith('sha256:')) return true;
  return IMAGE_PURL.test(text) ? imageDigest(text) !== undefined : namedPackage(text) !== undefined;
}
