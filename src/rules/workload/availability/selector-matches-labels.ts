import { isObject, ownField } from '../../../model/json.ts';
import type { FieldPath } from '../../../model/path.ts';
import { workloadRule } from '../../../model/rule.ts';
import { record } from '../../../model/schema.ts';
import type { Workload } from '../../../model/workload.ts';
import { fieldOf, problemAt, show } from '../shared/fields.ts';
import { isEmptySelector, type Labels, podLabels, selects, selectsByMap } from '../shared/label-selection.ts';
import { isBuiltIn } from '../shared/replicas.ts';

/**
 * spec.selector, against metadata.labels of the pod template
 *   Deployment, StatefulSet, DaemonSet, ReplicaSet  a LabelSelector, not empty, that selects the labels
 *   Job                                             the same where spec.manualSelector is set; otherwise not judged
 *   ReplicationController                           a map of labels; absent or empty: the labels themselves
 */
const SELECTING: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet']);
const SELECTOR = ['spec', 'selector'];

export const selectorMatchesLabels = workloadRule({
  id: 'selector-matches-labels',
  severity: 'error',
  summary: 'The selector of a workload selects the pods that it makes',
  remediation: 'Give the pod template the labels that spec.selector asks for.',
  aliases: { kubeLinter: ['mismatching-selector'] },
  reads: [
    { from: 'object', path: SELECTOR },
    { from: 'object', path: ['spec', 'manualSelector'] },
    { from: 'template', path: ['metadata', 'labels'] },
  ],
  options: record('No options', {}),
  compile() {
    return (workload, report) => {
      if (workload.kind === 'Pod' || !isBuiltIn(workload)) return;
      const flaw = flawOf(workload);
      if (flaw === undefined) return;
      report(problemAt(workload, flaw.path ?? SELECTOR, `the ${workload.kind} ${flaw.message}`));
    };
  },
});

interface Flaw {
  readonly message: string;
  /** Default: the selector. */
  readonly path?: FieldPath;
}

function flawOf(workload: Workload): Flaw | undefined {
  const selector = fieldOf(workload.object.spec, 'selector');
  if (workload.kind === 'ReplicationController') return mapFlaw(selector, podLabels(workload));
  if (!SELECTING.has(workload.kind) && !isManualJob(workload)) return undefined;
  if (selector === undefined) return { message: 'has no selector' };
  if (isEmptySelector(selector)) return { message: 'has an empty selector, which would select the pods of others' };
  const labels = podLabels(workload);
  if (selects(selector, labels)) return undefined;
  return (
    labelFlaw(fieldOf(selector, 'matchLabels'), labels, [...SELECTOR, 'matchLabels']) ?? {
      message: 'has a selector that does not select the labels of its own pod template',
    }
  );
}

function mapFlaw(selector: unknown, labels: Labels): Flaw | undefined {
  const isDefaulted = selector === undefined || (isObject(selector) && Object.keys(selector).length === 0);
  if (isDefaulted || selectsByMap(selector, labels)) return undefined;
  return labelFlaw(selector, labels, SELECTOR) ?? { message: `sets selector: ${show(selector)}` };
}

/** A Job selects by a label that is made for it, unless it insists. */
function isManualJob({ kind, object }: Workload): boolean {
  const manual = kind === 'Job' ? fieldOf(object.spec, 'manualSelector') : undefined;
  return manual !== undefined && manual !== false;
}

/** The first label that the selector wants otherwise. */
function labelFlaw(wanted: unknown, labels: Labels, path: FieldPath): Flaw | undefined {
  if (!isObject(wanted)) return undefined;
  for (const key of Object.keys(wanted)) {
    const value = ownField(wanted, key) ?? '';
    const actual = labels.get(key);
    if (actual === value) continue;
    const found = actual === undefined ? 'no such label' : show(actual);
    return {
      message: `selects pods with the label ${show(key)}: ${show(value)}, and its own pod template has ${found}`,
      path: [...path, key],
    };
  }
  return undefined;
}
