import { afterEach, describe, expect, test } from '@jest/globals';
import { addressProblem, hostProblem } from '../../src/registry/address-guard.ts';
import type { ResolvedAddress } from '../../src/registry/connector.ts';
import { NO_CREDENTIALS } from '../../src/registry/keychain.ts';
import {
  answerManifest,
  failureOf,
  NEVER,
  Peers,
  REPOSITORY,
  settingsFor,
  someManifest,
} from '../support/registry-peers.ts';

const peers = new Peers();
afterEach(() => peers.close());

describe('addresses', () => {
  test.each([
    '8.8.8.8',
    '172.15.0.1',
    '172.32.0.1',
    '100.63.0.1',
    '100.128.0.1',
    '11.0.0.1',
    '2606:4700::1111',
    '64:ff9b::808:808',
    '2002:808:808::1',
  ])('%s is public', (address) => {
    expect(addressProblem(address, false)).toBeUndefined();
  });

  test.each([
    '127.0.0.1',
    '127.255.255.254',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '100.64.0.1',
    '198.18.0.1',
    '::1',
    'fc00::1',
    'fdff::1',
    'fec0::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:10.0.0.1',
    '::127.0.0.1',
    '::ffff:0:10.0.0.1',
    '64:ff9b::10.0.0.1',
    '64:ff9b::a00:1',
    '64:ff9b:1::808:808',
    '2002:a00:1::1',
    '2002:7f00:1::',
    '2001:0:808:808::1',
  ])('%s is private: refused, unless that is declared', (address) => {
    expect(addressProblem(address, false)).toContain('private');
    expect(addressProblem(address, true)).toBeUndefined();
  });

  test.each([
    '0.0.0.0',
    '169.254.169.254',
    '169.254.0.1',
    '100.100.100.200',
    '168.63.129.16',
    '224.0.0.1',
    '255.255.255.255',
    '240.0.0.1',
    '::',
    'fe80::1',
    'fe80::1%eth0',
    'febf::1',
    'ff02::1',
    'fd00:ec2::254',
    'fd00:ec2::23',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::a9fe:a9fe',
    '2002:a9fe:a9fe::1',
    '::a9fe:a9fe',
  ])('%s is refused whatever is declared', (address) => {
    expect(addressProblem(address, true)).toContain('link-local');
    expect(addressProblem(address, false)).toContain('link-local');
  });
});

describe('names', () => {
  test.each([
    'ghcr.io',
    'registry.example.com',
    '8.8.8.8',
    '[2606:4700::1111]',
    'svc.example.com',
    'localhost.example.com',
  ])('%s is public', (host) => {
    expect(hostProblem(host, false)).toBeUndefined();
  });

  test.each([
    'localhost',
    'x.localhost',
    'registry',
    'kubernetes.default.svc',
    'kubernetes.default.SVC',
    'registry.kube-system.svc.cluster.local',
    'nas.local',
    'ip-10-0-0-1.ec2.internal',
    'router.home.arpa',
    '10.0.0.1',
    '[::1]',
    '[fd00::1]',
  ])('%s is internal: refused, unless that is declared', (host) => {
    expect(hostProblem(host, false)).toBeDefined();
    expect(hostProblem(host, true)).toBeUndefined();
  });

  test.each(['169.254.169.254', 'metadata.google.internal', '[fe80::1]'])(
    '%s is refused whatever is declared',
    (host) => {
      expect(hostProblem(host, true)).toBeDefined();
    },
  );
});

describe('names that resolve', () => {
  async function pull(answers: readonly (readonly ResolvedAddress[])[], allowPrivate: boolean) {
    const server = await peers.serve((_, response) => answerManifest(response, someManifest()));
    const registry = `registry.example.com:${server.port}`;
    let asked = 0;
    const lookup = async () => answers[asked++] ?? [];
    const settings = settingsFor({ host: registry }, { allowPrivate });
    const source = peers.client([settings], { lookup, limits: { connect: 200 } }).source(NO_CREDENTIALS);
    const failure = await failureOf(source.manifest({ registry, repository: REPOSITORY }, 'v1', NEVER));
    return { failure, server, asked: () => asked };
  }

  const inside = { address: '127.0.0.1', family: 4 };
  const outside = { address: '8.8.8.8', family: 4 };

  test.each([
    ['to the loopback', [inside]],
    ['to the loopback among others', [outside, inside]],
    ['to the loopback in IPv6', [{ address: '::1', family: 6 }]],
    ['to a mapped address', [{ address: '::ffff:127.0.0.1', family: 6 }]],
    ['to a metadata service', [{ address: '169.254.169.254', family: 4 }]],
  ])('%s are blocked', async (_, addresses) => {
    const { failure, server } = await pull([addresses], false);
    expect(failure).toMatchObject({ name: 'RegistryError', code: 'blocked' });
    expect(failure?.message).toContain('registry.example.com: it resolves to');
    expect(server.connections.total).toBe(0);
  });

  test('to a metadata service are blocked even where private addresses are declared', async () => {
    const { failure } = await pull([[{ address: '169.254.169.254', family: 4 }]], true);
    expect(failure).toMatchObject({ code: 'blocked' });
  });

  test('are looked up once a connection: the address that was checked is the one that is used', async () => {
    const { failure, server, asked } = await pull([[inside], [outside]], true);
    expect(failure).toBeUndefined();
    expect(server.seen).toHaveLength(1);
    expect(asked()).toBe(1);
  });

  test('to another address at the next connection are checked again (DNS rebinding)', async () => {
    const server = await peers.serve((_, response) => {
      response.setHeader('connection', 'close');
      answerManifest(response, someManifest());
    });
    const registry = `registry.example.com:${server.port}`;
    const answers = [[inside], [{ address: '169.254.169.254', family: 4 }]];
    const source = peers
      .client([settingsFor({ host: registry })], { lookup: async () => answers.shift() ?? [] })
      .source(NO_CREDENTIALS);
    const name = { registry, repository: REPOSITORY };
    expect(await failureOf(source.manifest(name, 'v1', NEVER))).toBeUndefined();
    expect(await failureOf(source.manifest(name, 'v1', NEVER))).toMatchObject({ code: 'blocked' });
    expect(server.connections.total).toBe(1);
  });

  test.each([
    ['to nothing', []],
    ['to a thousand addresses', Array(1_000).fill(inside) as ResolvedAddress[]],
  ])('%s are refused', async (_, addresses) => {
    const { failure } = await pull([addresses], true);
    expect(failure).toMatchObject({ code: 'unreachable' });
  });

  test('are looked up by the system, which does not find what does not exist', async () => {
    const source = peers.client([]).source(NO_CREDENTIALS);
    const name = { registry: 'no-such-host.invalid', repository: REPOSITORY };
    const failure = await failureOf(source.manifest(name, 'v1', NEVER));
    expect(failure).toMatchObject({ name: 'RegistryError', code: 'unreachable' });
    expect(failure?.message).toContain('no-such-host.invalid');
  });
});
