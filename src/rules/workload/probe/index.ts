import type { WorkloadRule } from '../../../model/rule.ts';
import { distinctProbes } from './distinct-probes.ts';
import { probePortExposed } from './probe-port-exposed.ts';
import { requireProbes } from './require-probes.ts';
import { restrictProbeCommands } from './restrict-probe-commands.ts';

/** Rules about probes. */
export const PROBE_RULES: readonly WorkloadRule[] = [
  distinctProbes,
  probePortExposed,
  requireProbes,
  restrictProbeCommands,
];
