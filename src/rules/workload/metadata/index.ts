import type { WorkloadRule } from '../../../model/rule.ts';
import { disallowDefaultNamespace } from './disallow-default-namespace.ts';
import { disallowDeprecatedApis } from './disallow-deprecated-apis.ts';
import { disallowTiller } from './disallow-tiller.ts';
import { instanceLabelMatchesName } from './instance-label-matches-name.ts';
import { requireAnnotations } from './require-annotations.ts';
import { requireLabels } from './require-labels.ts';
import { restrictAnnotations } from './restrict-annotations.ts';

/** Rules about names, labels and annotations. */
export const METADATA_RULES: readonly WorkloadRule[] = [
  disallowDefaultNamespace,
  disallowDeprecatedApis,
  disallowTiller,
  instanceLabelMatchesName,
  requireAnnotations,
  requireLabels,
  restrictAnnotations,
];
