import { existsSync, statSync } from 'node:fs';
import { ClaimError } from '../claims/claim.ts';
import { nameOfDocument } from '../claims/document.ts';
import { printable } from '../model/printable.ts';
import { SourceError } from '../model/source.ts';
import { isPredicateType } from '../parse/predicate-type.ts';
import { safeJson } from '../report/jsonl.ts';
import type { Invocation } from './command.ts';
import { documentBytes } from './document-bytes.ts';
import { documentClaim } from './document-claim.ts';
import type { SBOM_FLAGS } from './document-flags.ts';
import { EXIT } from './exit-code.ts';
import { explained } from './explain-error.ts';
import { fileProblem } from './file-problem.ts';
import { STANDARD_INPUT } from './input-files.ts';
import { paintFor } from './paint.ts';
import { type FileSbom, type SbomContent, sbomContent } from './sbom-content.ts';
import { explainFileSbom } from './sbom-file-text.ts';
import { UsageError } from './usage-error.ts';

type Sbom = Invocation<typeof SBOM_FLAGS>;

/** `tidewaiter sbom`. */
export const run = explained(async (invocation: Sbom) => {
  const [operand, ...others] = invocation.operands;
  if (operand === undefined || others.length > 0) {
    throw new UsageError(['name one image, as pods name it, or one file, or - for standard input']);
  }
  if (operand === STANDARD_INPUT || existsSync(operand)) {
    refuseFolder(operand);
    refuseSigner(invocation.flags);
    return showFile(operand, invocation);
  }
  // Only now: what talks to registries takes time to load. It is a bundle of its own, and explains its own errors.
  const registry = await import('./sbom-registry.ts');
  return registry.run(invocation);
});

/** Nobody can tell whether the image of the same name is meant. @throws UsageError */
function refuseFolder(path: string): void {
  if (path === STANDARD_INPUT || !statSync(path).isDirectory()) return;
  const shown = printable(path, 4_096);
  throw new UsageError([
    `${shown} is a folder: name a file in it; of an image of that name, write the registry as well`,
  ]);
}

/** Whoever says who must have signed must not take what is shown for signed. @throws UsageError */
function refuseSigner({ key, certificateIdentity, certificateOidcIssuer }: Sbom['flags']): void {
  if ([key, certificateIdentity, certificateOidcIssuer].every((flag) => flag === undefined)) return;
  throw new UsageError([
    'no signature of a file is checked: leave --key, --certificate-identity and --certificate-oidc-issuer out; ' +
      '`tidewaiter verify-bundle` verifies bundles',
  ]);
}

async function showFile(path: string, { flags, terminal }: Sbom): Promise<number> {
  const { kind, wrappers, claim } = documentClaim(path, await documentBytes(path, terminal.input));
  if (!isPredicateType('sbom', claim.predicateType)) {
    terminal.complain(`${printable(path, 4_096)}: it is ${nameOfDocument(kind)}, which lists no components`);
    return EXIT.failed;
  }
  const found: FileSbom = { file: path, wrappers, sbom: contentOf(path, claim.predicate) };
  await terminal.print(
    flags.format === 'json'
      ? safeJson(found, 2)
      : explainFileSbom(found, { ...flags, now: Date.now() }, paintFor(terminal)),
  );
  return EXIT.ok;
}

/** @throws SourceError */
function contentOf(path: string, predicate: unknown): SbomContent {
  try {
    return sbomContent(predicate);
  } catch (error) {
    throw error instanceof ClaimError ? new SourceError([fileProblem(path, error.message)]) : error;
  }
}
