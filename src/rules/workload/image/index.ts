import type { WorkloadRule } from '../../../model/rule.ts';
import { allowedRegistries } from './allowed-registries.ts';
import { disallowLatestTag } from './disallow-latest-tag.ts';
import { disallowRegistries } from './disallow-registries.ts';
import { imagePullPolicy } from './image-pull-policy.ts';
import { pinImageDigest } from './pin-image-digest.ts';
import { requireImagePullSecrets } from './require-image-pull-secrets.ts';

/** Rules about images: where they come from, how they are named and pulled. */
export const IMAGE_RULES: readonly WorkloadRule[] = [
  allowedRegistries,
  disallowLatestTag,
  disallowRegistries,
  imagePullPolicy,
  pinImageDigest,
  requireImagePullSecrets,
];
