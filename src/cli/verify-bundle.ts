import { PUBLIC_GOOD_ROOT } from '../evidence/public-good.ts';
import { checkPublicKeys } from '../evidence/public-key.ts';
import type { Artifact } from '../evidence/signed-material.ts';
import { checkTrustedRoot } from '../evidence/trust-root.ts';
import { type ExpectedSigner, MOST_BUNDLE_BYTES, verifyBundle } from '../evidence/verify-bundle.ts';
import type { Signer } from '../model/image-evidence.ts';
import { printable } from '../model/printable.ts';
import { SourceError } from '../model/source.ts';
import type { Invocation } from './command.ts';
import type { VERIFY_BUNDLE_FLAGS } from './command-flags.ts';
import { EXIT } from './exit-code.ts';
import { explained } from './explain-error.ts';
import { fileProblem } from './file-problem.ts';
import { readBytes } from './input-bytes.ts';
import { UsageError } from './usage-error.ts';

const MIB = 2 ** 20;
/** Of a file, which is read whole. Of larger ones the digest is enough. */
const MOST_ARTIFACT_BYTES = 1_024 * MIB;
const DIGEST = /^sha256:([0-9a-f]{64})$/;

type Flags = Invocation<typeof VERIFY_BUNDLE_FLAGS>['flags'];

/** `tidewaiter verify-bundle`. */
export const run = explained(async ({ operands, flags, terminal }: Invocation<typeof VERIFY_BUNDLE_FLAGS>) => {
  const [operand, ...others] = operands;
  if (operand === undefined || others.length > 0) {
    throw new UsageError(['name one file, or its digest as sha256: and 64 hexadecimal digits']);
  }
  const signer = expectedSigner(flags);
  const trustedRootJson = trustedRoot(flags.trustedRoot);
  const bundle = readBytes(flags.bundle, MOST_BUNDLE_BYTES);
  const verdict = verifyBundle(bundle, artifact(operand), { signer, trustedRootJson, now: Date.now() });
  if ('reason' in verdict) {
    terminal.complain(`not verified: ${verdict.reason}`);
    return EXIT.failed;
  }
  const { proof } = verdict;
  const time = proof.time === undefined ? '' : `, ${proof.time.toISOString()}`;
  await terminal.print(`verified: signed by ${describe(proof.signer)}${time}\n`);
  return EXIT.ok;
});

function expectedSigner({ certificateIdentity, certificateOidcIssuer, key }: Flags): ExpectedSigner {
  const hasIdentity = certificateIdentity !== undefined && certificateOidcIssuer !== undefined;
  const hasPart = certificateIdentity !== undefined || certificateOidcIssuer !== undefined;
  if (key !== undefined && !hasPart) return { keyPem: checked(key, MIB, checkPublicKeys) };
  if (key === undefined && hasIdentity) return { identity: certificateIdentity, issuer: certificateOidcIssuer };
  throw new UsageError(['say who must have signed: --certificate-identity and --certificate-oidc-issuer, or --key']);
}

function trustedRoot(path: string | undefined): string {
  return path === undefined ? PUBLIC_GOOD_ROOT : checked(path, MIB, checkTrustedRoot);
}

/** The text of a file with which nothing is wrong. @throws SourceError */
function checked(path: string, most: number, check: (text: string) => string | undefined): string {
  const text = readBytes(path, most).toString('utf8');
  const problem = check(text);
  if (problem !== undefined) throw new SourceError([fileProblem(path, problem)]);
  return text;
}

/** What looks like a digest is one: a file of such a name is named `./sha256:...`. */
function artifact(operand: string): Artifact {
  const [, digest] = DIGEST.exec(operand) ?? [];
  if (digest !== undefined) return { sha256: Buffer.from(digest, 'hex') };
  return { bytes: readBytes(operand, MOST_ARTIFACT_BYTES) };
}

function describe(signer: Signer): string {
  switch (signer.kind) {
    case 'keyless':
      return `${printable(signer.subject)} (${printable(signer.issuer)})`;
    case 'certificate':
      return printable(signer.subject);
    case 'key':
      return `the key with SHA-256 ${signer.fingerprint}`;
  }
}
