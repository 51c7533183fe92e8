import type { JsonObject } from '../../../model/json.ts';
import type { FieldPath } from '../../../model/path.ts';
import type { Workload } from '../../../model/workload.ts';
import { isUnset } from '../shared/unset.ts';

/** The service account that the API server gives to pods that name none. */
export const DEFAULT_ACCOUNT = 'default';

/**
 * The service account that the pods run as. `serviceAccount` is the old name of the field and counts where
 * `serviceAccountName` is not set (core/v1). What is no string is given back as it is.
 */
export function serviceAccountOf(pod: JsonObject): unknown {
  if (!isUnset(pod.serviceAccountName)) return pod.serviceAccountName;
  return isUnset(pod.serviceAccount) ? DEFAULT_ACCOUNT : pod.serviceAccount;
}

/** Where the service account is named, or belongs. */
export function serviceAccountPath({ pod, podPath }: Workload): FieldPath {
  const isOldName = isUnset(pod.serviceAccountName) && !isUnset(pod.serviceAccount);
  return [...podPath, isOldName ? 'serviceAccount' : 'serviceAccountName'];
}
