import type { DockerfileRule } from '../../../model/dockerfile-rule.ts';
import { podEnvSecret } from './env-secret.ts';
import { podOverridesEntrypoint } from './overrides-entrypoint.ts';
import { podPortExposed } from './port-exposed.ts';
import { podPrivilegedPort } from './privileged-port.ts';
import { podProbesMissing } from './probes.ts';
import { podReadOnlyRoot } from './read-only-root.ts';
import { podSignals } from './signals.ts';
import { podUserMatchesImage } from './user-matches.ts';

/** Rules that compare the image with the manifests that run it; without manifests they find nothing. */
export const RULES: readonly DockerfileRule[] = [
  podEnvSecret,
  podOverridesEntrypoint,
  podPortExposed,
  podPrivilegedPort,
  podProbesMissing,
  podReadOnlyRoot,
  podSignals,
  podUserMatchesImage,
];
