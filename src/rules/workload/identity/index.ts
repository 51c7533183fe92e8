import type { WorkloadRule } from '../../../model/rule.ts';
import { allowedServiceAccounts } from './allowed-service-accounts.ts';
import { disableServiceAccountToken } from './disable-service-account-token.ts';
import { disallowDefaultServiceAccount } from './disallow-default-service-account.ts';
import { disallowDeprecatedServiceAccountField } from './disallow-deprecated-service-account-field.ts';
import { serviceAccountExists } from './service-account-exists.ts';

/** Rules about service accounts and their tokens. */
export const IDENTITY_RULES: readonly WorkloadRule[] = [
  allowedServiceAccounts,
  disableServiceAccountToken,
  disallowDefaultServiceAccount,
  disallowDeprecatedServiceAccountField,
  serviceAccountExists,
];
