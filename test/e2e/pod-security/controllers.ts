import type { JsonObject } from '../../../src/model/json.ts';
import type { Specimen } from './corpus.ts';

const LABELS = { app: 'specimen' };
const selector = { matchLabels: LABELS };

/** What goes around a pod template, for each kind that Pod Security admission warns about. */
const KINDS: Readonly<Record<string, readonly [apiVersion: string, fields: (template: JsonObject) => JsonObject]>> = {
  Deployment: ['apps/v1', (template) => ({ spec: { selector, template } })],
  ReplicaSet: ['apps/v1', (template) => ({ spec: { selector, template } })],
  StatefulSet: ['apps/v1', (template) => ({ spec: { selector, serviceName: 'specimen', template } })],
  DaemonSet: ['apps/v1', (template) => ({ spec: { selector, template } })],
  ReplicationController: ['v1', (template) => ({ spec: { selector: LABELS, template } })],
  PodTemplate: ['v1', (template) => ({ template })],
  Job: ['batch/v1', (template) => ({ spec: { template: ending(template) } })],
  CronJob: [
    'batch/v1',
    (template) => ({ spec: { schedule: '0 3 * * *', jobTemplate: { spec: { template: ending(template) } } } }),
  ],
};

export const CONTROLLER_KINDS = Object.keys(KINDS);

/** A controller of such pods. */
export function controllerOf({ pod }: Specimen, kind: string, namespace: string): JsonObject {
  const [apiVersion, fields] = KINDS[kind] ?? [];
  if (apiVersion === undefined || fields === undefined) throw new Error(`no controller: ${kind}`);
  const { metadata, spec } = pod as Record<'metadata' | 'spec', JsonObject>;
  const template = { metadata: { ...metadata, name: undefined, labels: LABELS }, spec };
  return { apiVersion, kind, metadata: { name: 'specimen', namespace }, ...fields(template) };
}

/** Jobs make no pods that go on for ever. */
function ending({ metadata, spec }: JsonObject): JsonObject {
  return { metadata, spec: { ...(spec as JsonObject), restartPolicy: 'Never' } };
}
