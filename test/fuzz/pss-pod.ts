import { asDraft, type Draft, draftsIn } from './specimen.ts';

/** A pod as the checks of the standard see it. */
export interface ReferencePod {
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: Draft;
}

/** The words of a list. */
export function words(list: string): ReadonlySet<unknown> {
  return new Set(list.split(' '));
}

/** The value that steps from field to field lead to; null is absent. */
export function at(value: unknown, ...steps: string[]): unknown {
  return steps.reduce<unknown>((found, step) => asDraft(found)?.[step] ?? undefined, value);
}

/** The items of a list; none where there is no list. */
export function texts(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Containers of every kind. */
export function containersOf({ spec }: ReferencePod): readonly Draft[] {
  return ['initContainers', 'containers', 'ephemeralContainers'].flatMap((list) => draftsIn(spec, list));
}

/** A field of the security contexts: the pod's first, then those of all containers. */
export function contexts(pod: ReferencePod, ...steps: string[]): { ofPod: unknown; own: readonly unknown[] } {
  return {
    ofPod: at(pod.spec, 'securityContext', ...steps),
    own: containersOf(pod).map((container) => at(container, 'securityContext', ...steps)),
  };
}

/** Whether the field is bad in any security context. */
export function anywhere(pod: ReferencePod, steps: readonly string[], isBad: (value: unknown) => boolean): boolean {
  const { ofPod, own } = contexts(pod, ...steps);
  return [ofPod, ...own].some((value) => value !== undefined && isBad(value));
}
