import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { clusterNamespaceReader } from '../../src/cluster/namespace-labels.ts';
import { createAuthority } from '../support/certificates.ts';

type Answer = (response: ServerResponse) => void;

const namespace = (labels: Record<string, string>): Answer => {
  const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels } };
  return (response) => response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
};
const notFound: Answer = (response) => response.writeHead(404, { 'content-type': 'application/json' }).end('{}');
const silence: Answer = () => {};

let server: Server;
let folder: string;
let kubeconfig: string;
let answer: Answer;
let asked: string[];

beforeEach(async () => {
  asked = [];
  const authority = await createAuthority();
  server = createServer(await authority.issue(), (request, response) => {
    asked.push(`${request.method} ${request.url}`);
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  folder = mkdtempSync(join(tmpdir(), 'tidewaiter-'));
  kubeconfig = join(folder, 'config');
  const certificate = Buffer.from(authority.cert).toString('base64');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      { name: 'c', cluster: { server: `https://127.0.0.1:${port}`, 'certificate-authority-data': certificate } },
    ],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    users: [{ name: 'u', user: {} }],
    'current-context': 'x',
  };
  writeFileSync(kubeconfig, JSON.stringify(config));
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

test('reads the labels, and shares one request among those who ask at once', async () => {
  answer = namespace({ env: 'prod' });
  const read = await clusterNamespaceReader({ kubeconfig });
  const [one, other] = await Promise.all([read('shop'), read('shop')]);
  expect([...one]).toEqual([['env', 'prod']]);
  expect(other).toBe(one);
  expect(asked).toEqual(['GET /api/v1/namespaces/shop']);
});

test('asks again when the answer has grown old', async () => {
  answer = namespace({ env: 'prod' });
  const read = await clusterNamespaceReader({ kubeconfig, ttlMs: 0 });
  await read('shop');
  answer = namespace({ env: 'test' });
  expect([...(await read('shop'))]).toEqual([['env', 'test']]);
});

test('a namespace that does not exist rejects, and is asked for again', async () => {
  answer = notFound;
  const read = await clusterNamespaceReader({ kubeconfig });
  await expect(read('shop')).rejects.toMatchObject({ code: 404 });
  answer = namespace({});
  expect((await read('shop')).size).toBe(0);
});

test.each<[string, unknown]>([
  ['nothing', {}],
  ['a Status', { apiVersion: 'v1', kind: 'Status', metadata: {}, status: 'Success' }],
  ['another namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop-2', labels: { env: 'test' } } }],
  ['a list', { apiVersion: 'v1', kind: 'NamespaceList', metadata: { resourceVersion: '1' }, items: [] }],
])('an answer that is %s rejects, instead of a namespace without labels', async (_, body) => {
  answer = (response) => response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  const read = await clusterNamespaceReader({ kubeconfig });
  await expect(read('shop')).rejects.toThrow('the answer is not about namespace shop');
});

test('an API server that keeps silent rejects in time', async () => {
  answer = silence;
  const read = await clusterNamespaceReader({ kubeconfig, timeoutMs: 50 });
  await expect(read('shop')).rejects.toBeDefined();
});

test('a kubeconfig that is not there is an error at once', async () => {
  await expect(clusterNamespaceReader({ kubeconfig: join(folder, 'absent') })).rejects.toMatchObject({
    code: 'ENOENT',
  });
});
