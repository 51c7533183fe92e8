import { CONTROLLER_MODES, type ControllerMode } from '../model/policy.ts';
import { ACTIONS, type Action } from '../model/problem.ts';
import type { WorkloadRule } from '../model/rule.ts';
import {
  choice,
  type Field,
  flag,
  type Infer,
  list,
  optional,
  type RecordFault,
  record,
  required,
  type Schema,
  type SchemaNode,
  type VariantNode,
  variant,
  word,
} from '../model/schema.ts';
import { API_VERSION, METADATA } from './document-head.ts';
import { EXCEPTION_TERMS } from './exception.ts';
import { matchSchema } from './match.ts';
import {
  type BuiltInCondition,
  type ConditionSource,
  conditionForms,
  OWN_FIELDS,
  type OwnSource,
} from './own-rule-schema.ts';
import { POD_SECURITY } from './pod-security.ts';

/** A built-in rule that a policy switches on. */
export interface BuiltInSource extends BuiltInCondition {
  readonly action?: Action;
}

export type RuleSource = BuiltInSource | OwnSource;

type Fields = Readonly<Record<string, Field>>;

const MUTATION = record('Which objects rules with mutate: true may change; without more, pods when they are created', {
  controllers: optional(flag('Also controllers, which then differ from the file of their author')),
  ephemeralContainers: optional(flag('Also ephemeral containers, when they are added to a pod')),
});

/** The schema of an `AdmissionPolicy` document, given the built-in rules; and the kinds of workload, or any kind. */
export function policySchema(rules: readonly WorkloadRule[], kinds?: readonly string[]) {
  const condition: Schema<ConditionSource> = choice('condition', 'A condition of an own rule', () => ({
    rule: builtIn('A built-in rule, which holds when it finds no problem', rules, {}),
    ...conditionForms({}, condition),
  }));
  const rule: Schema<RuleSource> = choice('rule', 'A rule: built in, or your own', () => ({
    rule: builtIn('A built-in rule', rules, { action: OWN_FIELDS.action }),
    ...conditionForms(OWN_FIELDS, condition),
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
