import type { JsonObject } from '../../../model/json.ts';
import type { FieldPath } from '../../../model/path.ts';
import { valueAt } from '../../../model/value-at.ts';
import type { Workload } from '../../../model/workload.ts';
import { fieldOf } from '../shared/fields.ts';
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

/**
 * Where the service account is named, or belongs. The API server keeps both fields in step; what counts is the one that
 * was written.
 */
export function serviceAccountPath(workload: Workload): FieldPath {
  const pod = writtenPod(workload);
  const isOldName = isUnset(fieldOf(pod, 'serviceAccountName')) && !isUnset(fieldOf(pod, 'serviceAccount'));
  return [...workload.podPath, isOldName ? 'serviceAccount' : 'serviceAccountName'];
}

/** The pod spec without what the API server fills in. */
export function writtenPod({ written, object, podPath }: Workload): unknown {
  return valueAt(written ?? object, podPath);
}
