import type { DockerfileRule, ProblemAlias } from '../model/dockerfile-rule.ts';
import type { LintRuleNames } from '../model/lint-policy.ts';
import { ADMISSION_RULES } from './admission-rules.ts';
import { RULESETS } from './rulesets.ts';

/** DS001, DS0001, DS-001, AVD-DS-0001. */
const TRIVY_ID = /^(?:AVD-)?DS-?(?<digits>[0-9]{3,4})$/i;

/** ShellCheck's own codes: findings of its program, which knows more of them than the rules here. */
const SHELLCHECK_CODE = /^SC[0-9]{4}$/;

/** The one spelling of a name that has several: `DS-0001` for `AVD-DS-0001`. */
export function canonicalName(written: string): string {
  const digits = TRIVY_ID.exec(written)?.groups?.digits;
  return digits === undefined ? written : `DS-${digits.padStart(4, '0')}`;
}

/** Whether a name is one that the program ShellCheck gives to its findings. */
export function isShellcheckCode(name: string): boolean {
  return SHELLCHECK_CODE.test(name);
}

const TOOLS = ['hadolint', 'shellcheck', 'buildkit', 'trivy', 'checkov', 'dockle'] as const;

/**
 * Ids of a problem in other tools, the one that fits best first. Where the rule stands for several checks of a tool and
 * the problem says which it is, the others of that tool are not among them; a list of the problem is all that there is.
 */
export function aliasesOf({ aliases = {} }: DockerfileRule, own?: ProblemAlias): readonly string[] {
  if (typeof own === 'object') return own.map(canonicalName);
  const best = own === undefined ? undefined : canonicalName(own);
  const others = TOOLS.flatMap((tool) => {
    const ids = (aliases[tool] ?? []).map(canonicalName);
    return best !== undefined && ids.includes(best) ? [] : ids;
  });
  return best === undefined ? others : [best, ...others];
}

/** Whether a name means all of a rule: its id, or the only id of a tool that it stands for. */
export function meansWholeRule(name: string, { id, aliases = {} }: DockerfileRule): boolean {
  return (
    name === id || TOOLS.some((tool) => aliases[tool]?.length === 1 && canonicalName(aliases[tool][0] ?? '') === name)
  );
}

/** All names of a set of rules. */
export class RuleNames implements LintRuleNames {
  readonly #rules = new Map<string, DockerfileRule[]>();

  constructor(rules: readonly DockerfileRule[]) {
    for (const rule of rules) {
      for (const name of new Set([rule.id, ...aliasesOf(rule)])) {
        const known = this.#rules.get(name);
        if (known === undefined) this.#rules.set(name, [rule]);
        else known.push(rule);
      }
    }
  }

  rulesNamed(name: string): readonly DockerfileRule[] {
    return this.#rules.get(canonicalName(name)) ?? [];
  }

  isClusterRule(name: string): boolean {
    return ADMISSION_RULES.has(name);
  }

  get names(): readonly string[] {
    return [...this.#rules.keys()];
  }

  get rulesets(): readonly string[] {
    return [...RULESETS.keys()];
  }
}
