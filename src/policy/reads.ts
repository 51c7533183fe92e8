import type { FieldPath } from '../model/path.ts';
import type { CompiledRule } from '../model/policy.ts';
import { endsInElements, type JsonPath, type PathStep } from './json-path.ts';
import { parseJsonPath } from './json-path-parser.ts';
import type { ConditionSource, OwnSource } from './own-rule-schema.ts';
import { parseTemplate } from './template.ts';

/** What an own rule looks at, as `CompiledRule.reads` says it, given what the built-in rules in it look at. */
export function readsOf(rule: OwnSource, readsOfBuiltIn: (id: string) => CompiledRule['reads']): CompiledRule['reads'] {
  if (rule.forEach?.startsWith('$')) return [{ from: 'object', path: literalStart(parseJsonPath(rule.forEach)) }];
  if (rule.forEach === 'volumes') return ['pod'];
  if (rule.forEach !== undefined && rule.forEach !== 'pod') return ['pod', 'resources'];
  const from = rule.forEach === 'pod' ? 'template' : 'object';
  const paths = Array.from(assertedPaths(rule), (path) => ({ from, path: literalStart(path) }) as const);
  return [...new Set(Array.from(builtInsOf(rule), readsOfBuiltIn).flat()), ...paths];
}

/** True when the rule may look at `metadata.managedFields` of the object, also only to show it in a message. */
export function readsManagedFields(rule: OwnSource): boolean {
  const shown = parseTemplate(rule.message).flatMap((part) =>
    typeof part !== 'string' && 'jsonPath' in part ? [part.jsonPath] : [],
  );
  const paths = [...assertedPaths(rule), ...shown];
  const { forEach } = rule;
  if (forEach === undefined || forEach === 'pod') return paths.some(reachesFromObject) || paths.some(namesIt);
  if (!forEach.startsWith('$')) return paths.some(namesIt);
  const list = parseJsonPath(forEach);
  const elements = endsInElements(list) ? list : [...list, ANY_CHILD];
  return [[], ...paths].some((path) => reachesFromObject([...elements, ...path]) || namesIt([...elements, ...path]));
}

const ANY_CHILD: PathStep = { deep: false, select: { kind: 'wildcard' } };
const MANAGED_FIELDS = ['metadata', 'managedFields'];

function namesIt(path: JsonPath): boolean {
  return path.some(({ deep, select }) => deep || (select.kind === 'name' && select.name === 'managedFields'));
}

/** The path leads to managedFields, into it, or to an object that holds it. */
function reachesFromObject(path: JsonPath): boolean {
  return MANAGED_FIELDS.every((name, index) => {
    const select = path[index]?.select;
    return select === undefined || select.kind === 'wildcard' || (select.kind === 'name' && select.name === name);
  });
}

/** The names and indices before the first step that may lead to several values. */
function literalStart(path: JsonPath): FieldPath {
  const start: (string | number)[] = [];
  for (const { deep, select } of path) {
    if (deep) break;
    if (select.kind === 'name') start.push(select.name);
    else if (select.kind === 'index') start.push(select.index);
    else break;
  }
  return start;
}

function* assertedPaths(source: ConditionSource): Generator<JsonPath> {
  if ('assert' in source) yield parseJsonPath(source.assert.path);
  for (const part of partsOf(source)) yield* assertedPaths(part);
}

function* builtInsOf(source: ConditionSource): Generator<string> {
  if ('rule' in source) yield source.rule;
  for (const part of partsOf(source)) yield* builtInsOf(part);
}

function partsOf(source: ConditionSource): readonly ConditionSource[] {
  if ('any' in source) return source.any;
  if ('all' in source) return source.all;
  return 'not' in source ? [source.not] : [];
}
