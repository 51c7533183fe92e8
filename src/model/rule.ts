import type { Report, Severity } from './problem.ts';
import type { Schema } from './schema.ts';
import type { Workload } from './workload.ts';

/** A compiled rule: reports each problem of the workload. Pure; must not keep what it is given. */
export type Check = (workload: Workload, report: Report) => void;

/** Knows one problem of workloads. Its page is docs/rules/<id>.md. */
export interface WorkloadRule<Options = unknown> {
  /** Kebab-case; stable for ever, because policies and exceptions name it. */
  readonly id: string;
  readonly severity: Severity;
  /** What the rule asks for, in one sentence without a full stop. */
  readonly summary: string;
  /** What to do, in one imperative sentence. */
  readonly remediation: string;
  /** Options a policy may set; required ones only where no default could be right. */
  readonly options: Schema<Options>;
  /**
   * @throws OptionsError where options are well-formed one by one but make no sense together
   */
  compile(options: Options): Check;
}

/** Options that contradict each other. `field` names the option to look at. */
export class OptionsError extends Error {
  override readonly name = 'OptionsError';
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}

/** Gives a rule's `compile` the type of its own options schema. */
export function workloadRule<Options>(rule: WorkloadRule<Options>): WorkloadRule {
  return rule as WorkloadRule;
}
