import { isObject } from '../../../model/json.ts';
import type { FieldPath } from '../../../model/path.ts';
import type { Report } from '../../../model/problem.ts';
import { workloadRule } from '../../../model/rule.ts';
import { flag, list, optional, record } from '../../../model/schema.ts';
import type { Workload } from '../../../model/workload.ts';
import { fieldOf, problemAt, show, stated } from '../shared/fields.ts';
import { compileNameGlobs, NAME_GLOB } from '../shared/name-globs.ts';
import { isUnset } from '../shared/unset.ts';
import { type NodeTerm, nodeTerms } from './node-terms.ts';

/**
 * spec
 *   nodeName      undefined; anything in a pod that a scheduler has placed
 *   nodeSelector  a map without forbidden keys
 *   affinity.nodeAffinity
 *     requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[*]
 *     preferredDuringSchedulingIgnoredDuringExecution[*].preference
 *       matchExpressions[*].key  a key that is not forbidden
 *       matchFields              undefined, because nodes have no field but their name; anything in pods of a DaemonSet
 */
const FORBIDDEN_KEYS = ['kubernetes.io/hostname', 'node-role.kubernetes.io/*'];

interface Options {
  readonly forbiddenKeys?: readonly string[];
  readonly allowNodeName?: boolean;
}

export const restrictNodeSelection = workloadRule<Options>({
  id: 'restrict-node-selection',
  severity: 'error',
  summary: 'No pod picks its node past the scheduler or by a forbidden label',
  remediation: 'Remove nodeName and the selectors of single nodes, and select nodes by what they offer.',
  aliases: { kyverno: ['restrict-node-selection'] },
  reads: ['pod', { from: 'template', path: ['spec', 'nodeName'] }],
  options: record('How pods may select nodes', {
    forbiddenKeys: optional(
      list(`Globs of node labels that pods may not select by (default ${FORBIDDEN_KEYS.join(', ')})`, NAME_GLOB, {
        minItems: 0,
      }),
    ),
    allowNodeName: optional(flag('Accept nodeName, and terms over the name of the node (default false)')),
  }),
  compile({ forbiddenKeys = FORBIDDEN_KEYS, allowNodeName = false }) {
    const isForbidden = compileNameGlobs(forbiddenKeys);
    return (workload, report) => {
      if (workload.narrowed) return;
      if (!allowNodeName) checkNodeName(workload, report);
      const { nodeSelector, affinity } = workload.pod;
      if (nodeSelector !== undefined && nodeSelector !== null) {
        checkSelector(workload, nodeSelector, isForbidden, report);
      }
      const nodeAffinity = fieldOf(affinity, 'nodeAffinity');
      if (nodeAffinity === undefined) return;
      const mayNameNode = allowNodeName || isOfDaemonSet(workload);
      for (const term of nodeTerms(workload, nodeAffinity)) checkTerm(workload, term, isForbidden, mayNameNode, report);
    };
  },
});

function checkNodeName(workload: Workload, report: Report): void {
  const { nodeName } = workload.pod;
  if (isUnset(nodeName) || isPlaced(workload)) return;
  const path = [...workload.podPath, 'nodeName'];
  report(
    problemAt(workload, path, `the pod is bound to a node past the scheduler: it sets nodeName: ${show(nodeName)}`),
  );
}

/**
 * True for a pod whose node a scheduler may have chosen. Placing it is what gives a pod its first condition, and the
 * API server takes the status away from what users create, before it asks validating webhooks.
 */
function isPlaced({ templatePath, object }: Workload): boolean {
  if (templatePath.length > 0) return false;
  const conditions = fieldOf(object.status, 'conditions');
  return Array.isArray(conditions) && conditions.length > 0;
}

/** The DaemonSet controller names the node of each of its pods in a term of node affinity. */
function isOfDaemonSet({ templatePath, object }: Workload): boolean {
  const owners = templatePath.length === 0 ? fieldOf(object.metadata, 'ownerReferences') : undefined;
  if (!Array.isArray(owners)) return false;
  for (const owner of owners) {
    if (fieldOf(owner, 'controller') === true && fieldOf(owner, 'kind') === 'DaemonSet') return true;
  }
  return false;
}

function checkSelector(
  workload: Workload,
  selector: unknown,
  isForbidden: (key: string) => boolean,
  report: Report,
): void {
  const path = [...workload.podPath, 'nodeSelector'];
  if (!isObject(selector)) {
    report(problemAt(workload, path, `the pod ${stated('nodeSelector', selector)}`));
    return;
  }
  for (const key of Object.keys(selector)) {
    if (isForbidden(key)) reportKey(workload, [...path, key], key, report);
  }
}

function checkTerm(
  workload: Workload,
  { path, term }: NodeTerm,
  isForbidden: (key: string) => boolean,
  mayNameNode: boolean,
  report: Report,
): void {
  const expressions = fieldOf(term, 'matchExpressions') ?? [];
  if (Array.isArray(expressions)) {
    for (const [index, expression] of expressions.entries()) {
      const key = fieldOf(expression, 'key');
      if (typeof key === 'string' && !isForbidden(key)) continue;
      reportKey(workload, [...path, 'matchExpressions', index, 'key'], key, report);
    }
  } else {
    const message = `the pod ${stated('matchExpressions of node affinity', expressions)}`;
    report(problemAt(workload, [...path, 'matchExpressions'], message));
  }
  const fields = fieldOf(term, 'matchFields');
  if (mayNameNode || fields === undefined || (Array.isArray(fields) && fields.length === 0)) return;
  report(
    problemAt(workload, [...path, 'matchFields'], 'the pod selects nodes by name, in matchFields of node affinity'),
  );
}

function reportKey(workload: Workload, path: FieldPath, key: unknown, report: Report): void {
  const message =
    typeof key === 'string'
      ? `the pod selects nodes by the label ${show(key)}, which is not allowed`
      : `the pod selects nodes by an expression that ${stated('key', key)}`;
  report(problemAt(workload, path, message));
}
