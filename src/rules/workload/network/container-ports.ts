import { isObject, type JsonObject } from '../../../model/json.ts';
import type { Check } from '../../../model/rule.ts';
import { describeContainer, type Workload } from '../../../model/workload.ts';
import { listOf, problemAt, show } from '../shared/fields.ts';
import { isUnset } from '../shared/unset.ts';

/** The protocol of a container's or Service's port: TCP where there is none. */
export function protocolOf({ protocol }: JsonObject): unknown {
  return isUnset(protocol) ? 'TCP' : protocol;
}

/**
 * A check over every number that a container of any kind declares under ports[*].containerPort. `complaint` gives what
 * is wrong with one, as a clause after the number; undefined when nothing is. What cannot be read as a number is
 * reported as well.
 */
export function containerPortCheck(
  complaint: (port: number, entry: JsonObject, workload: Workload) => string | undefined,
): Check {
  return (workload, report) => {
    for (const container of workload.containers) {
      const entries = listOf(container.spec.ports);
      for (let index = 0; index < entries.length; index += 1) {
        const entry = entries[index];
        const number = isObject(entry) ? (entry.containerPort ?? undefined) : entry;
        if (number === undefined && isObject(entry)) continue;
        const isNumber = isObject(entry) && Number.isSafeInteger(number);
        const wrong = isNumber ? complaint(number as number, entry, workload) : 'which is not a port number';
        if (wrong === undefined) continue;
        const path = [...container.path, 'ports', index, 'containerPort'];
        report(
          problemAt(workload, path, `${describeContainer(container)} declares the port ${show(number)}, ${wrong}`),
        );
      }
    }
  };
}
