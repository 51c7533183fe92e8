import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { podCreate } from '../support/admission-reviews.ts';
import { fingerprintOf, type Pair } from '../support/certificates.ts';
import { agentFor, openTls, send } from '../support/https-client.ts';
import { closeTestWebhooks, eventually, startTestWebhook, type TestWebhook } from '../support/webhook.ts';

afterEach(closeTestWebhooks);

const REVIEW = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(podCreate()) };
const FAILURES = 'tidewaiter_reloads_total{target="certificate",result="failure"}';
const STALE = 'tidewaiter_reload_last_failed{target="certificate"}';

async function servedFingerprint(webhook: TestWebhook): Promise<string> {
  const socket = await openTls(webhook.url, { ca: webhook.authority.cert });
  const { fingerprint256 } = socket.getPeerCertificate();
  socket.destroy();
  return fingerprint256;
}

async function expectServed(webhook: TestWebhook, pair: Pair): Promise<void> {
  await eventually(async () => (await servedFingerprint(webhook)) === fingerprintOf(pair), 'the certificate is served');
}

describe('certificate reload', () => {
  test('under load: new connections get the new one and no request fails', async () => {
    const webhook = await startTestWebhook();
    let running = true;
    let answered = 0;
    const client = async () => {
      while (running) {
        const agent = agentFor(webhook.authority.cert, { keepAlive: answered % 2 === 0 });
        const answer = await send(`${webhook.url}/validate`, { ...REVIEW, agent });
        agent.destroy();
        expect(answer.status).toBe(200);
        answered++;
      }
    };
    const clients = Promise.all([client(), client()]);
    for (let round = 0; round < 4; round++) {
      const pair = await webhook.authority.issue();
      await webhook.installCertificate(pair);
      await expectServed(webhook, pair);
    }
    running = false;
    await clients;
    expect(answered).toBeGreaterThan(4);
    const notAfter = await webhook.metric('tidewaiter_certificate_not_after_timestamp_seconds');
    expect(notAfter).toBeGreaterThan(Date.now() / 1_000);
  });

  test('keeps protocol versions and client certificates', async () => {
    const webhook = await startTestWebhook({ clientCa: (await startTestWebhook()).authority.cert });
    const pair = await webhook.authority.issue();
    await webhook.installCertificate(pair);
    await expectServed(webhook, pair);
    const tls11 = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await expect(openTls(webhook.url, { ca: webhook.authority.cert, ...tls11 })).rejects.toThrow();
    await expect(webhook.post('/validate', podCreate())).rejects.toThrow();
  });

  const BAD: readonly (readonly [string, (webhook: TestWebhook) => Promise<Pair>])[] = [
    [
      'a mismatched pair',
      async ({ authority }) => ({ ...(await authority.issue()), key: (await authority.issue()).key }),
    ],
    ['empty files', async () => ({ cert: '', key: '' })],
    ['an expired certificate', ({ authority }) => authority.issue({ hours: -1 })],
    [
      'a truncated certificate',
      async ({ authority }) => ({ ...(await authority.issue()), cert: (await authority.issue()).cert.slice(0, 99) }),
    ],
  ];
  test.each(BAD)('%s: the old one stays, with a metric and one log line for each complaint', async (_, issueBad) => {
    const webhook = await startTestWebhook({ timings: { watchPoll: 50 } });
    const old = await webhook.authority.issue();
    await webhook.installCertificate(old);
    await expectServed(webhook, old);
    await webhook.installCertificate(await issueBad(webhook));
    await eventually(async () => (await webhook.metric(STALE)) === 1, 'the failure shows');
    await delay(200);
    expect(await servedFingerprint(webhook)).toBe(fingerprintOf(old));
    expect((await webhook.get('/readyz')).status).toBe(200);
    expect(await webhook.metric(FAILURES)).toBeGreaterThan(0);
    const mended = await webhook.authority.issue();
    await webhook.installCertificate(mended);
    await expectServed(webhook, mended);
    expect(await webhook.metric(STALE)).toBe(0);
    const log = await webhook.endAndReadLog();
    const complaints = [...log.matchAll(/"problems":\[(.*?)\].*?certificate not loaded/g)].map(
      ([, problems]) => problems,
    );
    expect(complaints.length).toBeGreaterThan(0);
    expect(new Set(complaints).size).toBe(complaints.length);
    expect(log).toContain('the last good state stays');
    expect(log).not.toContain('PRIVATE KEY');
  });

  test('a certificate that runs out makes the process unready', async () => {
    const webhook = await startTestWebhook({ metrics: { host: '127.0.0.1', port: 0, tls: false } });
    const short = await webhook.authority.issue({ hours: 2 / 3_600 });
    await webhook.installCertificate(short);
    const readiness = () => send(`${webhook.metricsUrl}/readyz`);
    await eventually(async () => (await readiness()).status === 503, 'it is over');
    expect((await readiness()).text).toContain('certificate: expired on');
  });

  test('none at the start: not ready, and ready once there is one', async () => {
    const webhook = await startTestWebhook({
      metrics: { host: '127.0.0.1', port: 0, tls: false },
      withoutCertificate: true,
    });
    const readiness = () => send(`${webhook.metricsUrl}/readyz`);
    expect((await readiness()).json()).toEqual({ status: 'not ready', reasons: ['certificate: none loaded yet'] });
    await expect(webhook.get('/healthz')).rejects.toThrow();
    await webhook.installCertificate(await webhook.authority.issue());
    await eventually(async () => (await readiness()).status === 200, 'it is taken up');
    expect((await webhook.get('/healthz')).status).toBe(200);
    await rm(join(webhook.folder, 'tls.crt'));
    await writeFile(join(webhook.folder, 'tls.crt'), '');
    await delay(100);
    expect((await readiness()).status).toBe(200);
  });
});
