import { isObject, ownField } from '../model/json.ts';
import { describeType, jsonType } from '../model/json-type.ts';
import { formatPath } from '../model/path.ts';
import type { Condition, Offence } from './condition.ts';
import type { Element, Quantified, TellOf } from './for-each.ts';
import { endsInElements, type JsonPath, joinPlace } from './json-path.ts';
import { compilePath, MAX_NODES, type Visitor } from './path-closure.ts';
import { FAILS, HOLDS, UNJUDGED, type Verdict } from './verdict.ts';

/** A path under forEach, and what is asked of each element it leads to. */
interface Elements<Subject> {
  /** The path ends in a wildcard or slice: its matches are the elements. Otherwise they are lists of elements. */
  readonly itemsAreMatches: boolean;
  readonly missingPasses: boolean;
  readonly condition: Condition<Subject>;
}

/**
 * The elements that a path leads to: the matches of a path that ends in a wildcard or slice, otherwise the items
 * of each list it leads to. Finding no list is an offence unless `missingPasses`; an empty list is none. The path starts
 * at the object that `objectOf` gives.
 */
export function forEachPath<Subject>(
  path: JsonPath,
  missingPasses: boolean,
  condition: Condition<Subject>,
  objectOf: (subject: Subject) => unknown,
): Quantified<Subject> {
  const walk = compilePath(path);
  const elements: Elements<Subject> = { itemsAreMatches: endsInElements(path), missingPasses, condition };
  return {
    judge: (subject) => walk(objectOf(subject), new Judge(elements, subject)),
    explain(subject, tell) {
      walk(objectOf(subject), new Explainer(elements, subject, tell));
    },
  };
}

abstract class ElementVisitor<Subject> implements Visitor {
  budget = 0;
  abstract readonly trail: (string | number)[] | undefined;
  protected readonly elements: Elements<Subject>;
  protected readonly subject: Subject;

  constructor(elements: Elements<Subject>, subject: Subject) {
    this.elements = elements;
    this.subject = subject;
  }

  protected abstract element(value: unknown): Verdict;
  abstract missing(rest: string): Verdict;
  abstract mismatch(value: unknown, wanted: string): Verdict;
  abstract exhausted(): Verdict;

  present(value: unknown): Verdict {
    if (this.elements.itemsAreMatches) return this.element(value);
    return Array.isArray(value) ? this.#items(value) : this.mismatch(value, 'a list');
  }

  empty(): Verdict {
    return HOLDS;
  }

  #items(items: readonly unknown[]): Verdict {
    let worst: Verdict = HOLDS;
    for (let index = 0; index < items.length && worst !== FAILS; index += 1) {
      if (--this.budget < 0) return UNJUDGED;
      this.trail?.push(index);
      const verdict = this.element(items[index]);
      this.trail?.pop();
      if (verdict > worst) worst = verdict;
    }
    return worst;
  }
}

class Judge<Subject> extends ElementVisitor<Subject> {
  readonly trail = undefined;

  element(value: unknown): Verdict {
    return this.elements.condition.judge(value, this.subject);
  }

  missing(): Verdict {
    return this.elements.missingPasses ? HOLDS : FAILS;
  }

  mismatch(): Verdict {
    return UNJUDGED;
  }

  exhausted(): Verdict {
    return UNJUDGED;
  }
}

/** Never gives anything but `HOLDS`, so that the walk goes on, or `FAILS` to end it. */
class Explainer<Subject> extends ElementVisitor<Subject> {
  readonly trail: (string | number)[] = [];
  readonly #tell: TellOf;

  constructor(elements: Elements<Subject>, subject: Subject, tell: TellOf) {
    super(elements, subject);
    this.#tell = tell;
  }

  element(value: unknown): Verdict {
    const { condition } = this.elements;
    if (condition.judge(value, this.subject) === HOLDS) return HOLDS;
    const element: Element = { root: value, name: nameOf(value) ?? formatPath(this.trail) };
    const listening = condition.explain(value, [...this.trail], this.subject, (offence) =>
      this.#tell(offence, element),
    );
    return listening ? HOLDS : FAILS;
  }

  missing(rest: string): Verdict {
    if (this.elements.missingPasses) return HOLDS;
    const place = joinPlace(formatPath(this.trail), rest);
    return this.#offend({ value: undefined, note: `there is no ${place} to look into` }, place);
  }

  mismatch(value: unknown, wanted: string): Verdict {
    return this.#offend({
      value,
      note: `cannot be judged: forEach needs ${wanted} here, and this is ${describeType(jsonType(value))}`,
    });
  }

  exhausted(): Verdict {
    return this.#offend({
      value: undefined,
      note: `cannot be judged: there are more than ${MAX_NODES} values to look at`,
    });
  }

  #offend(offence: Pick<Offence, 'value' | 'note'>, place = formatPath(this.trail)): Verdict {
    const element: Element = { root: undefined, name: place };
    return this.#tell({ ...offence, path: [...this.trail], place }, element) ? HOLDS : FAILS;
  }
}

function nameOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  const name = isObject(value) ? ownField(value, 'name') : undefined;
  return typeof name === 'string' ? name : undefined;
}
