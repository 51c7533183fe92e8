import { evaluate } from '../src/evaluate/evaluate.ts';
import type { CompiledPolicy } from '../src/model/policy.ts';
import type { Subject } from '../src/model/subject.ts';
import { parseAdmissionReview } from '../src/parse/admission-review.ts';
import { subjectsOf } from '../src/parse/subject.ts';
import { readPolicyFolder } from '../src/policy/folder.ts';
import { loadPolicies } from '../src/policy/load.ts';
import { WORKLOAD_RULES } from '../src/rules/index.ts';
import { BODY_SETS, type BodySet } from './bodies.ts';
import { type Candidate, type TimingPlan, timed } from './candidates.ts';
import { rulesThatPass } from './every-rule.ts';
import { builtInRules, ownRules } from './many-rules.ts';

export interface MicroPlan extends TimingPlan {
  readonly policies: string;
  /** Numbers of own rules to run. */
  readonly ownRules: readonly number[];
}

/** The goal about the whole catalogue speaks of about as many. */
const FEWEST_RULES = 85;

/** Objects that are parsed apart, so that none stays in the processor's caches alone. */
const OBJECTS = 64;

process.on('message', async (plan: MicroPlan) => {
  process.send?.(timed(await candidates(plan), plan));
});

async function candidates({ policies: folder, ownRules: counts }: MicroPlan): Promise<ReadonlyMap<string, Candidate>> {
  const { policies } = loadPolicies(await readPolicyFolder(folder), WORKLOAD_RULES);
  const checks = policies.reduce((sum, { rules }) => sum + rules.length, 0);
  if (checks !== 26) throw new Error(`${folder} has ${checks} checks, the goals are about 26`);
  const pod = bodiesOf('pod');
  const varied = bodiesOf('varied-pods');
  const own = counts.map((count) => {
    const set = loadPolicies(ownRules(count), WORKLOAD_RULES).policies;
    return [`own-${count}`, evaluating(pod, set)] as const;
  });
  const everyRule = rulesThatPass(
    bodiesOf('pod')
      .slice(0, 1)
      .map((body) => subjectIn(JSON.parse(body))),
  );
  if (everyRule.length < FEWEST_RULES) throw new Error(`only ${everyRule.length} rules let the usual pod pass`);
  const catalogue = loadPolicies(builtInRules(everyRule, 1), WORKLOAD_RULES).policies;
  return new Map<string, Candidate>([
    ['every-rule', evaluating(pod, catalogue)],
    ['parse', parsing(pod)],
    ['parse-again', parsing(pod)],
    ['subject', reading(pod)],
    ['checks', evaluating(pod, policies)],
    ['parse-varied', parsing(varied)],
    ['checks-varied', evaluating(varied, policies)],
    ...own,
  ]);
}

/** The bodies of a set as texts, repeated to make up the number of objects. */
function bodiesOf(set: BodySet): readonly string[] {
  const texts = BODY_SETS[set]().map(({ bytes }) => bytes.toString());
  return Array.from({ length: OBJECTS }, (_, index) => texts[index % texts.length] ?? '');
}

function parsing(bodies: readonly string[]): Candidate<string> {
  return { prepare: () => bodies, run: (body) => JSON.parse(body) };
}

/** From the parsed review to the workload that policies judge. */
function reading(bodies: readonly string[]): Candidate {
  const reviews = bodies.map((body) => JSON.parse(body));
  return { prepare: () => reviews, run: subjectIn };
}

/** The workload is new each time, because it keeps what checks have looked up. */
function evaluating(bodies: readonly string[], policies: readonly CompiledPolicy[]): Candidate<Subject> {
  const reviews = bodies.map((body) => JSON.parse(body));
  return {
    prepare: () => reviews.map(subjectIn),
    run(subject) {
      const { findings, failures } = evaluate(subject, policies);
      if (findings.length + failures.length > 0) throw new Error(`not a good pod: ${findings[0]?.message}`);
    },
  };
}

function subjectIn(review: unknown): Subject {
  const triage = subjectsOf(parseAdmissionReview(review));
  if (triage.kind !== 'judge') throw new Error('the body is not one to be judged');
  return triage.subjects[0];
}
