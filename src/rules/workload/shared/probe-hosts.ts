import type { Report } from '../../../model/problem.ts';
import type { Check } from '../../../model/rule.ts';
import { type Container, describeContainer, type Workload } from '../../../model/workload.ts';
import { fieldOf, problemAt, stated } from './fields.ts';

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'];
const HOOKS = ['postStart', 'preStop'];
/** The actions for which the kubelet connects to a host that can be named. */
const CONNECTING = ['httpGet', 'tcpSocket'];

/** Reports each host that a probe or lifecycle hook names, unless it is one of `allowed`. */
export function refuseProbeHosts(allowed: readonly string[]): Check {
  const fine: ReadonlySet<unknown> = new Set([undefined, '', ...allowed]);
  return (workload, report) => {
    for (const container of workload.containers) {
      const { spec } = container;
      for (const probe of PROBES) {
        if (spec[probe] !== undefined) judge(workload, container, '', probe, spec[probe], fine, report);
      }
      const { lifecycle } = spec;
      if (lifecycle === undefined) continue;
      for (const hook of HOOKS) {
        judge(workload, container, 'lifecycle', hook, fieldOf(lifecycle, hook), fine, report);
      }
    }
  };
}

/** `parent` is the field that holds that of the handler, or '' for the container itself. */
function judge(
  workload: Workload,
  container: Container,
  parent: '' | 'lifecycle',
  field: string,
  handler: unknown,
  fine: ReadonlySet<unknown>,
  report: Report,
): void {
  for (const action of CONNECTING) {
    const host = fieldOf(fieldOf(handler, action), 'host');
    if (fine.has(host)) continue;
    const path = [...(parent === '' ? [] : [parent]), field, action, 'host'];
    const message = `${describeContainer(container)} makes the kubelet connect to another host: it ${stated(path.join('.'), host)}`;
    report(problemAt(workload, [...container.path, ...path], message));
  }
}
