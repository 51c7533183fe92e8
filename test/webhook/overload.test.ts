import { afterEach, describe, expect, test } from '@jest/globals';
import { podCreate } from '../support/admission-reviews.ts';
import { type Answer, openTls } from '../support/https-client.ts';
import { policy, policySet } from '../support/policies.ts';
import { closeTestWebhooks, eventually, startTestWebhook } from '../support/webhook.ts';

afterEach(closeTestWebhooks);

const KIB = 1_024;
const HEAD = 'POST /validate HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';

function expectTryAgain(answer: Answer): void {
  expect(answer.status).toBe(503);
  expect(answer.headers).toMatchObject({ 'retry-after': '1', connection: 'close' });
  expect(answer.json()).toMatchObject({ code: 503, message: expect.stringContaining('try again') });
}

describe('a webhook that cannot take a review on says 503 and when to try again', () => {
  test('too many reviews at a time', async () => {
    const labels = Promise.withResolvers<ReadonlyMap<string, string>>();
    const webhook = await startTestWebhook({
      policies: { load: async () => policySet(policy([], { selectsNamespace: () => true })) },
      namespaceLabels: () => labels.promise,
      limits: { maxConcurrentReviews: 3 },
    });
    const waiting = Array.from({ length: 3 }, () => webhook.post('/validate', podCreate()));
    await eventually(async () => (await webhook.metric('tidewaiter_reviews_in_flight')) === 3, 'three are under way');
    expectTryAgain(await webhook.post('/validate', podCreate()));
    expect(await webhook.metric('tidewaiter_reviews_shed_total{reason="concurrency"}')).toBe(1);
    labels.resolve(new Map());
    for (const answer of await Promise.all(waiting)) expect(answer.status).toBe(200);
    expect((await webhook.post('/validate', podCreate())).status).toBe(200);
  });

  test('too many large bodies at a time: usual ones still find room', async () => {
    const webhook = await startTestWebhook({ limits: { maxBodies: 2_000 * KIB } });
    const sockets = await Promise.all(
      Array.from({ length: 3 }, async () => {
        const socket = await openTls(webhook.url, { ca: webhook.authority.cert });
        socket.write(`${HEAD}Content-Length: ${2_000 * KIB}\r\n\r\n`);
        socket.write(Buffer.alloc(490 * KIB, 0x20));
        return socket;
      }),
    );
    const large = () => webhook.post('/validate', podCreate({ ...podCreate(), padding: 'x'.repeat(400 * KIB) }));
    await eventually(async () => (await large()).status === 503, 'a large body is sent away');
    expectTryAgain(await large());
    expect(await webhook.metric('tidewaiter_reviews_shed_total{reason="memory"}')).toBeGreaterThanOrEqual(2);
    expect((await webhook.post('/validate', podCreate())).status).toBe(200);
    for (const socket of sockets) socket.destroy();
    await eventually(async () => (await large()).status === 200, 'a large body finds room');
  });

  test('no policies are loaded yet', async () => {
    const webhook = await startTestWebhook({
      policies: {
        load: async () => {
          throw new Error('no policies in the folder');
        },
      },
    });
    expectTryAgain(await webhook.post('/validate', podCreate()));
    const readiness = await webhook.get('/readyz');
    expect(readiness.status).toBe(503);
    expect(readiness.json()).toEqual({ status: 'not ready', reasons: ['policies: none loaded yet'] });
    expect((await webhook.get('/livez')).status).toBe(200);
  });
});
