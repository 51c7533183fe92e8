import { NOT_CHECKED } from '../../lint/check-rules.ts';
import { regionOf } from '../../lint/finding.ts';
import { linkOf } from '../../lint/rule-link.ts';
import type { AdmissionPreview } from '../../model/admission-preview.ts';
import type { Build } from '../../model/build.ts';
import type { LintFinding } from '../../model/lint.ts';
import type { PairedContainer } from '../../model/paired-container.ts';
import { printable } from '../../model/printable.ts';
import type { WorkloadKinds } from '../../model/workload-kind.ts';
import { BUILT_IN_KINDS } from '../../parse/workload-kinds.ts';
import { PodJudge } from '../../preview/pod-judge.ts';
import { type PreviewProblem, previewOf } from '../../preview/preview.ts';
import { evidenceOf } from '../evidence.ts';
import { InputReader } from '../input-text.ts';
import { loadPolicyPaths } from '../load-policies.ts';
import { StaticNamespaces } from '../namespace-labels.ts';
import type { ImageDeskTools } from './image-policies.ts';
import { Manifests } from './manifests.ts';
import { Pairing } from './pairing.ts';
import { policyFinding } from './policy-finding.ts';
import type { LoadedPolicies, RunningImage } from './policy-judge.ts';

const MESSAGE_LENGTH = 512;

/** Says what a cluster would do with pods of images, and which manifests run them. */
export class AdmissionDesk {
  /** Policies of the cluster; undefined: only manifests were named. */
  readonly loaded: LoadedPolicies | undefined;
  readonly #judge: PodJudge | undefined;
  readonly #given: PairingTerms & RunningImage;
  /** By what is said of manifests. */
  readonly #pairings = new Map<string, Pairing>();

  private constructor(
    loaded: LoadedPolicies | undefined,
    judge: PodJudge | undefined,
    given: PairingTerms & RunningImage,
  ) {
    this.loaded = loaded;
    this.#judge = judge;
    this.#given = given;
  }

  /** @throws UsageError, SourceError where policies, labels or manifests cannot be used */
  static async open({ flags, terminal, today }: ImageDeskTools): Promise<AdmissionDesk> {
    const { admission, namespace, namespaceLabels, manifests, workload } = flags;
    const loaded = admission === undefined ? undefined : await load(admission, flags);
    const namespaces = new StaticNamespaces();
    if (namespaceLabels !== undefined) {
      namespaces.addLabelFile(namespaceLabels, await new InputReader(terminal.input).read(namespaceLabels));
    }
    const world = {
      namespaceLabels: namespaces.labels,
      signal: new AbortController().signal,
      today: () => today,
      honoursAnnotations: false,
    };
    const judge = loaded && new PodJudge(loaded.policySet, world);
    const given = {
      kinds: loaded?.policySet.kinds ?? BUILT_IN_KINDS,
      namespace,
      ...(manifests && { manifests }),
      ...(workload !== undefined && { workload }),
    };
    return new AdmissionDesk(loaded, judge, given);
  }

  get hasPolicies(): boolean {
    return this.loaded !== undefined;
  }

  /** What the cluster would say; undefined where no policies were named. */
  async preview(
    build: Build,
  ): Promise<{ readonly findings: readonly LintFinding[]; readonly admission: AdmissionPreview } | undefined> {
    const [loaded, judge] = [this.loaded, this.#judge];
    if (loaded === undefined || judge === undefined) return undefined;
    const { policySet } = loaded;
    const { admission, problems } = await previewOf(build, { policySet, judge, namespace: this.#given.namespace });
    const findings = problems.map((problem) => findingOf(problem, build));
    return { admission, findings: [...findings, ...admission.failures.map((failure) => undecided(failure, build))] };
  }

  /** @throws UsageError where a workload is named that could not run the image */
  containersOf(file: string, running: RunningImage): readonly PairedContainer[] {
    const { kinds, namespace, ...flags } = this.#given;
    const { manifests, workload } = { ...running, ...flags };
    const key = JSON.stringify([manifests, workload]);
    const pairing = this.#pairings.get(key) ?? new Pairing(new Manifests(manifests, kinds, namespace), workload);
    this.#pairings.set(key, pairing);
    return pairing.of(file);
  }

  /** What people should know of the run, one sentence each. */
  get notes(): readonly string[] {
    return [...this.#pairings.values()].flatMap(({ notes }) => notes);
  }
}

/** How manifests are read. */
interface PairingTerms {
  readonly kinds: WorkloadKinds;
  /** Of manifests that name none, and of pods of the image. */
  readonly namespace: string;
}

async function load(paths: readonly string[], flags: Parameters<typeof evidenceOf>[0]): Promise<LoadedPolicies> {
  const evidence = await evidenceOf(flags, () => import('../images.ts'));
  return { policySet: await loadPolicyPaths(paths, { flag: '--admission', evidenceRoots: evidence?.roots }), evidence };
}

function findingOf(
  { finding, verdict, span, message, remediation }: PreviewProblem,
  { dockerfile }: Build,
): LintFinding {
  return {
    ...policyFinding(finding, dockerfile, span),
    ...(verdict === 'depends' && { severity: 'info' }),
    message: printable(message, MESSAGE_LENGTH),
    remediation,
    admission: verdict,
  };
}

/** A policy that could not judge has found nothing, which must not look like an image that is in order. */
function undecided(failure: string, { dockerfile }: Build): LintFinding {
  const span = { start: 0, end: 0 };
  return {
    rule: NOT_CHECKED,
    aliases: [],
    severity: 'error',
    message: printable(`the policies could not judge pods of the image: ${failure}`, MESSAGE_LENGTH),
    why: 'What could not be judged could be rejected',
    remediation: 'Give what is missing: --namespace-labels says what labels a namespace has',
    link: linkOf(NOT_CHECKED),
    span,
    region: regionOf(dockerfile, span),
    undecided: true,
  };
}
