import type { Action, Severity } from './problem.ts';
import type { Aliases, Check, ReadPart } from './rule.ts';
import type { Position } from './source.ts';
import type { Subject } from './subject.ts';

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
  /** Judged only where the surroundings are known. */
  readonly crossObject: boolean;
}

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
  readonly rules: readonly CompiledRule[];
}

/** All loaded policies: always replaced whole. */
export interface PolicySet {
  /** First 12 hex digits of the SHA-256 of what the policies say, sorted by name: files and layout never matter. */
  readonly version: string;
  /** Sorted by name. */
  readonly policies: readonly CompiledPolicy[];
  /** A loaded path can reach `metadata.managedFields`, so the request reader may not skip it. */
  readonly readsManagedFields: boolean;
}
