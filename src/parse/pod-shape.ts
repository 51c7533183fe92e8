import { isObject } from '../model/json.ts';
import { describeType, jsonType } from '../model/json-type.ts';
import type { FieldPath } from '../model/path.ts';
import type { Report } from '../model/problem.ts';

/**
 * The types of the pod fields that any rule may look at (Kubernetes API reference, core/v1 PodSpec).
 * The API server guarantees them; a manifest on disk or a forged review does not, and a field of the
 * wrong type must never read as an absent one. Fields not named here are not checked.
 */
type Shape =
  | { readonly type: 'boolean' | 'string' | 'integer' | 'quantity' }
  | { readonly type: 'list' | 'map'; readonly items: Shape }
  | { readonly type: 'object'; readonly fields: ReadonlyMap<string, Shape> };

const BOOLEAN: Shape = { type: 'boolean' };
const STRING: Shape = { type: 'string' };
const INTEGER: Shape = { type: 'integer' };
const list = (items: Shape): Shape => ({ type: 'list', items });
const map = (items: Shape): Shape => ({ type: 'map', items });
const object = (fields: Record<string, Shape>): Shape => ({ type: 'object', fields: new Map(Object.entries(fields)) });

const ANY_OBJECT = object({});
const WINDOWS = object({ hostProcess: BOOLEAN, runAsUserName: STRING });
const PROFILE = object({ type: STRING, localhostProfile: STRING });
const SE_LINUX = object({ type: STRING, user: STRING, role: STRING, level: STRING });
const QUANTITIES = map({ type: 'quantity' });
const RESOURCES = object({ requests: QUANTITIES, limits: QUANTITIES });
const COMMON_SECURITY = {
  runAsNonRoot: BOOLEAN,
  runAsUser: INTEGER,
  runAsGroup: INTEGER,
  seccompProfile: PROFILE,
  appArmorProfile: PROFILE,
  seLinuxOptions: SE_LINUX,
  windowsOptions: WINDOWS,
};

const CONTAINER = object({
  name: STRING,
  image: STRING,
  imagePullPolicy: STRING,
  restartPolicy: STRING,
  command: list(STRING),
  args: list(STRING),
  env: list(ANY_OBJECT),
  envFrom: list(ANY_OBJECT),
  ports: list(object({ containerPort: INTEGER, hostPort: INTEGER })),
  volumeMounts: list(ANY_OBJECT),
  resources: RESOURCES,
  livenessProbe: ANY_OBJECT,
  readinessProbe: ANY_OBJECT,
  startupProbe: ANY_OBJECT,
  lifecycle: ANY_OBJECT,
  securityContext: object({
    ...COMMON_SECURITY,
    privileged: BOOLEAN,
    allowPrivilegeEscalation: BOOLEAN,
    readOnlyRootFilesystem: BOOLEAN,
    procMount: STRING,
    capabilities: object({ add: list(STRING), drop: list(STRING) }),
  }),
});

const POD_SPEC = object({
  initContainers: list(CONTAINER),
  containers: list(CONTAINER),
  ephemeralContainers: list(CONTAINER),
  volumes: list(
    object({ name: STRING, image: object({ reference: STRING, pullPolicy: STRING }), hostPath: ANY_OBJECT }),
  ),
  hostNetwork: BOOLEAN,
  hostPID: BOOLEAN,
  hostIPC: BOOLEAN,
  hostUsers: BOOLEAN,
  serviceAccountName: STRING,
  automountServiceAccountToken: BOOLEAN,
  os: object({ name: STRING }),
  resources: RESOURCES,
  securityContext: object({ ...COMMON_SECURITY, fsGroup: INTEGER, sysctls: list(ANY_OBJECT) }),
});

/** ObjectMeta of an object or of a pod template. */
const METADATA = object({
  name: STRING,
  generateName: STRING,
  namespace: STRING,
  labels: map(STRING),
  annotations: map(STRING),
});

const SHAPES = { pod: POD_SPEC, metadata: METADATA };

/** A null field is an absent field: the API server drops it. List items may not be null. */
function fits(shape: Shape, value: unknown): boolean {
  switch (shape.type) {
    case 'boolean':
    case 'string':
      return typeof value === shape.type;
    case 'integer':
      return Number.isSafeInteger(value);
    case 'quantity':
      return typeof value === 'string' || typeof value === 'number';
    case 'list':
      if (!Array.isArray(value)) return false;
      for (const item of value) if (!fits(shape.items, item)) return false;
      return true;
    case 'map':
      if (!isObject(value)) return false;
      for (const key in value) if (!fits(shape.items, value[key])) return false;
      return true;
    case 'object':
      if (!isObject(value)) return false;
      for (const key in value) {
        const field = shape.fields.get(key);
        const content = field && value[key];
        if (field && content !== null && !fits(field, content)) return false;
      }
      return true;
  }
}

const EXPECTED = {
  boolean: 'true or false',
  string: 'a string',
  integer: 'a whole number',
  quantity: 'a quantity such as 500m or 1Gi',
  list: 'a list',
  map: 'an object',
  object: 'an object',
};

function explain(shape: Shape, value: unknown, path: FieldPath, report: Report): void {
  if (fits(shape, value)) return;
  if (shape.type === 'list' && Array.isArray(value)) {
    for (const [index, item] of value.entries()) explain(shape.items, item, [...path, index], report);
  } else if (shape.type === 'map' && isObject(value)) {
    for (const [key, item] of Object.entries(value)) explain(shape.items, item, [...path, key], report);
  } else if (shape.type === 'object' && isObject(value)) {
    for (const [key, field] of shape.fields) {
      const content = Object.hasOwn(value, key) ? value[key] : null;
      if (content !== null) explain(field, content, [...path, key], report);
    }
  } else {
    report({ message: `malformed: must be ${EXPECTED[shape.type]}, not ${describeType(jsonType(value))}`, path });
  }
}

/** Reports every field of `value` whose type is wrong; costs no allocation when all are right. */
export function checkShape(name: keyof typeof SHAPES, value: unknown, path: FieldPath, report: Report): void {
  if (!fits(SHAPES[name], value)) explain(SHAPES[name], value, path, report);
}
