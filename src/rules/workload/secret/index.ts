import type { WorkloadRule } from '../../../model/rule.ts';
import { envReferencesExist } from './env-references-exist.ts';
import { noLiteralSecrets } from './no-literal-secrets.ts';
import { restrictEnvVars } from './restrict-env-vars.ts';
import { restrictSecretEnv } from './restrict-secret-env.ts';
import { restrictSecrets } from './restrict-secrets.ts';
import { uniqueEnvVars } from './unique-env-vars.ts';

/** Rules about secrets in the environment and elsewhere. */
export const SECRET_RULES: readonly WorkloadRule[] = [
  envReferencesExist,
  noLiteralSecrets,
  restrictEnvVars,
  restrictSecretEnv,
  restrictSecrets,
  uniqueEnvVars,
];
