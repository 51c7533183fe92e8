import type { FieldPath } from '../model/path.ts';
import type { CompiledRule } from '../model/policy.ts';
import type { Action } from '../model/problem.ts';
import { builtInRule, readsOfBuiltIn } from './built-in.ts';
import { type CompileContext, compileCondition } from './compile-condition.ts';
import type { Condition } from './condition.ts';
import { Effort } from './effort.ts';
import { type ForEachWord, forEachWord, onObject, type Quantified } from './for-each.ts';
import { forEachPath } from './for-each-path.ts';
import { parseJsonPath } from './json-path-parser.ts';
import { oneLine } from './one-line.ts';
import type { OwnSource } from './own-rule-schema.ts';
import { checkPlaces } from './places-check.ts';
import { readsOf } from './reads.ts';
import { compileTemplate, parseTemplate } from './template.ts';

/** Compiles a rule of a policy's own, which stands at `path`. */
export function compileOwnRule(
  source: OwnSource,
  path: FieldPath,
  action: Action,
  context: CompileContext,
): CompiledRule {
  const missingPasses = source.whenMissing === 'pass';
  const effort = new Effort();
  const scope = { missingPasses, underForEach: source.forEach !== undefined, effort };
  const condition = compileCondition(source, path, scope, context);
  return {
    id: source.id,
    action: source.action ?? action,
    severity: source.severity ?? 'error',
    remediation: oneLine(source.remediation ?? ''),
    check: checkPlaces(
      quantify(source.forEach, missingPasses, condition),
      effort,
      compileTemplate(parseTemplate(source.message)),
    ),
    aliases: {},
    reads: readsOf(source, (id) => readsOfBuiltIn(builtInRule(id, context.rules))),
    crossObject: false,
  };
}

function quantify(forEach: string | undefined, missingPasses: boolean, condition: Condition): Quantified {
  if (forEach === undefined) return onObject(condition);
  return forEach.startsWith('$')
    ? forEachPath(parseJsonPath(forEach), missingPasses, condition, ({ object }) => object)
    : forEachWord(forEach as ForEachWord, condition);
}
