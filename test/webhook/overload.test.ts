import { once } from 'node:events';
import { afterEach, describe, expect, test } from '@jest/globals';
import { podCreate, privilegedPod } from '../support/admission-reviews.ts';
import { type Answer, openTls } from '../support/https-client.ts';
import { policy, policySet, rule } from '../support/policies.ts';
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
      policies: { load: async () => policySet(policy([rule()], { selectsNamespace: () => true })) },
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

  test('too many bodies of the usual size at a time', async () => {
    const webhook = await startTestWebhook({ limits: { maxBodies: 400 * KIB } });
    const stalled = await Promise.all(
      [0, 1].map(async () => {
        const socket = await openTls(webhook.url, { ca: webhook.authority.cert });
        socket.write(`${HEAD}Content-Length: ${200 * KIB}\r\n\r\n`);
        socket.write(Buffer.alloc(149.5 * KIB, 0x20));
        return socket;
      }),
    );
    await eventually(async () => (await webhook.post('/validate', podCreate())).status === 503, 'memory is used up');
    expectTryAgain(await webhook.post('/validate', podCreate()));
    expect(await webhook.metric('tidewaiter_reviews_shed_total{reason="memory"}')).toBeGreaterThanOrEqual(2);
    for (const socket of stalled) socket.destroy();
    await eventually(async () => (await webhook.post('/validate', podCreate())).status === 200, 'there is room again');
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

describe('bodies larger than usual', () => {
  const LARGE = JSON.stringify(podCreate({ ...privilegedPod(), padding: 'x'.repeat(400 * KIB) }));
  /** Room for one large body at a time. */
  const limits = { maxBodies: 2_000 * KIB };
  const STALLED = `${HEAD}Content-Length: ${450 * KIB}\r\n\r\n${' '.repeat(10 * KIB)}`;

  test('wait for their turn, and every one is answered', async () => {
    const webhook = await startTestWebhook({ limits });
    const answers = await Promise.all(Array.from({ length: 12 }, () => webhook.post('/validate', LARGE)));
    for (const answer of answers) expect(answer.json()).toMatchObject({ response: { allowed: false } });
    expect(await webhook.metric('tidewaiter_reviews_shed_total{reason="memory"}')).toBe(0);
  });

  test('of unknown length do too', async () => {
    const webhook = await startTestWebhook({ limits });
    const chunked = { 'Transfer-Encoding': 'chunked' };
    const answers = await Promise.all(Array.from({ length: 4 }, () => webhook.post('/validate', LARGE, chunked)));
    for (const { status } of answers) expect(status).toBe(200);
  });

  test('that wait too long are sent away in time for another attempt, and usual ones do not wait at all', async () => {
    const webhook = await startTestWebhook({ limits });
    const stalled = await openTls(webhook.url, { ca: webhook.authority.cert });
    stalled.write(STALLED);
    await eventually(async () => (await webhook.metric('tidewaiter_reviews_in_flight')) === 1, 'it is being read');
    expectTryAgain(await webhook.post('/validate?timeout=1s', LARGE));
    expect((await webhook.post('/validate', podCreate())).status).toBe(200);
    stalled.destroy();
    await eventually(async () => (await webhook.metric('tidewaiter_reviews_in_flight')) === 0, 'it has left');
    expect((await webhook.post('/validate', LARGE)).status).toBe(200);
  });

  test('that stall make room for others', async () => {
    const webhook = await startTestWebhook({ limits, timings: { largeBody: 200 } });
    const stalled = await openTls(webhook.url, { ca: webhook.authority.cert });
    stalled.write(STALLED);
    const [answer, refusal] = await Promise.all([webhook.post('/validate', LARGE), once(stalled, 'data')]);
    expect(answer.status).toBe(200);
    expect(String(refusal)).toMatch(/^HTTP\/1\.1 408 /);
    stalled.destroy();
  });

  test('whose clients leave while they wait take no turn', async () => {
    const webhook = await startTestWebhook({ limits });
    const stalled = await openTls(webhook.url, { ca: webhook.authority.cert });
    stalled.write(STALLED);
    const waiting = await openTls(webhook.url, { ca: webhook.authority.cert });
    waiting.write(`${HEAD}Content-Length: ${450 * KIB}\r\n\r\n`);
    await eventually(async () => (await webhook.metric('tidewaiter_reviews_in_flight')) === 2, 'both have come');
    waiting.destroy();
    await eventually(async () => (await webhook.metric('tidewaiter_reviews_in_flight')) === 1, 'one has left');
    stalled.destroy();
    expect((await webhook.post('/validate', LARGE)).status).toBe(200);
  });
});
