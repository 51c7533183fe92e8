import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findAssets } from './harness/assets.ts';
import { type Cluster, startCluster } from './harness/cluster.ts';
import { annotationScenarios } from './scenarios/annotations.ts';
import { apiserverHealthScenarios } from './scenarios/apiserver-health.ts';
import { attestationScenarios } from './scenarios/attestations.ts';
import { chartScenarios } from './scenarios/chart.ts';
import { connectionScenarios } from './scenarios/connections.ts';
import { customKindScenarios } from './scenarios/custom-kinds.ts';
import { driftScenarios } from './scenarios/drift.ts';
import { exceptionScenarios } from './scenarios/exceptions.ts';
import { existingObjectScenarios } from './scenarios/existing-objects.ts';
import { imageScenarios } from './scenarios/images.ts';
import { askBeforeAndAfterIdling, type IdleResult } from './scenarios/keep-alive.ts';
import { largeObjectScenarios } from './scenarios/large-objects.ts';
import { mutationScenarios } from './scenarios/mutation.ts';
import { namespaceScenarios } from './scenarios/namespaces.ts';
import { offlineScenarios } from './scenarios/offline.ts';
import { outageScenarios } from './scenarios/outages.ts';
import { podSecurityScenarios } from './scenarios/pod-security.ts';
import { podSecurityWebhookScenarios } from './scenarios/pod-security-webhook.ts';
import { podScenarios } from './scenarios/pods.ts';
import { replacementScenarios } from './scenarios/replacement.ts';
import { requesterScenarios } from './scenarios/requesters.ts';
import { subResourceScenarios } from './scenarios/sub-resources.ts';
import { workloadScenarios } from './scenarios/workloads.ts';

const found = findAssets();

if ('missing' in found) {
  describe('end to end', () => {
    const title = `needs kube-apiserver, etcd and helm: ${found.missing}`;
    if (process.env.CI === 'true') {
      test(title, () => {
        throw new Error(title);
      });
    } else {
      test.skip(title, () => {});
    }
  });
} else {
  describe('end to end', () => {
    let running: Cluster | undefined;
    let idling: Promise<IdleResult> | undefined;
    const end = new AbortController();
    const cluster = () => {
      if (running === undefined) throw new Error('the cluster did not start');
      return running;
    };

    beforeAll(async () => {
      running = await startCluster(found.assets);
      // It mostly waits, so it runs beside the others; the test that asks for the result hears of a failure.
      idling = askBeforeAndAfterIdling(running, end.signal);
      idling.catch(() => {});
    }, 60_000);
    afterAll(async () => {
      end.abort();
      await idling?.catch(() => {});
      await running?.stop();
    }, 60_000);

    podScenarios(cluster);
    workloadScenarios(cluster);
    podSecurityScenarios(cluster);
    podSecurityWebhookScenarios(cluster);
    subResourceScenarios(cluster);
    connectionScenarios(cluster);
    customKindScenarios(cluster);
    exceptionScenarios(cluster);
    existingObjectScenarios(cluster);
    annotationScenarios(cluster);
    mutationScenarios(cluster);
    imageScenarios(cluster);
    attestationScenarios(cluster);
    driftScenarios(cluster);
    offlineScenarios(cluster);
    largeObjectScenarios(cluster);
    namespaceScenarios(cluster);
    requesterScenarios(cluster);
    outageScenarios(cluster);
    replacementScenarios(cluster);
    chartScenarios(cluster);

    test('a connection that was idle for a minute carries the next request', async () => {
      expect(await idling).toEqual({ outcomes: ['201', '201'], connections: [1, 1] });
    }, 120_000);

    apiserverHealthScenarios(cluster);
  });
}
