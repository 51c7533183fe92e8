import type { World } from '../assess.ts';
import type { PolicySet } from '../model/policy.ts';
import { SourceError, type SourceProblem } from '../model/source.ts';
import { withDefaults } from '../parse/defaulting.ts';
import { ObjectSet } from '../parse/object-set.ts';
import { MANIFEST_LIMITS, parseYaml } from '../parse/yaml.ts';
import type { Invocation } from './command.ts';
import type { REVIEW_FLAGS } from './command-flags.ts';
import { ExceptionReport } from './exception-report.ts';
import { EXIT } from './exit-code.ts';
import { explained } from './explain-error.ts';
import { fileProblem } from './file-problem.ts';
import { findInputFiles, type InputFile } from './input-files.ts';
import { InputReader } from './input-text.ts';
import { type Bench, judge } from './judge.ts';
import { loadPolicyPaths } from './load-policies.ts';
import { type ManifestContent, manifestObjects } from './manifest-objects.ts';
import { needsNamespaceLabels, StaticNamespaces } from './namespace-labels.ts';
import { type Presenter, presenterFor } from './presenter.ts';
import { UsageError } from './usage-error.ts';
import { utcDay } from './utc-day.ts';

/** `tidewaiter review`. */
export const run = explained((invocation: Invocation<typeof REVIEW_FLAGS>) => review(invocation, utcDay));

/** Reviews as on a day in UTC, `2026-11-20`: exceptions end. */
export async function review(
  { flags, operands, terminal }: Invocation<typeof REVIEW_FLAGS>,
  today: () => string,
): Promise<number> {
  if (operands.length === 0) throw new UsageError(['review what? Name files or folders, or - for standard input']);
  // Files are read one after the other: starting the usual four threads would only take time.
  process.env.UV_THREADPOOL_SIZE ??= '1';
  const reader = new InputReader(terminal.input);
  const policySet = await loadPolicyPaths(flags.policies);
  const namespaces = new StaticNamespaces();
  if (flags.namespaceLabels !== undefined) {
    namespaces.addLabelFile(flags.namespaceLabels, await reader.read(flags.namespaceLabels));
  }
  const { files, problems } = findInputFiles(operands);
  const surroundings = needsSurroundings(policySet) ? new ObjectSet(flags.namespace, policySet.kinds) : undefined;
  if (surroundings !== undefined || needsNamespaceLabels(policySet)) {
    await lookAround(files, reader, { namespaces, surroundings });
  }
  const world: World = {
    namespaceLabels: namespaces.labels,
    signal: new AbortController().signal,
    today,
    honoursAnnotations: flags.exemptionAnnotations === 'honour',
    ...(surroundings && { surroundings }),
  };
  const presenter = presenterFor(flags.format, terminal);
  const exceptions = new ExceptionReport(policySet.exceptions);
  for (const problem of problems) presenter.problem(problem);
  const bench = { policySet, world, namespace: flags.namespace };
  for (const file of files) await reviewFile(await readObjects(file, reader), bench, presenter, exceptions);
  const totals = await presenter.finish();
  exceptions.write(terminal, today(), { unused: flags.reportUnused });
  if (totals.inputErrors > 0) return EXIT.error;
  return totals.denied > 0 ? EXIT.failed : EXIT.ok;
}

/** Whether a policy of the set looks at several objects at once. */
function needsSurroundings({ policies }: PolicySet): boolean {
  return policies.some(({ rules }) => rules.some(({ crossObject }) => crossObject));
}

async function reviewFile(
  content: ManifestContent,
  bench: Bench,
  presenter: Presenter,
  exceptions: ExceptionReport,
): Promise<void> {
  for (const problem of content.problems) presenter.problem(problem);
  for (const manifest of content.objects) {
    const outcome = await judge(manifest, bench);
    if (outcome.kind === 'judged') exceptions.note(outcome.subject.decision);
    if (outcome.kind === 'problem') presenter.problem(outcome.problem);
    else await presenter.outcome(outcome);
  }
}

/** Everything a file holds. What is wrong with it is part of the answer: the other files still count. */
async function readObjects({ path, named }: InputFile, reader: InputReader): Promise<ManifestContent> {
  try {
    const documents = parseYaml(path, await reader.read(path), MANIFEST_LIMITS);
    if (named && documents.length === 0) return broken([fileProblem(path, 'there is nothing in it to review')]);
    return manifestObjects(documents, named);
  } catch (error) {
    if (error instanceof SourceError) return broken(error.problems);
    throw error;
  }
}

function broken(problems: readonly SourceProblem[]): ManifestContent {
  return { objects: [], problems };
}

/** A first pass, only where a policy needs it: what a verdict depends on may stand in a later file. */
async function lookAround(
  files: readonly InputFile[],
  reader: InputReader,
  { namespaces, surroundings }: { namespaces: StaticNamespaces; surroundings: ObjectSet | undefined },
): Promise<void> {
  for (const file of files) {
    const { objects } = await readObjects(file, reader);
    for (const manifest of objects) {
      namespaces.addReviewed(manifest);
      surroundings?.add(withDefaults(manifest.object, manifest), manifest);
    }
  }
}
