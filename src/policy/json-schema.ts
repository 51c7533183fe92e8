import type { Json } from '../model/json.ts';
import type { LintRuleNames } from '../model/lint-policy.ts';
import type { WorkloadRule } from '../model/rule.ts';
import type { Field, SchemaNode } from '../model/schema.ts';
import { dockerfilePolicySchemaOf, LINT_SETTINGS_SCHEMA } from './dockerfile-policy-schema.ts';
import { POLICY_EXCEPTION } from './exception.ts';
import { imagePolicySchema } from './image-policy-schema.ts';
import { IMAGE_SETTINGS } from './image-settings.ts';
import { policySchema } from './policy-schema.ts';
import { POLICY_TEST } from './policy-test.ts';
import { TRUST_ROOT } from './trust-root.ts';
import { WORKLOAD_KINDS } from './workload-kinds.ts';

type JsonSchema = { readonly [keyword: string]: Json };
type Definitions = Map<string, JsonSchema>;
type Fields = Readonly<Record<string, Field>>;

/**
 * The JSON Schema (draft 2020-12) of `AdmissionPolicy` documents, for editors. Loading checks more: paths,
 * patterns, placeholders and what contradicts itself.
 */
export function policyJsonSchema(rules: readonly WorkloadRule[]): JsonSchema {
  return rootSchema('AdmissionPolicy', policySchema(rules));
}

/** The JSON Schema of `ImagePolicy` documents. */
export function imagePolicyJsonSchema(): JsonSchema {
  return rootSchema('ImagePolicy', imagePolicySchema());
}

/** The JSON Schema of `DockerfilePolicy` documents. */
export function dockerfilePolicyJsonSchema(rules: LintRuleNames): JsonSchema {
  return rootSchema('DockerfilePolicy', dockerfilePolicySchemaOf(rules));
}

/** The JSON Schema of `LintSettings` documents. */
export function lintSettingsJsonSchema(): JsonSchema {
  return rootSchema('LintSettings', LINT_SETTINGS_SCHEMA);
}

/** The JSON Schema of `ImageSettings` documents. */
export function imageSettingsJsonSchema(): JsonSchema {
  return rootSchema('ImageSettings', IMAGE_SETTINGS);
}

/** The JSON Schema of `TrustRoot` documents. */
export function trustRootJsonSchema(): JsonSchema {
  return rootSchema('TrustRoot', TRUST_ROOT);
}

/** The JSON Schema of `PolicyException` documents. */
export function policyExceptionJsonSchema(): JsonSchema {
  return rootSchema('PolicyException', POLICY_EXCEPTION);
}

/** The JSON Schema of `PolicyTest` documents. */
export function policyTestJsonSchema(): JsonSchema {
  return rootSchema('PolicyTest', POLICY_TEST);
}

/** The JSON Schema of `WorkloadKinds` documents. */
export function workloadKindsJsonSchema(): JsonSchema {
  return rootSchema('WorkloadKinds', WORKLOAD_KINDS);
}

function rootSchema(title: string, node: SchemaNode): JsonSchema {
  const definitions: Definitions = new Map();
  const root = convert(node, definitions);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title,
    ...root,
    ...(definitions.size > 0 && { $defs: Object.fromEntries(definitions) }),
  };
}

function convert(node: SchemaNode, definitions: Definitions): JsonSchema {
  const { description } = node;
  switch (node.kind) {
    case 'text': {
      const { minLength, maxLength, examples } = node;
      return { description, type: 'string', minLength, maxLength, ...(examples && { examples }) };
    }
    case 'word':
      return { description, enum: node.words };
    case 'number':
      return numberSchema(node);
    case 'flag':
      return node.only ? { description, const: true } : { description, type: 'boolean' };
    case 'scalar':
      return { description, type: ['string', 'number', 'boolean'] };
    case 'json':
      return { description, type: node.objectOnly ? 'object' : ['string', 'number', 'boolean', 'array', 'object'] };
    case 'list': {
      const { minItems, maxItems } = node;
      return { description, type: 'array', items: convert(node.items, definitions), minItems, maxItems };
    }
    case 'map':
      return { description, type: 'object', additionalProperties: convert(node.values, definitions) };
    case 'record':
      return closedRecord(description, propertiesOf(node.fields, definitions), requiredOf(node.fields));
    case 'variant':
      return { description, oneOf: branches(node, definitions) };
    case 'scalar-or-record':
      return { description, anyOf: [convert(node.scalar, definitions), convert(node.record, definitions)] };
    case 'choice':
      return referTo(node, definitions);
  }
}

function numberSchema(node: Extract<SchemaNode, { kind: 'number' }>): JsonSchema {
  const { description, integer, minimum, maximum } = node;
  return { description, type: integer ? 'integer' : 'number', minimum, maximum };
}

function propertiesOf(fields: Fields, definitions: Definitions): JsonSchema {
  return Object.fromEntries(Object.entries(fields).map(([name, { schema }]) => [name, convert(schema, definitions)]));
}

function requiredOf(fields: Fields): string[] {
  return Object.keys(fields).filter((name) => fields[name]?.required);
}

function closedRecord(description: string, properties: JsonSchema, required: readonly string[]): JsonSchema {
  return { description, type: 'object', properties, required, additionalProperties: false };
}

/** One closed record for each value of the tag. */
function branches({ tag, variants }: Extract<SchemaNode, { kind: 'variant' }>, definitions: Definitions): JsonSchema[] {
  return Object.entries(variants).map(([value, { description, fields }]) => {
    const properties = { [tag]: { const: value, description }, ...propertiesOf(fields, definitions) };
    return closedRecord(description, properties, [tag, ...requiredOf(fields)]);
  });
}

/** Forms may hold the choice again, so that each choice is defined once, by its name. */
function referTo(node: Extract<SchemaNode, { kind: 'choice' }>, definitions: Definitions): JsonSchema {
  if (!definitions.has(node.name)) {
    definitions.set(node.name, {});
    const forms = Object.values(node.forms()).map((form) => convert(form, definitions));
    definitions.set(node.name, { description: node.description, oneOf: forms });
  }
  return { $ref: `#/$defs/${node.name}` };
}
