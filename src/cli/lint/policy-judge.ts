import type { PolicyVerdict } from '../../lint/policy-findings.ts';
import type { Build } from '../../model/build.ts';
import type { LintFinding } from '../../model/lint.ts';
import type { PairedContainer } from '../../model/paired-container.ts';
import type { PolicySet } from '../../model/policy.ts';
import type { Evidence } from '../evidence.ts';
import type { AdmissionDesk } from './admission.ts';
import type { ImageDesk, ImageDeskTools } from './image-policies.ts';

/** Policies of a cluster, and the evidence that they are judged with. */
export interface LoadedPolicies {
  readonly policySet: PolicySet;
  readonly evidence: Evidence | undefined;
}

/** What a project says of what runs the image of a file. The command line wins. */
export interface RunningImage {
  readonly manifests?: readonly string[];
  /** `WORKLOAD` or `WORKLOAD/CONTAINER`. */
  readonly workload?: string;
}

/** Has Dockerfiles judged by the policies of clusters. What that takes is loaded where there are such policies. */
export class PolicyJudge {
  readonly #tools: ImageDeskTools;
  readonly #desks = new Map<PolicySet, Promise<ImageDesk>>();
  #admission: Promise<AdmissionDesk> | undefined;

  constructor(tools: ImageDeskTools) {
    this.#tools = tools;
  }

  /**
   * What policies say of a file; undefined where none does.
   * @param loaded policies of the project
   * @throws UsageError, SourceError where policies or manifests cannot be used
   */
  async judge(file: string, build: Build, loaded: LoadedPolicies | undefined): Promise<PolicyVerdict | undefined> {
    const admission = await this.#admissionDesk();
    const sets = [loaded, admission?.loaded].filter((each) => each !== undefined && judgesImages(each.policySet));
    if (sets.length === 0 && !admission?.hasPolicies) return undefined;
    const findings: LintFinding[] = [];
    for (const each of sets) {
      if (each === undefined) continue;
      const desk = await this.#deskOf(each);
      findings.push(...(await desk.judge(file, build)));
    }
    const preview = await admission?.preview(build);
    const all = distinct([...findings, ...(preview?.findings ?? [])]);
    return { findings: all, ...(preview && { admission: preview.admission }) };
  }

  /** Containers that run the image of a file; undefined where no manifest was named. */
  async containersOf(file: string, running: RunningImage): Promise<readonly PairedContainer[] | undefined> {
    const desk = await this.#admissionDesk(running.manifests !== undefined);
    return desk?.containersOf(file, running);
  }

  /** Nobody is asked about images from here on. */
  async close(): Promise<void> {
    for (const desk of await Promise.allSettled(this.#desks.values())) {
      if (desk.status === 'fulfilled') await desk.value.close();
    }
  }

  /** What was not checked, one sentence each. */
  async notes(): Promise<readonly string[]> {
    const desks = await Promise.all(this.#desks.values());
    return [...new Set([...desks.flatMap(({ notes }) => notes), ...((await this.#admission)?.notes ?? [])])];
  }

  #deskOf({ policySet, evidence }: LoadedPolicies): Promise<ImageDesk> {
    const known = this.#desks.get(policySet);
    if (known !== undefined) return known;
    const opening = import('./image-policies.ts').then(({ ImageDesk }) =>
      ImageDesk.open(policySet, evidence, this.#tools),
    );
    this.#desks.set(policySet, opening);
    return opening;
  }

  async #admissionDesk(isWanted = false): Promise<AdmissionDesk | undefined> {
    const { admission, manifests } = this.#tools.flags;
    if (admission === undefined && manifests === undefined && !isWanted) return undefined;
    this.#admission ??= import('./admission.ts').then(({ AdmissionDesk }) => AdmissionDesk.open(this.#tools));
    return this.#admission;
  }
}

/** Whether a policy of the set could say anything of the images of Dockerfiles. */
function judgesImages({ policies }: PolicySet): boolean {
  return policies.some(({ rules }) => rules.some(({ reads }) => reads.includes('images')));
}

/** The same policies may come by two ways. */
function distinct(findings: readonly LintFinding[]): readonly LintFinding[] {
  const byKey = new Map<string, LintFinding>();
  for (const finding of findings) {
    const { policy = '', rule, span, message } = finding;
    byKey.set(`${policy} ${rule} ${span.start} ${message}`, finding);
  }
  return [...byKey.values()];
}
