import type { FieldPath } from '../model/path.ts';
import type { CompiledRule } from '../model/policy.ts';
import type { Action } from '../model/problem.ts';
import type { Check } from '../model/rule.ts';
import { builtInRule, readsOfBuiltIn } from './built-in.ts';
import { type CompileContext, compileCondition } from './compile-condition.ts';
import type { Condition, Offence } from './condition.ts';
import { Effort } from './effort.ts';
import { type Element, type ForEachWord, forEachWord, onObject, type Quantified } from './for-each.ts';
import { forEachPath } from './for-each-path.ts';
import { parseJsonPath } from './json-path-parser.ts';
import { oneLine } from './one-line.ts';
import type { OwnSource } from './policy-schema.ts';
import { readsOf } from './reads.ts';
import { compileTemplate, parseTemplate, type Saying } from './template.ts';
import { HOLDS } from './verdict.ts';

/** Offending places that one rule reports for one object. */
const MAX_PLACES = 100;

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
    check: checkOf(
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
    ? forEachPath(parseJsonPath(forEach), missingPasses, condition)
    : forEachWord(forEach as ForEachWord, condition);
}

/** One problem for each offending place. Nothing is built while the rule holds. */
function checkOf(quantified: Quantified, effort: Effort, message: () => Saying): Check {
  return (workload, report) => {
    effort.renew();
    if (quantified.judge(workload) === HOLDS) return;
    effort.renew();
    const say = message();
    const told = new Set<string>();
    quantified.explain(workload, (offence, element) => {
      const text = describe(offence, element, say);
      const key = `${offence.place}\n${text}`;
      if (told.has(key)) return true;
      if (told.size === MAX_PLACES) {
        // Of the object, not of a place in it: an exception for the places before must not hide those that are left.
        report({ message: `more than ${MAX_PLACES} places break this rule; the rest is not listed`, path: [] });
        return false;
      }
      told.add(key);
      report({ message: text, path: offence.path });
      return true;
    });
    if (told.size === 0) throw new Error('the rule was broken, and then it was not');
  };
}

function describe({ place, value, note }: Offence, { root, name }: Element, say: Saying): string {
  const text = say({ value, path: place === '' ? '$' : place, name, root });
  return note === undefined ? text : `${text} (${note})`;
}
