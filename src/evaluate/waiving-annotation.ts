import { isObject, ownField } from '../model/json.ts';
import type { CompiledRule } from '../model/policy.ts';
import type { Workload } from '../model/workload.ts';

const KUBE_LINTER_ALL = 'kube-linter.io/ignore-all';
const KUBE_LINTER_CHECK = 'ignore-check.kube-linter.io/';
const POLARIS = 'polaris.fairwinds.com/';

/**
 * The annotation of the object that tells kube-linter or Polaris to leave out a check that the rule covers;
 * undefined where there is none. Whoever writes the object can write it, so that it counts only where asked for.
 */
export function waivingAnnotation({ aliases }: CompiledRule, { object }: Workload): string | undefined {
  const metadata = isObject(object.metadata) ? object.metadata : {};
  const annotations = isObject(metadata.annotations) ? metadata.annotations : {};
  if (Object.hasOwn(annotations, KUBE_LINTER_ALL)) return KUBE_LINTER_ALL;
  const linted = aliases.kubeLinter?.map((check) => KUBE_LINTER_CHECK + check);
  const ignored = linted?.find((key) => Object.hasOwn(annotations, key));
  if (ignored !== undefined) return ignored;
  const exempting = [`${POLARIS}exempt`, ...(aliases.polaris ?? []).map((check) => `${POLARIS}${check}-exempt`)];
  return exempting.find((key) => ownField(annotations, key) === 'true');
}
