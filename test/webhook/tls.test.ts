import type { ConnectionOptions } from 'node:tls';
import { afterEach, describe, expect, test } from '@jest/globals';
import { podCreate } from '../support/admission-reviews.ts';
import { type Authority, createAuthority, type LeafOptions } from '../support/certificates.ts';
import { agentFor, openTls, send } from '../support/https-client.ts';
import { closeTestWebhooks, startTestWebhook, type TestWebhook } from '../support/webhook.ts';

afterEach(closeTestWebhooks);

const REVIEW = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(podCreate()) };

async function shakeHands(webhook: TestWebhook, options: ConnectionOptions) {
  const socket = await openTls(webhook.url, { ca: webhook.authority.cert, ...options });
  const result = { protocol: socket.getProtocol(), cipher: socket.getCipher().name, alpn: socket.alpnProtocol };
  socket.destroy();
  return result;
}

describe('protocol', () => {
  test.each([
    [{ maxVersion: 'TLSv1.2' }, 'TLSv1.2'],
    [{ minVersion: 'TLSv1.3' }, 'TLSv1.3'],
  ] as const)('%o works', async (options, protocol) => {
    const webhook = await startTestWebhook();
    expect(await shakeHands(webhook, options)).toMatchObject({ protocol });
  });

  test.each(['ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-ECDSA-AES256-GCM-SHA384', 'ECDHE-ECDSA-CHACHA20-POLY1305'])(
    'TLS 1.2 with %s works',
    async (cipher) => {
      const webhook = await startTestWebhook();
      expect(await shakeHands(webhook, { maxVersion: 'TLSv1.2', ciphers: cipher })).toMatchObject({ cipher });
    },
  );

  test('http/1.1 is agreed on when the client can do more', async () => {
    const webhook = await startTestWebhook();
    expect(await shakeHands(webhook, { ALPNProtocols: ['h2', 'http/1.1'] })).toMatchObject({ alpn: 'http/1.1' });
  });

  const REFUSED: readonly ConnectionOptions[] = [
    { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' },
    { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA256:ECDHE-ECDSA-AES256-SHA' },
    { maxVersion: 'TLSv1.2', ciphers: 'AES128-GCM-SHA256' },
    { ALPNProtocols: ['h2'] },
  ];
  test.each(REFUSED)('%o is refused in the handshake', async (options) => {
    const webhook = await startTestWebhook();
    await expect(shakeHands(webhook, options)).rejects.toMatchObject({ code: expect.stringMatching(/^E/) });
    expect(await webhook.metric('tidewaiter_tls_handshakes_failed_total')).toBe(1);
    expect((await webhook.get('/healthz')).status).toBe(200);
  });
});

describe('client certificates', () => {
  async function startStrict(allowedClientNames: readonly string[] = []) {
    const clients = await createAuthority();
    const webhook = await startTestWebhook({
      clientCa: clients.cert,
      allowedClientNames,
      metrics: { host: '127.0.0.1', port: 0, tls: false },
    });
    return { webhook, clients };
  }

  async function post(webhook: TestWebhook, authority?: Authority, options: LeafOptions = {}) {
    const pair = await authority?.issue({ names: [], usage: 'client', ...options });
    const agent = agentFor(webhook.authority.cert, { keepAlive: false, ...pair });
    return send(`${webhook.url}/validate`, { ...REVIEW, agent }).finally(() => agent.destroy());
  }

  test('one from the right authority is let in', async () => {
    const { webhook, clients } = await startStrict();
    expect((await post(webhook, clients)).status).toBe(200);
  });

  test('none, one of another authority and one that is over are refused in the handshake', async () => {
    const { webhook, clients } = await startStrict();
    await expect(post(webhook)).rejects.toThrow();
    await expect(post(webhook, await createAuthority())).rejects.toThrow();
    await expect(post(webhook, clients, { hours: -1 })).rejects.toThrow();
    expect((await post(webhook, clients)).status).toBe(200);
  });

  test('a name that is not allowed is a 403, whatever it asks for', async () => {
    const { webhook, clients } = await startStrict(['kube-apiserver']);
    expect((await post(webhook, clients, { commonName: 'kube-apiserver' })).status).toBe(200);
    const refused = await post(webhook, clients, { commonName: 'kube-apiserver.evil' });
    expect(refused.status).toBe(403);
    expect(refused.json()).toMatchObject({ code: 403 });
  });

  test('metrics and health need none on their own listener', async () => {
    const { webhook } = await startStrict();
    expect(webhook.metricsUrl).toMatch(/^http:/);
    expect((await send(`${webhook.metricsUrl}/readyz`)).status).toBe(200);
    expect((await send(`${webhook.metricsUrl}/metrics`)).text).toContain('tidewaiter_reviews_total');
    expect((await send(`${webhook.metricsUrl}/validate`, REVIEW)).status).toBe(404);
  });
});

test('a second listener with TLS serves the same certificate, and the first serves no metrics then', async () => {
  const webhook = await startTestWebhook({ metrics: { host: '127.0.0.1', port: 0, tls: true } });
  expect((await send(`${webhook.metricsUrl}/metrics`, { agent: webhook.agent })).status).toBe(200);
  expect((await send(`${webhook.metricsUrl}/healthz`, { agent: webhook.agent })).status).toBe(200);
  expect((await webhook.get('/metrics')).status).toBe(404);
  expect((await webhook.get('/healthz')).status).toBe(200);
});
