import type { Action } from './problem.ts';

/**
 * What a rule of a cluster says of the pods of an image, as far as the image decides it. `rejects`: it finds something as
 * long as a manifest says of the image what is true. `passes`: it looks at what the image decides, and finds nothing.
 * `depends`: nobody knows the base image. `manifest`: the image decides nothing. `unchecked`: the rule asks for what there
 * is only when the image is built and pushed, such as signatures.
 */
export type AdmissionVerdict = 'rejects' | 'passes' | 'depends' | 'manifest' | 'unchecked';

/** What one rule of a policy says. */
export interface AdmissionAnswer {
  readonly policy: string;
  readonly rule: string;
  /** What the policy does about findings of the rule. */
  readonly action: Action;
  readonly verdict: AdmissionVerdict;
  /** One sentence without a full stop; '' where there is nothing to explain. */
  readonly why: string;
  /** Line of the Dockerfile that decides, from 1; undefined where none does. */
  readonly line: number | undefined;
}

/** What a cluster with some policies would say of the pods of an image. In the order of policies, and of rules in them. */
export interface AdmissionPreview {
  readonly answers: readonly AdmissionAnswer[];
  /** Why policies could not judge the image at all, one sentence each. */
  readonly failures: readonly string[];
}
