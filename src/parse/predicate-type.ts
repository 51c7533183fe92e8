import type { TextCheck } from '../model/schema.ts';

/** What kind of document a predicate is. */
export type PredicateKind =
  | 'cyclonedx'
  | 'cyclonedx-vex'
  | 'spdx'
  | 'slsa-0.1'
  | 'slsa-0.2'
  | 'slsa-1'
  | 'cosign-vuln'
  | 'in-toto-vulns'
  | 'openvex'
  | 'cosign-custom'
  | 'link'
  | 'image-signature';

/** URIs of a predicate type: to the letter, or with a version behind. */
interface Spelling {
  readonly uri: string;
  /** `/v` with digits and dots may follow: GitHub writes `https://spdx.dev/Document/v2.3`. */
  readonly versioned?: true;
}

/**
 * Every predicate type that is known, with the spellings that are in use. They are listed one by one: whoever compared
 * beginnings would take `.../v1evil` for `.../v1`.
 */
const SPELLINGS: Readonly<Record<PredicateKind, readonly Spelling[]>> = {
  cyclonedx: [
    { uri: 'https://cyclonedx.org/bom', versioned: true },
    { uri: 'https://cyclonedx.org/schema', versioned: true },
  ],
  // Names the components that vulnerabilities are in, which is no list of what an image consists of.
  'cyclonedx-vex': [{ uri: 'https://cyclonedx.org/vex', versioned: true }],
  spdx: [{ uri: 'https://spdx.dev/Document', versioned: true }],
  'slsa-0.1': [{ uri: 'https://slsa.dev/provenance/v0.1' }],
  'slsa-0.2': [{ uri: 'https://slsa.dev/provenance/v0.2' }],
  'slsa-1': [{ uri: 'https://slsa.dev/provenance/v1' }, { uri: 'https://slsa.dev/provenance/v1.0' }],
  'cosign-vuln': [
    { uri: 'https://cosign.sigstore.dev/attestation/vuln/v1' },
    { uri: 'cosign.sigstore.dev/attestation/vuln/v1' },
  ],
  'in-toto-vulns': [
    { uri: 'https://in-toto.io/attestation/vulns/v0.1' },
    { uri: 'https://in-toto.io/attestation/vulns/v0.2' },
    { uri: 'https://in-toto.io/attestation/vulns' },
  ],
  openvex: [{ uri: 'https://openvex.dev/ns', versioned: true }],
  'cosign-custom': [
    { uri: 'https://cosign.sigstore.dev/attestation/v1' },
    { uri: 'cosign.sigstore.dev/attestation/v1' },
  ],
  link: [{ uri: 'https://in-toto.io/Link/v1' }],
  'image-signature': [{ uri: 'https://sigstore.dev/cosign/sign/v1' }],
};

/** Short names of policies, cosign's among them, with the kinds that they stand for. */
const SHORT_NAMES = {
  sbom: ['cyclonedx', 'spdx'],
  cyclonedx: ['cyclonedx'],
  spdx: ['spdx'],
  spdxjson: ['spdx'],
  provenance: ['slsa-0.2', 'slsa-1'],
  slsaprovenance: ['slsa-0.2'],
  slsaprovenance02: ['slsa-0.2'],
  slsaprovenance1: ['slsa-1'],
  vulnerabilities: ['cosign-vuln', 'in-toto-vulns'],
  vuln: ['cosign-vuln', 'in-toto-vulns'],
  vex: ['openvex', 'cyclonedx', 'cyclonedx-vex'],
  openvex: ['openvex'],
  link: ['link'],
  custom: ['cosign-custom'],
} as const satisfies Readonly<Record<string, readonly PredicateKind[]>>;
/** A short name of a predicate type. */
export type PredicateName = keyof typeof SHORT_NAMES;
/** All of them. */
export const PREDICATE_NAMES = Object.keys(SHORT_NAMES) as readonly PredicateName[];

const VERSION = /^\/v[0-9]{1,4}(?:\.[0-9]{1,4}){0,3}$/;
const URI = /^[A-Za-z][A-Za-z0-9+.-]{0,31}:[\x21-\x7e]{1,480}$/;

/** The kind of a predicate by the type that its statement names; undefined: none that is known. */
export function predicateKind(uri: string): PredicateKind | undefined {
  for (const [kind, spellings] of Object.entries(SPELLINGS)) {
    if (spellings.some((spelling) => isSpelled(uri, spelling))) return kind as PredicateKind;
  }
  return undefined;
}

function isSpelled(text: string, { uri, versioned }: Spelling): boolean {
  if (text === uri) return true;
  return versioned === true && text.startsWith(uri) && VERSION.test(text.slice(uri.length));
}

/** What is wrong with the type that a policy asks for: a short name, or a URI. */
export const checkPredicateType: TextCheck = (type) => {
  if (Object.hasOwn(SHORT_NAMES, type)) return undefined;
  if (!URI.test(type)) return `must be a URI, or one of ${PREDICATE_NAMES.join(', ')}`;
  return predicateKind(type) === 'image-signature'
    ? 'is the type of image signatures: these belong under signatures'
    : undefined;
};

/** The kinds that the type of a policy stands for; none where it is a URI that nobody here knows. */
export function kindsOf(type: string): readonly PredicateKind[] {
  if (Object.hasOwn(SHORT_NAMES, type)) return SHORT_NAMES[type as PredicateName];
  const kind = predicateKind(type);
  return kind === undefined ? [] : [kind];
}

/** The URIs that statements of a type carry, one for each kind that it stands for; a URI stands for itself. */
export function statementTypes(type: string): readonly string[] {
  if (!Object.hasOwn(SHORT_NAMES, type)) return [type];
  return SHORT_NAMES[type as PredicateName].flatMap((kind) => SPELLINGS[kind].slice(0, 1).map(({ uri }) => uri));
}

/**
 * Whether a statement of type `uri` is one of the `type` that a policy asks for. A URI that is known stands for all of
 * its spellings, but where it has a version that is part of its name; any other is compared to the letter.
 */
export function isPredicateType(type: string, uri: string): boolean {
  if (type === uri) return true;
  const kind = predicateKind(uri);
  return kind !== undefined && kindsOf(type).includes(kind);
}
