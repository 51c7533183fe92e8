import { type Decision, waiverName } from '../model/decision.ts';

const MAX_RULES = 20;

/**
 * Audit annotations (`admission.k8s.io/v1`): the API server puts `<webhook name>/` before each key, so
 * keys hold no slash. The same object always gives the same values, as reinvocation demands.
 */
export function auditAnnotations(decision: Decision, policyVersion: string): Readonly<Record<string, string>> {
  const annotations: Record<string, string> = {
    decision: verdict(decision),
    'policy-version': policyVersion,
  };
  for (const [key, action] of [
    ['denied-by', 'Deny'],
    ['warned-by', 'Warn'],
    ['audited-by', 'Audit'],
  ] as const) {
    const rules = rulesWith(decision, action);
    if (rules !== '') annotations[key] = rules;
  }
  const exceptions = new Set(decision.waived.map(({ waiver }) => waiverName(waiver)));
  if (exceptions.size > 0) annotations['excepted-by'] = listed([...exceptions]);
  return annotations;
}

function verdict({ allowed, failures }: Decision): string {
  if (failures.length > 0) return 'failed';
  return allowed ? 'allowed' : 'denied';
}

function rulesWith({ findings }: Decision, action: string): string {
  const names = new Set(findings.filter((finding) => finding.action === action).map((f) => `${f.policy}/${f.rule}`));
  return listed([...names]);
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MAX_RULES).join(',');
  return names.length > MAX_RULES ? `${shown},+${names.length - MAX_RULES}` : shown;
}
