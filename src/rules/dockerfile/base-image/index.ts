import type { DockerfileRule } from '../../../model/dockerfile-rule.ts';
import { allowedRegistries } from './allowed-registries.ts';
import { definedFromArg } from './defined-from-arg.ts';
import { disallowLatestTag } from './disallow-latest-tag.ts';
import { noConstantPlatform } from './no-constant-platform.ts';
import { noRedundantPlatform } from './no-redundant-platform.ts';
import { pinImageDigest } from './pin-image-digest.ts';

/** Which images a Dockerfile starts from. */
export const RULES: readonly DockerfileRule[] = [
  pinImageDigest,
  disallowLatestTag,
  allowedRegistries,
  noConstantPlatform,
  noRedundantPlatform,
  definedFromArg,
];
