import type { DockerfileRule, LintSeverity } from '../model/dockerfile-rule.ts';
import { type LintRuleSetting, type LintSetting, strictness } from '../model/lint-policy.ts';
import type { LintConfig } from './config.ts';
import { canonicalName, meansWholeRule } from './rule-names.ts';

/** A severity and who asks for it. */
export interface Grade {
  readonly setting: LintSetting;
  readonly policy?: string;
}

/** What a configuration comes to for a rule. */
export interface RuleSettings {
  readonly whole: Grade;
  /** By alias, for findings of that alias alone. */
  readonly partial: ReadonlyMap<string, Grade>;
  /** One or more: policies that give different options must all be met. */
  readonly variants: readonly Variant[];
  readonly preview: boolean;
}

/** The options of a rule and who gives them. */
export interface Variant {
  readonly options: object;
  readonly policy?: string;
}

const DEFAULT_VARIANTS: readonly Variant[] = [{ options: {} }];

/** The settings of layers by canonical name, so that each rule looks at its own alone. */
export function settingsByName(
  layers: LintConfig['layers'],
): readonly ReadonlyMap<string, readonly LintRuleSetting[]>[] {
  return layers.map((layer) => Map.groupBy(layer, ({ rule }) => canonicalName(rule)));
}

/** What the layers of a configuration come to for a rule; `names`: all names of the rule. */
export function settingsOf(
  rule: DockerfileRule,
  names: readonly string[],
  ruleset: LintConfig['ruleset'],
  layers: ReturnType<typeof settingsByName>,
): RuleSettings {
  const own: LintSetting = rule.optIn === true ? 'off' : rule.severity;
  const listed = ruleset?.severities.get(rule.id);
  let settings: RuleSettings = {
    whole: { setting: listed ?? own },
    partial: new Map(),
    variants: DEFAULT_VARIANTS,
    preview: ruleset !== undefined && listed === undefined,
  };
  for (const layer of layers) {
    const said = names.flatMap((name) => (layer.get(name) ?? []).map((setting) => ({ name, setting })));
    if (said.length > 0) settings = withLayer(settings, rule, said);
  }
  return settings;
}

interface Said {
  readonly name: string;
  readonly setting: LintRuleSetting;
}

function withLayer(before: RuleSettings, rule: DockerfileRule, said: readonly Said[]): RuleSettings {
  const wholes = said.filter(({ name }) => meansWholeRule(name, rule)).map(({ setting }) => setting);
  const parts = said.filter(({ name }) => !meansWholeRule(name, rule));
  const grade = (setting: LintRuleSetting, current: LintSetting): Grade => ({
    setting: setting.severity ?? (current === 'off' ? rule.severity : current),
    ...(setting.policy !== undefined && { policy: setting.policy }),
  });
  const whole = strictest(wholes.map((setting) => grade(setting, before.whole.setting))) ?? before.whole;
  const partial = new Map(wholes.length > 0 ? [] : before.partial);
  for (const [name, same] of Map.groupBy(parts, ({ name }) => name)) {
    const current = partial.get(name) ?? whole;
    // What a policy says of one code is closer than what it says of the rule; but what another policy says stands.
    const policies = new Set(same.map(({ setting }) => setting.policy));
    const others = wholes.filter(({ policy }) => policy !== undefined && !policies.has(policy));
    const all = [...same.map(({ setting }) => setting), ...others];
    const now = strictest(all.map((setting) => grade(setting, current.setting)));
    if (now !== undefined) partial.set(name, now);
  }
  const variants = distinctVariants(said.map(({ setting }) => setting));
  return { whole, partial, variants: variants.length > 0 ? variants : before.variants, preview: false };
}

/** The one that asks for most; undefined where there is none. */
export function strictest(grades: readonly Grade[]): Grade | undefined {
  return grades.reduce<Grade | undefined>(
    (best, grade) => (best === undefined || strictness(grade.setting) > strictness(best.setting) ? grade : best),
    undefined,
  );
}

function distinctVariants(settings: readonly LintRuleSetting[]): readonly Variant[] {
  const variants = new Map<string, Variant>();
  for (const { options, policy } of settings) {
    if (options === undefined) continue;
    const key = JSON.stringify(options);
    if (!variants.has(key)) variants.set(key, { options, ...(policy !== undefined && { policy }) });
  }
  return [...variants.values()];
}

/** The severity of a problem; undefined where the configuration does not want it. */
export function gradeOf({ whole, partial }: RuleSettings, aliases: readonly string[]): Grade {
  if (partial.size === 0) return whole;
  return strictest(aliases.flatMap((alias) => partial.get(alias) ?? [])) ?? whole;
}

/** The softer of two severities. */
export function atMost(severity: LintSeverity, most: LintSeverity | undefined): LintSeverity {
  return most !== undefined && strictness(most) < strictness(severity) ? most : severity;
}
