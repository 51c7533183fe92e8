import { isObject } from '../../src/model/json.ts';
import type { FieldPath } from '../../src/model/path.ts';

/**
 * The types of fields as the models of the Kubernetes client have them, which are made from the OpenAPI document of the
 * API server: what the shape check of the product is held against.
 */
export type FieldType =
  | 'string'
  | 'integer'
  | 'boolean'
  | 'list'
  | 'object'
  | 'int-or-string'
  | 'quantity'
  | 'anything';

interface Attribute {
  readonly baseName: string;
  readonly type: string;
}

const MODELS = '@kubernetes/client-node/dist/gen/models';
const KINDS = [
  'Pod',
  'PodTemplate',
  'ReplicationController',
  'ReplicaSet',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
];
const LIST = /^Array<(?<items>.+)>$/;
const MAP = /^\{ \[key: string\]: (?<items>.+); \}$/;
const MODEL_NAME = /\bV1\w+/;

/** The client says string of quantities, and a number is one as well. */
const QUANTITY_FIELDS = new Set([
  'V1ResourceRequirements.limits',
  'V1ResourceRequirements.requests',
  'V1VolumeResourceRequirements.limits',
  'V1VolumeResourceRequirements.requests',
  'V1EmptyDirVolumeSource.sizeLimit',
  'V1ResourceFieldSelector.divisor',
  'V1PodSpec.overhead',
]);

/** The fields of what is asked of a running pod, which is no stored object: the client has no model of it. */
export const CONNECTION: ReadonlyMap<string, string> = new Map([
  ['container', 'string'],
  ['command', 'Array<string>'],
  ['stdin', 'boolean'],
  ['stdout', 'boolean'],
  ['stderr', 'boolean'],
  ['tty', 'boolean'],
  ['ports', 'Array<number>'],
  ['path', 'string'],
]);

const models: ReadonlyMap<string, ReadonlyMap<string, string>> = await readModels(KINDS.map((kind) => `V1${kind}`));

async function readModels(roots: readonly string[]): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  const read = new Map<string, ReadonlyMap<string, string>>();
  const waiting = [...roots];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (read.has(name)) continue;
    const module: unknown = await import(`${MODELS}/${name}.js`);
    const fields = attributesOf(module, name).map(({ baseName, type }) => [baseName, typeOf(name, baseName, type)]);
    read.set(name, new Map(fields as [string, string][]));
    for (const type of read.get(name)?.values() ?? []) waiting.push(...(MODEL_NAME.exec(type) ?? []));
  }
  return read;
}

function attributesOf(module: unknown, name: string): readonly Attribute[] {
  const model = isObject(module) ? (module[name] as { getAttributeTypeMap(): readonly Attribute[] }) : undefined;
  if (model === undefined) throw new Error(`the Kubernetes client has no model ${name}`);
  return model.getAttributeTypeMap();
}

function typeOf(model: string, field: string, type: string): string {
  return QUANTITY_FIELDS.has(`${model}.${field}`)
    ? type.replace('string;', 'Quantity;').replace(/^string$/, 'Quantity')
    : type;
}

/** The type of the field at a path of an object of the kind; undefined where Kubernetes knows no such field. */
export function typeAt(kind: string, path: FieldPath): FieldType | undefined {
  let type: string | undefined = `V1${kind}`;
  let fields = models.get(type) ?? CONNECTION;
  for (const step of path) {
    if (typeof step === 'number') type = LIST.exec(type ?? '')?.groups?.items;
    else type = MAP.exec(type ?? '')?.groups?.items ?? fields.get(step);
    if (type === undefined) return undefined;
    fields = models.get(type) ?? new Map();
  }
  return fieldType(type ?? '');
}

function fieldType(type: string): FieldType {
  if (LIST.test(type)) return 'list';
  switch (type) {
    case 'string':
    case 'boolean':
      return type;
    case 'Date':
      return 'string';
    case 'number':
      return 'integer';
    case 'Quantity':
      return 'quantity';
    case 'IntOrString':
      return 'int-or-string';
    case 'any':
      return 'anything';
    default:
      return 'object';
  }
}
