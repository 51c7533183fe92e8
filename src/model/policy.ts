import type { AttestationsRequirement } from './attestation.ts';
import type { CompiledException } from './exception.ts';
import type { DigestMode, ImageSettings, SignatureRequirement } from './image-policy.ts';
import type { ImageReference } from './image-reference.ts';
import type { DockerfilePolicy } from './lint-policy.ts';
import type { Action, Severity } from './problem.ts';
import type { Aliases, AskAboutImage, Check, ReadPart } from './rule.ts';
import type { Position } from './source.ts';
import type { Subject } from './subject.ts';
import type { WorkloadKinds } from './workload-kind.ts';

/** A rule of a policy, compiled. */
export interface CompiledRule {
  readonly id: string;
  readonly action: Action;
  readonly severity: Severity;
  readonly remediation: string;
  readonly check: Check;
  readonly aliases: Aliases;
  /** See `WorkloadRule`. */
  readonly reason?: string;
  /** So that an UPDATE of anything else passes. */
  readonly reads: readonly ReadPart[];
  /** See `WorkloadRule`. With `true`, judged only where the surroundings are known. */
  readonly crossObject: boolean | 'where-known';
  /** See `WorkloadRule`. */
  readonly asks?: AskAboutImage;
  /** What a finding in a controller leads to, whatever the policy says of controllers; `Off`: none is looked for. */
  readonly controllerAction?: Action | 'Off';
}

/** What a policy means for controllers, whose pods are judged again when they are made. */
export const CONTROLLER_MODES = ['Deny', 'Warn', 'Off'] as const;
export type ControllerMode = (typeof CONTROLLER_MODES)[number];

/** A policy file's `AdmissionPolicy`, compiled: no text is parsed after this. */
export interface CompiledPolicy {
  readonly name: string;
  readonly source: Position & { readonly file: string };
  /** Every condition but the namespace's labels. */
  matches(subject: Subject): boolean;
  /** The condition on the object's labels alone: an UPDATE that comes to meet it is judged whole. */
  selectsObject(labels: ReadonlyMap<string, string>): boolean;
  /** Condition on the namespace's labels; absent when the policy has none. */
  readonly selectsNamespace?: (labels: ReadonlyMap<string, string>) => boolean;
  /** `Deny`: like pods. `Warn`: what would deny warns. `Off`: controllers are not judged. */
  readonly controllers: ControllerMode;
  readonly rules: readonly CompiledRule[];
  /** The rules where the labels of the namespace choose them; `rules` then holds all that may be chosen. */
  readonly rulesFor?: (labels: ReadonlyMap<string, string>) => readonly CompiledRule[];
  /** The policy is one for images, and this tells which. */
  readonly coversImage?: (reference: ImageReference) => boolean;
  /** It judges images by whether any policy for images names them. */
  readonly judgesCoverage?: true;
  /** What a policy for images asks of them. */
  readonly imageDemands?: ImageDemands;
  /** What it denies it does not warn of besides, as Pod Security admission does. */
  readonly quietWhenDenied?: true;
  /** Whoever makes a controller that the policy judges makes pods that it judges as well. */
  readonly followsToPods: boolean;
  /** Which objects the rules of the policy may change, where they were asked to. */
  readonly mutation: MutationScope;
  /** It says who may be excepted: annotations, which name nobody, take nothing out, even where they are honoured. */
  readonly refusesAnnotations?: true;
}

/** What a policy for images asks of them, for those who show it to people; its rules are what judges. */
export interface ImageDemands {
  readonly digest: DigestMode;
  /** Absent: no signature is asked for. */
  readonly signatures?: SignatureRequirement;
  /** Absent: nothing must be attested. */
  readonly attestations?: AttestationsRequirement;
  /** Fields of `match`, which say where alone the policy counts. */
  readonly conditions: readonly string[];
}

/** Without more, only pods are changed, and only when they are created. */
export interface MutationScope {
  /** Controllers too. */
  readonly controllers: boolean;
  /** What an UPDATE brings into a pod that runs, too: ephemeral containers, and other images. */
  readonly ephemeralContainers: boolean;
}

/** All loaded policies: always replaced whole. */
export interface PolicySet {
  /** First 12 hex digits of the SHA-256 of what the policies say, sorted by name: files and layout never matter. */
  readonly version: string;
  /** Sorted by name. */
  readonly policies: readonly CompiledPolicy[];
  readonly exceptions: readonly CompiledException[];
  /** Policies over Dockerfiles, sorted by name. */
  readonly dockerfiles: readonly DockerfilePolicy[];
  /** The built-in kinds and those that the policy files declare. */
  readonly kinds: WorkloadKinds;
  /** How images are looked up, and what becomes of those that no policy names. */
  readonly images: ImageSettings;
  /** A loaded path can reach `metadata.managedFields`, so the request reader may not skip it. */
  readonly readsManagedFields: boolean;
}
