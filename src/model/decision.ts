import type { PlatformManifest } from './image-evidence.ts';
import type { Json } from './json.ts';
import type { FieldPath } from './path.ts';
import type { Action, Problem, Severity } from './problem.ts';

/** A problem with the rule, policy and action it counts under. */
export interface Finding extends Problem {
  readonly rule: string;
  readonly policy: string;
  readonly action: Action;
  readonly severity: Severity;
  /** Short and stable name of the violation, where the rule comes from a standard that gives it one. */
  readonly reason?: string;
  readonly remediation: string;
  /** An exception would take it out if it had not expired. */
  readonly lapsed?: { readonly exception: string; readonly expires: string };
}

/** The rule id of findings about the shape of the object itself: no policy has it, and no exception takes it out. */
export const WELL_FORMED = 'well-formed';

/** What took a finding out of the verdict. */
export type Waiver =
  | {
      readonly exception: string;
      readonly owner: string;
      readonly expires: string;
      readonly reason: string;
      readonly ticket?: string;
    }
  /** The key of an annotation of another tool. */
  | { readonly annotation: string };

/** Names what took a finding out. No exception has a name like that of an annotation, which holds a slash. */
export function waiverName(waiver: Waiver): string {
  return 'exception' in waiver ? waiver.exception : waiver.annotation;
}

/** A finding that does not count. */
export interface WaivedFinding extends Finding {
  readonly waiver: Waiver;
}

/** One operation of a JSON Patch (RFC 6902); the kinds we send. */
export interface PatchOperation {
  readonly op: 'add' | 'replace' | 'test';
  /** JSON Pointer. */
  readonly path: string;
  readonly value: Json;
}

/** Why we could not decide. Always a denial, never a skip. */
export interface Failure {
  readonly code: 'deadline' | 'internal' | 'namespace-lookup' | 'patch' | 'rule';
  /** Names what failed, for the user; no detail that could carry data. */
  readonly message: string;
  /** What was thrown, for the operator's log. */
  readonly cause?: unknown;
}

/**
 * An image that neither passed nor failed: a rule of a policy asks about it, and nobody was asked. Without both, it is
 * written with variables that have no value, so that no rule can judge it.
 */
export interface UncheckedImage {
  /** As written. */
  readonly image: string;
  readonly path: FieldPath;
  readonly policy?: string;
  readonly rule?: string;
}

/** What an image of the object stood for when it was judged. */
export interface DecidedImage {
  /** As written. */
  readonly image: string;
  readonly digest: string;
  /** The platform manifests behind the digest. */
  readonly platforms: readonly PlatformManifest[];
}

/** The one result type that webhook, CLI, audit and tests share. */
export interface Decision {
  readonly allowed: boolean;
  /** In the order of policies and of rules in them. */
  readonly findings: readonly Finding[];
  /** Findings that exceptions took out. */
  readonly waived: readonly WaivedFinding[];
  readonly failures: readonly Failure[];
  /** Those that were looked up, each once. */
  readonly images: readonly DecidedImage[];
  /** Only offline; a webhook always asks. */
  readonly unchecked: readonly UncheckedImage[];
  /** What would make the object pass where rules were asked to mutate. */
  readonly patches: readonly PatchOperation[];
}
