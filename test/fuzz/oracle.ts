import { readWorkload } from '../rules/marked-yaml.ts';
import type { Base } from './bases.ts';
import { CONTAINER_KINDS, type ContainerKind, type Specimen } from './specimen.ts';

/**
 * What a change does to a verdict depends on what the rule asks for. These tables say it in our words, from the pages of
 * the rules: what is not named here judges all four kinds of container alike, in whatever kind of object, and no
 * container can mend another.
 */

const RUNNING: readonly ContainerKind[] = ['regular', 'sidecar'];
const NOT_EPHEMERAL: readonly ContainerKind[] = ['regular', 'init', 'sidecar'];

/** Rules that leave some kinds of container out, mostly because the API forbids the field there. */
const JUDGED: Readonly<Record<string, readonly ContainerKind[]>> = {
  'disallow-ephemeral-containers': ['ephemeral'],
  'distinct-probes': RUNNING,
  'limit-request-ratio': NOT_EPHEMERAL,
  'memory-request-equals-limit': NOT_EPHEMERAL,
  'probe-port-exposed': RUNNING,
  'require-port-names': NOT_EPHEMERAL,
  'require-probes': RUNNING,
  'require-qos-class': NOT_EPHEMERAL,
  'require-resources': NOT_EPHEMERAL,
  'require-restart-policy': ['regular', 'init'],
  'restrict-cpu-limits': NOT_EPHEMERAL,
};

/** Rules that add up what the containers ask for: where the pod is at fault, one more container may mend it. */
const ADDING_UP: ReadonlySet<string> = new Set(['limit-request-ratio', 'require-qos-class']);

/**
 * Rules whose verdict depends on the kind of the object, beside those that read it outside of the pod template: what runs
 * to its end needs no probe, a DaemonSet has a pod on every node, and each kind has restart policies of its own.
 */
const BOUND_TO_KIND: ReadonlySet<string> = new Set([
  'require-node-affinity',
  'require-probes',
  'require-restart-policy',
]);

/** Rules that let a controller leave an image open, because something fills it in before there is a pod. */
const LEAVING_IMAGES_OPEN: ReadonlySet<string> = new Set([
  'allowed-registries',
  'disallow-latest-tag',
  'disallow-registries',
  'disallow-tiller',
  'image-max-age',
  'image-runs-as-root',
  'pin-image-digest',
  'require-image-pull-secrets',
]);

/** Rules that compare objects as wholes, so that a field which nobody knows makes a difference. */
export const COMPARING: ReadonlySet<string> = new Set(['distinct-probes']);

/** The kinds of container that the rule judges. */
export function judgedKinds({ rule }: Base): readonly ContainerKind[] {
  return JUDGED[rule.id] ?? CONTAINER_KINDS;
}

/** No other container, in whatever order, makes up for the fault. */
export function isItsOwnFault({ rule, holds }: Base, { offender }: Specimen): boolean {
  return holds === 'pod' && (offender !== undefined || !ADDING_UP.has(rule.id));
}

/** The same pod violates the rule in whatever kind of object. */
export function maySitAnywhere({ rule, holds, object, namespace }: Base): boolean {
  if (LEAVING_IMAGES_OPEN.has(rule.id) && readWorkload(object, namespace).images.some(({ text }) => text === ''))
    return false;
  const { reads } = rule.rule;
  const isOfPod = reads.every(
    (part) => part === 'pod' || part === 'images' || (typeof part === 'object' && part.from === 'template'),
  );
  return holds === 'pod' && isOfPod && !rule.crossObject && !BOUND_TO_KIND.has(rule.id);
}
