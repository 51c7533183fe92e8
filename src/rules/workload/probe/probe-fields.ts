import { list, optional, word } from '../../../model/schema.ts';
import type { Container } from '../../../model/workload.ts';

/** The probes of a container, as options name them. */
export const PROBES = ['liveness', 'readiness', 'startup'] as const;
export type ProbeName = (typeof PROBES)[number];

/** The option of rules that look at some probes only. */
export function probesOption(description: string) {
  return optional(list(description, word('A probe', PROBES), { maxItems: PROBES.length }));
}

/** The fields of core/v1 Container that hold the probes. */
export function probeFields(probes: readonly ProbeName[]): readonly string[] {
  return probes.map((probe) => `${probe}Probe`);
}

/** Regular containers and sidecars: the API forbids probes on all others. */
export function mayHaveProbes({ list: place, sidecar }: Container): boolean {
  return place === 'containers' || sidecar;
}
