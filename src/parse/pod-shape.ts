import { isObject } from '../model/json.ts';
import { describeType, jsonType } from '../model/json-type.ts';
import type { FieldPath } from '../model/path.ts';
import type { Problem, Report } from '../model/problem.ts';

/**
 * The types of the pod fields that any rule may look at (Kubernetes API reference, core/v1 PodSpec).
 * The API server guarantees them; a manifest on disk or a forged review does not, and a field of the
 * wrong type must never read as an absent one. Fields not named here are not checked.
 */
type Shape =
  | { readonly type: 'boolean' | 'string' | 'integer' | 'quantity' | 'string-or-null' }
  | { readonly type: 'list' | 'map'; readonly items: Shape }
  | { readonly type: 'object'; readonly fields: ReadonlyMap<string, Shape> };

const BOOLEAN: Shape = { type: 'boolean' };
const STRING: Shape = { type: 'string' };
/** In lists and maps of strings the API server reads null as ''. */
const STRING_ITEM: Shape = { type: 'string-or-null' };
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
  command: list(STRING_ITEM),
  args: list(STRING_ITEM),
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
    capabilities: object({ add: list(STRING_ITEM), drop: list(STRING_ITEM) }),
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
  labels: map(STRING_ITEM),
  annotations: map(STRING_ITEM),
});

const SHAPES = { pod: POD_SPEC, metadata: METADATA };

/** A null field is an absent field: the API server drops it. Items that are no strings may not be null. */
function fits(shape: Shape, value: unknown): boolean {
  switch (shape.type) {
    case 'boolean':
    case 'string':
      return typeof value === shape.type;
    case 'string-or-null':
      return typeof value === 'string' || value === null;
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
  'string-or-null': 'a string',
  integer: 'a whole number',
  quantity: 'a quantity such as 500m or 1Gi',
  list: 'a list',
  map: 'an object',
  object: 'an object',
};

/** Faults of one object that are named. */
const MAX_FAULTS = 100;
const TOO_MANY_FAULTS = `malformed: more than ${MAX_FAULTS} fields have the wrong type, and the rest is not listed`;

/** Hears faults; answers false when it has heard enough. */
type Tell = (fault: Problem) => boolean;

function explain(shape: Shape, value: unknown, path: FieldPath, tell: Tell): boolean {
  if (fits(shape, value)) return true;
  if (shape.type === 'list' && Array.isArray(value)) {
    return value.every((item, index) => explain(shape.items, item, [...path, index], tell));
  }
  if (shape.type === 'map' && isObject(value)) {
    return Object.entries(value).every(([key, item]) => explain(shape.items, item, [...path, key], tell));
  }
  if (shape.type === 'object' && isObject(value)) {
    return [...shape.fields].every(([key, field]) => {
      const content = Object.hasOwn(value, key) ? value[key] : null;
      return content === null || explain(field, content, [...path, key], tell);
    });
  }
  return tell({ message: `malformed: must be ${EXPECTED[shape.type]}, not ${describeType(jsonType(value))}`, path });
}

/** Reports the fields of `value` whose type is wrong, at most 100; costs no allocation when all are right. */
export function checkShape(name: keyof typeof SHAPES, value: unknown, path: FieldPath, report: Report): void {
  if (fits(SHAPES[name], value)) return;
  let faults = 0;
  explain(SHAPES[name], value, path, (fault) => {
    faults += 1;
    report(faults <= MAX_FAULTS ? fault : { message: TOO_MANY_FAULTS, path: fault.path });
    return faults <= MAX_FAULTS;
  });
}
