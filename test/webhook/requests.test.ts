import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from '@jest/globals';
import { podCreate, privilegedPod } from '../support/admission-reviews.ts';
import { type Answer, closed, openTls, readToEnd, send } from '../support/https-client.ts';
import { goodPod } from '../support/pods.ts';
import { closeTestWebhooks, startTestWebhook, type TestWebhook } from '../support/webhook.ts';

afterEach(closeTestWebhooks);

const MIB = 1_024 * 1_024;
const REVIEW = JSON.stringify(podCreate());

/** A refusal: one small JSON object, one line, no stack. */
function expectRefusal(answer: Answer, status: number): void {
  expect(answer.status).toBe(status);
  expect(answer.headers['content-type']).toBe('application/json');
  expect(answer.json()).toEqual({ code: status, message: expect.stringMatching(/^[^\n]+$/) });
  expect(answer.text).not.toMatch(/ at |\.ts|node_modules/);
  expect(answer.headers).not.toHaveProperty('x-powered-by');
}

async function expectStillServing(webhook: TestWebhook): Promise<void> {
  expect((await webhook.post('/validate', REVIEW)).status).toBe(200);
}

describe('paths and methods', () => {
  test.each(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('%s /validate is 405 with Allow', async (method) => {
    const webhook = await startTestWebhook();
    const answer = await send(`${webhook.url}/validate`, { method, agent: webhook.agent });
    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toBe('POST');
    if (method !== 'HEAD') expectRefusal(answer, 405);
  });

  test.each(['/', '/validate/', '/validate/x', '/VALIDATE', '/mutate;x', '//validate', '/%', '/..%2fvalidate'])(
    'POST %s is a 404, never a redirect',
    async (path) => {
      const webhook = await startTestWebhook();
      expectRefusal(await webhook.post(path, REVIEW), 404);
    },
  );

  test.each(['/healthz', '/livez', '/readyz', '/metrics'])('POST %s is 405 with Allow', async (path) => {
    const webhook = await startTestWebhook();
    const answer = await webhook.post(path, REVIEW);
    expectRefusal(answer, 405);
    expect(answer.headers.allow).toBe('GET, HEAD');
  });

  test.each(['http://[::bad/x', 'http://', 'https://user:pw@host/metrics', '*'])(
    'GET %s, which is no path, is a 404 in JSON',
    async (target) => {
      const webhook = await startTestWebhook();
      const socket = await openTls(webhook.url, { ca: webhook.authority.cert });
      socket.write(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      const answer = await readToEnd(socket);
      expect(answer).toMatch(/^HTTP\/1\.1 404 /);
      expect(answer).toContain('{"code":404,"message":"no such path"}');
    },
  );

  test.each(['/nothing', '/healthz'])('a connection stays open after %s without a body', async (path) => {
    const webhook = await startTestWebhook();
    expect((await webhook.get(path)).headers.connection).toBe('keep-alive');
  });

  test('health and readiness are JSON', async () => {
    const webhook = await startTestWebhook();
    expect((await webhook.get('/healthz')).json()).toEqual({ status: 'ok' });
    expect((await webhook.get('/livez')).json()).toEqual({ status: 'ok' });
    expect((await webhook.get('/readyz')).json()).toEqual({ status: 'ready' });
    expect(webhook.problems()).toEqual([]);
  });

  test.each([
    '?',
    '?timeout=',
    '?timeout=1e9s&timeout[a][b]=c',
    '?a[b][c][d]=e&__proto__[x]=y',
    `?${'x'.repeat(8_000)}`,
  ])('an odd query does not matter: %s', async (query) => {
    const webhook = await startTestWebhook();
    expect((await webhook.post(`/validate${query}`, REVIEW)).status).toBe(200);
  });

  test.each([
    ['two lengths', 'POST /validate HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc', 400],
    [
      'length and chunks',
      'POST /validate HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n',
      400,
    ],
    [
      'a bad chunk',
      'POST /validate HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
      400,
    ],
    ['HTTP/2 preface', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
    ['headers too long', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['not HTTP', 'hello\r\n\r\n', 400],
  ])('malformed framing is %s: refused, and the connection is closed', async (_, bytes, status) => {
    const webhook = await startTestWebhook();
    const socket = await openTls(webhook.url, { ca: webhook.authority.cert });
    socket.write(bytes);
    expect(await readToEnd(socket)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    await expectStillServing(webhook);
  });
});

describe('headers of a review', () => {
  test.each([
    ['text/plain', 415],
    ['application/x-www-form-urlencoded', 415],
    ['application/jsonp', 415],
    ['application/foo+json', 415],
    ['', 415],
    ['application/json; charset=utf-16', 415],
    ['application/json; charset=iso-8859-1', 415],
    ['application/json', 200],
    ['APPLICATION/JSON; Charset=UTF-8', 200],
    ['application/json;charset="utf-8"', 200],
    ['application/json; profile=x', 200],
  ])('content type "%s" is %i', async (type, status) => {
    const webhook = await startTestWebhook();
    const answer = await webhook.post('/validate', REVIEW, { 'Content-Type': type });
    if (status === 200) expect(answer.status).toBe(200);
    else expectRefusal(answer, status);
  });

  test('no content type is 415', async () => {
    const webhook = await startTestWebhook();
    const options = { method: 'POST', body: REVIEW, agent: webhook.agent };
    expectRefusal(await send(`${webhook.url}/validate`, options), 415);
  });

  test.each([
    ['gzip', gzipSync(REVIEW)],
    ['gzip, gzip', gzipSync(gzipSync(REVIEW))],
    ['br', Buffer.from(REVIEW)],
    ['unheard-of', Buffer.from(REVIEW)],
  ])('content encoding %s is 415', async (encoding, body) => {
    const webhook = await startTestWebhook();
    expectRefusal(await webhook.post('/validate', body, { 'Content-Encoding': encoding }), 415);
  });

  test('content encoding identity is fine', async () => {
    const webhook = await startTestWebhook();
    expect((await webhook.post('/validate', REVIEW, { 'Content-Encoding': 'identity' })).status).toBe(200);
  });
});

describe('size of a body', () => {
  test('an empty body is 400', async () => {
    const webhook = await startTestWebhook();
    expectRefusal(await webhook.post('/validate', ''), 400);
  });

  test('9 MiB with a length is 413, and the next request on a new connection is served', async () => {
    const webhook = await startTestWebhook();
    const answer = await webhook.post('/validate', Buffer.alloc(9 * MIB, 0x20));
    expectRefusal(answer, 413);
    expect(answer.json().message).toContain(String(8 * MIB));
    expect(answer.headers.connection).toBe('close');
    await expectStillServing(webhook);
  });

  test('9 MiB in chunks is 413', async () => {
    const webhook = await startTestWebhook();
    const answer = await webhook.post('/validate', Buffer.alloc(9 * MIB, 0x20), { 'Transfer-Encoding': 'chunked' });
    expectRefusal(answer, 413);
    await expectStillServing(webhook);
  });

  test('the limit is exact and can be set', async () => {
    const webhook = await startTestWebhook({ limits: { maxBody: Buffer.byteLength(REVIEW) } });
    expect((await webhook.post('/validate', REVIEW)).status).toBe(200);
    expectRefusal(await webhook.post('/validate', `${REVIEW} `), 413);
  });

  test.each(['POST /validate', 'POST /nothing', 'POST /metrics', 'GET /healthz', 'GET /validate'])(
    '%s: a body past the limit is not read on',
    async (line) => {
      const webhook = await startTestWebhook({ timings: { linger: 200 } });
      const socket = await openTls(webhook.url, { ca: webhook.authority.cert });
      socket.write(
        `${line} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${1_024 * MIB}\r\n\r\n`,
      );
      let sent = 0;
      const chunk = Buffer.alloc(64 * 1_024, 0x20);
      const pump = () => {
        while (!socket.destroyed && sent < 1_024 * MIB) {
          sent += chunk.length;
          if (!socket.write(chunk)) break;
        }
      };
      socket.on('drain', pump);
      pump();
      socket.resume();
      await closed(socket);
      expect(sent).toBeLessThan(64 * MIB);
      await expectStillServing(webhook);
    },
  );

  test('padding never changes the verdict: a violating pod of 2.9 MiB, and of twice that with its old object', async () => {
    const webhook = await startTestWebhook();
    const padded = { ...privilegedPod(), data: 'x'.repeat(2.9 * MIB) };
    const alone = await webhook.post('/validate', podCreate(padded));
    expect(alone.json()).toMatchObject({ response: { allowed: false } });
    const both = await webhook.post('/validate', podCreate(padded, { oldObject: { ...goodPod(), data: padded.data } }));
    expect(both.json()).toMatchObject({ response: { allowed: false } });
  });
});

test('one connection serves many reviews', async () => {
  const webhook = await startTestWebhook();
  const socket = await openTls(webhook.url, { ca: webhook.authority.cert });
  const request = `POST /validate?timeout=10s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(REVIEW)}\r\n\r\n${REVIEW}`;
  for (let round = 0; round < 5; round++) {
    socket.write(request);
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    expect(chunk.toString()).toMatch(/^HTTP\/1\.1 200 [\s\S]*Connection: keep-alive[\s\S]*"allowed":true/);
  }
  socket.destroy();
});
