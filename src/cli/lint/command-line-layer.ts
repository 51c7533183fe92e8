import { type LintLayer, layerOf } from '../../lint/config.ts';
import { isShellcheckCode } from '../../lint/rule-names.ts';
import type { LintRuleNames, LintRuleSetting, LintSetting } from '../../model/lint-policy.ts';
import { printable } from '../../model/printable.ts';
import { suggest } from '../../model/suggest.ts';
import type { Invocation } from '../command.ts';
import { UsageError } from '../usage-error.ts';
import type { LINT_FLAGS } from './lint-flags.ts';

/** Flags of `tidewaiter lint` as the user set them. */
export type LintFlags = Invocation<typeof LINT_FLAGS>['flags'];

/**
 * What the command line says of rules. What it switches off is off, whatever severity another flag gives it.
 * @throws UsageError where a rule is not known
 */
export function commandLineLayers(flags: LintFlags, names: () => LintRuleNames): readonly LintLayer[] {
  const { ignore, error, warning, info, style, failOn } = flags;
  const problems: string[] = [];
  const settings = (lists: readonly (readonly string[])[], severity: LintSetting): readonly LintRuleSetting[] => {
    const flag = severity === 'off' ? '--ignore' : `--${severity}`;
    return lists.flat().map((rule) => {
      if (names().rulesNamed(rule).length > 0 || isShellcheckCode(rule)) return { rule, severity };
      problems.push(unknown(flag, rule, names()));
      return { rule, severity };
    });
  };
  const severities = [
    ...settings(error, 'error'),
    ...settings(warning, 'warning'),
    ...settings(info, 'info'),
    ...settings(style, 'style'),
  ];
  const off = settings(ignore, 'off');
  if (problems.length > 0) throw new UsageError(problems);
  return [
    ...(severities.length > 0 || failOn !== undefined
      ? [layerOf({ rules: severities, ...(failOn !== undefined && { failOn }) })]
      : []),
    ...(off.length > 0 ? [layerOf({ rules: off })] : []),
  ];
}

function unknown(flag: string, rule: string, names: LintRuleNames): string {
  const hint = suggest(rule, names.names) || '; `tidewaiter lint --list-rules` lists them';
  return `${flag}: there is no rule "${printable(rule, 80)}"${hint}`;
}
