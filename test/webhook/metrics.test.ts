import { afterEach, describe, expect, test } from '@jest/globals';
import { podCreate, podDelete, podExec, podUpdate, privilegedPod } from '../support/admission-reviews.ts';
import { goodPod } from '../support/pods.ts';
import { closeTestWebhooks, startTestWebhook, type TestWebhook } from '../support/webhook.ts';

afterEach(closeTestWebhooks);

async function seriesOf(webhook: TestWebhook): Promise<readonly string[]> {
  const { text } = await webhook.get('/metrics');
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.slice(0, line.lastIndexOf(' ')));
}

describe('metrics', () => {
  test('count reviews by endpoint, operation and outcome', async () => {
    const webhook = await startTestWebhook();
    await webhook.post('/validate', podCreate());
    await webhook.post('/validate', podCreate(privilegedPod()));
    await webhook.post('/mutate', podUpdate(goodPod(), goodPod()));
    await webhook.post('/validate', podDelete());
    await webhook.post('/validate', podExec());
    const review = podCreate();
    await webhook.post('/validate', { ...review, request: { ...review.request, object: null } });
    await webhook.post('/validate', 'hello');
    const reviews = (labels: string) => webhook.metric(`tidewaiter_reviews_total{${labels}}`);
    expect(await reviews('endpoint="validate",operation="CREATE",outcome="allowed"')).toBe(1);
    expect(await reviews('endpoint="validate",operation="CREATE",outcome="denied"')).toBe(1);
    expect(await reviews('endpoint="mutate",operation="UPDATE",outcome="allowed"')).toBe(1);
    expect(await reviews('endpoint="validate",operation="DELETE",outcome="allowed"')).toBe(1);
    expect(await reviews('endpoint="validate",operation="CONNECT",outcome="allowed"')).toBe(1);
    expect(await reviews('endpoint="validate",operation="CREATE",outcome="malformed"')).toBe(1);
    expect(await reviews('endpoint="validate",operation="UNKNOWN",outcome="malformed"')).toBe(1);
    expect(await webhook.metric('tidewaiter_review_duration_seconds_count{endpoint="validate"}')).toBe(6);
    expect(await webhook.metric('tidewaiter_findings_total{policy="tests",rule="no-privileged",action="Deny"}')).toBe(
      1,
    );
    expect(await webhook.metric('tidewaiter_policy_info{version="0123456789ab"}')).toBe(1);
    expect(await webhook.metric('tidewaiter_reload_last_success_timestamp_seconds{target="policies"}')).toBeGreaterThan(
      1e9,
    );
    expect(
      await webhook.metric('tidewaiter_reload_last_success_timestamp_seconds{target="certificate"}'),
    ).toBeGreaterThan(1e9);
  });

  test('a thousand names, namespaces, kinds, users and paths add no series', async () => {
    const webhook = await startTestWebhook();
    const before = await seriesOf(webhook);
    for (let round = 0; round < 1_000; round++) {
      const text = `unique-${round}`;
      const pod = round % 2 === 0 ? goodPod({}, { name: text }) : privilegedPod();
      const kind =
        round % 5 === 0 ? { group: text, version: text, kind: text } : { group: '', version: 'v1', kind: 'Pod' };
      await webhook.post(
        round % 3 === 0 ? '/mutate' : `/validate?x=${text}`,
        podCreate(pod, { namespace: text, kind, userInfo: { username: text } }),
      );
      if (round % 10 === 0) await webhook.post(`/${text}`, 'x');
      if (round % 10 === 1) await webhook.post('/validate', podCreate(goodPod(), { operation: text }));
      if (round % 10 === 2) await webhook.post('/validate', podCreate({ ...goodPod(), spec: text }));
    }
    const added = (await seriesOf(webhook)).filter((series) => !before.includes(series));
    expect(added).toEqual(['tidewaiter_findings_total{policy="tests",rule="well-formed",action="Deny"}']);
  });

  test('those of the Node process come along unless they are not wanted', async () => {
    const webhook = await startTestWebhook({ processMetrics: true });
    expect((await webhook.get('/metrics')).text).toContain('process_cpu_seconds_total');
    const without = await startTestWebhook();
    expect((await without.get('/metrics')).text).not.toContain('process_cpu_seconds_total');
  });

  test('an error that reached nobody is counted and logged', async () => {
    const webhook = await startTestWebhook();
    webhook.reportFault(new RangeError('secret detail'));
    expect(await webhook.metric('tidewaiter_own_failures_total{code="internal"}')).toBe(1);
    const log = await webhook.endAndReadLog();
    expect(log).toContain('RangeError');
    expect(log).not.toContain('secret detail');
  });
});
