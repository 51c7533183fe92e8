import type { Base } from './bases.ts';
import { CONTAINER_KINDS, type ContainerKind } from './specimen.ts';

/**
 * What a change does to a verdict depends on what the rule asks for. These tables say it in our words, from the pages of
 * the rules: what is not named here judges all four kinds of container alike, in whatever kind of object, and no
 * container can mend another.
 */

const RUNNING: readonly ContainerKind[] = ['regular', 'sidecar'];
const NOT_EPHEMERAL: readonly ContainerKind[] = ['regular', 'init', 'sidecar'];

/** Rules that leave some kinds of container out. */
export const JUDGED: Readonly<Record<string, readonly ContainerKind[]>> = {};

/** Rules about the pod as a whole that a good container beside the others may satisfy. */
export const MENDED_BY_SIBLINGS: ReadonlySet<string> = new Set([]);

/** Rules whose verdict depends on the kind of the object, beside those that read it outside of the pod template. */
export const BOUND_TO_KIND: ReadonlySet<string> = new Set([]);

/** Rules that compare objects as wholes, so that a field which nobody knows makes a difference. */
export const COMPARING: ReadonlySet<string> = new Set(['distinct-probes']);

void RUNNING;
void NOT_EPHEMERAL;

export function judgedKinds({ rule }: Base): readonly ContainerKind[] {
  return JUDGED[rule.id] ?? CONTAINER_KINDS;
}

export function maySitAnywhere({ rule, holds }: Base): boolean {
  const { reads } = rule.rule;
  const isOfPod = reads.every(
    (part) => part === 'pod' || part === 'images' || (typeof part === 'object' && part.from === 'template'),
  );
  return holds === 'pod' && isOfPod && !rule.crossObject && !BOUND_TO_KIND.has(rule.id);
}
