import { workloadRule } from '../../../model/rule.ts';
import { record } from '../../../model/schema.ts';
import { fieldOf, problemAt, show } from '../shared/fields.ts';
import { isBuiltIn } from '../shared/replicas.ts';
import { readIntOrPercent } from './int-or-percent.ts';

/**
 * spec.strategy of Deployment, spec.updateStrategy of StatefulSet and DaemonSet
 *   type                          undefined or RollingUpdate
 *   rollingUpdate.maxUnavailable  undefined, a number of pods, or less than 100%
 */
const FIELDS: ReadonlyMap<string, string> = new Map([
  ['Deployment', 'strategy'],
  ['StatefulSet', 'updateStrategy'],
  ['DaemonSet', 'updateStrategy'],
]);

export const requireRollingUpdate = workloadRule({
  id: 'require-rolling-update',
  severity: 'warning',
  summary: 'Updates replace the pods of a workload step by step',
  remediation: 'Use the strategy RollingUpdate with a maxUnavailable below 100%.',
  aliases: { kubeLinter: ['no-rolling-update-strategy'] },
  reads: [
    { from: 'object', path: ['spec', 'strategy'] },
    { from: 'object', path: ['spec', 'updateStrategy'] },
  ],
  options: record('No options', {}),
  compile() {
    return (workload, report) => {
      const field = isBuiltIn(workload) ? FIELDS.get(workload.kind) : undefined;
      if (field === undefined) return;
      const strategy = fieldOf(workload.object.spec, field);
      if (strategy === undefined) return;
      const who = `the ${workload.kind}`;
      const type = fieldOf(strategy, 'type');
      if (type !== undefined && type !== 'RollingUpdate') {
        const message = `${who} sets ${field}.type: ${show(type)}: only RollingUpdate replaces pods step by step`;
        report(problemAt(workload, ['spec', field, 'type'], message));
        return;
      }
      const written = fieldOf(fieldOf(strategy, 'rollingUpdate'), 'maxUnavailable');
      if (written === undefined) return;
      const flaw = flawOf(written);
      if (flaw === undefined) return;
      const message = `${who} sets ${field}.rollingUpdate.maxUnavailable: ${show(written)}, which ${flaw}`;
      report(problemAt(workload, ['spec', field, 'rollingUpdate', 'maxUnavailable'], message));
    };
  },
});

/** What is wrong with a maxUnavailable; undefined when nothing is. */
function flawOf(written: unknown): string | undefined {
  const limit = readIntOrPercent(written);
  if (limit === undefined) return 'is neither a number of pods nor a percentage';
  return limit.percent && limit.value >= 100 ? 'lets an update stop all pods at once' : undefined;
}
