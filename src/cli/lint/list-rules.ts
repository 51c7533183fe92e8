import { type Linter, withEngineRules } from '../../lint/linter.ts';
import { aliasesOf } from '../../lint/rule-names.ts';
import { DOCKERFILE_RULES } from '../../rules/dockerfile/index.ts';
import { table } from '../text-table.ts';

/** All rules with the severity that they have in a configuration, in the order of their ids; one a line. */
export function listRules({ byId }: Linter): string {
  const rows = withEngineRules(DOCKERFILE_RULES)
    .toSorted((one, other) => (one.id < other.id ? -1 : 1))
    .map((rule) => {
      const setting = byId.get(rule.id)?.settings.whole.setting ?? 'off';
      return [rule.id, setting, rule.fixes === undefined ? '' : 'fix', aliasesOf(rule).join(', ')];
    });
  return `${table([['RULE', 'SEVERITY', '', 'ALSO KNOWN AS'], ...rows]).join('\n')}\n`;
}
