import { isObject, type JsonObject } from '../../../model/json.ts';
import type { Workload } from '../../../model/workload.ts';
import { comparesValues, LABEL_OPERATORS, type LabelOperator, meetsOperator } from '../../../parse/label-operator.ts';
import { fieldOf } from './fields.ts';

/** Labels by key. */
export type Labels = ReadonlyMap<string, string>;

const OPERATORS: ReadonlySet<unknown> = new Set(LABEL_OPERATORS);
/** Stands for a label whose value is no text: it meets no condition. The value of a label holds no space. */
const UNREADABLE = 'something unreadable';

/** What stands in the place of labels and is no map of them may be any. */
class UnreadableLabels extends Map<string, string> {
  override get(): string {
    return UNREADABLE;
  }
  override has(): boolean {
    return true;
  }
}
const UNREADABLE_LABELS: Labels = new UnreadableLabels();

/** The labels that the pods of a workload have: those of its pod template. */
export function podLabels({ template }: Workload): Labels {
  const labels = new Map<string, string>();
  const written = fieldOf(template.metadata, 'labels');
  if (written === undefined) return labels;
  if (!isObject(written)) return UNREADABLE_LABELS;
  for (const [key, value] of Object.entries(written)) labels.set(key, labelValue(value));
  return labels;
}

function labelValue(value: unknown): string {
  return typeof value === 'string' ? value : value === null ? '' : UNREADABLE;
}

/**
 * Whether a metav1.LabelSelector, as it stands in a file, selects the labels. An empty one selects everything. One that
 * is absent or that the API server would refuse selects nothing; where an API reads an absent one otherwise, the caller
 * says so.
 */
export function selects(selector: unknown, labels: Labels): boolean {
  if (!isObject(selector)) return false;
  const exact = selector.matchLabels ?? {};
  const requirements = selector.matchExpressions ?? [];
  if (!isObject(exact) || !Array.isArray(requirements) || !hasAll(exact, labels)) return false;
  for (const requirement of requirements) if (!meets(requirement, labels)) return false;
  return true;
}

/** Whether a plain map of labels, the selector of a Service, selects the labels. An empty or absent one selects nothing. */
export function selectsByMap(selector: unknown, labels: Labels): boolean {
  return isObject(selector) && Object.keys(selector).length > 0 && hasAll(selector, labels);
}

/** In a map of strings the API server reads null as ''. */
function hasAll(wanted: JsonObject, labels: Labels): boolean {
  for (const [key, value] of Object.entries(wanted)) {
    const found = labels.get(key);
    if (found === UNREADABLE || found !== (value ?? '')) return false;
  }
  return true;
}

function meets(requirement: unknown, labels: Labels): boolean {
  if (!isObject(requirement)) return false;
  const { key, operator } = requirement;
  const values = requirement.values ?? [];
  if (typeof key !== 'string' || !isOperator(operator) || !Array.isArray(values)) return false;
  if (comparesValues(operator) !== values.length > 0) return false;
  const known = new Set<unknown>();
  for (const value of values) {
    if (value !== null && typeof value !== 'string') return false;
    known.add(value ?? '');
  }
  const found = labels.get(key);
  return found !== UNREADABLE && meetsOperator(operator, found, known);
}

function isOperator(operator: unknown): operator is LabelOperator {
  return OPERATORS.has(operator);
}

/** True for a metav1.LabelSelector without any condition, which selects everything where it selects at all. */
export function isEmptySelector(selector: unknown): boolean {
  if (!isObject(selector)) return false;
  const exact = selector.matchLabels ?? {};
  const requirements = selector.matchExpressions ?? [];
  return isObject(exact) && Object.keys(exact).length === 0 && Array.isArray(requirements) && requirements.length === 0;
}
