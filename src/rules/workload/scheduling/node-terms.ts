import type { FieldPath } from '../../../model/path.ts';
import type { Workload } from '../../../model/workload.ts';
import { fieldOf, listOf } from '../shared/fields.ts';

/** One core/v1 NodeSelectorTerm of node affinity. */
export interface NodeTerm {
  readonly path: FieldPath;
  /** As written: perhaps no object. */
  readonly term: unknown;
}

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

/** The terms of core/v1 NodeAffinity, required and preferred. What should be a list and is not is one term. */
export function nodeTerms({ podPath }: Workload, affinity: unknown): readonly NodeTerm[] {
  const root = [...podPath, 'affinity', 'nodeAffinity'];
  const required = fieldOf(fieldOf(affinity, REQUIRED), 'nodeSelectorTerms');
  const preferred = fieldOf(affinity, PREFERRED);
  return [
    ...itemsOf(required).map(([term, place]) => ({ path: [...root, REQUIRED, 'nodeSelectorTerms', ...place], term })),
    ...itemsOf(preferred).map(([entry, place]) => ({
      path: [...root, PREFERRED, ...place, 'preference'],
      term: fieldOf(entry, 'preference'),
    })),
  ];
}

function itemsOf(list: unknown): readonly (readonly [unknown, FieldPath])[] {
  return listOf(list).map((item, index) => [item, Array.isArray(list) ? [index] : []]);
}
