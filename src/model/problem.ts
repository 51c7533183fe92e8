import type { Offence } from './attestation-verdict.ts';
import type { Json } from './json.ts';
import type { FieldPath } from './path.ts';

/** How bad a problem is, whatever a policy does about it. */
export type Severity = 'error' | 'warning' | 'info';

/** What a policy does about a finding: the words of ValidatingAdmissionPolicy's validationActions. */
export const ACTIONS = ['Deny', 'Warn', 'Audit'] as const;
export type Action = (typeof ACTIONS)[number];

/** A value that, written at `path`, makes the problem go away. Missing parents are created as objects. */
export interface Remedy {
  readonly path: FieldPath;
  readonly value: Json;
}

/** What a rule yields: it knows neither the policy nor the action. */
export interface Problem {
  /** One sentence that names the offender and its value, for the person who wrote the object. */
  readonly message: string;
  /** The field in the object the user wrote; the nearest existing parent when the field is missing. */
  readonly path: FieldPath;
  /** What was looked at and what was wrong with each, in order; one sentence each. */
  readonly details?: readonly string[];
  /** Everything in a document that breaks the rule, of which `message` and `details` name the first few. Data for programs. */
  readonly offences?: readonly Offence[];
  /** How many more there are than `offences` lists; absent: none. */
  readonly unlisted?: number;
  /** What it leads to at most, whatever the policy says. */
  readonly atMost?: 'Warn';
  /** Nothing is wrong that anybody knows of: what the rule asks for could not be found out. */
  readonly undecided?: true;
  /** Only where the rule was asked to mutate and nothing the user wrote is overridden. */
  readonly remedy?: Remedy;
}

/** Receives each problem as a check finds it. */
export type Report = (problem: Problem) => void;
