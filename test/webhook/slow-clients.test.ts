import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { podCreate } from '../support/admission-reviews.ts';
import { agentFor, closed, openTls, send } from '../support/https-client.ts';
import { closeTestWebhooks, eventually, startTestWebhook, type TestWebhook } from '../support/webhook.ts';

afterEach(closeTestWebhooks);

const CLIENTS = 30;
const TIMINGS = { handshake: 300, headers: 400, request: 600, connectionCheck: 50 };
const HEAD = 'POST /validate HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
const REVIEW = JSON.stringify(podCreate());

async function openTcp({ url }: TestWebhook): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

async function openSilent(webhook: TestWebhook): Promise<Socket> {
  return openTls(webhook.url, { ca: webhook.authority.cert });
}

/** Writes a byte every 20 ms until the other side has had enough. */
async function drip(socket: Socket, text: string): Promise<void> {
  for (const character of text) {
    if (socket.destroyed) return;
    socket.write(character);
    await delay(20);
  }
}

const SLOW: readonly (readonly [string, (webhook: TestWebhook) => Promise<Socket>])[] = [
  ['never starts the handshake', openTcp],
  ['is silent after the handshake', openSilent],
  [
    'drips its headers',
    async (webhook) => {
      const socket = await openSilent(webhook);
      void drip(socket, `${HEAD}X-Padding: ${'x'.repeat(1_000)}`);
      return socket;
    },
  ],
  [
    'drips its body',
    async (webhook) => {
      const socket = await openSilent(webhook);
      socket.write(`${HEAD}Content-Length: 10000\r\n\r\n`);
      void drip(socket, 'x'.repeat(1_000));
      return socket;
    },
  ],
];

describe('slow clients', () => {
  test.each(SLOW)('one that %s is closed, and others are served meanwhile', async (_, open) => {
    const webhook = await startTestWebhook({ timings: TIMINGS });
    const sockets = await Promise.all(Array.from({ length: CLIENTS }, () => open(webhook)));
    for (const socket of sockets) socket.resume();
    const gone = Promise.all(sockets.map(closed));
    let served = 0;
    let slow = true;
    void gone.then(() => {
      slow = false;
    });
    while (slow) {
      expect((await webhook.post('/validate', REVIEW)).status).toBe(200);
      served++;
    }
    expect(served).toBeGreaterThan(0);
    expect(await webhook.metric('tidewaiter_reviews_in_flight')).toBe(0);
  });
});

describe('clients that leave', () => {
  test('in the middle of the body: place and memory are given back', async () => {
    const webhook = await startTestWebhook({ limits: { maxConcurrentReviews: CLIENTS, maxBodies: 100_000 } });
    for (let round = 0; round < 3; round++) {
      const sockets = await Promise.all(Array.from({ length: CLIENTS }, () => openSilent(webhook)));
      for (const socket of sockets) socket.write(`${HEAD}Content-Length: 10000\r\n\r\n${' '.repeat(2_000)}`);
      await eventually(async () => (await webhook.metric('tidewaiter_reviews_in_flight')) === CLIENTS, 'all are read');
      for (const socket of sockets) socket.destroy();
      await eventually(async () => (await webhook.metric('tidewaiter_reviews_in_flight')) === 0, 'none is read');
    }
    expect((await webhook.post('/validate', REVIEW)).status).toBe(200);
    const left = 'tidewaiter_reviews_total{endpoint="validate",operation="UNKNOWN",outcome="left"}';
    expect(await webhook.metric(left)).toBe(3 * CLIENTS);
  });
});

describe('too many connections', () => {
  test('idle ones make room, and the drop is logged once', async () => {
    const webhook = await startTestWebhook({ limits: { maxConnections: 10 } });
    const agent = agentFor(webhook.authority.cert, { maxSockets: 50, maxFreeSockets: 50 });
    const idle = await Promise.allSettled(Array.from({ length: 10 }, () => send(`${webhook.url}/healthz`, { agent })));
    expect(idle.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    await eventually(
      () =>
        webhook.post('/validate', REVIEW).then(
          ({ status }) => status === 200,
          () => false,
        ),
      'an honest client is served',
    );
    expect(await webhook.metric('tidewaiter_connections_dropped_total')).toBeGreaterThan(0);
    agent.destroy();
    const log = await webhook.endAndReadLog();
    expect(log.split('\n').filter((line) => line.includes('connections dropped'))).toHaveLength(1);
  });

  test('those that never said anything make room before those that only rest', async () => {
    const webhook = await startTestWebhook({ limits: { maxConnections: 10 } });
    const resting = await openTls(webhook.url, { ca: webhook.authority.cert });
    resting.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(resting, 'data');
    const silent = await Promise.all(Array.from({ length: 9 }, () => openTcp(webhook)));
    const gone = Promise.all(silent.map(closed));
    await delay(1_100);
    await expect(webhook.post('/validate', REVIEW)).rejects.toThrow();
    await gone;
    expect((await webhook.post('/validate', REVIEW)).status).toBe(200);
    resting.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(String(await once(resting, 'data'))).toMatch(/^HTTP\/1\.1 200 /);
    resting.destroy();
  });
});
