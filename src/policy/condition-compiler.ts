import type { FieldPath } from '../model/path.ts';
import { compileAssertion } from './assertion.ts';
import { allOf, anyOf, type Condition } from './condition.ts';
import type { Effort } from './effort.ts';
import { parseJsonPath } from './json-path-parser.ts';
import type { AssertSource, BuiltInCondition, ConditionSource } from './own-rule-schema.ts';
import { PatternError, type Patterns } from './pattern.ts';
import type { BranchWatch } from './watch.ts';

/** Levels of any, all and not. */
const MAX_NESTING = 8;

/** What conditions are made with, and where it is said what is wrong with them. */
export interface ConditionParts<Subject> {
  /** whenMissing: pass at the rule. */
  readonly missingPasses: boolean;
  /** Shared by all conditions of the rule. */
  readonly effort: Effort;
  readonly patterns: Pick<Patterns, 'compile'>;
  /** Hears of what does not compile; loading is to fail then. */
  fault(path: FieldPath, message: string, part?: 'key' | 'value'): void;
  /** Compiles a built-in rule that stands as a condition. */
  builtIn(source: BuiltInCondition, path: FieldPath, negated: boolean): Condition<Subject>;
  readonly watch?: BranchWatch | undefined;
}

/** Stands in for what did not compile. Loading fails then, so that it never runs; if it did, it would deny. */
export const NOT_COMPILED: Condition<unknown> = { judge: failToCompile, explain: failToCompile };

function failToCompile(): never {
  throw new Error('the rule did not compile');
}

/**
 * Compiles conditions on subjects of any kind. `not` is carried down to the assertions, so that each of them can name
 * the places that offend.
 */
export class ConditionCompiler<Subject> {
  readonly #parts: ConditionParts<Subject>;

  constructor(parts: ConditionParts<Subject>) {
    this.#parts = parts;
  }

  /** The condition of the whole rule, which stands at `path`. */
  rule(source: ConditionSource, path: FieldPath): Condition<Subject> {
    const { watch } = this.#parts;
    const condition = this.#compile(source, path, false, 0);
    if (watch === undefined) return condition;
    return watch.rule('not' in source ? watch.branch(condition, [...path, 'not'], false) : condition);
  }

  /** A part of any or all. */
  #part(source: ConditionSource, path: FieldPath, negated: boolean, depth: number): Condition<Subject> {
    const condition = this.#compile(source, path, negated, depth);
    return this.#parts.watch?.branch(condition, path, negated) ?? condition;
  }

  #compile(source: ConditionSource, path: FieldPath, negated: boolean, depth: number): Condition<Subject> {
    if ('assert' in source) return this.#assertion(source.assert, path, negated);
    if ('rule' in source) return this.#parts.builtIn(source, path, negated);
    if (depth === MAX_NESTING) {
      this.#parts.fault(path, `any, all and not are nested more than ${MAX_NESTING} levels deep`);
      return NOT_COMPILED;
    }
    if ('not' in source) return this.#compile(source.not, [...path, 'not'], !negated, depth + 1);
    const [form, parts] = 'any' in source ? (['any', source.any] as const) : (['all', source.all] as const);
    const compiled = parts.map((part, index) => this.#part(part, [...path, form, index], negated, depth + 1));
    return (form === 'any') === negated ? allOf(compiled) : anyOf(compiled);
  }

  #assertion({ path, whenMissing, ...operands }: AssertSource, at: FieldPath, negated: boolean): Condition<unknown> {
    const { patterns, effort, fault } = this.#parts;
    const missingPasses = this.#parts.missingPasses || whenMissing === 'pass';
    const compilePattern = (source: string) => patterns.compile(source, effort);
    try {
      return compileAssertion({ path: parseJsonPath(path), operands, missingPasses, negated, compilePattern });
    } catch (error) {
      if (!(error instanceof PatternError)) throw error;
      fault([...at, 'assert', 'pattern'], error.message);
      return NOT_COMPILED;
    }
  }
}
