import type { FieldPath } from '../model/path.ts';
import type { CompiledPolicy, CompiledRule } from '../model/policy.ts';
import type { Action } from '../model/problem.ts';
import { builtInRule, traitsOf } from './built-in.ts';
import { type CompileContext, compileBuiltIn } from './compile-condition.ts';
import { namePlace } from './document-head.ts';
import { compileMatch, followsToPods } from './match.ts';
import { compileOwnRule } from './own-rule.ts';
import { compileExemptions, compilePodSecurity } from './pod-security.ts';
import type { BuiltInSource, PolicySource, RuleSource } from './policy-schema.ts';
import { readsManagedFields } from './reads.ts';
import { matcherWatch, UNWATCHED, type WatchMatcher, watchRules } from './watch.ts';

/** Compiles a policy document that its schema has found no fault with. Further problems go to the context's list. */
export function compilePolicy(source: PolicySource, context: CompileContext): CompiledPolicy {
  const { coverage, document } = context;
  if (coverage === undefined) return compile(source, context, UNWATCHED);
  const policy = compile(source, context, matcherWatch(coverage, document));
  const pathOf = source.spec.podSecurity === undefined ? rulePath : () => ['spec', 'podSecurity'];
  return watchRules(policy, pathOf, coverage, document);
}

function compile(source: PolicySource, context: CompileContext, watch: WatchMatcher): CompiledPolicy {
  const { action = 'Deny', match = {}, rules = [], podSecurity, mutation = {} } = source.spec;
  checkIds(rules, context);
  const { controllers = false, ephemeralContainers = false } = mutation;
  const compiled = {
    name: source.metadata.name,
    source: namePlace(context.document),
    ...compileMatch(match, watch),
    mutation: { controllers, ephemeralContainers },
    followsToPods: followsToPods(match),
    ...(source.spec.exceptions !== undefined && { refusesAnnotations: true as const }),
  };
  if (podSecurity === undefined) {
    return {
      ...compiled,
      controllers: source.spec.controllers ?? 'Deny',
      rules: rules.map((rule, index) => compileRule(rule, rulePath(index), action, context)),
    };
  }
  const isExempt = compileExemptions(podSecurity, watch);
  return {
    ...compiled,
    matches: (subject) => !isExempt(subject) && compiled.matches(subject),
    // Pod Security admission never blocks a controller, not even one that it cannot read.
    controllers: source.spec.controllers ?? 'Warn',
    quietWhenDenied: true,
    ...compilePodSecurity(podSecurity, context.rules.values()),
  };
}

/** True when a rule of the policy may look at `metadata.managedFields`. */
export function policyReadsManagedFields({ spec }: PolicySource): boolean {
  return (spec.rules ?? []).some((rule) => 'id' in rule && readsManagedFields(rule));
}

function compileRule(rule: RuleSource, path: FieldPath, action: Action, context: CompileContext): CompiledRule {
  return 'id' in rule ? compileOwnRule(rule, path, action, context) : compileBuiltInRule(rule, path, action, context);
}

function compileBuiltInRule(
  source: BuiltInSource,
  path: FieldPath,
  action: Action,
  context: CompileContext,
): CompiledRule {
  return {
    ...traitsOf(builtInRule(source.rule, context.rules)),
    action: source.action ?? action,
    check: compileBuiltIn(source, path, context),
  };
}

/** Findings and exceptions name rules by policy and id. */
function checkIds(rules: readonly RuleSource[], { document, problems }: CompileContext): void {
  const first = new Map<string, FieldPath>();
  for (const [index, rule] of rules.entries()) {
    const field = 'id' in rule ? 'id' : 'rule';
    const id = 'id' in rule ? rule.id : rule.rule;
    const path = [...rulePath(index), field];
    const earlier = first.get(id);
    if (earlier === undefined) {
      first.set(id, path);
      continue;
    }
    const { line, column } = document.positionOf(earlier);
    problems.addAt(document, path, `the policy already has a rule "${id}", at ${document.file}:${line}:${column}`);
  }
}

function rulePath(index: number): FieldPath {
  return ['spec', 'rules', index];
}
