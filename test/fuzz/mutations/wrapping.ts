import type { Mutation } from '../mutation.ts';
import { maySitAnywhere } from '../oracle.ts';
import { asDraft, BUILT_IN_PLACES, CUSTOM_PLACE, type Draft, type KindPlace, type Specimen } from '../specimen.ts';

const SELECTING = new Set(['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Rollout']);

/** Takes the pod out of its object, and makes it the template of another. */
function wrapIn(specimen: Specimen, place: KindPlace): void {
  const { template } = specimen;
  const metadata = asDraft(template.metadata) ?? {};
  const isPod = place.template.length === 0;
  const { labels } = metadata;
  const ofTemplate = only(metadata, ['labels', 'annotations']);
  const ofObject = { ...only(specimen.object.metadata, ['name', 'namespace']), ...(isPod && ofTemplate) };
  const root: Draft = { apiVersion: place.apiVersion, kind: place.kind, metadata: ofObject };
  if (isPod) root.spec = template.spec;
  else nest(root, place.template, { metadata: ofTemplate, spec: template.spec });
  if (SELECTING.has(place.kind)) (root.spec as Draft).selector = { matchLabels: { ...asDraft(labels) } };
  specimen.object = root;
  specimen.place = place;
}

function only(value: unknown, fields: readonly string[]): Draft {
  return Object.fromEntries(Object.entries(asDraft(value) ?? {}).filter(([key]) => fields.includes(key)));
}

function nest(root: Draft, path: readonly (string | number)[], value: unknown): void {
  const [step, ...rest] = path;
  if (step === undefined) return;
  if (rest.length === 0) root[step] = value;
  else {
    const inner: Draft = {};
    root[step] = inner;
    nest(inner, rest, value);
  }
}

export const wrapPod: Mutation = {
  name: 'put the pod into an object of another kind',
  keeps: (base) => maySitAnywhere(base),
  apply(specimen, random) {
    const place = random.pick(BUILT_IN_PLACES);
    if (place !== undefined) wrapIn(specimen, place);
  },
};

/** The pods of custom resources are judged with defaults, which may mend what is missing. */
export const wrapInCustom: Mutation = {
  name: 'put the pod into a custom resource',
  keeps: (base) => maySitAnywhere(base) && base.isWorseThanDefaults,
  apply: (specimen) => wrapIn(specimen, CUSTOM_PLACE),
};
