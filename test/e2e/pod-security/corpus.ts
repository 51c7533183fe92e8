import fc from 'fast-check';
import type { JsonObject } from '../../../src/model/json.ts';
import {
  ANNOTATIONS,
  CONTAINER_FIELDS,
  type Fields,
  INIT_CONTAINER_FIELDS,
  POD_FIELDS,
  SHARED_FIELDS,
  secure,
} from './values.ts';

/** A pod, and what is special about it. */
export interface Specimen {
  readonly title: string;
  readonly pod: JsonObject;
}

/** Where the API takes containers of a new pod, and fields for them. */
const PLACES = {
  'init container': INIT_CONTAINER_FIELDS,
  sidecar: CONTAINER_FIELDS,
  container: CONTAINER_FIELDS,
} as const satisfies Record<string, readonly Fields[]>;
type Place = keyof typeof PLACES;
const EVERYWHERE = Object.keys(PLACES) as readonly Place[];

/** What a pod is made from: its spec's fields are merged into these. */
interface Base {
  readonly pod: Fields;
  /** The security context of its containers. */
  readonly security: Fields;
}

/** What restricted asks of a pod, at its own level where that can be. */
const GOOD: Base = {
  pod: { securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } } },
  security: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
};
/** Nothing but what no other level says. */
const BARE: Base = { pod: {}, security: GOOD.security };
/** A user namespace lifts some checks. */
const USER_NAMESPACE: Base = { ...GOOD, pod: { ...GOOD.pod, hostUsers: false } };
const ROOT_OF_USER_NAMESPACE: Base = { ...BARE, pod: { hostUsers: false } };
/** Windows lifts others. The API server takes hardly any field of Linux there. */
const WINDOWS: Base = { pod: { os: { name: 'windows' }, securityContext: { runAsNonRoot: true } }, security: {} };

function specimen(title: string, base: Base, fields: Fields, annotations?: Fields): Specimen {
  const containers = [container(base, 'app')];
  const metadata = { name: 'specimen', ...(annotations && { annotations }) };
  const spec = merged(base.pod, { containers, ...fields });
  return { title, pod: { apiVersion: 'v1', kind: 'Pod', metadata, spec } };
}

function container({ security }: Base, name: string, fields: Fields = {}): Fields {
  return merged({ name, image: 'registry.example.com/shop/web:1', securityContext: security }, fields);
}

/** The fields of both; the security contexts are merged as well. */
function merged(one: Fields, other: Fields): Fields {
  const securityContext = { ...(one.securityContext as Fields), ...(other.securityContext as Fields) };
  return { ...one, ...other, securityContext };
}

/** The list with one container of this sort. */
function containerAt(place: Place, base: Base, fields: Fields): Fields {
  switch (place) {
    case 'init container':
      return { initContainers: [container(base, 'setup', fields)] };
    case 'sidecar':
      return { initContainers: [container(base, 'proxy', { ...fields, restartPolicy: 'Always' })] };
    case 'container':
      return { containers: [container(base, 'app', fields)] };
  }
}

/** As JSON, with what is left out on purpose. */
function show(value: unknown): string {
  return JSON.stringify(value, (_, part) => part ?? 'unset');
}

/** Every value in every place of its own, in a pod that is otherwise good. */
function* oneByOne(): Iterable<Specimen> {
  for (const place of EVERYWHERE) {
    for (const fields of PLACES[place]) {
      yield specimen(`${place} with ${show(fields)}`, GOOD, containerAt(place, GOOD, fields));
    }
  }
  for (const fields of CONTAINER_FIELDS) {
    const title = `container in a user namespace with ${show(fields)}`;
    yield specimen(title, USER_NAMESPACE, containerAt('container', USER_NAMESPACE, fields));
  }
  for (const fields of POD_FIELDS) {
    yield specimen(`pod with ${show(fields)}`, GOOD, fields);
    yield specimen(`pod in a user namespace with ${show(fields)}`, USER_NAMESPACE, fields);
  }
  for (const annotations of ANNOTATIONS) {
    const lists = containerAt('init container', BARE, {});
    yield specimen(`pod with annotations ${show(annotations)}`, BARE, lists, annotations);
  }
}

const LEVELED = ['seccompProfile', 'appArmorProfile', 'runAsNonRoot', 'runAsUser', 'windowsOptions'];

/** What the pod says against what its container says, beside a container that says nothing. */
function* levels(): Iterable<Specimen> {
  for (const field of LEVELED) {
    const values = [undefined, ...(SHARED_FIELDS[field] ?? [])];
    for (const [ofPod, ofContainer] of values.flatMap((one) => values.map((other) => [one, other]))) {
      const containers = [container(BARE, 'app', secure(field, ofContainer)), container(BARE, 'helper')];
      const title = `${field} ${show(ofPod)} in the pod, ${show(ofContainer)} in a container`;
      yield specimen(title, BARE, { ...secure(field, ofPod), containers });
    }
  }
}

/** Fields that mean something on Windows. */
const ON_WINDOWS: readonly Fields[] = [
  {},
  ...['runAsNonRoot', 'windowsOptions'].flatMap((field) =>
    [undefined, ...(SHARED_FIELDS[field] ?? [])].map((value) => secure(field, value)),
  ),
];

function* onWindows(): Iterable<Specimen> {
  const hostProcess = { hostNetwork: true, ...secure('windowsOptions', { hostProcess: true }) };
  const volumes = [{ name: 'data', hostPath: { path: 'C:\\' } }];
  for (const fields of [...ON_WINDOWS, { hostNetwork: true }, hostProcess, { volumes }]) {
    yield specimen(`Windows pod with ${show(fields)}`, WINDOWS, fields);
  }
  for (const fields of [...ON_WINDOWS, { ports: [{ containerPort: 80, hostPort: 80 }] }]) {
    for (const place of EVERYWHERE) {
      yield specimen(`Windows ${place} with ${show(fields)}`, WINDOWS, containerAt(place, WINDOWS, fields));
    }
  }
}

/** What nobody would write on purpose. The API refuses some of it. */
function atRandom(count: number, seed: number): readonly Specimen[] {
  const some = (fields: readonly Fields[]) =>
    fc
      .array(fc.constantFrom(...fields), { maxLength: 3, size: 'max' })
      .map((chosen) => chosen.reduce<Fields>(merged, {}));
  const parts = fc.constantFrom(...EVERYWHERE).chain((place) =>
    fc.record({
      place: fc.constant(place),
      base: fc.constantFrom(GOOD, BARE, USER_NAMESPACE, ROOT_OF_USER_NAMESPACE),
      inContainer: some(PLACES[place]),
      inApp: some(CONTAINER_FIELDS),
      inPod: some(POD_FIELDS),
      annotations: fc.option(fc.constantFrom(...ANNOTATIONS), { nil: undefined }),
    }),
  );
  return fc
    .sample(parts, { numRuns: count, seed })
    .map(({ base, place, inContainer, inApp, inPod, annotations }, index) => {
      const lists = { ...containerAt('container', base, inApp), ...containerAt(place, base, inContainer) };
      // The API wants annotations to agree with the fields of the same meaning.
      const agreed = base.pod.securityContext === undefined ? annotations : undefined;
      return specimen(`random pod ${index}`, base, { ...lists, ...inPod }, agreed);
    });
}

/** Every value of every check by itself, in every place and on every kind of pod, and combinations of them. */
export function corpus(): readonly Specimen[] {
  const ephemeralContainers = [container(GOOD, 'debug')];
  return [
    ...oneByOne(),
    ...levels(),
    ...onWindows(),
    specimen('ephemeral container of a new pod', GOOD, { ephemeralContainers }),
    ...atRandom(200, 37),
  ];
}
