import type { ImageAnswer, ImageKnowledge, ImageQuestion } from './image-evidence.ts';
import type { ImageReference } from './image-reference.ts';
import type { JsonObject } from './json.ts';
import type { FieldPath } from './path.ts';
import type { Report, Severity } from './problem.ts';
import type { Schema } from './schema.ts';
import type { ImageUse, Workload } from './workload.ts';

/** What there is outside of the object: the other objects of the same set of files, and its images. */
export interface Surroundings {
  /**
   * The objects of a kind, in the order of files. `group` is '' for the core group; versions do not count.
   * `namespace` '' gives those of every namespace, and cluster-scoped ones. The object that is judged may be
   * among them.
   */
  objects(group: string, kind: string, namespace: string): readonly JsonObject[];
  /** The workloads of a namespace, read as such, in the order of files. */
  workloads(namespace: string): readonly Workload[];
  /** Given to rules that ask about images; absent: nobody was asked, as offline. */
  readonly images?: ImageView;
}

/** What is known of images outside of the object. */
export interface ImageView {
  /** What became of a question that the rule said it asks; undefined: it was not asked, as most are not before a change. */
  answer<About extends keyof ImageKnowledge>(
    question: Extract<ImageQuestion, { readonly about: About }>,
  ): ImageAnswer<About> | undefined;
  /** Whether a policy for images applies to one of the workload. */
  isCovered(use: ImageUse, workload: Workload): boolean;
  /** The date in UTC, `2026-11-20`: images grow old. */
  readonly today: () => string;
}

/**
 * A compiled rule: reports each problem of the workload. Pure; must not keep what it is given. Only rules
 * that say `crossObject` may look at the surroundings, and only those that ask about images at what is known of them.
 */
export type Check = (workload: Workload, report: Report, surroundings: Surroundings) => void;

/**
 * What a rule wants to know of an image before it judges; undefined: nothing. Equal questions are one object: `askOnce`.
 * `reference` is that of `use`, which is one of the workload's.
 */
export type AskAboutImage = (reference: ImageReference, workload: Workload, use: ImageUse) => ImageQuestion | undefined;

/** What a check is given that does not say `crossObject`: looking at it is a fault of the rule, and denies. */
export const NO_SURROUNDINGS: Surroundings = {
  objects: () => refuseSurroundings(),
  workloads: () => refuseSurroundings(),
};

/** False where there is nothing to look at but the workload: in a webhook, and in conditions. */
export function knowsOthers({ objects }: Surroundings): boolean {
  return objects !== NO_SURROUNDINGS.objects;
}

function refuseSurroundings(): never {
  throw new Error('the rule looks at other objects and does not say so');
}

/**
 * A part of the object that a rule looks at. `pod` is what the pod runs, but for its resources; `resources` those of the
 * pod and of its containers; `images` the image references in it alone; `connection` what is asked of a running pod (no
 * other part goes with it). A path starts at the root of the object or of its pod template.
 */
export type ReadPart =
  | 'pod'
  | 'resources'
  | 'images'
  | 'connection'
  | { readonly from: 'object' | 'template'; readonly path: FieldPath };

/** Ids under which other tools know the same check, or one that this rule covers. */
export interface Aliases {
  readonly kubeLinter?: readonly string[];
  readonly polaris?: readonly string[];
  readonly kyverno?: readonly string[];
  /** Check ids of the Pod Security Standards. */
  readonly pss?: readonly string[];
}

/** Where a rule stands in the Pod Security Standards. */
export interface PodSecurityCheckInfo {
  readonly level: 'baseline' | 'restricted';
  /** The first minor version of the standard that has the check. */
  readonly since: number;
  /** The id of the baseline rule that this one, where it exists, takes the place of. */
  readonly overrides?: string;
}

/** Knows one problem of workloads. Its page is docs/rules/<id>.md. */
export interface WorkloadRule<Options = unknown> {
  /** Kebab-case; stable for ever, because policies and exceptions name it. */
  readonly id: string;
  readonly severity: Severity;
  /** What the rule asks for, in one sentence without a full stop. */
  readonly summary: string;
  /** What to do, in one imperative sentence. */
  readonly remediation: string;
  readonly aliases?: Aliases;
  /** Short and stable name of the violation, in the words of the standard that it comes from. */
  readonly reason?: string;
  /** The rule is a check of the Pod Security Standards; it takes an option `version`. */
  readonly podSecurity?: PodSecurityCheckInfo;
  /** What the check looks at, so that an UPDATE of anything else passes; default: the pod. */
  readonly reads?: readonly ReadPart[];
  /**
   * The check looks at other objects, which only a set of files can give. `true`: it needs them, and a webhook leaves the
   * rule out. `where-known`: without them it judges all the same, and asks `knowsOthers` first.
   */
  readonly crossObject?: true | 'where-known';
  /** What the check wants to know of each image. Such a rule stands by itself, never in a condition. */
  readonly asks?: AskAboutImage;
  /** Options a policy may set; required ones only where no default could be right. */
  readonly options: Schema<Options>;
  /**
   * @throws OptionsError where options are well-formed one by one but make no sense together
   */
  compile(options: Options): Check;
}

/** Options that contradict each other. `field` names the option to look at. */
export class OptionsError extends Error {
  override readonly name = 'OptionsError';
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}

/** Gives a rule's `compile` the type of its own options schema. */
export function workloadRule<Options>(rule: WorkloadRule<Options>): WorkloadRule {
  return rule as WorkloadRule;
}
