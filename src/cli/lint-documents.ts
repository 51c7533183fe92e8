import { compileTerms } from '../claims/judge.ts';
import type { VexStatement } from '../model/attestation-verdict.ts';
import type { ImageReference } from '../model/image-reference.ts';
import { printable } from '../model/printable.ts';
import { SourceError, type SourceProblem } from '../model/source.ts';
import { parseImageReference } from '../parse/image-reference.ts';
import { showImage } from '../parse/image-text.ts';
import type { Invocation } from './command.ts';
import { documentBytes } from './document-bytes.ts';
import { documentClaim, NoDocument } from './document-claim.ts';
import { evidenceOf } from './evidence.ts';
import { EXIT } from './exit-code.ts';
import { explained } from './explain-error.ts';
import { fileProblem } from './file-problem.ts';
import { findInputFiles, type InputFile, LIMITS } from './input-files.ts';
import type { LINT_FLAGS } from './lint/lint-flags.ts';
import {
  DOCUMENT_FORMATS,
  type DocumentFormat,
  type LintPresenter,
  lintPresenter,
} from './lint-documents-presenter.ts';
import { type LintContext, type LintRule, lintClaim, lintRules } from './lint-documents-rules.ts';
import { loadPolicyPaths } from './load-policies.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

type Lint = Invocation<typeof LINT_FLAGS>;

const DOCUMENTS = { isWanted: (name: string) => name.endsWith('.json'), names: '*.json file' };

/** `tidewaiter lint` of documents. */
export const run = explained((invocation: Lint) => lint(invocation, Date.now()));

/** Lints as at a moment in milliseconds since the epoch: documents grow old, and what is ignored comes to count. */
export async function lint({ flags, operands, terminal }: Lint, now: number): Promise<number> {
  if (operands.length === 0) throw new UsageError(['lint what? Name files or folders, or - for standard input']);
  const reference = flags.image === undefined ? undefined : referenceOf(flags.image);
  const evidence = await evidenceOf(flags, () => import('./images.ts'));
  const format = formatOf(flags);
  const policySet = await loadPolicyPaths(flags.policies ?? ['policies'], {
    mayEnforceNothing: true,
    evidenceRoots: evidence?.roots,
  });
  const rules = lintRules(policySet, reference);
  if (rules.length === 0) throw new UsageError([nothingToApply(reference)]);
  const statements = flags.vex === undefined ? [] : await vexStatements(flags.vex, terminal);
  const digest = reference?.digest;
  const context: Desk['context'] = { statements, now, ...(digest !== undefined && { digest }) };
  const { files, problems } = findInputFiles(operands, LIMITS, DOCUMENTS);
  const presenter = lintPresenter(format, terminal);
  for (const problem of problems) presenter.problem(problem);
  for (const file of files) await lintFile(file, { rules, context, presenter, terminal, type: flags.type });
  const { judged, denied, problems: faults } = await presenter.finish();
  // Nothing that was judged is nothing to be green about.
  if (faults > 0 || judged === 0) return EXIT.error;
  return denied > 0 ? EXIT.failed : EXIT.ok;
}

/** @throws UsageError */
function formatOf({ format: given, output }: Lint['flags']): DocumentFormat {
  const [name = 'text', ...more] = given;
  const format = DOCUMENT_FORMATS.find((known) => known === name);
  if (format === undefined || more.length > 0 || output.length > 0) {
    const names = DOCUMENT_FORMATS.join(', ');
    throw new UsageError([`documents come in one format, to standard output: give --format once, one of ${names}`]);
  }
  return format;
}

/** @throws UsageError */
function referenceOf(image: string): ImageReference {
  const parsed = parseImageReference(image);
  if (parsed.ok) return parsed.reference;
  throw new UsageError([`--image: ${showImage(image)} is no image reference: ${printable(parsed.reason)}`]);
}

function nothingToApply(reference: ImageReference | undefined): string {
  const which = reference === undefined ? 'no ImagePolicy' : 'no ImagePolicy that names the image';
  return `${which} says what attestations must be like (require.attestations with sbom, provenance, vulnerabilities or custom)`;
}

/** @throws SourceError */
async function vexStatements(path: string, terminal: Terminal): Promise<readonly VexStatement[]> {
  const { claim } = documentClaim(path, await documentBytes(path, terminal.input));
  const { statements = [], offences } = compileTerms({ kind: 'vex' })(claim);
  const [offence] = offences;
  if (offence !== undefined) throw new SourceError([fileProblem(path, offence.message)]);
  return statements;
}

interface Desk {
  readonly rules: readonly LintRule[];
  readonly context: Omit<LintContext, 'isStated'>;
  readonly presenter: LintPresenter;
  readonly terminal: Terminal;
  readonly type: string | undefined;
}

async function lintFile(
  { path, named }: InputFile,
  { rules, context, presenter, terminal, type }: Desk,
): Promise<void> {
  try {
    const { kind, wrappers, claim } = documentClaim(path, await documentBytes(path, terminal.input), type);
    const verdicts = lintClaim(claim, rules, { ...context, isStated: wrappers.length > 0 });
    if (verdicts.length > 0) {
      await presenter.document({ file: path, kind, wrappers, predicateType: claim.predicateType, verdicts });
    } else if (named) presenter.problem(unasked(path, claim.predicateType));
    else presenter.leftOut('unasked');
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    if (error instanceof NoDocument && !named) presenter.leftOut('noDocument');
    else for (const problem of error.problems) presenter.problem(problem);
  }
}

function unasked(path: string, predicateType: string): SourceProblem {
  const type = printable(predicateType, 128);
  return fileProblem(path, `nothing was checked: no policy says what a document of type ${type} must be like`);
}
