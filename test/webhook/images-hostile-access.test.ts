import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { signedImage } from '../support/images/signed-image.ts';
import type { AuthOptions } from '../support/registry/auth.ts';
import { type Brokenness, startBrokenServer } from '../support/registry/broken-server.ts';
import { drippingBody, infiniteBody, type Misdeed, oddToken, redirect, status } from '../support/registry/misdeeds.ts';
import { startTestRegistry, type TestRegistry } from '../support/registry/server.ts';
import { createWorld, type World } from '../support/signing/index.ts';
import { BY_RELEASE } from './image-scene.ts';
import {
  closeImageWebhooks,
  type ImageWebhook,
  settingsFor,
  signaturePolicy,
  startImageWebhook,
  trustRootDocument,
} from './image-webhook.ts';

const PASSWORD = 'MARKER-password-of-the-registry';
const TOKEN = 'MARKER-token-of-the-registry';
const QUERY = 'MARKER-signature-in-a-redirect';
const USERS = { robot: PASSWORD };
const bearer = (options: Partial<AuthOptions> = {}): { auth: AuthOptions } => ({
  auth: { kind: 'bearer', users: USERS, ...options },
});

let world: World;
let webhook: ImageWebhook;
let registries: Readonly<
  Record<'good' | 'tokens' | 'redirecting' | 'other' | 'elsewhere' | 'plain' | 'inside' | 'failing', TestRegistry>
>;
const broken = new Map<Brokenness, string>();

beforeAll(async () => {
  world = await createWorld();
  const other = await startTestRegistry();
  registries = {
    good: await startTestRegistry(bearer()),
    tokens: await startTestRegistry(bearer()),
    redirecting: await startTestRegistry({ auth: { kind: 'basic', users: USERS } }),
    other,
    elsewhere: await startTestRegistry(bearer({ realm: 'https://tokens.evil.test/token' })),
    plain: await startTestRegistry(bearer({ realm: `http://localhost:${other.port}/token` })),
    inside: await startTestRegistry(bearer({ realm: 'http://169.254.169.254/latest/token' })),
    failing: await startTestRegistry(),
  };
  for (const how of ['tls-garbage', 'silent', 'reset', 'closing', 'http-garbage', 'endless-headers'] as const) {
    const server = await startBrokenServer(how);
    broken.set(how, server.host);
    servers.push(server);
  }
  const all = Object.values(registries);
  const auth = Buffer.from(`robot:${PASSWORD}`).toString('base64');
  const withBroken = [...broken].map(([how, host]) => ({ host, ca: how === 'tls-garbage' ? '' : undefined }));
  webhook = await startImageWebhook({
    files: {
      'root.json': world.trustRoot,
      'registry.crt': (await startTestRegistry({ tls: true })).ca ?? '',
      'docker-config': JSON.stringify({ auths: Object.fromEntries(all.map(({ host }) => [host, { auth }])) }),
    },
    documents: [trustRootDocument(), settingsFor([...all, ...(withBroken as never[])]), signaturePolicy()],
    pulling: (folder) => ({ dockerConfig: { path: `${folder}/docker-config`, optional: false } }),
  });
});
const servers: { close(): Promise<void> }[] = [];
afterAll(async () => {
  await closeImageWebhooks();
  await Promise.all(servers.map((server) => server.close()));
});

/** A signed image that nobody has asked for yet. */
async function imageAt({ content, host }: TestRegistry, repository = `app/number-${++images}`): Promise<string> {
  await signedImage(world, content, { repository, ...BY_RELEASE });
  return `${host}/${repository}:v1`;
}
let images = 0;

async function expectDenied(image: string, why: RegExp): Promise<void> {
  const verdict = await webhook.judge(image, '/validate?timeout=2s');
  expect(verdict).toMatchObject({ allowed: false, message: expect.stringMatching(why) });
  expect(verdict.text).not.toMatch(/MARKER/);
  expect(verdict.text).not.toContain(Buffer.from(PASSWORD).toString('base64').slice(0, 16));
}

async function expectGoodAdmitted(): Promise<void> {
  expect(await webhook.admit(await imageAt(registries.good))).toMatchObject({ allowed: true });
}

describe('a token service', () => {
  test('that is the registry itself lets the image in', expectGoodAdmitted);

  test.each<[string, Misdeed, RegExp]>([
    ['gives a token of 1 MiB', oddToken(), /more than 65536 bytes/],
    ['gives a token of 40 KiB', oddToken('x'.repeat(40_000)), /is not a token/],
    ['gives a token with a line break', oddToken(`${TOKEN}\r\nX-Evil: 1`), /is not a token/],
    ['gives a number', oddToken(7), /is not a token/],
    ['answers without end', infiniteBody(), /more than 65536 bytes/],
    ['answers in drops', drippingBody(), /before the deadline|in the time/],
    ['sends us elsewhere', redirect('https://tokens.evil.test/?secret=1'), /answers with status 307/],
    ['refuses', status(403), /status 403/],
    ['gives a token that is not let in', oddToken(TOKEN), /does not let us read/],
  ])('that %s', async (_, misdeed, why) => {
    const end = registries.tokens.misbehave(misdeed, { on: '/token' });
    await expectDenied(await imageAt(registries.tokens), why);
    await expectGoodAdmitted();
    end();
  });

  test('of another host is sent no credentials', async () => {
    await expectDenied(await imageAt(registries.elsewhere), /tokens\.evil\.test/);
  });

  test('of another host without https is not asked', async () => {
    const before = registries.other.connections();
    await expectDenied(await imageAt(registries.plain), /without https/);
    expect(registries.other.connections()).toBe(before);
  });

  test('at a private address is not asked', async () => {
    await expectDenied(await imageAt(registries.inside), /169\.254\.169\.254/);
  });
});

test('a redirect to another host takes no credentials along', async () => {
  const { redirecting, other } = registries;
  const image = await imageAt(redirecting, 'app/moved');
  await imageAt(other, 'app/moved');
  redirecting.misbehave(redirect(`${other.url}/v2/app/none?sig=${QUERY}`), { on: /GET .*\/(blobs|manifests\/sha256)/ });
  await expectDenied(image, /has no such|no signature|not have/);
  expect(other.log.records.length).toBeGreaterThan(0);
  for (const { headers } of other.log.records) expect(headers).not.toHaveProperty('authorization');
  redirecting.reform();
});

describe('places that are no registries', () => {
  test.each([
    ['a metadata service', '169.254.169.254/latest/meta-data:v1'],
    ['a metadata service by name', 'metadata.google.internal/computeMetadata/v1:v1'],
    ['the machine itself', 'localhost/app/web:v1'],
    ['the machine itself, with a port', 'localhost:8443/app/web:v1'],
    ['the machine itself, by address', '127.0.0.1:1/app/web:v1'],
    ['the machine itself, in IPv6', '[::1]:5000/app/web:v1'],
    ['the machine itself, as IPv4 in IPv6', '[::ffff:127.0.0.1]/app/web:v1'],
    ['the API server', 'kubernetes.default.svc/app/web:v1'],
    ['a private address', '10.96.0.1/app/web:v1'],
    ['an address as a number', '2130706433/app/web:v1'],
    ['an address in octal', '0177.0.0.1/app/web:v1'],
    ['a URL', 'http://169.254.169.254/latest:v1'],
    ['a user before the host', 'registry.test@169.254.169.254/app:v1'],
  ])('%s', async (_, image) => {
    await expectDenied(image, /allowPrivate|cannot|could not|not an image reference|is never|blocked|address/);
  });

  test('loopback with another port than the one that is declared is not connected to', async () => {
    const undeclared = await startTestRegistry();
    await expectDenied(await imageAt(undeclared), /allowPrivate/);
    expect(undeclared.connections()).toBe(0);
  });

  test.each(['tls-garbage', 'silent', 'reset', 'closing', 'http-garbage', 'endless-headers'] as const)(
    'a server that answers with %s',
    async (how) => {
      const before = process.memoryUsage.rss();
      await expectDenied(`${broken.get(how)}/app/web:v1`, new RegExp(`${broken.get(how)?.replaceAll('.', '\\.')}`));
      await expectGoodAdmitted();
      expect(process.memoryUsage.rss() - before).toBeLessThan(150 * 2 ** 20);
    },
  );
});

test('a repository in trouble is left alone after some requests, and no other one of its registry', async () => {
  const { failing } = registries;
  const end = failing.misbehave(status(500), { on: '/app/broken/' });
  const image = await imageAt(failing, 'app/broken');
  for (let at = 0; at < 20; at++) {
    await expectDenied(image.replace(/v1$/, `v${at}`), /out of order|not asked again/);
  }
  expect(failing.log.records.length).toBeLessThan(10);
  expect(await webhook.admit(await imageAt(failing))).toMatchObject({ allowed: true });
  end();
  await expectGoodAdmitted();
});

test('no secret gets into the log', async () => {
  const log = await webhook.endAndReadLog();
  expect(log).toContain('"msg":"decision"');
  expect(log).not.toContain('MARKER');
  expect(log).not.toContain(Buffer.from(`robot:${PASSWORD}`).toString('base64'));
  expect(log).not.toContain('"level":50');
});
