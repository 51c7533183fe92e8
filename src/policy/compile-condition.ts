import { isObject } from '../model/json.ts';
import type { FieldPath } from '../model/path.ts';
import { type Check, OptionsError, type WorkloadRule } from '../model/rule.ts';
import type { SourceDocument } from '../model/source.ts';
import { builtInRule, readsOfBuiltIn } from './built-in.ts';
import { type Condition, isReportedBy, passes } from './condition.ts';
import { ConditionCompiler } from './condition-compiler.ts';
import type { TestCoverage } from './coverage.ts';
import type { Effort } from './effort.ts';
import type { BuiltInCondition, ConditionSource } from './own-rule-schema.ts';
import type { Patterns } from './pattern.ts';
import type { ProblemList } from './problem-list.ts';
import { BranchWatch } from './watch.ts';

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
  { rule: id, options = {} }: BuiltInCondition,
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

/** Compiles the condition on workloads that stands at `path`. */
export function compileCondition(
  source: ConditionSource,
  path: FieldPath,
  { missingPasses, underForEach, effort }: ConditionScope,
  context: CompileContext,
): Condition {
  const { document, problems, patterns, coverage } = context;
  const compiler = new ConditionCompiler({
    missingPasses,
    effort,
    patterns,
    fault: (at, message, part) => problems.addAt(document, at, message, part),
    builtIn: (rule, at, negated) => builtInCondition(rule, at, { negated, underForEach }, context),
    watch: coverage && new BranchWatch(coverage, document),
  });
  return compiler.rule(source, path);
}

function builtInCondition(
  source: BuiltInCondition,
  path: FieldPath,
  { negated, underForEach }: { readonly negated: boolean; readonly underForEach: boolean },
  context: CompileContext,
): Condition {
  const { document, problems, rules } = context;
  const rule = builtInRule(source.rule, rules);
  if (underForEach) {
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
  const check = compileBuiltIn(source, path, context);
  return negated ? isReportedBy(check) : passes(check);
}
