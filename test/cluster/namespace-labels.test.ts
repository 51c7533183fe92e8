import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { clusterNamespaceReader } from '../../src/cluster/namespace-labels.ts';
import { type Answer, type ApiServer, json, notFound, silence, startApiServer } from '../support/api-server.ts';

const namespace = (labels: Record<string, string>): Answer =>
  json({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels } });

let server: ApiServer;
beforeEach(async () => {
  server = await startApiServer();
});
afterEach(() => server.close());

test('reads the labels, and shares one request among those who ask at once', async () => {
  server.answer = namespace({ env: 'prod' });
  const read = await clusterNamespaceReader(server);
  const [one, other] = await Promise.all([read('shop'), read('shop')]);
  expect([...one]).toEqual([['env', 'prod']]);
  expect(other).toBe(one);
  expect(server.asked()).toEqual(['GET /api/v1/namespaces/shop']);
});

test('asks again when the answer has grown old', async () => {
  server.answer = namespace({ env: 'prod' });
  const read = await clusterNamespaceReader({ kubeconfig: server.kubeconfig, ttlMs: 0 });
  await read('shop');
  server.answer = namespace({ env: 'test' });
  expect([...(await read('shop'))]).toEqual([['env', 'test']]);
});

test('a namespace that does not exist rejects, and is asked for again', async () => {
  server.answer = notFound;
  const read = await clusterNamespaceReader(server);
  await expect(read('shop')).rejects.toMatchObject({ code: 404 });
  server.answer = namespace({});
  expect((await read('shop')).size).toBe(0);
});

test.each<[string, unknown]>([
  ['nothing', {}],
  ['a Status', { apiVersion: 'v1', kind: 'Status', metadata: {}, status: 'Success' }],
  ['another namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop-2', labels: { env: 'test' } } }],
  ['a list', { apiVersion: 'v1', kind: 'NamespaceList', metadata: { resourceVersion: '1' }, items: [] }],
])('an answer that is %s rejects, instead of a namespace without labels', async (_, body) => {
  server.answer = json(body);
  const read = await clusterNamespaceReader(server);
  await expect(read('shop')).rejects.toThrow('the answer is not about namespace shop');
});

test('an API server that keeps silent rejects in time', async () => {
  server.answer = silence;
  const read = await clusterNamespaceReader({ kubeconfig: server.kubeconfig, timeoutMs: 50 });
  await expect(read('shop')).rejects.toBeDefined();
});

test('a kubeconfig that is not there is an error at once', async () => {
  await expect(clusterNamespaceReader({ kubeconfig: join(server.folder, 'absent') })).rejects.toMatchObject({
    code: 'ENOENT',
  });
});
