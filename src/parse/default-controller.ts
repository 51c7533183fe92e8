import { isObject } from '../model/json.ts';
import { valueAt } from '../model/value-at.ts';
import { absent, copyOf, type Draft, draftAt, fill, fillEmpty } from './draft.ts';

/** Fills in what the API server fills in around the pod template of a built-in kind. */
export function defaultController(object: Draft, kind: string): void {
  const spec = object.spec;
  if (!isObject(spec)) return;
  CONTROLLERS.get(kind)?.(spec as Draft, object);
}

const CONTROLLERS: ReadonlyMap<string, (spec: Draft, object: Draft) => void> = new Map([
  ['Deployment', defaultDeployment],
  ['StatefulSet', defaultStatefulSet],
  ['DaemonSet', defaultDaemonSet],
  ['ReplicaSet', (spec) => fill(spec, { replicas: 1 })],
  ['ReplicationController', defaultReplicationController],
  ['Job', defaultJob],
  ['CronJob', defaultCronJob],
]);

function defaultDeployment(spec: Draft): void {
  fill(spec, { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 });
  const strategy = draftAt(spec, 'strategy');
  if (strategy === undefined) return;
  fillEmpty(strategy, { type: 'RollingUpdate' });
  if (strategy.type === 'RollingUpdate') defaultRolling(strategy, { maxUnavailable: '25%', maxSurge: '25%' });
}

function defaultStatefulSet(spec: Draft): void {
  fill(spec, { replicas: 1, revisionHistoryLimit: 10 });
  fillEmpty(spec, { podManagementPolicy: 'OrderedReady' });
  const retention = draftAt(spec, 'persistentVolumeClaimRetentionPolicy');
  if (retention !== undefined) fillEmpty(retention, { whenDeleted: 'Retain', whenScaled: 'Retain' });
  const strategy = draftAt(spec, 'updateStrategy');
  if (strategy === undefined) return;
  fillEmpty(strategy, { type: 'RollingUpdate' });
  if (strategy.type === 'RollingUpdate') defaultRolling(strategy, { partition: 0 });
}

function defaultDaemonSet(spec: Draft): void {
  fill(spec, { revisionHistoryLimit: 10 });
  const strategy = draftAt(spec, 'updateStrategy');
  if (strategy === undefined) return;
  fillEmpty(strategy, { type: 'RollingUpdate' });
  if (strategy.type === 'RollingUpdate') defaultRolling(strategy, { maxUnavailable: 1, maxSurge: 0 });
}

function defaultRolling(strategy: Draft, values: Draft): void {
  const rolling = draftAt(strategy, 'rollingUpdate');
  if (rolling !== undefined) fill(rolling, values);
}

function defaultReplicationController(spec: Draft, object: Draft): void {
  fill(spec, { replicas: 1 });
  const labels = templateLabels(spec);
  if (labels === undefined) return;
  fillMap(spec, 'selector', labels);
  labelLike(object, labels);
}

function defaultJob(spec: Draft, object: Draft): void {
  if (absent(spec.completions) && absent(spec.parallelism)) fill(spec, { completions: 1, parallelism: 1 });
  fill(spec, { parallelism: 1, backoffLimit: 6, completionMode: 'NonIndexed', suspend: false });
  fill(spec, { podReplacementPolicy: absent(spec.podFailurePolicy) ? 'TerminatingOrFailed' : 'Failed' });
  const labels = templateLabels(spec);
  if (labels !== undefined) labelLike(object, labels);
}

function defaultCronJob(spec: Draft): void {
  fillEmpty(spec, { concurrencyPolicy: 'Allow' });
  fill(spec, { suspend: false, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1 });
}

function templateLabels(spec: Draft): Draft | undefined {
  const labels = valueAt(spec, ['template', 'metadata', 'labels']);
  return isObject(labels) && Object.keys(labels).length > 0 ? (labels as Draft) : undefined;
}

/** Objects without labels take those of their template. */
function labelLike(object: Draft, labels: Draft): void {
  const metadata = draftAt(object, 'metadata');
  if (metadata !== undefined) fillMap(metadata, 'labels', labels);
}

/** An empty map is an absent one. */
function fillMap(draft: Draft, field: string, content: Draft): void {
  const written = draft[field];
  const isEmpty = absent(written) || (isObject(written) && Object.keys(written).length === 0);
  if (isEmpty) draft[field] = copyOf(content);
}
