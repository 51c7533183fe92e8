import type { WorkloadRule } from '../../../model/rule.ts';
import { allowedRegistries } from './allowed-registries.ts';
import { disallowLatestTag } from './disallow-latest-tag.ts';
import { disallowRegistries } from './disallow-registries.ts';
import { imageMaxAge } from './image-max-age.ts';
import { imagePullPolicy } from './image-pull-policy.ts';
import { imageRunsAsRoot } from './image-runs-as-root.ts';
import { pinImageDigest } from './pin-image-digest.ts';
import { requireImagePullSecrets } from './require-image-pull-secrets.ts';

/** Rules about images: where they come from, how they are named and pulled, what they say of themselves. */
export const IMAGE_RULES: readonly WorkloadRule[] = [
  allowedRegistries,
  disallowLatestTag,
  disallowRegistries,
  imageMaxAge,
  imagePullPolicy,
  imageRunsAsRoot,
  pinImageDigest,
  requireImagePullSecrets,
];
