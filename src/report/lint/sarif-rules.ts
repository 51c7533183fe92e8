import type { LintSeverity } from '../../model/dockerfile-rule.ts';
import type { LintFinding, RuleDescription } from '../../model/lint.ts';

/** Levels of SARIF. */
export const LEVELS = {
  error: 'error',
  warning: 'warning',
  info: 'note',
  style: 'note',
} as const satisfies Record<LintSeverity, string>;

/** The rules array of a SARIF run: those that are known at the start, and others as their findings come. */
export class SarifRules {
  readonly #rules: object[] = [];
  readonly #indices = new Map<string, number>();

  constructor(rules: readonly RuleDescription[]) {
    for (const rule of rules) this.#add(rule);
  }

  /** Where the rule of a finding stands in the array. */
  indexOf(finding: LintFinding): number {
    return this.#indices.get(finding.rule) ?? this.#add(described(finding));
  }

  get all(): readonly object[] {
    return this.#rules;
  }

  #add(rule: RuleDescription): number {
    const index = this.#rules.push(descriptor(rule)) - 1;
    this.#indices.set(rule.id, index);
    return index;
  }
}

/** What is known of a rule that only its finding names, such as one of ShellCheck. */
function described({ rule, aliases, severity, why, remediation, link }: LintFinding): RuleDescription {
  return { id: rule, aliases, severity, summary: `Findings of ${rule}`, why, remediation, link };
}

function descriptor({ id, aliases, severity, summary, why, remediation, link }: RuleDescription): object {
  const sentences = [why, remediation].filter((text) => text !== '').map((text) => `${text}.`);
  const known = aliases.length === 0 ? [] : [`Also known as ${aliases.join(', ')}.`];
  const text = [`${summary}.`, ...sentences, ...known].join('\n\n');
  return {
    id,
    name: pascalCase(id),
    shortDescription: { text: `${summary}.` },
    fullDescription: { text: [`${summary}.`, ...sentences.slice(0, 1)].join(' ') },
    help: { text, markdown: link === '' ? text : `${text}\n\n[${id}](${link})` },
    ...(link !== '' && { helpUri: link }),
    defaultConfiguration: { level: LEVELS[severity] },
    properties: { tags: ['dockerfile', ...aliases], 'problem.severity': PROBLEM_SEVERITIES[severity] },
  };
}

/** As GitHub's code scanning sorts by. */
const PROBLEM_SEVERITIES: Readonly<Record<LintSeverity, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'recommendation',
  style: 'recommendation',
};

/** `PinImageDigest`. */
function pascalCase(id: string): string {
  return id
    .split('-')
    .map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`)
    .join('');
}
