import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createAuthority } from '../support/certificates.ts';
import { TufMirror } from '../support/tuf/mirror.ts';
import { threeTrustRoots } from '../support/tuf/scene.ts';

const TUF = join(import.meta.dirname, '../../src/evidence/tuf.ts');
/** As in the Dockerfile. */
const FLAGS = ['--disallow-code-generation-from-strings', '--disable-proto=delete'];
const CODE = `
  import { startTrustRefresh } from ${JSON.stringify(TUF)};
  const { promise, resolve } = Promise.withResolvers();
  const refresh = startTrustRefresh({
    ...JSON.parse(process.env.OPTIONS),
    every: 60_000,
    onUpdate: (name, json) => resolve(name + ' ' + json),
    onFailure: (name, error) => resolve(name + ' ' + error.message),
  });
  const keepAlive = setInterval(() => {}, 60_000);
  process.stdout.write(await promise);
  clearInterval(keepAlive);
  refresh.close();`;

let mirror: TufMirror;
let folder: string;
let extraCa: string;
let trustRoots: readonly [string, string, string];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tidewaiter-tuf-'));
  trustRoots = await threeTrustRoots();
  const authority = await createAuthority();
  extraCa = join(folder, 'ca.pem');
  writeFileSync(extraCa, authority.cert);
  mirror = await TufMirror.start(undefined, await authority.issue());
  mirror.release(trustRoots[1]);
});
afterAll(async () => {
  await mirror.close();
  rmSync(folder, { recursive: true });
});

/** What a process of its own is called back with: authorities beside those of the system are read when one starts. */
async function refreshed(environment: Readonly<Record<string, string>>): Promise<string> {
  const [json] = trustRoots;
  const sources = [{ name: 'ours', json, tuf: { mirror: mirror.url, root: mirror.root } }];
  const options = JSON.stringify({ sources, cacheDirectory: join(folder, 'cache') });
  const env = { OPTIONS: options, TMPDIR: folder, ...environment };
  const { stdout } = await promisify(execFile)(process.execPath, [...FLAGS, '--input-type=module', '-e', CODE], {
    env,
  });
  return stdout;
}

test('over HTTPS, the authority of the mirror must be known', async () => {
  expect(await refreshed({})).toMatch(/^ours fetch failed: /);
  expect(await refreshed({ NODE_EXTRA_CA_CERTS: extraCa })).toBe(`ours ${trustRoots[1]}`);
});
