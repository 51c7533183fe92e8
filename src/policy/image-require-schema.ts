import { DIGEST_MODES, type DigestMode, SIGNED_OBJECTS, type SignedObject } from '../model/image-policy.ts';
import { list, number, optional, type RecordFault, record, type TextCheck, text, word } from '../model/schema.ts';
import { ATTESTATIONS } from './attestation-schema.ts';
import { AUTHORITY, type AuthoritySource } from './authority-schema.ts';
import { MAX_AUTHORITIES } from './signer-names.ts';

const PLATFORM = /^[a-z0-9]{1,32}\/[a-z0-9_]{1,32}(?:\/[a-z0-9._]{1,32})?$/;

const checkPlatform: TextCheck = (platform) =>
  PLATFORM.test(platform) ? undefined : 'must be an operating system and a CPU: linux/amd64, linux/arm64/v8';

/** The field `require` of an image policy. */
export const REQUIRE = record(
  'What an image must prove',
  {
    digest: optional(
      word(
        'require: the author names the image by digest (the default); mutate: the webhook writes it; mutate-pods-only: ' +
          'in pods alone; annotate: the webhook notes it in an annotation; ignore: none is asked for',
        DIGEST_MODES,
      ),
    ),
    signatures: optional(
      list('Authorities, who vouch by signing; absent: nobody must', AUTHORITY, { maxItems: MAX_AUTHORITIES }),
    ),
    atLeast: optional(
      number('How many of the authorities must vouch; default: all', {
        integer: true,
        minimum: 1,
        maximum: MAX_AUTHORITIES,
      }),
    ),
    signatureOn: optional(
      word(
        'What must be signed. index: what the reference names (the default); platform: every image of an index; ' +
          'either: one or the other',
        SIGNED_OBJECTS,
      ),
    ),
    attestations: optional(ATTESTATIONS),
    attestationsOn: optional(
      word(
        'What must be attested. index: what the reference names; platform: every image of an index; either (the ' +
          'default): one or the other',
        SIGNED_OBJECTS,
      ),
    ),
    platforms: optional(
      list(
        'Which platforms of an index must be signed or attested; default: all',
        text('A platform: linux/amd64', { maxLength: 98, check: checkPlatform }),
        { maxItems: 64 },
      ),
    ),
  },
  checkRequire,
);

/** Parts of it that depend on each other. */
export interface RequireParts {
  readonly digest?: DigestMode;
  readonly signatures?: readonly AuthoritySource[];
  readonly atLeast?: number;
  readonly signatureOn?: SignedObject;
  readonly attestations?: readonly unknown[];
  readonly attestationsOn?: SignedObject;
  readonly platforms?: readonly string[];
}

function isStatic(authority: AuthoritySource): boolean {
  return 'static' in authority;
}

/** A static authority answers without looking at any. */
function looksAtSignatures({ signatures = [] }: RequireParts): boolean {
  return signatures.some((authority) => !isStatic(authority));
}

/** Whether there is anything to look for beside the image. */
export function asksForEvidence(parts: RequireParts): boolean {
  return looksAtSignatures(parts) || parts.attestations !== undefined;
}

function checkRequire(parts: RequireParts): RecordFault | undefined {
  const { digest, signatures = [], attestations } = parts;
  if (signatures.some(isStatic) && (signatures.length > 1 || attestations !== undefined)) {
    const message = 'a static authority says the same of every image, so that it stands alone';
    return { field: 'signatures', message };
  }
  if (digest === 'ignore' && signatures.length === 0 && attestations === undefined) {
    return { field: '', message: 'asks for nothing: neither for a digest nor for signatures nor for attestations' };
  }
  return orphanFault(parts) ?? thresholdFault(parts) ?? platformFault(parts);
}

/** Fields that say how something counts that nobody asks for. */
function orphanFault(parts: RequireParts): RecordFault | undefined {
  if (!looksAtSignatures(parts)) {
    const orphan = (['atLeast', 'signatureOn'] as const).find((field) => parts[field] !== undefined);
    if (orphan !== undefined) return { field: orphan, message: 'says how signatures count: it needs signatures' };
  }
  if (parts.attestations === undefined && parts.attestationsOn !== undefined) {
    return { field: 'attestationsOn', message: 'says how attestations count: it needs attestations' };
  }
  return parts.platforms !== undefined && !asksForEvidence(parts)
    ? { field: 'platforms', message: 'says how signatures count: it needs signatures or attestations' }
    : undefined;
}

function thresholdFault({ signatures = [], atLeast = 1 }: RequireParts): RecordFault | undefined {
  if (signatures.length === 0 || atLeast <= signatures.length) return undefined;
  const count = signatures.length === 1 ? 'there is 1 authority' : `there are ${signatures.length} authorities`;
  return { field: 'atLeast', message: `is ${atLeast}, and ${count}` };
}

function platformFault(parts: RequireParts): RecordFault | undefined {
  const { signatureOn = 'index', attestations, attestationsOn = 'either', platforms } = parts;
  if (platforms === undefined) return undefined;
  if (looksAtSignatures(parts) && signatureOn !== 'index') return undefined;
  if (attestations === undefined) {
    return { field: 'platforms', message: 'are not looked at with signatureOn: index; write platform or either' };
  }
  const message = 'are not looked at with attestationsOn: index; write platform or either';
  return attestationsOn === 'index' ? { field: 'platforms', message } : undefined;
}
