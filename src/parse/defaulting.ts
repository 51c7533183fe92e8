import { isObject, type JsonObject } from '../model/json.ts';
import { valueAt } from '../model/value-at.ts';
import { defaultAppArmor } from './default-app-armor.ts';
import { defaultController } from './default-controller.ts';
import { defaultPodSpec } from './default-pod.ts';
import { copyOf, type Draft } from './draft.ts';
import { BUILT_IN_KINDS } from './workload-kinds.ts';

/**
 * An object of a built-in kind as the API server would store it, as far as that can matter to a verdict (the
 * `SetDefaults_*` functions of k8s.io/kubernetes/pkg/apis/{core,apps,batch}/v1). Files are not defaulted; what a webhook
 * receives is. What has the wrong type stays as it is, for the shape check to find. The given object is not touched;
 * one of another kind is given back. Not simulated: what admission plug-ins add in a live cluster (service account token
 * volumes, LimitRanger, priorities, tolerations), and the labels and the selector of a Job, which hold a UID.
 */
export function withDefaults(
  object: JsonObject,
  { apiVersion, kind }: { readonly apiVersion: string; readonly kind: string },
): JsonObject {
  const known = BUILT_IN_KINDS.find(apiVersion, kind);
  if (known === undefined) return object;
  const draft = copyOf(object) as Draft;
  for (const { path } of known.templates) {
    const spec = valueAt(draft, [...path, 'spec']);
    if (isObject(spec)) defaultPodSpec(spec as Draft, path.length === 0);
  }
  if (kind === 'Pod') defaultAppArmor(draft);
  defaultController(draft, kind);
  return draft;
}

/** A pod template with what the API server fills in when a pod is made from it. */
export function withTemplateDefaults(template: unknown): unknown {
  const draft = copyOf(template);
  if (isObject(draft) && isObject(draft.spec)) defaultPodSpec(draft.spec as Draft, false);
  return draft;
}
