import type { JsonObject } from '../../../model/json.ts';
import { workloadRule } from '../../../model/rule.ts';
import { record } from '../../../model/schema.ts';
import { fieldOf, nameOf, problemAt, show, stated } from '../shared/fields.ts';
import { type Labels, podLabels, selectsByMap } from '../shared/label-selection.ts';
import { isBuiltIn } from '../shared/replicas.ts';

/**
 * spec.serviceName of StatefulSet
 *   the name of a Service of the namespace with clusterIP None whose spec.selector selects the labels of the pods
 */
export const statefulSetServiceExists = workloadRule({
  id: 'stateful-set-service-exists',
  severity: 'warning',
  summary: 'Every StatefulSet names a headless Service that selects its pods',
  remediation:
    'Add the Service that spec.serviceName names, with clusterIP: None and the labels of the pods as selector.',
  crossObject: true,
  options: record('No options', {}),
  compile() {
    return (workload, report, surroundings) => {
      if (workload.kind !== 'StatefulSet' || !isBuiltIn(workload)) return;
      const name = fieldOf(workload.object.spec, 'serviceName');
      const flaw =
        typeof name === 'string' && name !== ''
          ? flawOf(name, podLabels(workload), surroundings.objects('', 'Service', workload.namespace))
          : `${stated('serviceName', name)}: it must name the headless Service of its pods`;
      if (flaw === undefined) return;
      report(problemAt(workload, ['spec', 'serviceName'], `the StatefulSet ${flaw}`));
    };
  },
});

/** Where files hold several Services of the name, one that is in order is enough. */
function flawOf(name: string, labels: Labels, services: readonly JsonObject[]): string | undefined {
  let flaw: string | undefined;
  for (const service of services) {
    if (nameOf(service) !== name) continue;
    const own = serviceFlaw(service, labels);
    if (own === undefined) return undefined;
    flaw ??= `names the Service ${show(name)}, which ${own}`;
  }
  return flaw ?? `names the Service ${show(name)}, which is not among the files`;
}

function serviceFlaw({ spec }: JsonObject, labels: Labels): string | undefined {
  const address = fieldOf(spec, 'clusterIP') ?? firstOf(fieldOf(spec, 'clusterIPs'));
  if (address !== 'None') return `is not headless: it ${stated('clusterIP', address)}`;
  return selectsByMap(fieldOf(spec, 'selector'), labels) ? undefined : 'does not select its pods';
}

function firstOf(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : value;
}
