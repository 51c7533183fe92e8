import { describeType, jsonType } from '../model/json-type.ts';
import { type FieldPath, formatPath } from '../model/path.ts';
import type { Condition, Offence, Tell } from './condition.ts';
import { type JsonPath, joinPlace } from './json-path.ts';
import { compileOperators, type Operands, type OperatorName } from './operators.ts';
import { compilePath, MAX_NODES, type Visitor } from './path-closure.ts';
import type { CompilePattern } from './pattern.ts';
import type { ValueTest } from './value-tests.ts';
import { FAILS, HOLDS, negate, UNJUDGED, type Verdict } from './verdict.ts';

export interface AssertionSource {
  readonly path: JsonPath;
  readonly operands: Operands;
  readonly compilePattern: CompilePattern;
  /** A missing value passes, unless an operator speaks of missing values itself. */
  readonly missingPasses: boolean;
  /** Under an odd number of `not`. */
  readonly negated: boolean;
}

/**
 * Compiles one assertion. It speaks of every value that its path leads to, also under `not`, where none of them
 * may pass: "some value differs" would let one harmless container vouch for all others.
 *
 * @throws PatternError
 */
export function compileAssertion(source: AssertionSource): Condition<unknown> {
  const { path, operands, missingPasses, negated } = source;
  const tests = compileOperators(operands, source.compilePattern);
  const judgeAll = conjunction([...tests.values()]);
  const judge = negated ? (value: unknown) => negate(judgeAll(value)) : judgeAll;
  const onMissing = missingVerdict(tests, missingPasses, negated);
  const walk = compilePath(path);
  const judging: Visitor = {
    budget: 0,
    trail: undefined,
    present: judge,
    missing: () => onMissing,
    empty: () => onMissing,
    mismatch: () => UNJUDGED,
    exhausted: () => UNJUDGED,
  };
  return {
    judge: (root) => walk(root, judging),
    explain(root, at, _subject, tell) {
      const explaining = new Explainer(at, tell, judge, onMissing, tests);
      walk(root, explaining);
      return explaining.listening;
    },
  };
}

function conjunction(tests: readonly ValueTest[]): (value: unknown) => Verdict {
  const [only] = tests;
  if (only !== undefined && tests.length === 1) return only.judge;
  return (value) => {
    let worst: Verdict = HOLDS;
    for (const { judge } of tests) {
      const verdict = judge(value);
      if (verdict > worst) worst = verdict;
    }
    return worst;
  };
}

/** Missing is violated unless an operator or the rule says otherwise. */
function missingVerdict(tests: ReadonlyMap<OperatorName, unknown>, missingPasses: boolean, negated: boolean): Verdict {
  if (tests.has('absent')) return negated ? FAILS : HOLDS;
  if (negated) return HOLDS;
  return missingPasses && !tests.has('exists') ? HOLDS : FAILS;
}

/** Walks with paths and tells of every branch that does not hold. */
class Explainer implements Visitor {
  budget = 0;
  listening = true;
  readonly trail: (string | number)[];
  readonly #tell: Tell;
  readonly #judge: (value: unknown) => Verdict;
  readonly #onMissing: Verdict;
  readonly #tests: ReadonlyMap<OperatorName, ValueTest>;

  constructor(
    at: FieldPath,
    tell: Tell,
    judge: (value: unknown) => Verdict,
    onMissing: Verdict,
    tests: ReadonlyMap<OperatorName, ValueTest>,
  ) {
    this.trail = [...at];
    this.#tell = tell;
    this.#judge = judge;
    this.#onMissing = onMissing;
    this.#tests = tests;
  }

  present(value: unknown): Verdict {
    const verdict = this.#judge(value);
    if (verdict === HOLDS) return HOLDS;
    return verdict === FAILS ? this.#offend({ value }) : this.#offend({ value, note: this.#whyUnjudged(value) });
  }

  missing(rest: string): Verdict {
    return this.#onMissing === HOLDS ? HOLDS : this.#offend({ value: undefined }, rest);
  }

  empty(rest: string): Verdict {
    return this.missing(rest);
  }

  mismatch(value: unknown, wanted: string): Verdict {
    return this.#offend({
      value,
      note: `cannot be judged: the path needs ${wanted} here, and this is ${describeType(jsonType(value))}`,
    });
  }

  exhausted(): Verdict {
    return this.#offend({
      value: undefined,
      note: `cannot be judged: there are more than ${MAX_NODES} values to look at`,
    });
  }

  #whyUnjudged(value: unknown): string {
    const unsure = [...this.#tests].filter(([, { judge }]) => judge(value) === UNJUDGED);
    const needs = unsure.map(([name, test]) => `${name} needs ${test.needs}`).join(' and ');
    return `cannot be judged: ${needs}, and this is ${describeType(jsonType(value))}`;
  }

  /** `FAILS` ends the walk. */
  #offend(offence: Pick<Offence, 'value' | 'note'>, rest = ''): Verdict {
    const path = [...this.trail];
    this.listening = this.#tell({ ...offence, path, place: joinPlace(formatPath(path), rest) });
    return this.listening ? HOLDS : FAILS;
  }
}
