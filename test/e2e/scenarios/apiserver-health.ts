import { expect, test } from '@jest/globals';
import type { Cluster } from '../harness/cluster.ts';
import { CANARY, UNRELIABLE } from '../harness/webhooks.ts';

/** What the API server says of all calls that went before; runs last. */
export function apiserverHealthScenarios(cluster: () => Cluster): void {
  test('the API server understood every answer', async () => {
    const { apiserver, kube } = cluster();
    const log = apiserver.program.output();
    const misunderstood = log.split('\n').filter((line) => /invalid webhook response|webhook returned/.test(line));
    expect(misunderstood).toEqual([]);

    const { body: metrics } = await kube('GET', '/metrics');
    const failed = new Set<string>();
    for (const line of metrics.matchAll(/^apiserver_admission_webhook_rejection_count\{(.*)\} /gm)) {
      const [, labels = ''] = line;
      if (!labels.includes('error_type="no_error"')) failed.add(/name="(.*?)"/.exec(labels)?.[1] ?? labels);
    }
    for (const line of metrics.matchAll(/^apiserver_admission_webhook_fail_open_count\{.*name="(.*?)"/gm)) {
      failed.add(line[1]);
    }
    expect(failed).toContain(CANARY);
    expect([...failed].filter((name) => name !== CANARY && name !== UNRELIABLE)).toEqual([]);
  });
}
