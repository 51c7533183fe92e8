import type { DockerfileRule } from '../../../model/dockerfile-rule.ts';
import { definedVariable } from './defined-variable.ts';
import { keyValueFormat } from './key-value-format.ts';
import { noEnvSelfReference } from './no-env-self-reference.ts';
import { trailingComment } from './trailing-comment.ts';

/** ARG, ENV and the values of instructions. */
export const RULES: readonly DockerfileRule[] = [definedVariable, noEnvSelfReference, keyValueFormat, trailingComment];
