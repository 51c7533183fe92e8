import type { CustomTerms } from '../model/attestation.ts';
import { type FieldPath, formatPath } from '../model/path.ts';
import { printable } from '../model/printable.ts';
import { compileDocumentRule, type DocumentRule } from '../policy/document-rule.ts';
import type { DocumentRuleSource } from '../policy/document-rule-schema.ts';
import { Patterns } from '../policy/pattern.ts';
import type { Judge, JudgeOptions } from './claim.ts';
import { claimedTime } from './claimed-time.ts';
import { failClosed } from './fail-closed.ts';
import { Offences } from './offences.ts';
import { wrapper } from './predicate.ts';

/**
 * Compiles rules of a policy's own over a predicate, which is `$`; what cosign puts around one is taken off.
 * @throws Error for rules that were not checked when the policy was loaded
 */
export function compileCustom({ rules }: CustomTerms, options: JudgeOptions = {}): Judge {
  const compiled = compileRules(rules);
  return failClosed('custom', (document, { predicate }) => {
    const offences = new Offences(options);
    for (const { id, judge, saysPlace } of compiled) {
      for (const { message, path } of judge(document)) {
        const place = printable(formatPath(path));
        const shown = saysPlace || place === '' ? message : `${message}, at ${place}`;
        offences.add({ term: `custom.${id}`, message: shown });
      }
    }
    const time = claimedTime(wrapper(predicate)?.timestamp);
    return { ...offences.listed(), maker: '', ...(time !== undefined && { claimedTime: time }) };
  });
}

interface PredicateRule extends DocumentRule {
  /** The message of the rule names the place itself. */
  readonly saysPlace: boolean;
}

function compileRules(rules: CustomTerms['rules']): readonly PredicateRule[] {
  const context = {
    patterns: new Patterns(),
    fault: (path: FieldPath, message: string) => {
      throw new Error(`${formatPath(path)}: ${message}`);
    },
  };
  return rules.map((rule, index) => {
    const source = rule as DocumentRuleSource;
    const saysPlace = /\{\{\s*path\s*\}\}/.test(source.message);
    return { ...compileDocumentRule(source, ['rules', index], context), saysPlace };
  });
}
