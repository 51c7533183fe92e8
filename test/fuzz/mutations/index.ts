import type { Mutation } from '../mutation.ts';
import { claimExemption, claimLabel, markDeleted, nameOwner, writeServerFields, writeStatus } from './claims.ts';
import {
  addNamesake,
  addSiblings,
  moveOffender,
  overridePod,
  pushDown,
  renameContainer,
  renameVolume,
} from './containers.ts';
import { addUnknownField, shuffleFields, shuffleLists } from './shape.ts';
import { wrapInCustom, wrapPod } from './wrapping.ts';

/** All changes that keep a violating object violating. */
export const MUTATIONS: readonly Mutation[] = [
  addNamesake,
  addSiblings,
  addUnknownField,
  claimExemption,
  claimLabel,
  markDeleted,
  moveOffender,
  nameOwner,
  overridePod,
  pushDown,
  renameContainer,
  renameVolume,
  shuffleFields,
  shuffleLists,
  wrapInCustom,
  wrapPod,
  writeServerFields,
  writeStatus,
];
