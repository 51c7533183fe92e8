import { DEGRADE_MODES, type DegradeMode } from '../model/image-policy.ts';
import { CONTROLLER_MODES, type ControllerMode } from '../model/policy.ts';
import { ACTIONS } from '../model/problem.ts';
import {
  type Infer,
  list,
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
import { ATTESTER, SECRET_NAME, type SignerSource } from './authority-schema.ts';
import { API_VERSION, METADATA } from './document-head.ts';
import { EXCEPTION_TERMS } from './exception.ts';
import { leavesNothing } from './image-exclusion.ts';
import { asksForEvidence, REQUIRE, type RequireParts } from './image-require-schema.ts';
import { imageMatchSchema } from './match.ts';
import { MAX_AUTHORITIES } from './signer-names.ts';

/** What a tag may start with (OCI distribution spec); `sha256-<64 digits>.sig` follows, of at most 128 characters. */
const TAG_PREFIX = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,49}$/;

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
          authorities: optional(
            list('Who may attest something of an image without having to sign it', ATTESTER, {
              maxItems: MAX_AUTHORITIES,
            }),
          ),
          require: required(REQUIRE),
          signatureRepository: optional(
            record('Where signatures and attestations lie, if not beside the image', {
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
  readonly authorities?: readonly SignerSource[];
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
  if (spec.authorities !== undefined && require.attestations === undefined) {
    return { field: 'authorities', message: 'say who attests: they need require.attestations' };
  }
  const forEvidence = ['signatureRepository', 'degrade'] as const;
  const { digest = 'require' } = require;
  const forLookUps = digest === 'require' || digest === 'ignore' ? (['pullSecrets'] as const) : [];
  const orphan = [...forEvidence, ...forLookUps].find((field) => spec[field] !== undefined);
  if (orphan !== undefined && !asksForEvidence(require)) {
    return { field: orphan, message: 'is never looked at: the policy asks for no signatures and no attestations' };
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
