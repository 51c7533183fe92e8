import type { DockerfileRule } from '../../../model/dockerfile-rule.ts';
import { noSecretInEnv } from './no-secret-in-env.ts';
import { noSecretInFile } from './no-secret-in-file.ts';
import { noSecretInRun } from './no-secret-in-run.ts';

/** Rules about secrets that end up in an image, or in its history. */
export const RULES: readonly DockerfileRule[] = [noSecretInEnv, noSecretInFile, noSecretInRun];
