import { afterEach, describe, expect, test } from '@jest/globals';
import type { NamespaceLabels } from '../../src/assess.ts';
import { parseRoute } from '../../src/webhook/route.ts';
import { podCreate } from '../support/admission-reviews.ts';
import { openTls } from '../support/https-client.ts';
import { policy, policySet, rule } from '../support/policies.ts';
import { closeTestWebhooks, eventually, startTestWebhook } from '../support/webhook.ts';

afterEach(closeTestWebhooks);

/** Applies to namespaces with the label `env: prod`, so that labels must be looked up. */
const BY_NAMESPACE = policySet(policy([rule()], { selectsNamespace: (labels) => labels.get('env') === 'prod' }));
const policies = { load: async () => BY_NAMESPACE };
const FAILURES = 'tidewaiter_own_failures_total';

describe('timeout of the API server', () => {
  test.each([
    ['/validate', 9_500],
    ['/validate?timeout=10s', 9_500],
    ['/validate?timeout=1s', 500],
    ['/validate?timeout=30s', 29_500],
    ['/validate?timeout=1.5s', 1_000],
    ['/validate?timeout=2500ms', 2_000],
    ['/mutate?x=y&timeout=3s', 2_500],
    ['/validate?timeout=0s', 9_500],
    ['/validate?timeout=31s', 9_500],
    ['/validate?timeout=1m', 9_500],
    ['/validate?timeout=-5s', 9_500],
    ['/validate?timeout=5', 9_500],
    ['/validate?timeout=1e1s', 9_500],
    ['/validate?timeout=%F0%9F%92%A9', 9_500],
    [`/validate?timeout=${'1'.repeat(10_000)}s`, 9_500],
  ])('%s leaves %i ms', (target, budget) => {
    expect(parseRoute(target)?.budget).toBe(budget);
  });
});

describe('a namespace look-up', () => {
  test('that works is used', async () => {
    const webhook = await startTestWebhook({ policies, namespaceLabels: async () => new Map([['env', 'prod']]) });
    expect((await webhook.post('/validate', podCreate())).json()).toMatchObject({ response: { allowed: true } });
  });

  test('that fails denies, names itself, and tells the log no more than its class', async () => {
    const namespaceLabels: NamespaceLabels = async () => {
      throw Object.assign(new Error('token abc was refused'), { code: 'ECONNREFUSED' });
    };
    const webhook = await startTestWebhook({ policies, namespaceLabels });
    const answer = await webhook.post('/validate', podCreate());
    expect(answer.json()).toMatchObject({
      response: { allowed: false, status: { message: expect.stringContaining('labels of namespace shop') } },
    });
    expect(await webhook.metric(`${FAILURES}{code="namespace-lookup"}`)).toBe(1);
    const log = await webhook.endAndReadLog();
    expect(log).toContain('Error ECONNREFUSED');
    expect(log + answer.text).not.toContain('token abc');
  });

  test.each([
    ['heeds the signal', (_, signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', reject))],
    ['never ends', () => new Promise(() => {})],
  ] satisfies [string, NamespaceLabels][])(
    'that %s is cut off before the API server gives up',
    async (_, namespaceLabels) => {
      const webhook = await startTestWebhook({ policies, namespaceLabels });
      const body = podCreate();
      const answer = await webhook.post('/validate?timeout=1s', body);
      expect(answer.status).toBe(200);
      expect(answer.json()).toMatchObject({
        response: { uid: body.request.uid, allowed: false, status: { message: expect.stringContaining('deadline') } },
      });
      expect(await webhook.metric(`${FAILURES}{code="deadline"}`)).toBe(1);
      expect(await webhook.metric('tidewaiter_reviews_in_flight')).toBe(0);
    },
  );

  test('is aborted when the client leaves', async () => {
    let aborted = false;
    const namespaceLabels: NamespaceLabels = (_, signal) => {
      signal.addEventListener('abort', () => {
        aborted = true;
      });
      return new Promise(() => {});
    };
    const webhook = await startTestWebhook({ policies, namespaceLabels });
    const body = JSON.stringify(podCreate());
    const socket = await openTls(webhook.url, { ca: webhook.authority.cert });
    socket.write(
      `POST /validate HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    await eventually(
      async () => (await webhook.metric('tidewaiter_reviews_in_flight')) === 1,
      'the review is under way',
    );
    socket.destroy();
    await eventually(() => aborted, 'the look-up is aborted');
    expect(await webhook.metric('tidewaiter_reviews_in_flight')).toBe(0);
    expect(
      await webhook.metric('tidewaiter_reviews_total{endpoint="validate",operation="CREATE",outcome="left"}'),
    ).toBe(1);
  });

  test('nobody asks for is never made', async () => {
    const namespaceLabels: NamespaceLabels = () => {
      throw new Error('asked');
    };
    const webhook = await startTestWebhook({ namespaceLabels });
    expect((await webhook.post('/validate', podCreate())).json()).toMatchObject({ response: { allowed: true } });
  });
});
