import type { DockerfileRule } from '../model/dockerfile-rule.ts';
import type { DockerfilePolicy, LintRuleNames } from '../model/lint-policy.ts';
import type { FieldPath } from '../model/path.ts';
import { OptionsError } from '../model/rule.ts';
import type { SourceDocument } from '../model/source.ts';
import { suggest } from '../model/suggest.ts';
import { compilePathGlob } from '../parse/path-glob.ts';
import type { DockerfilePolicySource, DockerfileRuleSource } from './dockerfile-policy-schema.ts';
import { namePlace } from './document-head.ts';
import type { ProblemList } from './problem-list.ts';
import { checkPart } from './schema-check.ts';

/** Codes of the program ShellCheck, which knows more than there are rules here. */
const SHELLCHECK_CODE = /^SC[0-9]{4}$/;
/** A rule that fails must be heard of. */
const ALWAYS_ON = 'internal-error';

interface PolicyContext {
  readonly document: SourceDocument;
  readonly problems: ProblemList;
  /** Absent: names and options of rules are not looked at. */
  readonly rules?: LintRuleNames | undefined;
}

/** Compiles a `DockerfilePolicy` that its schema finds no fault with; what is wrong with its rules goes to the list. */
export function compileDockerfilePolicy(source: DockerfilePolicySource, context: PolicyContext): DockerfilePolicy {
  const { metadata, spec } = source;
  const { ruleset, rules = [], forbidIgnores = [], ignores = {}, failOn, buildArgs = {} } = spec;
  if (context.rules !== undefined) new RuleCheck(context, context.rules).check(source);
  return {
    name: metadata.name,
    source: namePlace(context.document),
    matches: filesOf(spec.match?.files ?? {}),
    rules,
    forbidIgnores,
    ignores: { requireReason: ignores.requireReason ?? false, ...(ignores.maxDays && { maxDays: ignores.maxDays }) },
    buildArgs: new Map(Object.entries(buildArgs)),
    ...(ruleset !== undefined && { ruleset }),
    ...(failOn !== undefined && { failOn }),
  };
}

/** Whether a rule set of this name exists. */
export function checkRuleset(
  ruleset: string | undefined,
  rules: LintRuleNames,
  { document, problems }: Pick<PolicyContext, 'document' | 'problems'>,
): void {
  if (ruleset === undefined || rules.rulesets.includes(ruleset)) return;
  const help = suggest(ruleset, rules.rulesets) || `; there are ${rules.rulesets.join(', ')}`;
  problems.addAt(document, ['spec', 'ruleset'], `this version has no rule set "${ruleset}"${help}`);
}

interface FileGlobs {
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
}

function filesOf({ include, exclude = [] }: FileGlobs): (path: string) => boolean {
  const included = include?.map(compilePathGlob);
  const excluded = exclude.map(compilePathGlob);
  return (path) =>
    (included === undefined || included.some((fits) => fits(path))) && !excluded.some((fits) => fits(path));
}

/** Holds what a policy says of rules against the rules that there are. */
class RuleCheck {
  readonly #document: SourceDocument;
  readonly #problems: ProblemList;
  readonly #rules: LintRuleNames;

  constructor({ document, problems }: PolicyContext, rules: LintRuleNames) {
    this.#document = document;
    this.#problems = problems;
    this.#rules = rules;
  }

  check({ spec }: DockerfilePolicySource): void {
    checkRuleset(spec.ruleset, this.#rules, { document: this.#document, problems: this.#problems });
    const seen = new Set<string>();
    for (const [index, setting] of (spec.rules ?? []).entries()) {
      const at: FieldPath = ['spec', 'rules', index];
      if (seen.has(setting.rule)) this.#complain([...at, 'rule'], `"${setting.rule}" is set already in this policy`);
      seen.add(setting.rule);
      this.#setting(setting, at);
    }
    for (const [index, name] of (spec.forbidIgnores ?? []).entries()) {
      if (!this.#rules.isClusterRule(name)) this.#known(name, ['spec', 'forbidIgnores', index]);
    }
  }

  #setting(setting: DockerfileRuleSource, at: FieldPath): void {
    if (!this.#known(setting.rule, [...at, 'rule'])) return;
    const rules = this.#rules.rulesNamed(setting.rule);
    const [rule, other] = rules;
    if (rule?.id === ALWAYS_ON && setting.severity === 'off') {
      this.#complain([...at, 'severity'], `"${ALWAYS_ON}" cannot be switched off: nothing found would mean nothing`);
    }
    if (rule !== undefined && other === undefined) this.#options(rule, setting, at);
    else if (setting.options !== undefined) {
      const message =
        rule === undefined
          ? 'a code of ShellCheck has no options'
          : `"${setting.rule}" stands for several rules; name one of ${rules.map(({ id }) => id).join(', ')}`;
      this.#complain([...at, 'options'], message);
    }
  }

  #options(rule: DockerfileRule, { options, severity }: DockerfileRuleSource, at: FieldPath): void {
    if (options === undefined && severity === 'off') return;
    const before = this.#problems.count;
    const path = options === undefined ? at : [...at, 'options'];
    checkPart(this.#document, rule.options, options ?? {}, path, this.#problems);
    if (this.#problems.count > before) return;
    try {
      rule.compile(options ?? {});
    } catch (error) {
      if (!(error instanceof OptionsError)) throw error;
      this.#complain(error.field === '' ? path : [...path, error.field], error.message);
    }
  }

  #known(name: string, at: FieldPath): boolean {
    if (this.#rules.rulesNamed(name).length > 0 || SHELLCHECK_CODE.test(name)) return true;
    this.#complain(at, `there is no rule "${name}"${suggest(name, this.#rules.names)}`);
    return false;
  }

  #complain(path: FieldPath, message: string): void {
    this.#problems.addAt(this.#document, path, message);
  }
}
