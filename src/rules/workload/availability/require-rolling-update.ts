import { workloadRule } from '../../../model/rule.ts';
import { record } from '../../../model/schema.ts';
import { fieldOf, problemAt, show } from '../shared/fields.ts';
import { isBuiltIn } from '../shared/replicas.ts';
import { isUnset } from '../shared/unset.ts';
import { isWholeNumber } from '../shared/whole-number.ts';
import { readIntOrPercent } from './int-or-percent.ts';

/**
 * spec.strategy of Deployment, spec.updateStrategy of StatefulSet and DaemonSet
 *   type                          RollingUpdate; undefined and '' mean that
 *   rollingUpdate.maxUnavailable  undefined, less than 100%, or a number of pods below spec.replicas where that says
 *                                 several
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
    { from: 'object', path: ['spec', 'replicas'] },
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
      if (!isUnset(type) && type !== 'RollingUpdate') {
        const message = `${who} sets ${field}.type: ${show(type)}: only RollingUpdate replaces pods step by step`;
        report(problemAt(workload, ['spec', field, 'type'], message));
        return;
      }
      const written = fieldOf(fieldOf(strategy, 'rollingUpdate'), 'maxUnavailable');
      if (written === undefined) return;
      const flaw = flawOf(written, fieldOf(workload.object.spec, 'replicas'));
      if (flaw === undefined) return;
      const message = `${who} sets ${field}.rollingUpdate.maxUnavailable: ${show(written)}, which ${flaw}`;
      report(problemAt(workload, ['spec', field, 'rollingUpdate', 'maxUnavailable'], message));
    };
  },
});

/** What is wrong with a maxUnavailable; undefined when nothing is. */
function flawOf(written: unknown, replicas: unknown): string | undefined {
  const limit = readIntOrPercent(written);
  if (limit === undefined) return 'is neither a number of pods nor a percentage';
  // Of a single pod there are no steps, and a number that is not written may be the choice of an autoscaler.
  const isAll = limit.percent ? limit.value >= 100 : areSeveral(replicas) && !isWholeNumber(replicas, limit.value + 1);
  return isAll ? 'lets an update stop all pods at once' : undefined;
}

/** What is no number of pods may be any. */
function areSeveral(replicas: unknown): boolean {
  return replicas !== undefined && !isWholeNumber(replicas, 0, 1);
}
