import { ACTIONS, type Severity } from '../model/problem.ts';
import {
  type Field,
  list,
  optional,
  type RecordFault,
  type RecordOf,
  record,
  required,
  type Schema,
  type SchemaNode,
  type TextCheck,
  text,
  word,
} from '../model/schema.ts';
import { suggest } from '../model/suggest.ts';
import { checkDnsLabel } from '../parse/kubernetes-names.ts';
import { FOR_EACH_WORDS } from './for-each.ts';
import { checkJsonPath } from './json-path-parser.ts';
import { OPERATOR_NAMES, OPERATORS, type Operands } from './operators.ts';
import { quoted } from './scalar-check.ts';
import { checkTemplate } from './template.ts';

const SEVERITIES = ['error', 'warning', 'info'] as const satisfies readonly Severity[];

/** A built-in rule as a condition. */
export interface BuiltInCondition {
  readonly rule: string;
  readonly options?: unknown;
}

/** What an own rule asks for. */
export type ConditionSource =
  | { readonly assert: AssertSource }
  | BuiltInCondition
  | { readonly any: readonly ConditionSource[] }
  | { readonly all: readonly ConditionSource[] }
  | { readonly not: ConditionSource };

export type AssertSource = { readonly path: string; readonly whenMissing?: 'pass' } & Operands;

/** A rule of the policy's own. */
export type OwnSource = RecordOf<typeof OWN_FIELDS> & ConditionSource;

type Fields = Readonly<Record<string, Field>>;

const whenMissing = (description: string) => optional(word(description, ['pass']));

const checkForEach: TextCheck = (text) => {
  if (text.startsWith('$')) return checkJsonPath(text);
  const words: readonly string[] = FOR_EACH_WORDS;
  return words.includes(text)
    ? undefined
    : `unknown list ${quoted(text)}${suggest(text, words)}; there are ${words.join(', ')}, and JSONPaths that start with $`;
};

/** Fields of every rule of a policy's own, whatever it judges. */
export const RULE_FIELDS = {
  id: required(text('Name of the rule, unique in the policy', { maxLength: 63, check: checkDnsLabel })),
  message: required(
    text('What a violation says; may hold {{ value }}, {{ path }}, {{ name }} and {{ $.json.path }}', {
      check: checkTemplate,
    }),
  ),
  whenMissing: whenMissing('pass: what a path or forEach does not find is no violation'),
};

/** Fields of rules over workloads. */
export const OWN_FIELDS = {
  id: RULE_FIELDS.id,
  message: RULE_FIELDS.message,
  action: optional(word('Overrides the action of the policy', ACTIONS)),
  severity: optional(word('How bad a violation is; default: error', SEVERITIES)),
  remediation: optional(text('What to do about a violation')),
  forEach: optional(
    text('A list whose elements are judged one by one; $ is then the element', {
      maxLength: 256,
      check: checkForEach,
      examples: FOR_EACH_WORDS,
    }),
  ),
  whenMissing: RULE_FIELDS.whenMissing,
};

const ASSERT = record(
  'A path and what must hold for every value it leads to',
  {
    path: required(text('JSONPath from $', { maxLength: 256, check: checkJsonPath, examples: ['$.metadata.labels'] })),
    whenMissing: whenMissing('pass: finding nothing is no violation'),
    ...Object.fromEntries(OPERATOR_NAMES.map((name) => [name, optional(OPERATORS[name].schema as Schema)])),
  },
  checkAssert,
) as Schema<AssertSource>;

/** An operator is needed, and those that speak of missing values must not contradict the rest. */
function checkAssert(assert: object): RecordFault | undefined {
  const used = OPERATOR_NAMES.filter((name) => Object.hasOwn(assert, name));
  if (used.length === 0) return { field: '', message: `needs an operator: ${OPERATOR_NAMES.join(', ')}` };
  if (used.includes('absent') && used.length > 1) {
    return {
      field: 'absent',
      message: 'absent excludes every other operator; use whenMissing: pass for "if it is there"',
    };
  }
  return used.includes('exists') && Object.hasOwn(assert, 'whenMissing')
    ? { field: 'whenMissing', message: 'exists and whenMissing: pass contradict each other' }
    : undefined;
}

/** The four forms of a condition, each with `fields` besides; `condition` is what any, all and not hold. */
export function conditionForms(fields: Fields, condition: Schema): Readonly<Record<string, SchemaNode>> {
  return {
    assert: record('An assertion', { ...fields, assert: required(ASSERT) }),
    any: record('At least one condition must hold', {
      ...fields,
      any: required(list('Conditions, one of which must hold', condition)),
    }),
    all: record('Every condition must hold', {
      ...fields,
      all: required(list('Conditions, all of which must hold', condition)),
    }),
    not: record('A condition must not hold', { ...fields, not: required(condition) }),
  };
}
