import {
  DEGRADE_MODES,
  type DegradeMode,
  DIGEST_MODES,
  type DigestMode,
  SIGNED_OBJECTS,
  type SignedObject,
} from '../model/image-policy.ts';
import { CONTROLLER_MODES, type ControllerMode } from '../model/policy.ts';
import { ACTIONS } from '../model/problem.ts';
import {
  type Infer,
  list,
  number,
  optional,
  type RecordFault,
  record,
  required,
  type TextCheck,
  text,
  word,
} from '../model/schema.ts';
import { isHost } from '../parse/image-host.ts';
import { checkImagePattern } from '../parse/image-pattern.ts';
import { parseImageReference } from '../parse/image-reference.ts';
import { AUTHORITY, type AuthoritySource, SECRET_NAME } from './authority-schema.ts';
import { API_VERSION, METADATA } from './document-head.ts';
import { EXCEPTION_TERMS } from './exception.ts';
import { leavesNothing } from './image-exclusion.ts';
import { imageMatchSchema } from './match.ts';

const PLATFORM = /^[a-z0-9]{1,32}\/[a-z0-9_]{1,32}(?:\/[a-z0-9._]{1,32})?$/;
/** What a tag may start with (OCI distribution spec); `sha256-<64 digits>.sig` follows, of at most 128 characters. */
const TAG_PREFIX = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,49}$/;

const checkPlatform: TextCheck = (platform) =>
  PLATFORM.test(platform) ? undefined : 'must be an operating system and a CPU: linux/amd64, linux/arm64/v8';

const checkTagPrefix: TextCheck = (prefix) =>
  TAG_PREFIX.test(prefix)
    ? undefined
    : 'has at most 50 letters, digits, "_", "." and "-", and starts with none of the last two';

const checkRepository: TextCheck = (repository) => {
  if (!repository.includes('/') && isHost(repository)) {
    return `"${repository}" names no repository: write "${repository}/signatures" or the like`;
  }
  const parsed = parseImageReference(repository);
  if (!parsed.ok) return `is no repository: ${parsed.reason}`;
  const { tag, digest } = parsed.reference;
  return tag === undefined && digest === undefined ? undefined : 'is a repository: leave tag and digest out';
};

const imagePattern = () =>
  text('Registry and repository of images: registry.example.com/**; * stays inside one part, ** crosses', {
    check: checkImagePattern,
  });

const REQUIRE = record(
  'What an image must prove',
  {
    digest: optional(
      word(
        'require: the author names the image by digest (the default); mutate: the webhook writes it; mutate-pods-only: ' +
          'in pods alone; annotate: the webhook notes it in an annotation; ignore: none is asked for',
        DIGEST_MODES,
      ),
    ),
    signatures: optional(list('Authorities, who vouch by signing; absent: nobody must', AUTHORITY, { maxItems: 32 })),
    atLeast: optional(
      number('How many of the authorities must vouch; default: all', { integer: true, minimum: 1, maximum: 32 }),
    ),
    signatureOn: optional(
      word(
        'What must be signed. index: what the reference names (the default); platform: every image of an index; ' +
          'either: one or the other',
        SIGNED_OBJECTS,
      ),
    ),
    platforms: optional(
      list(
        'Which platforms of an index must be signed; default: all',
        text('A platform: linux/amd64', { maxLength: 98, check: checkPlatform }),
        { maxItems: 64 },
      ),
    ),
  },
  checkRequire,
);

interface RequireParts {
  readonly digest?: DigestMode;
  readonly signatures?: readonly AuthoritySource[];
  readonly atLeast?: number;
  readonly signatureOn?: SignedObject;
  readonly platforms?: readonly string[];
}

function isStatic(authority: AuthoritySource): boolean {
  return 'static' in authority;
}

/** A static authority answers without looking at any. */
function looksAtSignatures({ signatures = [] }: RequireParts): boolean {
  return signatures.some((authority) => !isStatic(authority));
}

function checkRequire(parts: RequireParts): RecordFault | undefined {
  const { digest, signatures, atLeast = 1, signatureOn = 'index', platforms } = parts;
  const fault = (field: string, message: string): RecordFault => ({ field, message });
  if (signatures !== undefined && signatures.length > 1 && signatures.some(isStatic)) {
    return fault('signatures', 'a static authority says the same of every image, so that it stands alone');
  }
  if (!looksAtSignatures(parts)) {
    const orphan = (['atLeast', 'signatureOn', 'platforms'] as const).find((field) => parts[field] !== undefined);
    if (orphan !== undefined) return fault(orphan, 'says how signatures count: it needs signatures');
  }
  if (signatures === undefined) {
    return digest === 'ignore' ? fault('', 'asks for nothing: neither for a digest nor for signatures') : undefined;
  }
  if (atLeast > signatures.length) {
    const count = signatures.length === 1 ? 'there is 1 authority' : `there are ${signatures.length} authorities`;
    return fault('atLeast', `is ${atLeast}, and ${count}`);
  }
  return platforms !== undefined && signatureOn === 'index'
    ? fault('platforms', 'are not looked at with signatureOn: index; write platform or either')
    : undefined;
}

/** The schema of an `ImagePolicy` document, given the kinds of workload. */
export function imagePolicySchema(kinds?: readonly string[]) {
  return record('A policy over images', {
    apiVersion: required(word('The version of this format', [API_VERSION])),
    kind: required(word('The kind of document', ['ImagePolicy'])),
    metadata: required(METADATA),
    spec: required(
      record(
        'Which images must prove what',
        {
          action: optional(word('What a violation leads to; default: Deny', ACTIONS)),
          controllers: optional(
            word(
              'Deny (the default): controllers are judged like pods; Warn: what would deny warns; Off: only pods are judged',
              CONTROLLER_MODES,
            ),
          ),
          images: required(list('The images that the policy is about', imagePattern())),
          excludeImages: optional(list('None of these, also where images names them', imagePattern())),
          match: optional(imageMatchSchema(kinds)),
          require: required(REQUIRE),
          signatureRepository: optional(
            record('Where signatures lie, if not beside the image', {
              repository: required(
                text('A repository: registry.example.com/signatures', { maxLength: 512, check: checkRepository }),
              ),
              tagPrefix: optional(text('What its tags start with', { maxLength: 50, check: checkTagPrefix })),
            }),
          ),
          pullSecrets: optional(
            list('Secrets with credentials for registries, besides those of the pod', record('A Secret', SECRET_NAME), {
              maxItems: 16,
            }),
          ),
          degrade: optional(
            word(
              'While a registry cannot be asked. deny (the default): what is not known is denied; cached-only: what was ' +
                'verified before stays so; warn: the same, and the rest is let in with a warning',
              DEGRADE_MODES,
            ),
          ),
          exceptions: optional(EXCEPTION_TERMS),
        },
        checkSpec,
      ),
    ),
  });
}

interface SpecParts {
  readonly images: readonly string[];
  readonly excludeImages?: readonly string[];
  readonly controllers?: ControllerMode;
  readonly require: RequireParts;
  readonly signatureRepository?: unknown;
  readonly pullSecrets?: unknown;
  readonly degrade?: DegradeMode;
}

function checkSpec(spec: SpecParts): RecordFault | undefined {
  const { images, excludeImages = [], controllers, require, degrade } = spec;
  if (images.every((pattern) => leavesNothing(pattern, excludeImages))) {
    return { field: 'excludeImages', message: 'leaves nothing that the policy could judge' };
  }
  const forSignatures = ['signatureRepository', 'degrade'] as const;
  const { digest = 'require' } = require;
  const forLookUps = digest === 'require' || digest === 'ignore' ? (['pullSecrets'] as const) : [];
  const orphan = [...forSignatures, ...forLookUps].find((field) => spec[field] !== undefined);
  if (orphan !== undefined && !looksAtSignatures(require)) {
    return { field: orphan, message: 'is never looked at: the policy asks for no signatures' };
  }
  if (degrade === 'warn' && images.includes('**')) {
    const message =
      'warn lets in what nobody verified while a registry is down, and with "**" in images that may be anybody\'s: name yours';
    return { field: 'degrade', message };
  }
  return controllers === 'Off' && require.digest === 'mutate'
    ? {
        field: 'controllers',
        message: 'Off leaves controllers alone, and digest: mutate changes them; write mutate-pods-only',
      }
    : undefined;
}

/** An `ImagePolicy` document. */
export type ImagePolicySource = Infer<ReturnType<typeof imagePolicySchema>>;
