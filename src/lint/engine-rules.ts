import type { DockerfileRule } from '../model/dockerfile-rule.ts';
import { CHECK_RULES } from './check-rules.ts';
import { FAULT_RULES } from './fault-rules.ts';
import { IGNORE_RULES } from './ignore-rules.ts';

/** Rules that come with the engine, for whatever rules it is used. */
export const ENGINE_RULES: readonly DockerfileRule[] = [...FAULT_RULES, ...CHECK_RULES, ...IGNORE_RULES];
