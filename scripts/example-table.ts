import type { Action } from '../src/model/problem.ts';
import { type ReviewedWorkload, reviewExample } from './example-reviews.ts';
import { table, withBlock } from './generated-block.ts';
import { exampleApplications, readText, type ShippedPolicy } from './shipped-policies.ts';

export const EXAMPLE_PAGE = 'docs/example-applications.md';

/** The application that cannot do without an exception, the policies that it is excepted from, and the exception. */
const EXCEPTED = {
  example: 'monitoring-agent',
  policies: ['pod-hygiene', 'least-privilege'],
  exception: 'examples/monitoring-agent/policy/exception.yaml',
};

/** What a policy found in an application. */
interface Measurement {
  readonly policy: string;
  readonly example: string;
  readonly workloads: readonly ReviewedWorkload[];
}

/** docs/example-applications.md: its tables follow from policies/ and examples/, its text is written by hand. */
export async function examplePage(policies: readonly ShippedPolicy[]): Promise<string> {
  const examples = exampleApplications();
  const measured = policies.filter(({ policy }) => isMeasurable(policy)).map(({ name }) => name);
  const reviews: Measurement[] = [];
  for (const policy of measured) {
    for (const example of examples) {
      reviews.push({ policy, example, workloads: await reviewExample(example, [`policies/${policy}`]) });
    }
  }
  const excepted = await reviewExample(EXCEPTED.example, [
    ...EXCEPTED.policies.map((policy) => `policies/${policy}`),
    EXCEPTED.exception,
  ]);
  let page = readText(EXAMPLE_PAGE);
  page = withBlock(page, 'counts', countTable(measured, examples, reviews));
  page = withBlock(page, 'exception', exceptionTable(excepted));
  return withBlock(page, 'rules', ruleTable(policies, examples, reviews));
}

/**
 * Where labels of the namespace choose the rules, the manifests do not say what is asked of them; nor do they say who
 * signed their images.
 */
function isMeasurable({ rulesFor, coversImage }: ShippedPolicy['policy']): boolean {
  return rulesFor === undefined && coversImage === undefined;
}

function countTable(policies: readonly string[], examples: readonly string[], reviews: readonly Measurement[]) {
  const measurement = (policy: string, example: string) =>
    reviews.find((review) => review.policy === policy && review.example === example)?.workloads ?? [];
  const titles = examples.map((example) => `${example} (${measurement(policies[0] ?? '', example).length})`);
  return table(
    ['Policy', ...titles],
    policies.map((policy) => [policy, ...examples.map((example) => counts(measurement(policy, example)))]),
  );
}

/** `4 / 3 (2)`: findings that deny, that warn, and the workloads that are denied. */
function counts(workloads: readonly ReviewedWorkload[]): string {
  const denied = workloads.filter(({ allowed }) => !allowed).length;
  return `${tally(workloads, 'Deny')} / ${tally(workloads, 'Warn')}${denied === 0 ? '' : ` (${denied})`}`;
}

function tally(workloads: readonly ReviewedWorkload[], wanted: Action): number {
  return workloads.flatMap(({ findings }) => findings).filter(({ action }) => action === wanted).length;
}

function exceptionTable(workloads: readonly ReviewedWorkload[]): string {
  return table(
    ['Workload', 'Deny', 'Warn', 'Excepted'],
    workloads.map((workload) => [
      `${workload.subject.kind} ${workload.subject.name}`,
      String(tally([workload], 'Deny')),
      String(tally([workload], 'Warn')),
      String(workload.waived?.length ?? 0),
    ]),
  );
}

/** The rules that found something, in the order of their policies. */
function ruleTable(
  policies: readonly ShippedPolicy[],
  examples: readonly string[],
  reviews: readonly Measurement[],
): string {
  const rows = policies.flatMap(({ name, policy }) =>
    policy.rules.map(({ id, action }) => {
      const found = examples.map((example) => countOf(id, reviews, { policy: name, example }));
      return { cells: [name, `[${id}](rules/${id}.md)`, action], found };
    }),
  );
  return table(
    ['Policy', 'Rule', 'Action', ...examples],
    rows
      .filter(({ found }) => found.some((count) => count > 0))
      .map(({ cells, found }) => [...cells, ...found.map((count) => (count === 0 ? '' : String(count)))]),
  );
}

function countOf(rule: string, reviews: readonly Measurement[], { policy, example }: Omit<Measurement, 'workloads'>) {
  const review = reviews.find((candidate) => candidate.policy === policy && candidate.example === example);
  return (review?.workloads ?? []).flatMap(({ findings }) => findings).filter((finding) => finding.rule === rule)
    .length;
}
