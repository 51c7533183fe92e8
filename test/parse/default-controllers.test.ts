import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/model/json.ts';
import { withDefaults } from '../../src/parse/defaulting.ts';

describe('in controllers', () => {
  const around = (apiVersion: string, kind: string, object: JsonObject) => withDefaults(object, { apiVersion, kind });
  const labels = { app: 'web' };
  const template = { metadata: { labels } };

  test.each<[string, string, JsonObject, JsonObject]>([
    [
      'apps/v1',
      'Deployment',
      {},
      {
        replicas: 1,
        revisionHistoryLimit: 10,
        progressDeadlineSeconds: 600,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
      },
    ],
    [
      'apps/v1',
      'Deployment',
      { replicas: 0, strategy: { type: '', rollingUpdate: { maxSurge: 0 } } },
      { replicas: 0, strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: 0 } } },
    ],
    ['apps/v1', 'Deployment', { strategy: { type: 'Recreate' } }, { strategy: { type: 'Recreate' } }],
    [
      'apps/v1',
      'StatefulSet',
      {},
      {
        replicas: 1,
        revisionHistoryLimit: 10,
        podManagementPolicy: 'OrderedReady',
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
      },
    ],
    ['apps/v1', 'StatefulSet', { updateStrategy: { type: 'OnDelete' } }, { updateStrategy: { type: 'OnDelete' } }],
    [
      'apps/v1',
      'DaemonSet',
      {},
      {
        revisionHistoryLimit: 10,
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
      },
    ],
    ['apps/v1', 'DaemonSet', { updateStrategy: { type: 'OnDelete' } }, { updateStrategy: { type: 'OnDelete' } }],
    ['apps/v1', 'ReplicaSet', {}, { replicas: 1 }],
    [
      'batch/v1',
      'Job',
      {},
      { completions: 1, parallelism: 1, backoffLimit: 6, completionMode: 'NonIndexed', suspend: false },
    ],
    ['batch/v1', 'Job', { completions: 3 }, { completions: 3, parallelism: 1 }],
    [
      'batch/v1',
      'CronJob',
      {},
      { concurrencyPolicy: 'Allow', suspend: false, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1 },
    ],
    ['batch/v1', 'CronJob', { failedJobsHistoryLimit: 0 }, { failedJobsHistoryLimit: 0 }],
  ])('%s %s: %j', (apiVersion, kind, spec, expected) => {
    expect(around(apiVersion, kind, { spec }).spec).toMatchObject(expected);
  });

  test('a Job that says how many run at once is not given completions', () => {
    expect(around('batch/v1', 'Job', { spec: { parallelism: 2 } }).spec).not.toHaveProperty('completions');
  });

  test('a ReplicationController selects by the labels of its template, and has them', () => {
    const object = around('v1', 'ReplicationController', {
      spec: { template, selector: {} },
      metadata: { labels: {} },
    });
    expect(object).toMatchObject({ metadata: { labels }, spec: { replicas: 1, selector: labels } });
    const own = { metadata: { labels: { a: 'b' } }, spec: { template, selector: { c: 'd' } } };
    const kept = around('v1', 'ReplicationController', own);
    expect([kept.metadata, (kept.spec as JsonObject).selector]).toEqual([{ labels: { a: 'b' } }, { c: 'd' }]);
  });

  test('a Job has the labels of its template; a Deployment has its own', () => {
    expect(around('batch/v1', 'Job', { spec: { template } }).metadata).toEqual({ labels });
    expect(around('batch/v1', 'Job', { spec: {} }).metadata).toBeUndefined();
    expect(around('apps/v1', 'Deployment', { spec: { template } }).metadata).toBeUndefined();
  });

  test('a CronJob and a PodTemplate have their pods completed too', () => {
    const spec = { jobTemplate: { spec: { template: { spec: {} } } } };
    expect(around('batch/v1', 'CronJob', { spec })).toHaveProperty(
      'spec.jobTemplate.spec.template.spec.restartPolicy',
      'Always',
    );
    const pods = { template: { spec: {} } };
    expect(around('v1', 'PodTemplate', pods)).toHaveProperty('template.spec.restartPolicy', 'Always');
  });
});
