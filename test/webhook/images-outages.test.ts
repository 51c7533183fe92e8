import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { VerificationPool } from '../../src/evidence/pool.ts';
import { putImage } from '../support/images/image.ts';
import { attach, signedImage } from '../support/images/signed-image.ts';
import { silence, status } from '../support/registry/misdeeds.ts';
import { startTestRegistry, type TestRegistry } from '../support/registry/server.ts';
import { createWorld, type World } from '../support/signing/index.ts';
import { type OracleScene, type TestOracle, testOracle } from './image-oracle.ts';
import { BY_RELEASE } from './image-scene.ts';
import {
  closeImageWebhooks,
  type ImageWebhook,
  podWith,
  settingsFor,
  signaturePolicy,
  startImageWebhook,
  trustRootDocument,
} from './image-webhook.ts';

const MINUTE = 60_000;
const SECOND = 1_000;

let world: World;
let registry: TestRegistry;
beforeEach(async () => {
  [world, registry] = await Promise.all([createWorld(), startTestRegistry()]);
});
afterEach(closeImageWebhooks);

async function start(spec: object = {}, scene: Partial<OracleScene> = {}): Promise<[ImageWebhook, TestOracle]> {
  const oracle = testOracle({ registries: [registry], trustRoot: world.trustRoot, ...scene });
  const images = [`${registry.host}/**`];
  const webhook = await startImageWebhook({
    files: { 'root.json': world.trustRoot },
    documents: [trustRootDocument(), settingsFor([registry]), signaturePolicy({ images, ...spec })],
    images: oracle.start,
  });
  return [webhook, oracle];
}

/** The reference of a signed image, by digest. */
async function putSigned(repository: string): Promise<string> {
  const { digest } = await signedImage(world, registry.content, { repository, ...BY_RELEASE });
  return `${registry.host}/${repository}:v1@${digest}`;
}

describe('while the registry is down', () => {
  test.each([
    ['deny', false, false],
    ['cached-only', true, false],
    ['warn', true, true],
  ])(
    'with degrade: %s what was verified before is let in: %s, and other images: %s',
    async (degrade, before, others) => {
      const [webhook, oracle] = await start({ degrade });
      const [known, unknown] = [await putSigned('app/known'), await putSigned('app/unknown')];
      expect(await webhook.judge(known)).toMatchObject({ allowed: true, warnings: [] });
      registry.misbehave(status(503));
      expect(await webhook.judge(known)).toMatchObject({ allowed: true, warnings: [] });
      oracle.pass(16 * MINUTE);
      expect(await webhook.judge(known)).toMatchObject({ allowed: before });
      expect(await webhook.lookups('signatures', 'stale')).toBe(before ? 1 : 0);
      const other = await webhook.judge(unknown);
      expect(other).toMatchObject({
        allowed: others,
        message: expect.stringMatching(/could not be verified: .*(503|is not asked)/),
      });
      expect(other.warnings).toHaveLength(others ? 1 : 0);
      expect(await webhook.lookups('signatures', 'unavailable')).toBeGreaterThan(0);
      registry.reform();
      oracle.pass(MINUTE);
      expect(await webhook.judge(unknown)).toMatchObject({ allowed: true, message: '', warnings: [] });
    },
  );

  test('with degrade: warn an image that is not there, or not signed, is denied all the same', async () => {
    const [webhook] = await start({ degrade: 'warn' });
    const unsigned = putImage(registry.content.repository('app/unsigned'), { content: 'unsigned' });
    expect(await webhook.judge(`${registry.host}/app/unsigned@${unsigned.digest}`)).toMatchObject({ allowed: false });
    expect(await webhook.judge(`${registry.host}/app/absent@sha256:${'0'.repeat(64)}`)).toMatchObject({
      allowed: false,
    });
  });

  test('with degrade: warn an image is denied whose signatures take too long to verify: that is no outage', async () => {
    const never = () => new Promise<never>(() => {});
    const [webhook] = await start({ degrade: 'warn' }, { verify: never });
    const image = await putSigned('app/slow');
    expect(await webhook.judge(image, '/validate?timeout=1s')).toMatchObject({ allowed: false });
  });
});

describe('what is known', () => {
  test('an image that is signed a moment later is let in after seconds', async () => {
    const [webhook, oracle] = await start();
    const repository = registry.content.repository('app/late');
    const descriptor = putImage(repository, { content: 'late' });
    const image = `${registry.host}/app/late@${descriptor.digest}`;
    expect(await webhook.judge(image)).toMatchObject({ allowed: false });
    await attach(world, repository, descriptor, BY_RELEASE);
    expect(await webhook.judge(image)).toMatchObject({ allowed: false });
    oracle.pass(16 * SECOND);
    expect(await webhook.judge(image)).toMatchObject({ allowed: true });
  });

  test('50 reviews of one new image ask once and verify once', async () => {
    const [webhook, oracle] = await start();
    const image = await putSigned('app/popular');
    const verdicts = await Promise.all(Array.from({ length: 50 }, () => webhook.judge(image)));
    expect(verdicts.filter(({ allowed }) => allowed)).toHaveLength(50);
    expect(oracle.verifications()).toBe(1);
    const digest = image.slice(image.indexOf('@') + 1);
    expect(registry.log.count(`/manifests/${digest}`)).toBe(1);
    expect(registry.log.count('/referrers/')).toBe(1);
    expect(registry.log.count('/blobs/')).toBe(1);
    registry.log.clear();
    expect(await webhook.judge(image)).toMatchObject({ allowed: true });
    expect(registry.log.records).toHaveLength(0);
  });

  test('a tag that moves is looked up again after seconds, and its old image stays as it was', async () => {
    const [webhook, oracle] = await start();
    const image = await putSigned('app/moving');
    const [tagged = ''] = image.split('@');
    expect(await webhook.admit(tagged)).toMatchObject({ allowed: true });
    putImage(registry.content.repository('app/moving'), { tag: 'v1', content: 'evil' });
    oracle.pass(16 * SECOND);
    expect(await webhook.admit(tagged)).toMatchObject({ allowed: false });
    expect(await webhook.judge(image)).toMatchObject({ allowed: true });
  });

  test('a tag that moves between mutation and validation changes nothing: the digest was written', async () => {
    const [webhook] = await start();
    const image = await putSigned('app/raced');
    const [tagged = ''] = image.split('@');
    const { patch } = await webhook.judge(tagged, '/mutate');
    putImage(registry.content.repository('app/raced'), { tag: 'v1', content: 'evil' });
    expect(patch).toMatchObject([{ value: image }]);
    expect(await webhook.judge(String(patch[0]?.value))).toMatchObject({ allowed: true });
    expect(await webhook.judge(tagged)).toMatchObject({ allowed: false });
  });
});

describe('other pods', () => {
  test('are let in while one waits for a silent registry with many images', async () => {
    const silent = await startTestRegistry();
    silent.misbehave(silence());
    const [webhook] = await start({ images: ['**'] }, { registries: [registry, silent] });
    const waiting = podWith(
      ...Array.from({ length: 100 }, (_, at) => `${silent.host}/app/n${at}:v1@sha256:${'1'.repeat(64)}`),
    );
    const image = await putSigned('app/other');
    const slow = webhook.judge(waiting, '/validate?timeout=3s');
    const other = { ...podWith(image), metadata: { name: 'web', namespace: 'other' } };
    expect(await webhook.judge(other)).toMatchObject({ allowed: true });
    expect(await slow).toMatchObject({ allowed: false });
  });
});

describe('a thread that dies', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tidewaiter-threads-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const UNEXPECTED = /unexpected error .*see the log/;
  const deaths = [
    ['exits', 'process.exit(1)', UNEXPECTED],
    ['throws', 'throw new Error("MARKER of the thread")', UNEXPECTED],
    [
      'takes all memory',
      'const all = []; for (;;) all.push(new Array(1e6).fill(all.length))',
      /took more than 64 MiB of memory/,
    ],
  ] as const;

  test.each(deaths)('because it %s denies, and the next one verifies', async (_, death, reason) => {
    const script = join(folder, 'worker.mjs');
    const flag = join(folder, 'mended');
    const worker = join(import.meta.dirname, '../../src/evidence/worker.ts');
    await writeFile(
      script,
      `import { existsSync } from 'node:fs';
       import { parentPort } from 'node:worker_threads';
       if (existsSync(${JSON.stringify(flag)})) await import(${JSON.stringify(worker)});
       else parentPort.on('message', () => { ${death} });`,
    );
    const pool = new VerificationPool(script, { threads: 1, waiting: 10, task: 5_000, memory: 64 });
    const [webhook, oracle] = await start({ degrade: 'warn' }, { verify: (job) => pool.verify(job) });
    const image = await putSigned('app/web');
    const verdict = await webhook.judge(image);
    expect(verdict).toMatchObject({ allowed: false, message: expect.stringMatching(reason) });
    await writeFile(flag, '');
    oracle.pass(4 * SECOND);
    expect(await webhook.judge(image)).toMatchObject({ allowed: true });
    const log = await webhook.endAndReadLog();
    expect(log).toContain('VerificationFailure');
    expect(log).not.toContain('MARKER');
    await pool.close();
  });
});
