import { isObject, type JsonObject } from '../../../model/json.ts';
import type { Report } from '../../../model/problem.ts';
import type { ReadPart } from '../../../model/rule.ts';
import type { Workload } from '../../../model/workload.ts';
import { fieldOf, problemAt, show } from './fields.ts';

/** What a check reads that looks at the annotations of the pod as well. */
export const POD_AND_ANNOTATIONS: readonly ReadPart[] = [
  'pod',
  { from: 'template', path: ['metadata', 'annotations'] },
];

const LONGEST_KEY = 128;

/** The pod's annotations, where it has any. What is there and cannot be read is reported. */
export function podAnnotations(workload: Workload, report: Report): JsonObject | undefined {
  const annotations = fieldOf(workload.template.metadata, 'annotations');
  if (annotations === undefined || isObject(annotations)) return annotations;
  const path = [...workload.templatePath, 'metadata', 'annotations'];
  report(problemAt(workload, path, `the pod must not set annotations to ${show(annotations)}`));
  return undefined;
}

/** Reports an annotation of the pod that must not have its value. */
export function reportAnnotation(workload: Workload, key: string, value: unknown, report: Report): void {
  const path = [...workload.templatePath, 'metadata', 'annotations', key];
  report(problemAt(workload, path, `the pod must not set the annotation ${show(key, LONGEST_KEY)} to ${show(value)}`));
}
