import type {
  DegradeMode,
  SecretName,
  SignatureStore,
  SignedObject,
  SigningAuthority,
  StaticAuthority,
} from './image-policy.ts';

/** Formats of lists of what is in an image, in JSON: OWASP CycloneDX (ECMA-424), and SPDX 2 (ISO/IEC 5962). */
export const SBOM_FORMATS = ['cyclonedx', 'spdx'] as const;
export type SbomFormat = (typeof SBOM_FORMATS)[number];

/** Versions of each format that can be read, the oldest first. */
export const SBOM_VERSIONS = {
  cyclonedx: ['1.4', '1.5', '1.6', '1.7'],
  spdx: ['2.2', '2.3'],
} as const satisfies Readonly<Record<SbomFormat, readonly string[]>>;

/** What becomes of what nobody can tell. */
export const UNKNOWN_MODES = ['deny', 'warn', 'allow'] as const;
export type UnknownMode = (typeof UNKNOWN_MODES)[number];

/** How bad a vulnerability is, from the least to the worst; `unknown` stands outside of the order. */
export const VULNERABILITY_SEVERITIES = ['none', 'negligible', 'low', 'medium', 'high', 'critical'] as const;
export type VulnerabilitySeverity = (typeof VULNERABILITY_SEVERITIES)[number];

/** A package that may not be there. */
export interface ForbiddenPackage {
  /** See `compilePackagePattern`: `pkg:npm/lodash@<4.17.21`. */
  readonly purl: string;
  /** Why, for the person whose image is denied. */
  readonly reason?: string;
}

/** What a list of the parts of an image must be like. Texts were checked when the policy was loaded. */
export interface SbomTerms {
  readonly kind: 'sbom';
  /** Absent: any that can be read. `minVersion`: `1.5`. */
  readonly formats?: readonly { readonly format: SbomFormat; readonly minVersion?: string }[];
  /** Milliseconds, by what the document says of itself and by what a log or timestamp authority vouches for. */
  readonly maxAge?: number;
  readonly minComponents: number;
  readonly denyPackages: readonly ForbiddenPackage[];
  /** Patterns of packages; each must occur. */
  readonly requirePackages: readonly string[];
  /** Entries as `checkLicenseEntry` takes them. */
  readonly denyLicenses: readonly string[];
  /** Absent: every licence that is not denied. */
  readonly allowLicenses?: readonly string[];
  /** Components whose licence is missing, or is none that is known. Looked at where licences are denied or allowed. */
  readonly onUnknown: UnknownMode;
  /** Minimum elements (NTIA, "The Minimum Elements For a Software Bill of Materials", 2021). */
  readonly ntia?: {
    /** Per cent of components that must have all elements. */
    readonly minCoverage: number;
  };
  /** Globs of the suppliers that components may have; a component without one is refused. */
  readonly suppliers?: readonly string[];
  /** Globs of the tools that may have made the document, as `name` or `name@version`. */
  readonly tools?: readonly string[];
  /** Image patterns of what the image may be built on. */
  readonly baseImages?: readonly string[];
}

/** Who may have built. */
export interface TrustedBuilder {
  /** Glob of the builder's id: `*` stays between slashes, `**` crosses them. */
  readonly id: string;
  /** SLSA build level that its users ascribe to it; a document cannot say it of itself. */
  readonly level: number;
}

/** What provenance must say (SLSA provenance v0.2 and v1). Globs as of `TrustedBuilder`. */
export interface ProvenanceTerms {
  readonly kind: 'provenance';
  readonly builders?: readonly TrustedBuilder[];
  readonly buildTypes?: readonly string[];
  /** Where the source came from, any of these. */
  readonly sources?: readonly { readonly repository: string; readonly ref?: string }[];
  /** Glob by JSONPath-like dotted name of an external parameter (v1) or of `invocation.parameters` (v0.2). */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly dependencies?: {
    /** Globs of URIs; every dependency must match one. */
    readonly allow?: readonly string[];
    /** Every dependency must name a digest. */
    readonly requireDigests: boolean;
  };
  /** Image patterns of what the image may be built on. */
  readonly baseImages?: readonly string[];
  /** SLSA build level, 1 to 3. */
  readonly minLevel?: number;
}

/** A vulnerability that does not count. */
export interface IgnoredVulnerability {
  /** `CVE-2021-44228`; aliases of a vulnerability count as well. */
  readonly id: string;
  /** Milliseconds since the epoch: from then on it counts again. */
  readonly until: number;
  /** Patterns of packages; absent: all. */
  readonly packages?: readonly string[];
  readonly reason: string;
}

/** Whose word that a vulnerability does not matter is taken. */
export interface VexTerms {
  readonly signedBy: readonly string[];
  /** Milliseconds, by a time that a log or timestamp authority vouches for. */
  readonly maxAge?: number;
  /** Justifications that count, as OpenVEX or CycloneDX write them; absent: every one that is given. */
  readonly justifications?: readonly string[];
}

/** What a scan for vulnerabilities must have come to. */
export interface VulnerabilityTerms {
  readonly kind: 'vulnerabilities';
  /** Globs of scanners, by URI or name. */
  readonly scanners?: readonly string[];
  /** Milliseconds, by when the scan says that it ended and by what a log or timestamp authority vouches for. */
  readonly maxAge?: number;
  /** Milliseconds that the scanner's data may be older than the scan. */
  readonly maxDatabaseAge?: number;
  /** The worst that may be there; absent: no vulnerability may. */
  readonly maxSeverity?: VulnerabilitySeverity;
  readonly onUnknownSeverity: UnknownMode;
  /** Those that no version mends do not count. */
  readonly fixableOnly: boolean;
  /** Days after publication in which one of a severity does not count yet. One without a date counts at once. */
  readonly graceDays: Readonly<Partial<Record<VulnerabilitySeverity, number>>>;
  readonly ignore: readonly IgnoredVulnerability[];
  readonly vex?: VexTerms;
}

/** Rules of a policy's own over a predicate. */
export interface CustomTerms {
  readonly kind: 'custom';
  /** As the policy writes them, checked: the language of own rules of workloads, where `$` is the predicate. */
  readonly rules: readonly unknown[];
}

export type AttestationTerms = SbomTerms | ProvenanceTerms | VulnerabilityTerms | CustomTerms;

/** What must be attested. */
export interface AttestationRequirement {
  /** Unique in its policy. */
  readonly name: string;
  /** A short name or a URI; see `checkPredicateType`. */
  readonly type: string;
  /** Names of authorities; what any of them attests counts. */
  readonly signedBy: readonly string[];
  /** How many different signers must attest it. */
  readonly atLeast: number;
  /** Milliseconds, by a time that a log or timestamp authority vouches for. */
  readonly maxAge?: number;
  /** Absent: that it is attested is enough. */
  readonly terms?: AttestationTerms;
}

/** Bytes of one attestation that are looked at: it may hold the whole list of what an image consists of. */
export const MAX_ATTESTATION_BYTES = 32 * 2 ** 20;

/** Everything that a policy wants attested of an image. Data alone: it goes to the thread that verifies. */
export interface AttestationsRequirement {
  /** Hash of everything that bears on the verdict: authorities, keys, trust roots, terms. */
  readonly key: string;
  /** Those that attestations name. A static one accepts nothing, and says why. */
  readonly authorities: readonly (SigningAuthority | StaticAuthority)[];
  readonly attestations: readonly AttestationRequirement[];
  /** What must be attested: what the reference names, every platform of it, or one or the other. */
  readonly attestationsOn: SignedObject;
  /** Platforms that must be attested where platforms must be; absent: all. */
  readonly platforms?: readonly string[];
  /** Where attestations lie if not beside the image. */
  readonly signatures?: SignatureStore;
  /** Secrets with registry credentials, besides those of the pod. */
  readonly pullSecrets: readonly SecretName[];
  readonly degrade: DegradeMode;
}

/** What is read of attestations for a requirement: its own terms, or what others say of vulnerabilities. */
export interface WantedAttestation {
  /** Of the requirement, or `vexName` of it. */
  readonly name: string;
  readonly type: string;
  readonly signedBy: readonly string[];
  readonly terms: AttestationTerms | { readonly kind: 'vex' } | undefined;
}

/** Everything that is to be read of the attestations of an image. */
export function wantedAttestations({
  attestations,
}: Pick<AttestationsRequirement, 'attestations'>): readonly WantedAttestation[] {
  return attestations.flatMap((attestation) => {
    const { name, type, signedBy, terms } = attestation;
    const vex = terms?.kind === 'vulnerabilities' ? terms.vex : undefined;
    const wanted: WantedAttestation = { name, type, signedBy, terms };
    return vex === undefined
      ? [wanted]
      : [wanted, { name: vexName(attestation), type: 'vex', signedBy: vex.signedBy, terms: { kind: 'vex' } }];
  });
}

/** The name under which what is read of VEX documents for a requirement goes. */
export function vexName({ name }: Pick<AttestationRequirement, 'name'>): string {
  return `${name}/vex`;
}
