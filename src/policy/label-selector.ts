import { type Infer, list, map, optional, type RecordFault, record, required, text, word } from '../model/schema.ts';
import { checkLabelKey, checkLabelValue } from '../parse/kubernetes-names.ts';
import { comparesValues, LABEL_OPERATORS, type LabelOperator, meetsOperator } from '../parse/label-operator.ts';

const LABEL_KEY = text('A label key', { maxLength: 317, check: checkLabelKey });
const LABEL_VALUE = text('A label value', { minLength: 0, maxLength: 63, check: checkLabelValue });

const REQUIREMENT = record(
  'A condition on one label',
  {
    key: required(LABEL_KEY),
    operator: required(word('How to compare', LABEL_OPERATORS)),
    values: optional(list('The values for In and NotIn', LABEL_VALUE)),
  },
  checkValues,
);

/** metav1.LabelSelector: all of its conditions must be met, and an empty one selects everything. */
export const LABEL_SELECTOR = record('Selects by labels, as Kubernetes does', {
  matchLabels: optional(map('Labels that must have exactly these values', LABEL_VALUE, checkLabelKey)),
  matchExpressions: optional(list('Further conditions on labels', REQUIREMENT)),
});

export type LabelSelector = Infer<typeof LABEL_SELECTOR>;
type Requirement = Infer<typeof REQUIREMENT>;
type Labels = ReadonlyMap<string, string>;

/** Compiles a selector to a test of labels. */
export function compileLabelSelector({
  matchLabels = {},
  matchExpressions = [],
}: LabelSelector): (labels: Labels) => boolean {
  const exact = Object.entries(matchLabels);
  const tests = matchExpressions.map(compileRequirement);
  return (labels) => exact.every(([key, value]) => labels.get(key) === value) && tests.every((test) => test(labels));
}

function compileRequirement({ key, operator, values }: Requirement): (labels: Labels) => boolean {
  const known = new Set(values);
  return (labels) => meetsOperator(operator, labels.get(key), known);
}

function checkValues({ operator, values }: { operator: LabelOperator; values?: unknown }): RecordFault | undefined {
  const compares = comparesValues(operator);
  if (compares && values === undefined) return { field: 'operator', message: `${operator} needs values` };
  return compares || values === undefined ? undefined : { field: 'values', message: `${operator} takes no values` };
}
