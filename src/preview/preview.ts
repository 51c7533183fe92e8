import { imageFacts } from '../builds/image-facts.ts';
import type { AdmissionAnswer, AdmissionPreview, AdmissionVerdict } from '../model/admission-preview.ts';
import type { Build } from '../model/build.ts';
import type { Failure, Finding } from '../model/decision.ts';
import type { Span } from '../model/mapped-text.ts';
import type { CompiledRule, PolicySet } from '../model/policy.ts';
import type { Action } from '../model/problem.ts';
import { isOfWindows } from '../rules/dockerfile/shared/windows.ts';
import { guessesOf, IDEAL_ID, type ImageGuess, WORST } from './image-guess.ts';
import { Deciders } from './places.ts';
import { idealPod, type PodSetting, podOf, podWithoutUser } from './pod.ts';
import { type PodJudge, placeKey, ruleKey, subjectOf } from './pod-judge.ts';
import { dependsText, nameText, rejectsText } from './words.ts';

/** A finding in pods of an image, and the place of the Dockerfile that decides about it. */
export interface PreviewProblem {
  readonly finding: Finding;
  readonly verdict: 'rejects' | 'depends';
  readonly span: Span;
  /** The cause alone, as a half sentence. */
  readonly why: string;
  readonly message: string;
  readonly remediation: string;
}

/** What a cluster would say of pods of the image that a Dockerfile makes. */
export interface Preview {
  readonly admission: AdmissionPreview;
  readonly problems: readonly PreviewProblem[];
}

/**
 * Judges pods that say of the image what is true. What is found in these and not in the same pods of an ideal image is to
 * be blamed on the image; the rest is decided by manifests.
 * @param namespace that the pods would run in
 */
export async function previewOf(
  build: Build,
  {
    policySet,
    judge,
    namespace,
  }: { readonly policySet: PolicySet; readonly judge: PodJudge; readonly namespace: string },
): Promise<Preview> {
  const facts = imageFacts(build);
  const { final } = build;
  if (facts === undefined || final === undefined) return { admission: { answers: [], failures: [] }, problems: [] };
  const setting: PodSetting = { namespace, windows: isOfWindows(build, final), care: 'careful' };
  const { best, worst } = guessesOf(facts, build, final);
  const blamed = new Blame(judge, setting);
  const certain = await blamed.on(best);
  const possible = worst === best ? certain : await blamed.on(worst);
  const sensitive = await blamed.on(WORST);
  const deciders = new Deciders(build, final, facts);
  const { user } = best;
  const isNamed = user.kind === 'name' && !setting.windows;
  const refused = isNamed ? await blamed.onSilence(best) : [];
  const problems = onePerPlace([
    ...certain.map((finding) => {
      const { span, fact, remediation } = deciders.of(finding.path, best);
      return {
        finding,
        verdict: 'rejects',
        span,
        why: fact,
        message: rejectsText(finding, fact),
        remediation,
      } as const;
    }),
    ...without(refused, certain).map((finding) => {
      const { span, fact, remediation } = deciders.user(best);
      return { finding, verdict: 'rejects', span, why: fact, message: nameText(finding, fact), remediation } as const;
    }),
    ...ofOtherRules(without(possible, certain), [...certain, ...refused]).map((finding) => {
      const { span, doubt = '' } = deciders.of(finding.path, worst);
      return { finding, verdict: 'depends', span, why: doubt, ...dependsText(finding, doubt, build) } as const;
    }),
  ]);
  const { failures } = blamed;
  const rules = rulesFor(policySet, setting);
  const answers = new Answers(build, problems, { sensitive, unchecked: blamed.unchecked });
  return { admission: { answers: rules.map((rule) => answers.of(rule)), failures: [...failures] }, problems };
}

/** A range of EXPOSE is many ports, and one place to mend. */
function onePerPlace(problems: readonly PreviewProblem[]): readonly PreviewProblem[] {
  const byPlace = new Map<string, PreviewProblem>();
  for (const problem of problems) {
    const key = `${problem.span.start} ${problem.span.end} ${ruleKey(problem.finding)}`;
    if (!byPlace.has(key)) byPlace.set(key, problem);
  }
  return [...byPlace.values()];
}

/** Finds what an image is to be blamed for. */
class Blame {
  /** Rules that ask for what there is when the image is built. */
  readonly unchecked = new Set<string>();
  readonly failures = new Set<string>();
  readonly #judge: PodJudge;
  readonly #setting: PodSetting;

  constructor(judge: PodJudge, setting: PodSetting) {
    this.#judge = judge;
    this.#setting = setting;
  }

  /** What is found in a pod that says the truth, and not in that of an ideal image. */
  async on(guess: ImageGuess): Promise<readonly Finding[]> {
    return this.#difference(guess, podOf(guess, this.#setting));
  }

  /** The same of a pod that says nothing of its user. */
  async onSilence(guess: ImageGuess): Promise<readonly Finding[]> {
    return this.#difference(guess, podWithoutUser(guess, this.#setting));
  }

  async #difference(guess: ImageGuess, pod: ReturnType<typeof podOf>): Promise<readonly Finding[]> {
    const ideal = await this.#judge.judge(idealPod(guess, this.#setting), { ...guess, config: String(IDEAL_ID) });
    const actual = await this.#judge.judge(pod, guess);
    for (const failure of [...ideal.failures, ...actual.failures]) this.failures.add(reasonOf(failure));
    const found = [...ideal.findings, ...actual.findings];
    for (const finding of found) if (finding.undecided) this.unchecked.add(ruleKey(finding));
    return without(
      actual.findings.filter(({ undecided }) => !undecided),
      ideal.findings,
    );
  }
}

/** Why labels are not known is what the user can do about it. */
function reasonOf({ code, message, cause }: Failure): string {
  return code === 'namespace-lookup' && cause instanceof Error ? `${message}: ${cause.message}` : message;
}

function without(findings: readonly Finding[], others: readonly Finding[]): readonly Finding[] {
  const known = new Set(others.map(placeKey));
  return findings.filter((finding) => !known.has(placeKey(finding)));
}

/** What rejects for certain depends on nothing. */
function ofOtherRules(findings: readonly Finding[], certain: readonly Finding[]): readonly Finding[] {
  const rules = new Set(certain.map(ruleKey));
  return findings.filter((finding) => !rules.has(ruleKey(finding)));
}

/** A rule of a policy that pods in the namespace are judged by. */
interface RuleOfPolicy {
  readonly policy: string;
  readonly rule: string;
  readonly action: Action;
}

/** Rules that look at pods; those over several objects need these. Of two with one id in a policy, the first stands for both. */
function rulesFor({ policies }: PolicySet, setting: PodSetting): readonly RuleOfPolicy[] {
  const subject = subjectOf(podOf(WORST, setting));
  const rules = policies
    .filter((policy) => policy.matches(subject))
    .flatMap(({ name, rules }) =>
      rules.filter(looksAtPods).map(({ id, action }) => ({ policy: name, rule: id, action })),
    );
  return [...new Map(rules.map((rule) => [ruleKey(rule), rule])).values()];
}

function looksAtPods({ reads, crossObject }: CompiledRule): boolean {
  return reads[0] !== 'connection' && crossObject !== true;
}

/** Puts together what each rule says. */
class Answers {
  readonly #build: Build;
  readonly #problems: ReadonlyMap<string, PreviewProblem>;
  readonly #sensitive: ReadonlySet<string>;
  readonly #unchecked: ReadonlySet<string>;

  constructor(
    build: Build,
    problems: readonly PreviewProblem[],
    { sensitive, unchecked }: { readonly sensitive: readonly Finding[]; readonly unchecked: ReadonlySet<string> },
  ) {
    this.#build = build;
    // What rejects for certain stands for what may.
    this.#problems = new Map(problems.toReversed().map((problem) => [ruleKey(problem.finding), problem]));
    this.#sensitive = new Set(sensitive.map(ruleKey));
    this.#unchecked = unchecked;
  }

  of(rule: RuleOfPolicy): AdmissionAnswer {
    const key = ruleKey(rule);
    const problem = this.#problems.get(key);
    if (problem === undefined) return { ...rule, verdict: this.#quietVerdict(key), why: '', line: undefined };
    const { finding, verdict, span, why } = problem;
    const { line } = this.#build.dockerfile.positionOf(span.start);
    return { ...rule, action: finding.action, verdict, why, line };
  }

  #quietVerdict(key: string): AdmissionVerdict {
    if (this.#unchecked.has(key)) return 'unchecked';
    return this.#sensitive.has(key) ? 'passes' : 'manifest';
  }
}
