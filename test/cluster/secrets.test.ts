import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { clusterSecretReader, type SecretReader } from '../../src/cluster/secrets.ts';
import {
  type Answer,
  type ApiServer,
  json,
  notFound,
  silence,
  startApiServer,
  status,
  text,
} from '../support/api-server.ts';

/** What must never be in a message. */
const PASSWORD = 'hunter2hunter2';
const ENCODED = Buffer.from(PASSWORD).toString('base64');

const secret = (data: unknown, { namespace = 'shop', name = 'pull', type = 'Opaque' as unknown } = {}): Answer =>
  json({ apiVersion: 'v1', kind: 'Secret', metadata: { namespace, name }, type, data });
const account = (imagePullSecrets: unknown, { namespace = 'shop', name = 'web' } = {}): Answer =>
  json({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { namespace, name }, imagePullSecrets });

let server: ApiServer;
let reader: SecretReader;
beforeEach(async () => {
  server = await startApiServer();
  reader = await clusterSecretReader(server);
});
afterEach(() => server.close());

/** Why reading rejects. Nothing of it may show what is in the Secret. */
async function reason(reading: Promise<unknown>): Promise<string> {
  const error = await reading.then(
    () => new Error('it was read'),
    (thrown: Error) => thrown,
  );
  const shown = `${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`;
  for (const part of [PASSWORD, ENCODED, ENCODED.slice(0, 8)]) expect(shown).not.toContain(part);
  return error.message;
}

describe('a Secret', () => {
  test('is read by name and decoded, once for those who ask at once', async () => {
    server.answer = secret({ a: ENCODED, empty: '' }, { type: 'kubernetes.io/dockerconfigjson' });
    const [one, other] = await Promise.all([reader.secret('shop', 'pull'), reader.secret('shop', 'pull')]);
    expect(one.type).toBe('kubernetes.io/dockerconfigjson');
    expect([...one.data].map(([key, bytes]) => [key, bytes.toString()])).toEqual([
      ['a', PASSWORD],
      ['empty', ''],
    ]);
    expect(other).toBe(one);
    expect(await reader.secret('shop', 'pull')).toBe(one);
    expect(server.asked()).toEqual(['GET /api/v1/namespaces/shop/secrets/pull']);
  });

  test('without data has none', async () => {
    server.answer = secret(undefined);
    expect((await reader.secret('shop', 'pull')).data.size).toBe(0);
  });

  test('is asked for again when it has grown old, and when it failed', async () => {
    const impatient = await clusterSecretReader({ kubeconfig: server.kubeconfig, ttlMs: 0 });
    server.answer = secret({ a: ENCODED });
    await impatient.secret('shop', 'pull');
    server.answer = notFound;
    expect(await reason(impatient.secret('shop', 'pull'))).toBe('Secret "shop/pull" does not exist');
    expect(await reason(reader.secret('shop', 'pull'))).toBe('Secret "shop/pull" does not exist');
    server.answer = secret({ a: ENCODED });
    expect((await reader.secret('shop', 'pull')).data.size).toBe(1);
  });

  test('that is large is not kept', async () => {
    const large = Buffer.alloc(64 * 1_024 + 1).toString('base64');
    server.answer = secret({ a: large });
    await reader.secret('shop', 'pull');
    await reader.secret('shop', 'pull');
    expect(server.asked()).toHaveLength(2);
  });

  test('beyond 1 MiB is refused, and one of 1 MiB is not', async () => {
    const half = Buffer.alloc(512 * 1_024, 1).toString('base64');
    server.answer = secret({ a: half, b: half });
    expect((await reader.secret('shop', 'pull')).data.size).toBe(2);
    server.answer = secret({ a: half, b: half, c: 'AA==' });
    expect(await reason(reader.secret('shop', 'pull'))).toBe('Secret "shop/pull" has more than 1048576 bytes of data');
  });

  test.each<[string, Answer, string]>([
    ['another Secret', secret({ a: ENCODED }, { name: 'pull-2' }), 'is not about Secret "shop/pull"'],
    ['one of another namespace', secret({ a: ENCODED }, { namespace: 'bank' }), 'is not about Secret "shop/pull"'],
    ['nothing', json({}), 'is not about Secret "shop/pull"'],
    ['a list', json({ kind: 'SecretList', metadata: {}, items: [{ data: { a: ENCODED } }] }), 'is not about'],
    ['text that is not JSON', text(ENCODED), 'is not what an API server sends'],
    ['a Secret whose data is not base64', secret({ a: `${ENCODED}!${PASSWORD}` }), 'is not base64 in "a"'],
    ['a Secret whose data is a number', secret({ a: 1 }), 'is not base64 in "a"'],
    ['a Secret whose data is text', secret(ENCODED), 'Secret "shop/pull"'],
    ['a Secret without a type', secret({ a: ENCODED }, { type: null }), 'has no type'],
    ['no right', status(403, ENCODED), 'needs the right to get secrets there (403)'],
    ['no credentials', status(401, ENCODED), 'does not accept our credentials (401)'],
    ['a failure', status(500, ENCODED), 'the API server answers with status 500'],
  ])('answered with %s rejects', async (_, answer, message) => {
    server.answer = answer;
    expect(await reason(reader.secret('shop', 'pull'))).toContain(message);
  });

  test.each([
    ['..', 'pull'],
    ['shop', '..'],
    ['shop', ''],
    ['', 'pull'],
    ['shop', 'a/../b'],
    ['shop', 'Pull'],
    ['shop', 'pull?watch=true'],
    ['shop', 'a'.repeat(254)],
  ])('of the impossible name %j %j is not asked for', async (namespace, name) => {
    expect(await reason(reader.secret(namespace, name))).toContain('there can be no Secret');
    expect(server.asked()).toEqual([]);
  });

  test('is not waited for longer than allowed', async () => {
    server.answer = silence;
    const hasty = await clusterSecretReader({ kubeconfig: server.kubeconfig, timeoutMs: 50 });
    expect(await reason(hasty.secret('shop', 'pull'))).toBe('Secret "shop/pull" cannot be read: no answer in time');
  });

  test('that nobody answers for says so', async () => {
    const gone = await startApiServer();
    const lonely = await clusterSecretReader(gone);
    await gone.close();
    expect(await reason(lonely.secret('shop', 'pull'))).toContain('the API server cannot be asked (ECONNREFUSED)');
  });
});

describe('pull secrets of a ServiceAccount', () => {
  test('are names, each once; entries that name no Secret count as little as for the kubelet', async () => {
    server.answer = account([
      { name: 'b' },
      { name: 'a' },
      { name: 'b' },
      {},
      { name: '' },
      { name: '../a' },
      { name: 'x'.repeat(254) },
    ]);
    expect(await reader.pullSecretsOf('shop', 'web')).toEqual(['b', 'a']);
    await reader.pullSecretsOf('shop', 'web');
    expect(server.asked()).toEqual(['GET /api/v1/namespaces/shop/serviceaccounts/web']);
  });

  test('may be none', async () => {
    server.answer = account(undefined);
    expect(await reader.pullSecretsOf('shop', 'web')).toEqual([]);
  });

  test('are at most 32', async () => {
    const names = Array.from({ length: 33 }, (_, index) => ({ name: `pull-${index}` }));
    server.answer = account(names.slice(1));
    expect(await reader.pullSecretsOf('shop', 'web')).toHaveLength(32);
    server.answer = account(names, { name: 'more' });
    expect(await reason(reader.pullSecretsOf('shop', 'more'))).toContain('more than 32 imagePullSecrets');
  });

  test.each<[string, Answer, string]>([
    ['does not exist', notFound, 'ServiceAccount "shop/web" does not exist'],
    ['is another', account([{ name: 'a' }], { name: 'admin' }), 'the answer is not about ServiceAccount "shop/web"'],
    ['may not be read', status(403), 'needs the right to get serviceaccounts there (403)'],
    ['holds no list', account({ name: 'a' }), 'ServiceAccount "shop/web"'],
  ])('reject where it %s', async (_, answer, message) => {
    server.answer = answer;
    expect(await reason(reader.pullSecretsOf('shop', 'web'))).toContain(message);
  });
});
