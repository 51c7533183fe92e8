import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { podCreate } from '../support/admission-reviews.ts';
import { agentFor, closed, openTls, readToEnd, send } from '../support/https-client.ts';
import { policy, policySet, rule } from '../support/policies.ts';
import { closeTestWebhooks, eventually, startTestWebhook } from '../support/webhook.ts';

afterEach(closeTestWebhooks);

const BODY = JSON.stringify(podCreate());
const REVIEW = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: BODY };
const HEAD = `POST /validate HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${BODY.length}\r\n\r\n`;

/** A policy that must look a namespace up, and the answer to all look-ups. */
function lookUp() {
  const labels = Promise.withResolvers<ReadonlyMap<string, string>>();
  return {
    answer: () => labels.resolve(new Map()),
    options: {
      policies: { load: async () => policySet(policy([rule()], { selectsNamespace: () => true })) },
      namespaceLabels: () => labels.promise,
    },
  };
}

describe('drain', () => {
  test('under load no request is lost: clients move to the other replica and every one is answered', async () => {
    const leaving = await startTestWebhook({ timings: { drainWait: 400 } });
    const staying = await startTestWebhook();
    const agents = [leaving, staying].map(({ authority }) => agentFor(authority.cert, { maxSockets: 8 }));
    // As a Service does: until its endpoint is removed, new requests go to the leaving replica.
    let target = leaving;
    let running = true;
    let answered = 0;
    const client = async () => {
      while (running) {
        const answer = await send(`${target.url}/validate`, {
          ...REVIEW,
          agent: agents[target === leaving ? 0 : 1] ?? leaving.agent,
        });
        expect(answer.status).toBe(200);
        answered++;
      }
    };
    const clients = Promise.all(Array.from({ length: 8 }, client));
    await delay(100);
    const drained = leaving.drain();
    await delay(200);
    expect((await send(`${leaving.url}/readyz`, { agent: leaving.agent })).status).toBe(503);
    expect((await send(`${leaving.url}/livez`, { agent: leaving.agent })).status).toBe(200);
    target = staying;
    expect(await drained).toBe(true);
    await delay(100);
    running = false;
    await clients;
    expect(answered).toBeGreaterThan(20);
    for (const agent of agents) agent.destroy();
    await expect(send(`${leaving.url}/healthz`, { agent: leaving.agent })).rejects.toThrow();
  });

  test('answers close their connections while it waits', async () => {
    const webhook = await startTestWebhook({ timings: { drainWait: 500 } });
    const before = await webhook.post('/validate', BODY);
    expect(before.headers.connection).toBe('keep-alive');
    const drained = webhook.drain();
    const during = await webhook.post('/validate', BODY);
    expect(during.status).toBe(200);
    expect(during.headers.connection).toBe('close');
    expect(webhook.problems()).toEqual(['shutting down']);
    await drained;
  });

  test('a review under way is answered after listening has ended', async () => {
    const { options, answer } = lookUp();
    const webhook = await startTestWebhook(options);
    const review = webhook.post('/validate', BODY);
    await eventually(async () => (await webhook.metric('tidewaiter_reviews_in_flight')) === 1, 'it is under way');
    const drained = webhook.drain();
    await delay(300);
    answer();
    expect((await review).status).toBe(200);
    expect(await drained).toBe(true);
  });

  test('a review that comes after listening has ended is sent to another replica', async () => {
    const { options, answer } = lookUp();
    const webhook = await startTestWebhook(options);
    const early = await openTls(webhook.url, { ca: webhook.authority.cert });
    const review = webhook.post('/validate', BODY);
    await eventually(async () => (await webhook.metric('tidewaiter_reviews_in_flight')) === 1, 'it is under way');
    const drained = webhook.drain();
    await delay(300);
    early.write(HEAD + BODY);
    expect(await readToEnd(early)).toMatch(/^HTTP\/1\.1 503 [\s\S]*Retry-After: 1[\s\S]*shutting down/);
    answer();
    await review;
    await drained;
  });

  test('connections that never carried a request do not hold it up', async () => {
    const webhook = await startTestWebhook({ timings: { drainLimit: 600_000 } });
    const unused = await openTls(webhook.url, { ca: webhook.authority.cert });
    const [drained] = await Promise.all([webhook.drain(), closed(unused)]);
    expect(drained).toBe(true);
  });

  test('what does not end by itself is cut at the limit', async () => {
    const { options } = lookUp();
    const webhook = await startTestWebhook({ ...options, timings: { drainLimit: 200 } });
    const review = webhook.post('/validate?timeout=30s', BODY);
    const silent = await openTls(webhook.url, { ca: webhook.authority.cert });
    await eventually(async () => (await webhook.metric('tidewaiter_reviews_in_flight')) === 1, 'it is under way');
    const [drained] = await Promise.all([webhook.drain(), expect(review).rejects.toThrow(), closed(silent)]);
    expect(drained).toBe(true);
  });

  test('may be asked for twice, and close ends it at once', async () => {
    const webhook = await startTestWebhook({ timings: { drainWait: 60_000 } });
    const drained = Promise.all([webhook.drain(), webhook.drain()]);
    await delay(20);
    expect(await webhook.close()).toBe(true);
    expect(await drained).toEqual([true, true]);
    await expect(send(`${webhook.url}/healthz`, { agent: webhook.agent })).rejects.toThrow();
  });
});
