type Fields = { readonly [key: string]: unknown };

/** What tells the items of a list apart (`listMapKey` of the Kubernetes API); other lists are one field. */
const LIST_KEYS: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  initContainers: ['name'],
  env: ['name'],
  volumes: ['name'],
  ports: ['containerPort', 'protocol'],
  volumeMounts: ['mountPath'],
  ownerReferences: ['uid'],
};

/** `metadata.managedFields` as the API server keeps it for an object that one client wrote whole. */
export function managedFields(object: Fields, manager: string): readonly unknown[] {
  const { apiVersion, metadata, spec } = object;
  const { labels, annotations, ownerReferences, generateName } = metadata as Fields;
  return [
    {
      manager,
      operation: 'Update',
      apiVersion,
      time: '2026-11-20T09:30:00Z',
      fieldsType: 'FieldsV1',
      fieldsV1: fieldSet({ metadata: { generateName, labels, annotations, ownerReferences }, spec }, false),
    },
  ];
}

function fieldSet(value: unknown, named: boolean, field = ''): Fields {
  if (Array.isArray(value)) return listSet(value, LIST_KEYS[field]);
  if (typeof value !== 'object' || value === null) return {};
  const present = Object.entries(value).filter(([, content]) => content !== undefined);
  const entries = present.map(([key, content]) => [`f:${key}`, fieldSet(content, true, key)]);
  return Object.fromEntries(named ? [['.', {}], ...entries] : entries);
}

function listSet(items: readonly Fields[], keys: readonly string[] | undefined): Fields {
  if (keys === undefined) return {};
  const name = (item: Fields) => `k:${JSON.stringify(Object.fromEntries(keys.map((key) => [key, item[key]])))}`;
  return Object.fromEntries([['.', {}], ...items.map((item) => [name(item), fieldSet(item, true)])]);
}
