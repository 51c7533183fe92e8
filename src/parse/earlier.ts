import { jsonPointer } from '../model/path.ts';
import type { Workload } from '../model/workload.ts';
import { emptyParts, type Workloads } from './workload.ts';

/**
 * For each part of an object, what an UPDATE finds of it: the part with the same content, wherever in the object it
 * stood, else the one in the same place; where nothing stood, an empty one. A part of old stands for one part at most,
 * so that a copy of it is new. Without the object of old there is nothing to find.
 */
export function earlierStates(now: Workloads, old: Workloads | undefined): ReadonlyMap<Workload, Workload> {
  if (old === undefined) return new Map();
  const [only] = old;
  if (now.length === 1 && old.length === 1 && placeOf(now[0]) === placeOf(only)) return new Map([[now[0], only]]);
  const states = new Map<Workload, Workload>();
  const left = new Set(old);
  for (const keyOf of [wholeKey, contentKey, placeOf]) {
    const byKey = Map.groupBy(left, keyOf);
    for (const workload of now) {
      const before = states.has(workload) ? undefined : byKey.get(keyOf(workload))?.shift();
      if (before === undefined) continue;
      states.set(workload, before);
      left.delete(before);
    }
  }
  const nothingAt = emptyParts(only);
  for (const workload of now) if (!states.has(workload)) states.set(workload, nothingAt(workload));
  return states;
}

function placeOf({ holds, templatePath }: Workload): string {
  return `${holds} ${jsonPointer(templatePath)}`;
}

/** An object has one part that holds images. */
function contentKey({ holds, template }: Workload): string {
  return JSON.stringify([holds, template]);
}

function wholeKey(workload: Workload): string {
  return `${placeOf(workload)} ${contentKey(workload)}`;
}
