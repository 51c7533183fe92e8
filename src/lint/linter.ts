import type { BuildCheck, DockerfileRule, ProblemAlias } from '../model/dockerfile-rule.ts';
import type { RuleDescription } from '../model/lint.ts';
import type { LintRuleSetting } from '../model/lint-policy.ts';
import { INTERNAL_ERROR } from './check-rules.ts';
import type { LintConfig } from './config.ts';
import { ENGINE_RULES } from './engine-rules.ts';
import { NEEDS_REASON } from './ignore-rules.ts';
import { linkOf } from './rule-link.ts';
import { aliasesOf, canonicalName, RuleNames } from './rule-names.ts';
import { type Grade, type RuleSettings, settingsByName, settingsOf, strictest } from './settings.ts';

/** A rule that is on, with what the configuration says of it. */
export interface LintRule {
  readonly rule: DockerfileRule;
  readonly settings: RuleSettings;
  /** One for each set of options. */
  readonly checks: readonly { readonly check: BuildCheck; readonly policy?: string }[];
  readonly link: string;
  /** Ids in other tools for a problem that names one, or none. */
  aliasesFor(alias: ProblemAlias | undefined): readonly string[];
}

/** A configuration, ready to be used on any number of files. */
export interface Linter {
  readonly config: LintConfig;
  /** The rules that are on, in the order of their ids. */
  readonly rules: readonly LintRule[];
  /** Rules that are off, and know where secrets are. */
  readonly secretFinders: readonly BuildCheck[];
  /** By id. */
  readonly byId: ReadonlyMap<string, LintRule>;
  readonly names: RuleNames;
  /** Canonical names of what no comment may ignore, with the policy that says so. */
  readonly locks: ReadonlyMap<string, string | undefined>;
  /** What the configuration says of a code of the program ShellCheck; undefined: nothing. */
  shellcheckGrade(code: string): Grade | undefined;
  /** Of all rules that are on. */
  readonly descriptions: readonly RuleDescription[];
}

/** The rules with those of the engine itself: what is wrong with the form of files, and with comments that ignore. */
export function withEngineRules(rules: readonly DockerfileRule[]): readonly DockerfileRule[] {
  return [...ENGINE_RULES, ...rules];
}

/** All names of rules, those of the engine included, for whoever reads policies. */
export function lintRuleNames(rules: readonly DockerfileRule[]): RuleNames {
  return new RuleNames(withEngineRules(rules));
}

/**
 * Compiles a configuration, once for many files.
 * @param rules those of the topics, without the engine's own
 * @throws OptionsError where the options of a rule make no sense together
 */
export function compileLinter(rules: readonly DockerfileRule[], config: LintConfig): Linter {
  const layers = settingsByName([...config.layers, ...demanded(config)]);
  const on = withEngineRules(rules)
    .flatMap((rule) => compiled(rule, config, layers) ?? [])
    .toSorted((one, other) => (one.rule.id < other.rule.id ? -1 : 1));
  const byId = new Map(on.map((rule) => [rule.rule.id, rule]));
  const finders = rules.filter(({ id, hidesSecrets }) => hidesSecrets === true && !byId.has(id));
  let names: RuleNames | undefined;
  let descriptions: readonly RuleDescription[] | undefined;
  return {
    config,
    rules: on,
    secretFinders: finders.map((rule) => rule.compile({})),
    byId,
    get names() {
      names ??= lintRuleNames(rules);
      return names;
    },
    locks: new Map(config.forbidIgnores.map(({ rule, policy }) => [canonicalName(rule), policy])),
    shellcheckGrade(code) {
      const grades = layers.map((layer) => strictest((layer.get(code) ?? []).flatMap(statedGrade)));
      return grades.findLast((grade) => grade !== undefined);
    },
    get descriptions() {
      descriptions ??= on.map(descriptionOf);
      return descriptions;
    },
  };
}

function statedGrade({ severity, policy }: LintRuleSetting): readonly Grade[] {
  return severity === undefined ? [] : [{ setting: severity, ...(policy !== undefined && { policy }) }];
}

/** Where a policy demands reasons, whoever gives none is told. */
function demanded({ ignores, layers }: LintConfig): LintConfig['layers'] {
  const isSaid = layers.flat().some(({ rule }) => rule === NEEDS_REASON);
  return ignores.requireReason && !isSaid ? [[{ rule: NEEDS_REASON }]] : [];
}

function compiled(
  rule: DockerfileRule,
  { ruleset }: LintConfig,
  layers: ReturnType<typeof settingsByName>,
): LintRule | undefined {
  let aliases: readonly string[] | undefined;
  const allAliases = () => {
    aliases ??= aliasesOf(rule);
    return aliases;
  };
  const isNamed = layers.some((layer) => layer.size > 0);
  const asked = settingsOf(rule, isNamed ? [rule.id, ...new Set(allAliases())] : [], ruleset, layers);
  const isOff = [asked.whole, ...asked.partial.values()].every(({ setting }) => setting === 'off');
  if (isOff && rule.id !== INTERNAL_ERROR) return undefined;
  // What failed must be heard of, whatever a configuration says.
  const settings: RuleSettings = isOff ? { ...asked, whole: { setting: rule.severity } } : asked;
  const known = new Map<ProblemAlias, readonly string[]>();
  return {
    rule,
    settings,
    checks: settings.variants.map(({ options, policy }) => ({
      check: rule.compile(options),
      ...(policy !== undefined && { policy }),
    })),
    link: linkOf(rule.id),
    aliasesFor(alias) {
      if (alias === undefined) return allAliases();
      const before = known.get(alias);
      if (before !== undefined) return before;
      const list = aliasesOf(rule, alias);
      known.set(alias, list);
      return list;
    },
  };
}

function descriptionOf({ rule, settings: { whole }, link, aliasesFor }: LintRule): RuleDescription {
  const { id, severity, summary, why, remediation } = rule;
  return {
    id,
    aliases: aliasesFor(undefined),
    severity: whole.setting === 'off' ? severity : whole.setting,
    summary,
    why,
    remediation,
    link,
  };
}
