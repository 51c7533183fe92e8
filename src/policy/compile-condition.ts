import { isObject } from '../model/json.ts';
import type { FieldPath } from '../model/path.ts';
import { type Check, OptionsError, type WorkloadRule } from '../model/rule.ts';
import type { SourceDocument } from '../model/source.ts';
import { compileAssertion } from './assertion.ts';
import { builtInRule, readsOfBuiltIn } from './built-in.ts';
import { allOf, anyOf, type Condition, isReportedBy, passes } from './condition.ts';
import type { TestCoverage } from './coverage.ts';
import type { Effort } from './effort.ts';
import { parseJsonPath } from './json-path-parser.ts';
import { PatternError, type Patterns } from './pattern.ts';
import type { AssertSource, ConditionSource } from './policy-schema.ts';
import type { ProblemList } from './problem-list.ts';
import { BranchWatch } from './watch.ts';

/** Levels of any, all and not. */
const MAX_NESTING = 8;

/** What compiling needs to know besides the source, and where it says what is wrong. */
export interface CompileContext {
  readonly document: SourceDocument;
  readonly problems: ProblemList;
  readonly rules: ReadonlyMap<string, WorkloadRule>;
  readonly patterns: Patterns;
  /** What test cases show is gathered here; absent: nothing is watched. */
  readonly coverage?: TestCoverage;
}

/** What the rule around a condition says of it. */
export interface ConditionScope {
  /** whenMissing: pass at the rule. */
  readonly missingPasses: boolean;
  readonly underForEach: boolean;
  /** Shared by all conditions of the rule. */
  readonly effort: Effort;
}

/** Stands in for what did not compile. Loading fails then, so that it never runs; if it did, it would deny. */
const NOT_COMPILED: Check = () => {
  throw new Error('the rule did not compile');
};

/**
 * Compiles the options of a built-in rule to its check. `path` is where `rule` and `options` stand. What the
 * rule says of its options becomes a problem at the option.
 */
export function compileBuiltIn(
  { rule: id, options = {} }: { readonly rule: string; readonly options?: unknown },
  path: FieldPath,
  { document, problems, rules }: CompileContext,
): Check {
  try {
    return builtInRule(id, rules).compile(options);
  } catch (error) {
    const field = error instanceof OptionsError ? error.field.split('.') : [];
    problems.addAt(document, [...path, 'options', ...field], Error.isError(error) ? error.message : String(error));
    return NOT_COMPILED;
  }
}

/**
 * Compiles the condition that stands at `path`. `not` is carried down to the assertions, so that each of them
 * can name the places that offend.
 */
export function compileCondition(
  source: ConditionSource,
  path: FieldPath,
  scope: ConditionScope,
  context: CompileContext,
): Condition {
  return new ConditionCompiler(scope, context).rule(source, path);
}

class ConditionCompiler {
  readonly #scope: ConditionScope;
  readonly #context: CompileContext;
  readonly #watch: BranchWatch | undefined;

  constructor(scope: ConditionScope, context: CompileContext) {
    this.#scope = scope;
    this.#context = context;
    this.#watch = context.coverage && new BranchWatch(context.coverage, context.document);
  }

  /** The condition of the whole rule. */
  rule(source: ConditionSource, path: FieldPath): Condition {
    const condition = this.#compile(source, path, false, 0);
    if (this.#watch === undefined) return condition;
    return this.#watch.rule('not' in source ? this.#watch.branch(condition, [...path, 'not'], false) : condition);
  }

  /** A part of any or all. */
  #part(source: ConditionSource, path: FieldPath, negated: boolean, depth: number): Condition {
    const condition = this.#compile(source, path, negated, depth);
    return this.#watch?.branch(condition, path, negated) ?? condition;
  }

  #compile(source: ConditionSource, path: FieldPath, negated: boolean, depth: number): Condition {
    if ('assert' in source) return this.#assertion(source.assert, path, negated);
    if ('rule' in source) return this.#builtIn(source, path, negated);
    if (depth === MAX_NESTING) {
      const { document, problems } = this.#context;
      problems.addAt(document, path, `any, all and not are nested more than ${MAX_NESTING} levels deep`);
      return passes(NOT_COMPILED);
    }
    if ('not' in source) return this.#compile(source.not, [...path, 'not'], !negated, depth + 1);
    const [form, parts] = 'any' in source ? (['any', source.any] as const) : (['all', source.all] as const);
    const compiled = parts.map((part, index) => this.#part(part, [...path, form, index], negated, depth + 1));
    return (form === 'any') === negated ? allOf(compiled) : anyOf(compiled);
  }

  #assertion({ path, whenMissing, ...operands }: AssertSource, at: FieldPath, negated: boolean): Condition {
    const { document, problems, patterns } = this.#context;
    const missingPasses = this.#scope.missingPasses || whenMissing === 'pass';
    const compilePattern = (source: string) => patterns.compile(source, this.#scope.effort);
    try {
      return compileAssertion({ path: parseJsonPath(path), operands, missingPasses, negated, compilePattern });
    } catch (error) {
      if (!(error instanceof PatternError)) throw error;
      problems.addAt(document, [...at, 'assert', 'pattern'], error.message);
      return passes(NOT_COMPILED);
    }
  }

  #builtIn(source: Extract<ConditionSource, { readonly rule: string }>, path: FieldPath, negated: boolean): Condition {
    const { document, problems, rules } = this.#context;
    const rule = builtInRule(source.rule, rules);
    if (this.#scope.underForEach) {
      const message = 'a built-in rule cannot stand under forEach: it judges whole workloads';
      problems.addAt(document, [...path, 'rule'], message, 'key');
    }
    if (rule.crossObject === true) {
      const message =
        'this rule looks at several objects, so that it cannot be part of a condition; let it stand by itself';
      problems.addAt(document, [...path, 'rule'], message);
    }
    if (rule.asks !== undefined) {
      const message = 'this rule asks about images, so that it cannot be part of a condition; let it stand by itself';
      problems.addAt(document, [...path, 'rule'], message);
    }
    if (readsOfBuiltIn(rule).includes('connection')) {
      const message = 'this rule judges connections and no objects, so that it cannot be part of a condition';
      problems.addAt(document, [...path, 'rule'], `${message}; let it stand by itself`);
    }
    if (isObject(source.options) && source.options.mutate === true) {
      const message = 'a condition changes nothing; let the built-in rule stand by itself to mutate';
      problems.addAt(document, [...path, 'options', 'mutate'], message);
    }
    const check = compileBuiltIn(source, path, this.#context);
    return negated ? isReportedBy(check) : passes(check);
  }
}
