import type { DockerfileRule } from '../../../model/dockerfile-rule.ts';
import { labelFormat } from './label-format.ts';
import { labelKey } from './label-key.ts';
import { requiredLabels } from './required-labels.ts';

/** Labels of the image that is built. */
export const RULES: readonly DockerfileRule[] = [labelKey, labelFormat, requiredLabels];
