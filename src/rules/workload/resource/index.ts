import type { WorkloadRule } from '../../../model/rule.ts';
import { limitRequestRatio } from './limit-request-ratio.ts';
import { memoryRequestEqualsLimit } from './memory-request-equals-limit.ts';
import { requireEmptyDirSizeLimit } from './require-empty-dir-size-limit.ts';
import { requireQosClass } from './require-qos-class.ts';
import { requireResources } from './require-resources.ts';
import { restrictCpuLimits } from './restrict-cpu-limits.ts';
import { restrictGpu } from './restrict-gpu.ts';

/** Rules about CPU, memory, storage and devices. */
export const RESOURCE_RULES: readonly WorkloadRule[] = [
  limitRequestRatio,
  memoryRequestEqualsLimit,
  requireEmptyDirSizeLimit,
  requireQosClass,
  requireResources,
  restrictCpuLimits,
  restrictGpu,
];
