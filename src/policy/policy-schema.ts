import { CONTROLLER_MODES, type ControllerMode } from '../model/policy.ts';
import { ACTIONS, type Action, type Severity } from '../model/problem.ts';
import type { WorkloadRule } from '../model/rule.ts';
import {
  choice,
  type Field,
  flag,
  type Infer,
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
  type VariantNode,
  variant,
  word,
} from '../model/schema.ts';
import { API_VERSION, METADATA } from './document-head.ts';
import { EXCEPTION_TERMS } from './exception.ts';
import { FOR_EACH_WORDS } from './for-each.ts';
import { checkJsonPath } from './json-path-parser.ts';
import { matchSchema } from './match.ts';
import { checkDnsLabel } from './names.ts';
import { OPERATOR_NAMES, OPERATORS, type Operands } from './operators.ts';
import { POD_SECURITY } from './pod-security.ts';
import { quoted } from './scalar-check.ts';
import { suggest } from './suggest.ts';
import { checkTemplate } from './template.ts';

const SEVERITIES = ['error', 'warning', 'info'] as const satisfies readonly Severity[];

/** A built-in rule that a policy switches on. */
export interface BuiltInSource {
  readonly rule: string;
  readonly action?: Action;
  readonly options?: unknown;
}

/** What an own rule asks for. */
export type ConditionSource =
  | { readonly assert: AssertSource }
  | { readonly rule: string; readonly options?: unknown }
  | { readonly any: readonly ConditionSource[] }
  | { readonly all: readonly ConditionSource[] }
  | { readonly not: ConditionSource };

export type AssertSource = { readonly path: string; readonly whenMissing?: 'pass' } & Operands;

/** A rule of the policy's own. */
export type OwnSource = RecordOf<typeof OWN_FIELDS> & ConditionSource;
export type RuleSource = BuiltInSource | OwnSource;

type Fields = Readonly<Record<string, Field>>;

const whenMissing = (description: string) => optional(word(description, ['pass']));

const checkForEach: TextCheck = (text) => {
  if (text.startsWith('$')) return checkJsonPath(text);
  const words: readonly string[] = FOR_EACH_WORDS;
  return words.includes(text)
    ? undefined
    : `unknown list ${quoted(text)}${suggest(text, words)}; there are ${words.join(', ')}, and JSONPaths that start with $`;
};

const OWN_FIELDS = {
  id: required(text('Name of the rule, unique in the policy', { maxLength: 63, check: checkDnsLabel })),
  message: required(
    text('What a violation says; may hold {{ value }}, {{ path }}, {{ name }} and {{ $.json.path }}', {
      check: checkTemplate,
    }),
  ),
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
  whenMissing: whenMissing('pass: what a path or forEach does not find is no violation'),
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

const MUTATION = record('Which objects rules with mutate: true may change; without more, pods when they are created', {
  controllers: optional(flag('Also controllers, which then differ from the file of their author')),
  ephemeralContainers: optional(flag('Also ephemeral containers, when they are added to a pod')),
});

/** The schema of an `AdmissionPolicy` document, given the built-in rules; and the kinds of workload, or any kind. */
export function policySchema(rules: readonly WorkloadRule[], kinds?: readonly string[]) {
  const condition: Schema<ConditionSource> = choice('condition', 'A condition of an own rule', () => ({
    rule: builtIn('A built-in rule, which holds when it finds no problem', rules, {}),
    ...ownForms({}),
  }));
  const ownForms = (fields: Fields) => ({
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
  });
  const rule: Schema<RuleSource> = choice('rule', 'A rule: built in, or your own', () => ({
    rule: builtIn('A built-in rule', rules, { action: OWN_FIELDS.action }),
    ...ownForms(OWN_FIELDS),
  }));
  return record('A policy over workloads', {
    apiVersion: required(word('The version of this format', [API_VERSION])),
    kind: required(word('The kind of document', ['AdmissionPolicy'])),
    metadata: required(METADATA),
    spec: required(
      record(
        'What the policy asks for, and of whom',
        {
          action: optional(word('What a violation leads to; default: Deny', ACTIONS)),
          controllers: optional(
            word(
              'What the policy means for objects that make pods. Deny (the default): they are judged like pods; Warn: ' +
                'what would deny warns; Off: only pods are judged',
              CONTROLLER_MODES,
            ),
          ),
          match: optional(matchSchema(kinds)),
          rules: optional(list('The rules', rule)),
          podSecurity: optional(POD_SECURITY),
          exceptions: optional(EXCEPTION_TERMS),
          mutation: optional(MUTATION),
        },
        checkSpec,
      ),
    ),
  });
}

interface SpecParts {
  readonly rules?: unknown;
  readonly podSecurity?: unknown;
  readonly action?: unknown;
  readonly controllers?: ControllerMode;
  readonly mutation?: { readonly controllers?: boolean };
}

function checkSpec({ rules, podSecurity, action, controllers, mutation }: SpecParts): RecordFault | undefined {
  const fault = (field: string, message: string): RecordFault => ({ field, message });
  if (rules === undefined && podSecurity === undefined) return fault('', 'needs rules, or podSecurity');
  if (controllers === 'Off' && mutation?.controllers === true) {
    return fault('mutation', 'changes no controller while controllers: Off leaves them alone');
  }
  if (podSecurity === undefined) return undefined;
  if (rules !== undefined) {
    return fault('podSecurity', 'does not go with rules, which its exemptions would concern too; write two policies');
  }
  if (action !== undefined) {
    return fault('action', 'podSecurity has its own: enforce denies, warn warns, audit audits');
  }
  if (mutation !== undefined) return fault('mutation', 'the rules of podSecurity change nothing');
  return controllers === 'Deny'
    ? fault('controllers', 'podSecurity never denies them: Warn follows warn and audit, Off leaves them alone')
    : undefined;
}

/** An `AdmissionPolicy` document. */
export type PolicySource = Infer<ReturnType<typeof policySchema>>;

function builtIn(description: string, rules: readonly WorkloadRule[], fields: Fields): SchemaNode {
  const branch = (rule: WorkloadRule): VariantNode => ({
    description: rule.summary,
    fields: { ...fields, options: hasRequiredField(rule.options) ? required(rule.options) : optional(rule.options) },
  });
  return variant<BuiltInSource>(description, 'rule', Object.fromEntries(rules.map((rule) => [rule.id, branch(rule)])));
}

function hasRequiredField(options: SchemaNode): boolean {
  return options.kind === 'record' && Object.values(options.fields).some((field) => field.required);
}
