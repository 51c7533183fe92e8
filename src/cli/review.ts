import type { World } from '../assess.ts';
import type { PolicySet } from '../model/policy.ts';
import { SourceError } from '../model/source.ts';
import { withDefaults } from '../parse/defaulting.ts';
import { ObjectSet } from '../parse/object-set.ts';
import { MANIFEST_LIMITS, parseYaml } from '../parse/yaml.ts';
import type { Invocation } from './command.ts';
import type { REVIEW_FLAGS } from './command-flags.ts';
import { evidenceOf } from './evidence.ts';
import { ExceptionReport } from './exception-report.ts';
import { EXIT } from './exit-code.ts';
import { explained } from './explain-error.ts';
import { isDockerfile } from './file-names.ts';
import { fileProblem } from './file-problem.ts';
import { findInputFiles, type InputFile } from './input-files.ts';
import { InputReader } from './input-text.ts';
import { type Bench, judge, judgeDockerfile, type Outcome } from './judge.ts';
import { loadPolicyPaths } from './load-policies.ts';
import { type ManifestContent, manifestObjects } from './manifest-objects.ts';
import { needsNamespaceLabels, StaticNamespaces } from './namespace-labels.ts';
import { type Presenter, presenterFor } from './presenter.ts';
import { refuseContradictions, reviewImages } from './review-images.ts';
import { UsageError } from './usage-error.ts';
import { utcDay } from './utc-day.ts';

const NOTHING_IN_IT = 'there is nothing in it to review';

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
  refuseContradictions(flags);
  const reader = new InputReader(terminal.input);
  const evidence = await evidenceOf(flags, () => import('./images.ts'));
  const policySet = await loadPolicyPaths(flags.policies, { evidenceRoots: evidence?.roots });
  const namespaces = new StaticNamespaces();
  if (flags.namespaceLabels !== undefined) {
    namespaces.addLabelFile(flags.namespaceLabels, await reader.read(flags.namespaceLabels));
  }
  const { files, problems } = findInputFiles(operands);
  const surroundings = needsSurroundings(policySet) ? new ObjectSet(flags.namespace, policySet.kinds) : undefined;
  if (surroundings !== undefined || needsNamespaceLabels(policySet)) {
    await lookAround(files, reader, { namespaces, surroundings });
  }
  const images = await reviewImages(flags, evidence, policySet, terminal);
  const world: World = {
    namespaceLabels: namespaces.labels,
    signal: new AbortController().signal,
    today,
    honoursAnnotations: flags.exemptionAnnotations === 'honour',
    ...(surroundings && { surroundings }),
    ...(images && { images }),
  };
  const presenter = presenterFor(flags.format, terminal);
  const exceptions = new ExceptionReport(policySet.exceptions);
  for (const problem of problems) presenter.problem(problem);
  const bench = { policySet, world, namespace: flags.namespace };
  try {
    for (const file of files) await reviewFile(file, reader, { bench, presenter, exceptions });
  } finally {
    await images?.close();
  }
  const totals = await presenter.finish();
  exceptions.write(terminal, today(), { unused: flags.reportUnused });
  if (totals.inputErrors > 0) return EXIT.error;
  if (totals.denied > totals.undecided) return EXIT.failed;
  return totals.undecided > 0 ? EXIT.unavailable : EXIT.ok;
}

/** Whether a policy of the set looks at several objects at once. */
function needsSurroundings({ policies }: PolicySet): boolean {
  return policies.some(({ rules }) => rules.some(({ crossObject }) => crossObject));
}

interface Desk {
  readonly bench: Bench;
  readonly presenter: Presenter;
  readonly exceptions: ExceptionReport;
}

async function reviewFile(file: InputFile, reader: InputReader, { bench, presenter, exceptions }: Desk): Promise<void> {
  const { path } = file;
  const show = async (outcome: Outcome) => {
    if (outcome.kind === 'judged') exceptions.note(outcome.subject.decision);
    if (outcome.kind === 'problem') presenter.problem(outcome.problem);
    else await presenter.outcome(outcome);
  };
  try {
    if (isDockerfile(path)) return await show(await judgeDockerfile(path, await readText(file, reader), bench));
    const { objects, problems } = await readObjects(file, reader);
    for (const problem of problems) presenter.problem(problem);
    for (const manifest of objects) await show(await judge(manifest, bench));
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    for (const problem of error.problems) presenter.problem(problem);
  }
}

/** @throws SourceError where the user named the very file and there is nothing in it */
async function readText({ path, named }: InputFile, reader: InputReader): Promise<string> {
  const text = await reader.read(path);
  if (named && text.trim() === '') throw new SourceError([fileProblem(path, NOTHING_IN_IT)]);
  return text;
}

/** Everything a file holds. @throws SourceError where nothing of it can be read */
async function readObjects({ path, named }: InputFile, reader: InputReader): Promise<ManifestContent> {
  const documents = parseYaml(path, await reader.read(path), MANIFEST_LIMITS);
  if (named && documents.length === 0) throw new SourceError([fileProblem(path, NOTHING_IN_IT)]);
  return manifestObjects(documents, named);
}

/** A first pass, only where a policy needs it: what a verdict depends on may stand in a later file. */
async function lookAround(
  files: readonly InputFile[],
  reader: InputReader,
  { namespaces, surroundings }: { namespaces: StaticNamespaces; surroundings: ObjectSet | undefined },
): Promise<void> {
  for (const file of files) {
    if (isDockerfile(file.path)) continue;
    for (const manifest of await objectsIn(file, reader)) {
      namespaces.addReviewed(manifest);
      surroundings?.add(withDefaults(manifest.object, manifest), manifest);
    }
  }
}

/** What is wrong with a file is told when it is judged. */
async function objectsIn(file: InputFile, reader: InputReader): Promise<ManifestContent['objects']> {
  try {
    return (await readObjects(file, reader)).objects;
  } catch (error) {
    if (error instanceof SourceError) return [];
    throw error;
  }
}
