import type { DockerfileRule } from '../../../model/dockerfile-rule.ts';
import { consistentInstructionCasing } from './consistent-instruction-casing.ts';
import { copyFromKnownStage } from './copy-from-known-stage.ts';
import { definitionComment } from './definition-comment.ts';
import { fromAsCasing } from './from-as-casing.ts';
import { instructionOrder } from './instruction-order.ts';
import { noEmptyContinuation } from './no-empty-continuation.ts';
import { noMaintainer } from './no-maintainer.ts';
import { noReservedStageName } from './no-reserved-stage-name.ts';
import { stageNameCasing } from './stage-name-casing.ts';
import { uniqueStageName } from './unique-stage-name.ts';
import { unreachableStage } from './unreachable-stage.ts';
import { validValue } from './valid-value.ts';

/** Stages, what they are called, and how instructions are written. */
export const RULES: readonly DockerfileRule[] = [
  uniqueStageName,
  noReservedStageName,
  unreachableStage,
  copyFromKnownStage,
  instructionOrder,
  validValue,
  consistentInstructionCasing,
  fromAsCasing,
  stageNameCasing,
  definitionComment,
  noEmptyContinuation,
  noMaintainer,
];
