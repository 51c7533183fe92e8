import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withEngineRules } from '../src/lint/linter.ts';
import { RULESETS } from '../src/lint/rulesets.ts';
import { DOCKERFILE_RULES } from '../src/rules/dockerfile/index.ts';
import { ROOT } from './shipped-policies.ts';

/*
 * node scripts/write-ruleset.ts 2026.11 [--again]: freezes all rules as they are now. A rule set that was released never
 * changes, so that one with rules in it is only written again where that is asked for.
 */

/** The text of the file of a rule set with every rule as it is now. */
export function rulesetText(name: string): string {
  const entries = withEngineRules(DOCKERFILE_RULES)
    .map(({ id, optIn, severity }) => `  '${id}': '${optIn === true ? 'off' : severity}',`)
    .sort();
  return `import type { LintSetting } from '../../model/lint-policy.ts';

/** Frozen: what is written here never changes once it was released. Rules in alphabetical order. */
export const RULESET_${name.replaceAll('.', '_')}: Readonly<Record<string, LintSetting>> = {
${entries.join('\n')}
};
`;
}

if (import.meta.main) {
  const [name = '', again] = process.argv.slice(2);
  if (!/^\d{4}\.\d{2}$/.test(name)) throw new Error('name the rule set: 2026.11');
  if ((RULESETS.get(name)?.severities.size ?? 0) > 0 && again !== '--again') {
    throw new Error(`the rule set ${name} is frozen; until it is released, --again writes it anew`);
  }
  await writeFile(join(ROOT, 'src/lint/rulesets', `${name}.ts`), rulesetText(name));
}
