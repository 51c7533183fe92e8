import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { writeDevCertificate } from '../../certs/dev-certificate.ts';
import { createAuthority } from '../support/certificates.ts';
import { agentFor, send } from '../support/https-client.ts';
import { folderWith, LAUNCHER, node, tidewaiter } from './command-line.ts';
import { endServeProcesses, spawnServe, startServe } from './serve-process.ts';

const ROOT = join(import.meta.dirname, '../..');
const REVIEW = readFileSync(join(ROOT, 'test/fixtures/reviews/root-pod.json'));

const POLICY = `
apiVersion: tidewaiter.dev/v1alpha1
kind: AdmissionPolicy
metadata: { name: basics }
spec:
  rules: [{ rule: run-as-non-root }]
`;

const folder = folderWith({
  'policies/policy.yaml': POLICY,
  'images.yaml': POLICY.replace('AdmissionPolicy', 'ImagePolicy').replace(/rules.*/, 'images: ["**"]\n  require: {}'),
  'selective.yaml': `${POLICY}  match: { namespaceSelector: { matchLabels: { env: prod } } }\n`,
  'labels.yaml': 'shop: { env: prod }\n',
});
const inFolder = (name: string): string => join(folder.path, name);
const flags = ['--tls-cert', '--tls-key', '--policies'].map(
  (flag, index) => `${flag}=${inFolder(['tls.crt', 'tls.key', 'policies'][index] ?? '')}`,
);
const quick = [...flags, '--drain-wait=0s'];

beforeAll(() => writeDevCertificate(folder.path));
afterEach(endServeProcesses);
afterAll(() => folder.remove());

async function ask(url: string, path: string, body?: Buffer) {
  const agent = agentFor(readFileSync(inFolder('ca.crt'), 'utf8'), { keepAlive: false });
  const post = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: body ?? REVIEW };
  const answer = await send(url + path, { agent, ...(body === undefined ? {} : post) });
  agent.destroy();
  return answer;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function untilReady(url: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const ready = await ask(url, '/readyz').then(
      ({ status }) => status === 200,
      () => false,
    );
    if (ready) return;
    await delay(100);
  }
  throw new Error(`${url} was not ready within 20 s`);
}

describe('a server', () => {
  test('logs where it listens, decides, and drains on SIGTERM with exit code 0', async () => {
    const server = await startServe([LAUNCHER], quick);
    expect(server.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    expect((await ask(server.url, '/readyz')).status).toBe(200);
    const answer = await ask(server.url, '/validate', REVIEW);
    expect(answer.json()).toMatchObject({ response: { allowed: false, status: { code: 403 } } });
    server.child.kill('SIGTERM');
    expect(await server.ended).toEqual([0, null]);
    expect(await server.err).toBe('');
    expect(server.log.map(({ msg }) => msg)).toEqual(expect.arrayContaining(['listening', 'decision', 'draining']));
  });

  test('ends at once on a second signal, with exit code 1', async () => {
    const server = await startServe([LAUNCHER], [...flags, '--drain-wait=5m']);
    server.child.kill('SIGINT');
    await server.logged('draining');
    server.child.kill('SIGTERM');
    expect(await server.ended).toEqual([1, null]);
  });

  test('serves metrics on a port of their own', async () => {
    const server = await startServe([LAUNCHER], [...quick, '--metrics-port=0']);
    expect((await send(`${server.metricsUrl}/metrics`)).text).toContain('process_cpu_seconds_total');
    expect((await ask(server.url, '/metrics')).status).toBe(404);
  });

  test('asks for client certificates, and for one of the given names', async () => {
    const authority = await createAuthority();
    writeFileSync(inFolder('clients.crt'), authority.cert);
    const mutual = ['--client-ca', inFolder('clients.crt'), '--client-names=apiserver, other', '--metrics-port=0'];
    const server = await startServe([LAUNCHER], [...quick, ...mutual]);
    await expect(ask(server.url, '/readyz')).rejects.toThrow();
    const ca = readFileSync(inFolder('ca.crt'), 'utf8');
    const asClient = async (commonName: string) => {
      const agent = agentFor(ca, { ...(await authority.issue({ usage: 'client', commonName })), keepAlive: false });
      const { status } = await send(`${server.url}/readyz`, { agent });
      agent.destroy();
      return status;
    };
    expect([await asClient('apiserver'), await asClient('stranger')]).toEqual([200, 403]);
  });

  test('takes its limits from flags', async () => {
    const server = await startServe([LAUNCHER], [...quick, '--max-body=1MiB']);
    expect((await ask(server.url, '/validate', Buffer.alloc(2 ** 20 + 1, ' '))).status).toBe(413);
  });

  test('logs what is at least as severe as --log-level', async () => {
    const port = await freePort();
    const server = spawnServe([LAUNCHER], [...quick, `--port=${port}`, '--log-level=error']);
    await untilReady(`https://127.0.0.1:${port}`);
    server.child.kill('SIGTERM');
    expect(await server.ended).toEqual([0, null]);
    expect(server.log).toEqual([]);
  });
});

describe('labels of namespaces', () => {
  const selective = [...quick.slice(0, 2), '--drain-wait=0s', `--policies=${inFolder('selective.yaml')}`];

  test('come from a file', async () => {
    const server = await startServe([LAUNCHER], [...selective, `--namespace-labels=${inFolder('labels.yaml')}`]);
    expect((await ask(server.url, '/validate', REVIEW)).json()).toMatchObject({
      response: { allowed: false, status: { message: expect.stringContaining('basics/run-as-non-root') } },
    });
  });

  test('that come from nowhere deny', async () => {
    const server = await startServe([LAUNCHER], selective);
    expect((await ask(server.url, '/validate', REVIEW)).json()).toMatchObject({
      response: {
        allowed: false,
        status: { message: expect.stringContaining('labels of namespace shop could not be read') },
      },
    });
  });

  test.each([
    ['kind: Config', /^error: --kubeconfig: "[^\n]*": no usable credentials: No active cluster!\n$/],
    ['contexts: [', /^error: --kubeconfig: "[^\n]*": no usable credentials: [^\n]*\n$/],
  ])('from a cluster need credentials that can be used, at the start: not %j', async (content, message) => {
    writeFileSync(inFolder('kubeconfig'), content);
    const kubeconfig = `--kubeconfig=${inFolder('kubeconfig')}`;
    const { code, err } = await node([LAUNCHER, 'serve', ...selective, '--namespaces-from=cluster', kubeconfig]);
    expect(code).toBe(2);
    expect(err).toMatch(message);
    const pulling = ['--pull-secrets=cluster', `--policies=${inFolder('images.yaml')}`];
    const secrets = await node([LAUNCHER, 'serve', ...quick.slice(0, 2), ...pulling, kubeconfig]);
    expect(secrets.code).toBe(2);
    expect(secrets.err).toMatch(message);
  });
});

describe('faults', () => {
  const preload = (code: string): string[] => ['--import', `data:text/javascript,${encodeURIComponent(code)}`];

  test('a rejection that nobody handles is logged and counted, and the process lives', async () => {
    const reject = preload("process.on('SIGUSR2', () => { Promise.reject(new TypeError(process.env.CANARY)); });");
    const server = await startServe([...reject, LAUNCHER], quick, { CANARY: 'secret' });
    server.child.kill('SIGUSR2');
    const line = await server.logged('an error reached nobody');
    expect(line).toMatchObject({ level: 50, error: 'TypeError' });
    expect(JSON.stringify(line)).not.toContain('secret');
    expect((await ask(server.url, '/readyz')).status).toBe(200);
  });

  test('an exception that nobody caught is logged, and ends the process with exit code 1', async () => {
    const thrower = preload("process.on('SIGUSR2', () => { throw new RangeError(process.env.CANARY); });");
    const server = await startServe([...thrower, LAUNCHER], quick, { CANARY: 'secret' });
    server.child.kill('SIGUSR2');
    expect(await server.ended).toEqual([1, null]);
    expect(await server.logged('an error reached nobody')).toMatchObject({ error: 'RangeError' });
  });
});

describe('what cannot be served ends with 2 before anything listens', () => {
  test('all problems of policies and certificate at once', async () => {
    writeFileSync(inFolder('broken.yaml'), POLICY.replace('rules', 'rulse').replace('basics', 'Basics'));
    writeFileSync(inFolder('empty.key'), '');
    const args = [`--policies=${inFolder('broken.yaml')}`, `--tls-key=${inFolder('empty.key')}`];
    const { code, out, err } = await tidewaiter(['serve', `--tls-cert=${inFolder('tls.crt')}`, ...args]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/error: [^\n]*broken\.yaml:4:\d+: /);
    expect(err).toMatch(/error: [^\n]*broken\.yaml:6:3: [^\n]*did you mean "rules"/);
    expect(err).toMatch(/error: [^\n]*empty\.key is empty\n/);
  });

  test.each([
    [
      'missing files',
      ['--tls-cert=/nowhere/crt', '--tls-key=/nowhere/key'],
      'tidewaiter: --tls-cert: "/nowhere/crt": no such file or folder\n' +
        'tidewaiter: --tls-key: "/nowhere/key": no such file or folder\n',
    ],
    ['a folder', [...quick.slice(0, 1), '--tls-key=/'], 'tidewaiter: --tls-key: "/": this is a folder, not a file\n'],
    [
      'a missing kubeconfig, even where no policy asks for labels',
      [...quick, '--namespaces-from=cluster', '--kubeconfig=/nowhere'],
      '--kubeconfig: "/nowhere": no such file or folder',
    ],
    ['missing labels', [...quick, '--namespace-labels=/nowhere'], '--namespace-labels: "/nowhere": no such file'],
    ['missing policies', [...quick.slice(0, 2), '--policies=/nowhere'], 'there is no policy file or folder "/nowhere"'],
    ['no certificate', [], '--tls-cert (or TIDEWAITER_TLS_CERT) is required'],
    ['operands', [...quick, 'policies'], 'serve takes flags only; the policies are named by --policies'],
    ['names without an authority', [...quick, '--client-names=a'], '--client-names needs --client-ca'],
    ['an authority without a port for probes', [...quick, '--client-ca=x'], '--client-ca needs --metrics-port'],
    ['a kubeconfig for nothing', [...quick, '--kubeconfig=x'], '--kubeconfig needs --namespaces-from cluster'],
    [
      'two sources of labels',
      [...quick, '--namespace-labels=x', '--namespaces-from=cluster'],
      '--namespace-labels and --namespaces-from exclude each other',
    ],
  ])('%s', async (_name, args, message) => {
    const { code, err } = await tidewaiter(['serve', ...args]);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  test('a port that is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const { code, err } = await node([LAUNCHER, 'serve', ...quick, '--host=127.0.0.1', `--port=${port}`]);
    taken.close();
    expect(code).toBe(2);
    expect(err).toMatch(
      /^tidewaiter: cannot listen: [^\n]*EADDRINUSE[^\n]*; look at --host, --port and --metrics-port\n$/,
    );
  });
});
