import type { LintSeverity } from '../../model/dockerfile-rule.ts';

/** Kinds of label that a schema knows. */
export const LABEL_TYPES = ['text', 'url', 'rfc3339', 'spdx', 'hash', 'semver', 'email'] as const;
export type LabelType = (typeof LABEL_TYPES)[number];

/** Words of `failure-threshold`. */
export const THRESHOLDS = ['error', 'warning', 'info', 'style', 'ignore', 'none'] as const;

/** What `.hadolint.yaml` and hadolint's flags say. */
export interface HadolintConfig {
  readonly ignored: readonly string[];
  readonly override: Readonly<Record<LintSeverity, readonly string[]>>;
  readonly trustedRegistries: readonly string[];
  readonly labelSchema: ReadonlyMap<string, LabelType>;
  readonly strictLabels: boolean;
  readonly disableIgnorePragma: boolean;
  readonly failureThreshold: (typeof THRESHOLDS)[number] | undefined;
  readonly noFail: boolean;
  readonly formats: readonly string[];
  readonly noColor: boolean;
  readonly verbose: boolean;
}

/** What holds where nothing is said. */
export const NO_CONFIG: HadolintConfig = {
  ignored: [],
  override: { error: [], warning: [], info: [], style: [] },
  trustedRegistries: [],
  labelSchema: new Map(),
  strictLabels: false,
  disableIgnorePragma: false,
  failureThreshold: undefined,
  noFail: false,
  formats: [],
  noColor: false,
  verbose: false,
};
