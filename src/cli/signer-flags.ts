import { PUBLIC_GOOD_ROOT } from '../evidence/public-good.ts';
import { checkPublicKeys } from '../evidence/public-key.ts';
import { checkTrustedRoot } from '../evidence/trust-root.ts';
import type { ExpectedSigner } from '../evidence/verify-bundle.ts';
import { PUBLIC_GOOD, type TrustRootSource } from '../model/image-policy.ts';
import { SourceError } from '../model/source.ts';
import { fileProblem } from './file-problem.ts';
import { readBytes } from './input-bytes.ts';
import { UsageError } from './usage-error.ts';

const MIB = 2 ** 20;
/** The name of what `--trusted-root` gives. */
export const GIVEN = 'given';

/** What a command line says of who must have signed. */
export interface SignerFlags {
  readonly certificateIdentity: string | undefined;
  readonly certificateOidcIssuer: string | undefined;
  readonly key: string | undefined;
}

/** How to say who must have signed. */
export const SAY_WHO =
  'say who must have signed: either --certificate-identity and --certificate-oidc-issuer, or --key';

/**
 * Who must have signed; undefined where nothing is said of that.
 * @throws UsageError where half of it is said, or two things; SourceError where the key cannot be used
 */
export function signerOf({ certificateIdentity, certificateOidcIssuer, key }: SignerFlags): ExpectedSigner | undefined {
  const hasPart = certificateIdentity !== undefined || certificateOidcIssuer !== undefined;
  if (key === undefined && !hasPart) return undefined;
  if (key !== undefined && !hasPart) return { keyPem: checked(key, checkPublicKeys) };
  if (key === undefined && certificateIdentity !== undefined && certificateOidcIssuer !== undefined) {
    return { identity: certificateIdentity, issuer: certificateOidcIssuer };
  }
  throw new UsageError([SAY_WHO]);
}

/** The trust root in a file, or the public-good one. @throws SourceError */
export function trustRootOf(path: string | undefined): Pick<TrustRootSource, 'name' | 'json'> {
  if (path === undefined) return { name: PUBLIC_GOOD, json: PUBLIC_GOOD_ROOT };
  return { name: GIVEN, json: checked(path, checkTrustedRoot) };
}

/** The text of a file with which nothing is wrong. @throws SourceError */
function checked(path: string, check: (text: string) => string | undefined): string {
  const text = readBytes(path, MIB).toString('utf8');
  const problem = check(text);
  if (problem !== undefined) throw new SourceError([fileProblem(path, problem)]);
  return text;
}
