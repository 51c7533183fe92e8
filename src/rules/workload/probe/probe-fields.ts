import { list, optional, word } from '../../../model/schema.ts';
import type { Container } from '../../../model/workload.ts';

/** The probes of a container, as options name them. */
export const PROBES = ['liveness', 'readiness', 'startup'] as const;
export type ProbeName = (typeof PROBES)[number];

/** The option of rules that look at some probes only. */
export function probesOption(description: string) {
  return optional(list(description, word('A probe', PROBES), { maxItems: PROBES.length }));
}

/** The field of core/v1 Container that holds a probe. */
export function probeField(probe: ProbeName): string {
  return `${probe}Probe`;
}

/** A probe as written; undefined where there is none. */
export function probeOf({ spec }: Container, probe: ProbeName): unknown {
  switch (probe) {
    case 'liveness':
      return spec.livenessProbe ?? undefined;
    case 'readiness':
      return spec.readinessProbe ?? undefined;
    case 'startup':
      return spec.startupProbe ?? undefined;
  }
}

/** Regular containers and sidecars: the API forbids probes on all others. */
export function mayHaveProbes({ list: place, sidecar }: Container): boolean {
  return place === 'containers' || sidecar;
}
