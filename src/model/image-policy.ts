/** How a text must read. `glob`: `*` stays inside one part between slashes, `**` crosses them. `regexp`: RE2, full match. */
export type TextCondition = { readonly exactly: string } | { readonly glob: string } | { readonly regexp: string };

/**
 * Certificate extensions of Fulcio that a policy may ask for (fulcio docs/oid-info.md), by field name in the policy,
 * with the last number of their OID under 1.3.6.1.4.1.57264.1.
 */
export const CERTIFICATE_EXTENSIONS = {
  buildSignerUri: 9,
  buildSignerDigest: 10,
  runnerEnvironment: 11,
  sourceRepositoryUri: 12,
  sourceRepositoryDigest: 13,
  sourceRepositoryRef: 14,
  sourceRepositoryId: 15,
  sourceRepositoryOwnerUri: 16,
  sourceRepositoryOwnerId: 17,
  buildConfigUri: 18,
  buildConfigDigest: 19,
  buildTrigger: 20,
  runInvocationUri: 21,
  sourceRepositoryVisibility: 22,
} as const;
export type CertificateExtension = keyof typeof CERTIFICATE_EXTENSIONS;

/** Whether a transparency log must have recorded a signature. `ignored`: entries are not even looked at. */
export const TRANSPARENCY = ['required', 'ignored'] as const;
export type Transparency = (typeof TRANSPARENCY)[number];

interface NamedAuthority {
  /** Unique in its policy. */
  readonly name: string;
}

interface SigningTerms extends NamedAuthority {
  readonly transparency: Transparency;
  /** Names of trust roots, at least one; what any of them vouches for counts. */
  readonly trustRoots: readonly string[];
  /** The signature must not be older, in milliseconds, by a time that a log or timestamp authority vouches for. */
  readonly maxAge?: number;
}

/** Signs with short-lived certificates for an identity (Fulcio). */
export interface KeylessAuthority extends SigningTerms {
  readonly kind: 'keyless';
  readonly issuer: TextCondition;
  readonly subject: TextCondition;
  readonly extensions: Readonly<Partial<Record<CertificateExtension, TextCondition>>>;
}

/** Signs with a key that it keeps. */
export interface KeyAuthority extends SigningTerms {
  readonly kind: 'key';
  /** PEM blocks `PUBLIC KEY`, at least one; a signature of any of them counts. */
  readonly keys: readonly string[];
}

/** Signs with certificates of an authority of one's own. */
export interface CertificateAuthority extends SigningTerms {
  readonly kind: 'certificate';
  /** PEM blocks `CERTIFICATE`: self-signed roots, and intermediates where signatures do not carry them. */
  readonly certificates: readonly string[];
  /** The one subject alternative name of the leaf: URI, e-mail address or DNS name. */
  readonly subject: TextCondition;
}

/** Says yes or no to every image. */
export interface StaticAuthority extends NamedAuthority {
  readonly kind: 'static';
  readonly result: 'Allow' | 'Deny';
  readonly message?: string;
}

/** An authority whose word is a signature. */
export type SigningAuthority = KeylessAuthority | KeyAuthority | CertificateAuthority;

/** Who may vouch for an image. Data alone: it goes to the thread that verifies. */
export type Authority = SigningAuthority | StaticAuthority;

/**
 * Which object must be signed. `index`: what the reference names, be it an index or a manifest. `platform`: every
 * platform manifest of it. `either`: one or the other; a reference with tag and digest of a platform manifest is also
 * covered by the signed index under that tag, if that lists it.
 */
export const SIGNED_OBJECTS = ['index', 'platform', 'either'] as const;
export type SignedObject = (typeof SIGNED_OBJECTS)[number];

/** Where signatures of an image lie: `registry.example.com/signatures`. */
export interface SignatureStore {
  readonly registry: string;
  readonly repository: string;
  /** In front of the tags that cosign gives. */
  readonly tagPrefix: string;
}

/** What a policy wants proved of an image by signatures. */
export interface SignatureRequirement {
  /** Hash of everything that bears on the verdict: authorities, keys, trust roots. */
  readonly key: string;
  readonly authorities: readonly Authority[];
  /** How many of the authorities must be satisfied. */
  readonly atLeast: number;
  readonly signatureOn: SignedObject;
  /** Platforms that must be signed where platforms must be; absent: all. */
  readonly platforms?: readonly string[];
  /** Where signatures lie if not beside the image. */
  readonly signatures?: SignatureStore;
  /** Secrets with registry credentials, besides those of the pod. */
  readonly pullSecrets: readonly SecretName[];
  readonly degrade: DegradeMode;
}

/** A Secret by name. */
export interface SecretName {
  readonly namespace: string;
  readonly name: string;
}

/**
 * What a policy asks of digests. `require`: the author writes them. `mutate`: the webhook writes them, in controllers
 * too. `mutate-pods-only`: in pods alone, so that controllers stay as their owners wrote them. `annotate`: the webhook
 * notes the digest in an annotation and changes no image. `ignore`: none is asked for.
 */
export const DIGEST_MODES = ['require', 'mutate', 'mutate-pods-only', 'annotate', 'ignore'] as const;
export type DigestMode = (typeof DIGEST_MODES)[number];

/**
 * What happens while a registry cannot be asked. `deny`: what is not known is denied. `cached-only`: what was verified
 * before stays so, even past its time. `warn`: the same, and what was not verified before is let in with a warning.
 */
export const DEGRADE_MODES = ['deny', 'cached-only', 'warn'] as const;
export type DegradeMode = (typeof DEGRADE_MODES)[number];

/** What becomes of images that no ImagePolicy names. */
export const NO_MATCH_MODES = ['Allow', 'Warn', 'Deny'] as const;
export type NoMatchMode = (typeof NO_MATCH_MODES)[number];

/** The trust root of the public-good instance of Sigstore, which is always there. */
export const PUBLIC_GOOD = 'public-good';

/** Where a trust root comes from. */
export interface TrustRootSource {
  readonly name: string;
  /** A `TrustedRoot` message of sigstore/protobuf-specs, in JSON: what counts until something newer is had. */
  readonly json: string;
  /** Where newer ones are had from, in the background (TUF). `root` is root.json. */
  readonly tuf?: { readonly mirror: string; readonly root: string };
}

/** How a registry is reached. */
export interface RegistrySettings {
  /** `host[:port]` as references name it; Docker Hub is `docker.io`. */
  readonly host: string;
  /** Plain HTTP. */
  readonly insecure: boolean;
  /** Its name may resolve to private or loopback addresses. */
  readonly allowPrivate: boolean;
  /** PEM certificates to trust instead of the system's. */
  readonly ca?: string;
  readonly clientCertificate?: { readonly cert: string; readonly key: string };
  /** `host[:port][/prefix]`, asked in this order before the registry itself. */
  readonly mirrors: readonly string[];
  /** Hosts of token services that may be sent credentials, besides those of the registry's own domain. */
  readonly tokenHosts: readonly string[];
}

/** What holds for all images of an installation. */
export interface ImageSettings {
  readonly onNoMatch: NoMatchMode;
  /** Newer trust roots of the public-good instance are looked for. */
  readonly refreshPublicGood: boolean;
  readonly registries: readonly RegistrySettings[];
  readonly trustRoots: readonly TrustRootSource[];
}
