/** How a requirement of a label selector compares (metav1.LabelSelectorRequirement). */
export const LABEL_OPERATORS = ['In', 'NotIn', 'Exists', 'DoesNotExist'] as const;
export type LabelOperator = (typeof LABEL_OPERATORS)[number];

/** True for operators that need values; the others may have none. */
export function comparesValues(operator: LabelOperator): boolean {
  return operator === 'In' || operator === 'NotIn';
}

/** Whether a label meets a requirement. `value` is undefined where there is no such label, which meets NotIn. */
export function meetsOperator(
  operator: LabelOperator,
  value: string | undefined,
  values: ReadonlySet<unknown>,
): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.has(value);
    case 'NotIn':
      return value === undefined || !values.has(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
  }
}
