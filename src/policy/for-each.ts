import type { JsonObject } from '../model/json.ts';
import type { FieldPath } from '../model/path.ts';
import type { Container, ContainerList, Workload } from '../model/workload.ts';
import type { Condition, Offence } from './condition.ts';
import { FAILS, HOLDS, type Verdict } from './verdict.ts';

/** What `$` and `{{ name }}` mean for one offence. */
export interface Element {
  readonly root: unknown;
  readonly name: string;
}

/** Hears offences with the element they were found in; answers false when it has heard enough. */
export type TellOf = (offence: Offence, element: Element) => boolean;

/** A condition on the object or on each element of a list. The two functions relate as those of `Condition`. */
export interface Quantified<Subject = Workload> {
  judge(subject: Subject): Verdict;
  explain(subject: Subject, tell: TellOf): void;
}

/** Lists that forEach knows by name; `pod` is the pod template, also where the object is a pod itself. */
export const FOR_EACH_WORDS = [
  'pod',
  'containers',
  'initContainers',
  'ephemeralContainers',
  'allContainers',
  'volumes',
] as const;
export type ForEachWord = (typeof FOR_EACH_WORDS)[number];

/** The object the user wrote. */
export function onObject(condition: Condition): Quantified {
  return onRoot(
    (workload) => workload.object,
    () => [],
    condition,
  );
}

/** The lists that a workload already has collected. An empty one is no offence. */
export function forEachWord(word: ForEachWord, condition: Condition): Quantified {
  switch (word) {
    case 'pod':
      return onRoot(
        (workload) => workload.template,
        (workload) => workload.templatePath,
        condition,
      );
    case 'volumes':
      return onList((workload) => workload.volumes, condition);
    case 'allContainers':
      return onList((workload) => workload.containers, condition);
    default:
      return onContainers(word, condition);
  }
}

function onRoot(
  rootOf: (workload: Workload) => JsonObject,
  pathOf: (workload: Workload) => FieldPath,
  condition: Condition,
): Quantified {
  return {
    judge: (workload) => condition.judge(rootOf(workload), workload),
    explain(workload, tell) {
      const element: Element = { root: rootOf(workload), name: workload.name };
      condition.explain(element.root, pathOf(workload), workload, (offence) => tell(offence, element));
    },
  };
}

type Listed = Pick<Container, 'name' | 'spec' | 'path'>;

function onContainers(list: ContainerList, condition: Condition): Quantified {
  return {
    judge(workload) {
      let worst: Verdict = HOLDS;
      for (const container of workload.containers) {
        if (container.list !== list) continue;
        const verdict = condition.judge(container.spec, workload);
        if (verdict === FAILS) return FAILS;
        if (verdict > worst) worst = verdict;
      }
      return worst;
    },
    explain(workload, tell) {
      const listed = workload.containers.filter((container) => container.list === list);
      explainItems(listed, condition, workload, tell);
    },
  };
}

function onList(itemsOf: (workload: Workload) => readonly Listed[], condition: Condition): Quantified {
  return {
    judge(workload) {
      let worst: Verdict = HOLDS;
      for (const item of itemsOf(workload)) {
        const verdict = condition.judge(item.spec, workload);
        if (verdict === FAILS) return FAILS;
        if (verdict > worst) worst = verdict;
      }
      return worst;
    },
    explain: (workload, tell) => explainItems(itemsOf(workload), condition, workload, tell),
  };
}

function explainItems(items: readonly Listed[], condition: Condition, workload: Workload, tell: TellOf): void {
  for (const item of items) {
    if (condition.judge(item.spec, workload) === HOLDS) continue;
    const element = { root: item.spec, name: item.name };
    if (!condition.explain(item.spec, item.path, workload, (offence) => tell(offence, element))) return;
  }
}
