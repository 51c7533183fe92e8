import { text } from '../../../model/schema.ts';
import type { Workload } from '../../../model/workload.ts';
import { fieldOf, listOf } from '../shared/fields.ts';
import { type Labels, selects } from '../shared/label-selection.ts';

/** In options: the key of a node label. */
export const TOPOLOGY_KEY = text('The key of a node label', {
  maxLength: 317,
  examples: ['kubernetes.io/hostname', 'topology.kubernetes.io/zone'],
});

/** Whether the value at `key` is a list of which one element satisfies `test`. */
function someIn(parent: unknown, key: string, test: (element: unknown) => boolean): boolean {
  const elements = fieldOf(parent, key);
  if (!Array.isArray(elements)) return false;
  for (const element of elements) if (test(element)) return true;
  return false;
}

/** Whether an anti-affinity keeps the pods of a workload away from each other on one of the topology keys. */
export function isKeptApart(workload: Workload, labels: Labels, keys: ReadonlySet<unknown>): boolean {
  const antiAffinity = fieldOf(workload.pod.affinity, 'podAntiAffinity');
  if (antiAffinity === undefined) return false;
  const fits = (term: unknown) => keys.has(fieldOf(term, 'topologyKey')) && repelsOwn(term, workload, labels);
  return (
    someIn(antiAffinity, 'requiredDuringSchedulingIgnoredDuringExecution', fits) ||
    someIn(antiAffinity, 'preferredDuringSchedulingIgnoredDuringExecution', (weighted) =>
      fits(fieldOf(weighted, 'podAffinityTerm')),
    )
  );
}

/** core/v1 PodAffinityTerm: selects pods of its own namespace alone unless it names others. */
function repelsOwn(term: unknown, { namespace }: Workload, labels: Labels): boolean {
  if (!selects(fieldOf(term, 'labelSelector'), labels)) return false;
  for (const key of listOf(fieldOf(term, 'mismatchLabelKeys'))) if (!isForeign(key, labels)) return false;
  const selector = fieldOf(term, 'namespaceSelector');
  if (selector !== undefined && selects(selector, new Map([['kubernetes.io/metadata.name', namespace]]))) return true;
  const namespaces = fieldOf(term, 'namespaces');
  if (Array.isArray(namespaces) && namespaces.length > 0) return namespaces.includes(namespace);
  return selector === undefined && (namespaces === undefined || Array.isArray(namespaces));
}

/** A label that the pods do not have keeps them apart from nobody. What is no text may be the key of any. */
function isForeign(key: unknown, labels: Labels): boolean {
  return key === null || (typeof key === 'string' && !labels.has(key));
}

/** Whether a spread constraint counts the pods of the workload themselves; `key` undefined: on any topology key. */
export function isSpread(workload: Workload, labels: Labels, key?: string): boolean {
  return someIn(workload.pod, 'topologySpreadConstraints', (constraint) => {
    const written = fieldOf(constraint, 'topologyKey');
    const fits = key === undefined ? typeof written === 'string' && written !== '' : written === key;
    return fits && selects(fieldOf(constraint, 'labelSelector'), labels);
  });
}
