import type { Artifact } from '../evidence/signed-material.ts';
import { MOST_BUNDLE_BYTES, verifyBundle } from '../evidence/verify-bundle.ts';
import { printable } from '../model/printable.ts';
import { describeSigner } from '../model/signature-text.ts';
import type { Invocation } from './command.ts';
import type { VERIFY_BUNDLE_FLAGS } from './command-flags.ts';
import { EXIT } from './exit-code.ts';
import { explained } from './explain-error.ts';
import { readBytes } from './input-bytes.ts';
import { SAY_WHO, signerOf, trustRootOf } from './signer-flags.ts';
import { UsageError } from './usage-error.ts';

const MIB = 2 ** 20;
/** Of a file, which is read whole. Of larger ones the digest is enough. */
const MOST_ARTIFACT_BYTES = 1_024 * MIB;
const DIGEST = /^sha256:([0-9a-f]{64})$/;
const ALMOST_DIGEST = /^sha[0-9]{1,3}:/i;

/** `tidewaiter verify-bundle`. */
export const run = explained(async ({ operands, flags, terminal }: Invocation<typeof VERIFY_BUNDLE_FLAGS>) => {
  const [operand, ...others] = operands;
  if (operand === undefined || others.length > 0) {
    throw new UsageError(['name one file, or its digest as sha256: and 64 hexadecimal digits']);
  }
  const signer = signerOf(flags);
  if (signer === undefined) throw new UsageError([SAY_WHO]);
  const trustRoot = trustRootOf(flags.trustedRoot);
  const bundle = readBytes(flags.bundle, MOST_BUNDLE_BYTES);
  const verdict = verifyBundle(bundle, artifact(operand), { signer, trustRoot, now: Date.now() });
  if ('reason' in verdict) {
    terminal.complain(`not verified: ${verdict.reason}`);
    return EXIT.failed;
  }
  const { proof } = verdict;
  const time = proof.time === undefined ? '' : `, ${proof.time.toISOString()}`;
  await terminal.print(`verified: signed by ${describeSigner(proof.signer)}${time}\n`);
  return EXIT.ok;
});

/** What begins like a digest is one: a file of such a name is named `./sha256:...`. @throws UsageError */
function artifact(operand: string): Artifact {
  const [, digest] = DIGEST.exec(operand) ?? [];
  if (digest !== undefined) return { sha256: Buffer.from(digest, 'hex') };
  if (ALMOST_DIGEST.test(operand)) {
    const form = 'one is sha256: and 64 lower-case hexadecimal digits; write ./ before the name of a file';
    throw new UsageError([`"${printable(operand)}" is no digest: ${form}`]);
  }
  return { bytes: readBytes(operand, MOST_ARTIFACT_BYTES) };
}
