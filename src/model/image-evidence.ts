import type { AttestationsRequirement } from './attestation.ts';
import type { AttestationVerdict } from './attestation-verdict.ts';
import type { SecretName, SignatureRequirement } from './image-policy.ts';
import type { ImageReference } from './image-reference.ts';

/** Operating system and CPU of a platform manifest (OCI image index, `manifests[].platform`): `linux/arm64/v8`. */
export interface PlatformManifest {
  readonly digest: string;
  readonly platform: string;
}

/** What a reference stood for when it was resolved, once, by hashing the bytes that came. */
export interface ResolvedImage {
  /** Of the document that the reference names: what a pod is to be pinned to. */
  readonly digest: string;
  readonly mediaType: string;
  readonly kind: 'index' | 'manifest';
  /** An index: the images in it, without attestation manifests. A manifest: itself. */
  readonly platforms: readonly PlatformManifest[];
}

/** What the config blob says (OCI image config) that no signature is needed to judge: the digest binds it. */
export interface ImageConfig {
  readonly digest: string;
  readonly platform: string;
  /** `config.User` as written; '' where there is none, which means root. */
  readonly user: string;
  /** Names of `config.Env`; values may be secrets. */
  readonly env: readonly string[];
  /** `8080/tcp`. */
  readonly exposedPorts: readonly string[];
  readonly labels: ReadonlyMap<string, string>;
  /** RFC 3339 as written; undefined where there is none. */
  readonly created: string | undefined;
  /** Absent: nobody read them. */
  readonly defaults?: ImageDefaults;
}

/** What an image config says of how containers start. An absent field is not well-formed, so that nobody knows it. */
export interface ImageDefaults {
  /** Value of PATH, which holds no secret; absent where the image sets none. */
  readonly path?: string;
  readonly volumes?: readonly string[];
  /** '' where there is none, which is `/`. */
  readonly workingDir?: string;
  readonly entrypoint?: readonly string[];
  readonly cmd?: readonly string[];
  /** What Docker runs commands in shell form with; empty where the image does not say. */
  readonly shell?: readonly string[];
  readonly hasHealthcheck?: boolean;
}

/** Who signed, as far as that was proved. */
export type Signer =
  | { readonly kind: 'keyless'; readonly issuer: string; readonly subject: string }
  | { readonly kind: 'certificate'; readonly subject: string }
  /** SHA-256 of the SubjectPublicKeyInfo, in hex. */
  | { readonly kind: 'key'; readonly fingerprint: string };

/** Why a signature does not count for an authority. */
export interface Refusal {
  readonly authority: string;
  /** One sentence for the person whose image is denied: wrong issuer "x", expected "y". */
  readonly reason: string;
}

/** One signature that was found, and what became of it. */
export interface SignatureReport {
  /** Where it lies: `referrer sha256:...`, `tag sha256-....sig, layer 2`. */
  readonly where: string;
  /** `statement`: an in-toto statement without a signature of its own, as BuildKit attaches it. */
  readonly format: 'bundle' | 'simple-signing' | 'dsse' | 'statement';
  /** What binds a statement without a signature of its own to the signer: an object that is signed and that leads to it by digests. */
  readonly boundBy?: { readonly object: 'index' | 'attestation-manifest'; readonly digest: string };
  /** The digest that it was looked up for. */
  readonly signed: string;
  /** The signed statement's predicateType, where it is an attestation that was verified. */
  readonly predicateType?: string;
  /** Only where at least one authority accepted it. */
  readonly signer?: Signer;
  /** Time that a log or timestamp authority vouches for, RFC 3339. */
  readonly time?: string;
  /** Only where authorities trust others for it: the time for each, by name; who is not among them has none. */
  readonly times?: Readonly<Record<string, string>>;
  readonly logIndex?: string;
  /** Names of the authorities that accepted it. */
  readonly accepted: readonly string[];
  readonly refusals: readonly Refusal[];
}

/** What was proved of an image, and what was not. Failures are data. */
export interface SignatureVerdict {
  readonly image: ResolvedImage;
  readonly verified: boolean;
  /** Names of the authorities that were satisfied, in the order of the policy. */
  readonly satisfied: readonly string[];
  /** Names of those that were not. */
  readonly missing: readonly string[];
  readonly signatures: readonly SignatureReport[];
  /** What was found and not looked at as a signature, and why; one sentence each. */
  readonly skipped: readonly string[];
}

/** What a rule wants to know of an image. */
export type ImageQuestion =
  | {
      readonly about: 'digest';
      readonly reference: ImageReference;
      /** Secrets with registry credentials, besides those of the pod. */
      readonly pullSecrets: readonly SecretName[];
    }
  | { readonly about: 'config'; readonly reference: ImageReference }
  | { readonly about: 'signatures'; readonly reference: ImageReference; readonly requirement: SignatureRequirement }
  | {
      readonly about: 'attestations';
      readonly reference: ImageReference;
      readonly requirement: AttestationsRequirement;
    };

/** Type of the answer to each question. `config`: one for each platform. */
export interface ImageKnowledge {
  digest: ResolvedImage;
  config: readonly ImageConfig[];
  signatures: SignatureVerdict;
  attestations: AttestationVerdict;
}

/** Why nothing could be found out. Never the same as "unsigned". */
export interface Unavailable {
  readonly state: 'unavailable';
  /**
   * `absent`: the registry says that there is no such image. `refused`: it, or we, would not let us. `throttled`: it asks us
   * to wait, or too much waits already, which others may have brought about.
   */
  readonly cause: 'absent' | 'refused' | 'unreachable' | 'throttled' | 'malformed' | 'deadline' | 'internal';
  /** One sentence that names the registry and what went wrong; no credentials, no bytes of answers. */
  readonly reason: string;
}

/** An answer. `stale`: known from before, after its time, because the registry could not be asked. */
export type ImageAnswer<About extends keyof ImageKnowledge = keyof ImageKnowledge> =
  | { readonly state: 'known'; readonly value: ImageKnowledge[About]; readonly stale?: true }
  | Unavailable;

/** For whom an image is looked up: whose credentials may be used. */
export interface Puller {
  readonly namespace: string;
  readonly serviceAccount: string;
  /** Names of Secrets in that namespace (`spec.imagePullSecrets`). */
  readonly pullSecrets: readonly string[];
}

/** Nobody in particular pulls: outside of a cluster the credentials of the person count who asks. */
export const NOBODY: Puller = { namespace: '', serviceAccount: '', pullSecrets: [] };

/** Finds out about images. */
export interface ImageOracle {
  /** What is known without waiting; undefined: ask. */
  recall(question: ImageQuestion): ImageAnswer | undefined;
  /** Never rejects: what goes wrong is an answer. */
  ask(question: ImageQuestion, puller: Puller, signal: AbortSignal): Promise<ImageAnswer>;
}

/** What a question came to. `cached`: it was known. `refused`: signatures do not prove the image. `stale`: see `ImageAnswer`. */
export const LOOKUP_RESULTS = ['cached', 'found', 'refused', 'unavailable', 'stale'] as const;
export type LookupResult = (typeof LOOKUP_RESULTS)[number];

/** All subjects of questions. */
export const LOOKUP_SUBJECTS = [
  'digest',
  'config',
  'signatures',
  'attestations',
] as const satisfies readonly ImageQuestion['about'][];

/** Who wants to hear what becomes of questions. */
export interface ImageHooks {
  /** Each question, as it is answered. */
  readonly observe: (about: ImageQuestion['about'], result: LookupResult) => void;
  /** Errors that are nobody's but ours. */
  readonly fault: (error: unknown) => void;
  /** A newer trust root could not be had: the last good one goes on counting. `reason` holds no bytes of answers. */
  readonly trustNotRefreshed: (root: string, reason: string) => void;
}

/** An oracle that runs for long. */
export interface ImageService extends ImageOracle {
  /** Seconds since the trust roots that are refreshed were last confirmed, by name. */
  trustAges(): ReadonlyMap<string, number>;
  close(): Promise<void>;
}

/**
 * Makes a question once for each reference. Those of one text are one object as a rule, so that a question is known
 * again without comparing texts.
 */
export function askOnce<Question extends ImageQuestion>(
  ask: (reference: ImageReference) => Question,
): (reference: ImageReference) => Question {
  const asked = new WeakMap<ImageReference, Question>();
  return (reference) => {
    const known = asked.get(reference);
    if (known !== undefined) return known;
    const question = ask(reference);
    asked.set(reference, question);
    return question;
  };
}

/** Tells questions apart: equal keys, equal answers. */
export function questionKey(question: ImageQuestion): string {
  const { registry, repository, tag = '', digest = '' } = question.reference;
  const about = 'requirement' in question ? question.requirement.key : question.about;
  return `${about} ${registry}/${repository}:${tag}@${digest}`;
}
