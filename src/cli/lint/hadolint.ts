import type { HadolintConfig } from '../../compat/hadolint/config.ts';
import { hadolintRules } from '../../compat/hadolint/index.ts';
import { NOT_CHECKED } from '../../lint/check-rules.ts';
import { joinLayers, type LintLayer, layerOf } from '../../lint/config.ts';
import { ENGINE_RULES } from '../../lint/engine-rules.ts';
import { compileLinter, type Linter } from '../../lint/linter.ts';
import { isShellcheckCode } from '../../lint/rule-names.ts';
import { RULESETS } from '../../lint/rulesets.ts';
import type { LintSeverity } from '../../model/dockerfile-rule.ts';
import type { FailLevel, LintRuleNames, LintRuleSetting } from '../../model/lint-policy.ts';
import { printable } from '../../model/printable.ts';
import { checkImagePattern } from '../../parse/image-pattern.ts';
import type { Environment } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import type { LintFlags } from './command-line-layer.ts';
import { type AnyFormatName, HADOLINT_NAMES } from './format-names.ts';
import { hadolintEnvironment, hadolintFlags, joinHadolintConfigs } from './hadolint-environment.ts';
import { hadolintConfigIn, hadolintConfigOfUser } from './hadolint-file.ts';

/** Later ones win: hadolint goes through them in this order. */
const OVERRIDES: readonly LintSeverity[] = ['style', 'info', 'warning', 'error'];

/** A file that does not parse: neither hadolint's configuration nor its comments can ignore that. */
const UNPARSABLE = 'DL1000';

/** Our engine's rules are off, but for what says that something was not looked at. */
const OWN_RULES: readonly LintRuleSetting[] = ENGINE_RULES.filter(({ id }) => id !== NOT_CHECKED).map(({ id }) => ({
  rule: id,
  severity: 'off',
}));

/** A run as hadolint would do it. */
export interface HadolintMode {
  /** Formats that its configuration names. */
  readonly formats: readonly AnyFormatName[];
  readonly noColor: boolean;
  readonly linter: Linter;
}

/**
 * What `--compat hadolint` makes of a run: its rules with its severities, its configuration and environment.
 * @throws SourceError, UsageError
 */
export function hadolintMode(flags: LintFlags, environment: Environment): HadolintMode {
  const file =
    flags.config === undefined
      ? flags.noConfig
        ? []
        : [hadolintConfigOfUser(environment)]
      : [hadolintConfigIn(flags.config)];
  const config = joinHadolintConfigs([hadolintEnvironment(environment), ...file, hadolintFlags(flags)]);
  const layers: readonly LintLayer[] = [
    layerOf({ rules: overrides(config), failOn: failLevelOf(config) ?? 'info', ...comments(config) }),
    layerOf({ rules: config.ignored.map((rule) => ({ rule, severity: 'off' as const })) }),
    layerOf({ rules: [{ rule: UNPARSABLE, severity: 'error' }], forbidIgnores: [UNPARSABLE] }),
    // Last: some of them have ids of hadolint for aliases, and so are meant by what stands above.
    layerOf({ rules: OWN_RULES }),
  ];
  // No rule set names hadolint's own rules, so that none is a preview.
  const { ruleset: _, ...joined } = joinLayers(layers, RULESETS);
  return { formats: formatsOf(config), noColor: config.noColor, linter: compileLinter(hadolintRules(config), joined) };
}

/**
 * What a `.hadolint.yaml` says to the linter's own rules, and what of it cannot be followed.
 * @throws SourceError
 */
export function hadolintLayer(
  file: string,
  names: LintRuleNames,
): { readonly layer: LintLayer; readonly notes: readonly string[] } {
  const config = hadolintConfigIn(file);
  const isKnown = ({ rule }: LintRuleSetting) => isShellcheckCode(rule) || names.rulesNamed(rule).length > 0;
  const named = [
    ...overrides(config),
    ...config.ignored.map((rule) => ({ rule, severity: 'off' }) satisfies LintRuleSetting),
  ];
  const patterns = config.trustedRegistries.map((registry) => (registry === '*' ? '**' : `${registry}/**`));
  const usable = patterns.filter((pattern) => checkImagePattern(pattern) === undefined);
  const unusable = patterns.filter((pattern) => checkImagePattern(pattern) !== undefined);
  const consequence = usable.length > 0 ? 'no image may come from it' : 'no registry is checked';
  const failOn = failLevelOf(config);
  const rules = [
    ...named.filter(isKnown),
    ...labelSettings(config),
    ...(usable.length > 0
      ? [{ rule: 'allowed-registries', severity: 'error', options: { registries: usable } } satisfies LintRuleSetting]
      : []),
  ];
  return {
    layer: layerOf({ rules, ...(failOn !== undefined && { failOn }), ...comments(config) }),
    notes: [
      ...named.filter((setting) => !isKnown(setting)).map(({ rule }) => `there is no rule ${rule}`),
      ...unusable.map((pattern) => `trustedRegistries: ${pattern} cannot be used as a pattern: ${consequence}`),
    ],
  };
}

function formatsOf({ formats }: HadolintConfig): readonly AnyFormatName[] {
  return formats.map((format) => {
    const known = HADOLINT_NAMES.find((name) => name === format);
    if (known !== undefined) return known;
    throw new UsageError([`the configuration asks for the format "${printable(format, 80)}": hadolint has none such`]);
  });
}

function comments({ disableIgnorePragma }: HadolintConfig): { readonly ignoresNoComments?: true } {
  return disableIgnorePragma ? { ignoresNoComments: true } : {};
}

function overrides({ override }: HadolintConfig): readonly LintRuleSetting[] {
  const settings = new Map<string, LintSeverity>();
  for (const severity of OVERRIDES) for (const rule of override[severity]) settings.set(rule, severity);
  return Array.from(settings, ([rule, severity]) => ({ rule, severity }));
}

/** With `ignore` and `none` everything fails: a quirk that scripts may count on. */
function failLevelOf({ failureThreshold, noFail }: HadolintConfig): FailLevel | undefined {
  if (noFail) return 'none';
  return failureThreshold === 'ignore' || failureThreshold === 'none' ? 'style' : failureThreshold;
}

function labelSettings({ labelSchema, strictLabels }: HadolintConfig): readonly LintRuleSetting[] {
  if (labelSchema.size === 0 && !strictLabels) return [];
  const labels = Object.fromEntries(labelSchema);
  const format: LintRuleSetting = {
    rule: 'label-format',
    severity: 'warning',
    options: { labels, strict: strictLabels },
  };
  const required = [...labelSchema.keys()];
  if (required.length === 0) return [format];
  return [format, { rule: 'required-labels', severity: 'info', options: { labels: required } }];
}
