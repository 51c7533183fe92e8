import { goodContainer } from '../../support/pods.ts';
import type { Mutation } from '../mutation.ts';
import { isItsOwnFault } from '../oracle.ts';
import type { Random } from '../random.ts';
import { asDraft, CONTAINER_KINDS, type Draft, draftAt, draftsIn, write } from '../specimen.ts';

const CROWD = 200;
/** Names that look like others, mean something elsewhere, or are none at all. */
const NAMES = [
  'app',
  'арр',
  'a\u200bpp',
  'APP',
  'istio-proxy',
  '__proto__',
  'constructor',
  'exempt',
  '',
  'x'.repeat(300),
];

/** A container without fault, whatever the pod says, and without what could make up for a fault of others. */
function sibling(random: Random, index: number): Draft {
  const { securityContext, ...fields } = structuredClone(goodContainer()) as Draft;
  return {
    ...fields,
    name: random.chance(0.9) ? `good-${index}` : random.pick(NAMES),
    securityContext: { ...asDraft(securityContext), runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  };
}

/** The offender becomes a container of another kind. */
export const moveOffender: Mutation = {
  name: 'move the container to another kind',
  keeps: (_, { offender }) => offender !== undefined,
  apply(specimen, random) {
    const { offender, judgedKinds } = specimen;
    const kind = random.pick(judgedKinds);
    if (offender === undefined || kind === undefined) return;
    if (specimen.kindOf(offender) === 'sidecar') delete offender.restartPolicy;
    specimen.remove(offender);
    specimen.add(offender, kind, random.pick(['first', 'last']));
    if (draftsIn(specimen.pod, 'containers').length === 0) specimen.add(sibling(random, 0), 'regular', 'last');
  },
};

export const addSiblings: Mutation = {
  name: 'add good containers',
  keeps: isItsOwnFault,
  apply(specimen, random) {
    const count = random.chance(0.03) ? CROWD : 1 + random.below(3);
    for (let index = 0; index < count; index += 1) {
      const kind = random.pick(CONTAINER_KINDS) ?? 'regular';
      specimen.add(sibling(random, index), kind, random.pick(['first', 'last']));
    }
  },
};

export const addNamesake: Mutation = {
  name: 'add a good container of the same name',
  keeps: (base, specimen) => specimen.offender !== undefined && addSiblings.keeps(base, specimen),
  apply(specimen, random) {
    const twin = { ...sibling(random, 0), name: specimen.offender?.name };
    const kind = random.pick(CONTAINER_KINDS) ?? 'regular';
    specimen.add(twin, kind, random.pick(['first', 'last']));
  },
};

/** With all that refers to the name. */
export const renameContainer: Mutation = {
  name: 'rename a container',
  keeps: ({ holds }) => holds === 'pod',
  apply(specimen, random) {
    const container = random.pick(specimen.containers);
    const name = random.pick(NAMES) ?? '';
    if (container === undefined) return;
    const old = container.name;
    container.name = name;
    const annotations = asDraft(asDraft(specimen.template.metadata)?.annotations);
    for (const key of Object.keys(annotations ?? {})) {
      if (
        annotations === undefined ||
        typeof old !== 'string' ||
        !key.startsWith('container.') ||
        !key.endsWith(`/${old}`)
      )
        continue;
      write(annotations, `${key.slice(0, key.length - old.length)}${name}`, annotations[key]);
    }
  },
};

export const renameVolume: Mutation = {
  name: 'rename a volume',
  keeps: ({ holds }) => holds === 'pod',
  apply(specimen, random) {
    const volume = random.pick(draftsIn(specimen.pod, 'volumes'));
    if (volume === undefined || typeof volume.name !== 'string') return;
    const { name: old } = volume;
    const name = `${random.pick(NAMES)}${random.below(1_000)}`;
    volume.name = name;
    for (const container of specimen.containers) {
      for (const list of ['volumeMounts', 'volumeDevices']) {
        for (const mount of draftsIn(container, list)) if (mount.name === old) mount.name = name;
      }
    }
  },
};

/** Fields that count for a container which does not set them itself. */
const GOOD_POD_FIELDS: Readonly<Record<string, unknown>> = {
  runAsNonRoot: true,
  runAsUser: 10_001,
  runAsGroup: 10_001,
  seccompProfile: { type: 'RuntimeDefault' },
  appArmorProfile: { type: 'RuntimeDefault' },
  seLinuxOptions: { type: 'container_t' },
  windowsOptions: { hostProcess: false },
};

/** What the offender says itself counts for it, whatever the pod says. */
export const overridePod: Mutation = {
  name: 'set a good value on the pod, which the container overrides',
  keeps: (_, { offender }) => asDraft(offender?.securityContext) !== undefined,
  apply(specimen) {
    const own = asDraft(specimen.offender?.securityContext) ?? {};
    const ofPod = draftAt(specimen.pod, 'securityContext');
    for (const [field, value] of Object.entries(GOOD_POD_FIELDS)) {
      const isOwn = own[field] !== undefined && own[field] !== null;
      if (isOwn && ofPod !== undefined && (ofPod[field] ?? null) === null) ofPod[field] = structuredClone(value);
    }
  },
};

export const pushDown: Mutation = {
  name: 'say on every container what the pod says',
  keeps: ({ holds }) => holds === 'pod',
  apply(specimen, random) {
    const ofPod = asDraft(specimen.pod.securityContext);
    if (ofPod === undefined) return;
    const moves = random.chance(0.5);
    const annotations = Object.keys(asDraft(asDraft(specimen.template.metadata)?.annotations) ?? {});
    for (const field of Object.keys(GOOD_POD_FIELDS)) {
      // An annotation goes before what the pod says, and after what the container says.
      if (field === 'appArmorProfile' && annotations.some((key) => key.includes('apparmor'))) continue;
      const value = ofPod[field] ?? null;
      const contexts = specimen.containers.map((container) => draftAt(container, 'securityContext'));
      if (value === null || contexts.length === 0 || contexts.includes(undefined)) continue;
      for (const context of contexts)
        if (context && (context[field] ?? null) === null) context[field] = structuredClone(value);
      if (moves) delete ofPod[field];
    }
  },
};
