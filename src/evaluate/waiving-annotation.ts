import { isObject, type JsonObject, ownField } from '../model/json.ts';
import type { CompiledRule } from '../model/policy.ts';
import type { Workload } from '../model/workload.ts';

/**
 * The annotation of the object that tells kube-linter or Polaris to leave out a check that the rule covers;
 * undefined where there is none. What speaks of all checks of a tool speaks of those that the tool has, and of no
 * other rule. Whoever writes the object can write it, so that it counts only where asked for.
 */
export function waivingAnnotation({ aliases }: CompiledRule, { object }: Workload): string | undefined {
  const metadata = isObject(object.metadata) ? object.metadata : {};
  const annotations = isObject(metadata.annotations) ? metadata.annotations : {};
  return (
    keysOf('kube-linter.io/ignore-all', 'ignore-check.kube-linter.io/CHECK', aliases.kubeLinter).find((key) =>
      Object.hasOwn(annotations, key),
    ) ??
    keysOf('polaris.fairwinds.com/exempt', 'polaris.fairwinds.com/CHECK-exempt', aliases.polaris).find((key) =>
      saysTrue(annotations, key),
    )
  );
}

function keysOf(all: string, one: string, checks: readonly string[] = []): readonly string[] {
  return checks.length === 0 ? [] : [all, ...checks.map((check) => one.replace('CHECK', check))];
}

/** Polaris takes `True` and `TRUE` as well. */
function saysTrue(annotations: JsonObject, key: string): boolean {
  const value = ownField(annotations, key);
  return typeof value === 'string' && value.toLowerCase() === 'true';
}
