import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import { CLEAN_SBOM, LOG4J_SBOM } from '../evidence/attesting.ts';
import { attestedImage } from '../support/attestations/attest.ts';
import { imagePolicy, RELEASE, RELEASE_AUTHORITY } from '../support/image-policies.ts';
import { tagFor } from '../support/images/signatures.ts';
import { packIn } from './pack-workspace.ts';
import { useRegistryWorkspace } from './use-registry-workspace.ts';

/** Evidence packs that somebody changed after they were made, or that are about something else. */

const here = useRegistryWorkspace();

let digest: string;
beforeEach(async () => {
  here.workspace.policies(imagePolicy());
  await here.signed();
  digest = await packIn(here.workspace, '%/team/app:v1');
});

const run = (name: string, ...args: readonly string[]) => here.workspace.run(name, args);
const inRoot = (...path: readonly string[]) => join(here.workspace.root, ...path);
const verify = (...args: readonly string[]) => run('verify', '--evidence=@/pack', ...args, '%/team/app:v1');

test('signatures and manifests are refused by their hash', async () => {
  for (const file of readdirSync(inRoot('pack/blobs/sha256'))) {
    const path = inRoot('pack/blobs/sha256', file);
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.toString().replace('"', "'"));
    for (const spoil of [() => {}, () => rmSync(path)]) {
      spoil();
      const { code, out, err } = await verify();
      expect(out + err).toMatch(/is damaged|is not whole/);
      // What the config says decides nothing here.
      const isConfig = out.includes('could not be had: config: ');
      expect({ file, code }).toEqual({ file, code: isConfig ? 0 : code === 2 ? 2 : 3 });
    }
    writeFileSync(path, bytes);
  }
  expect((await verify()).code).toBe(0);
});

test('what speaks against an image is not hidden by spoiling it', async () => {
  const claims = [CLEAN_SBOM, LOG4J_SBOM];
  await attestedImage(here.world, here.workspace.content, { repository: 'team/old', identity: RELEASE, claims });
  const sbom = { deny: { packages: ['pkg:maven/org.apache.logging.log4j/log4j-core@<2.17.1'] } };
  const attestations = [{ type: 'sbom', signedBy: ['release'], sbom }];
  here.workspace.policies(
    imagePolicy({ authorities: [RELEASE_AUTHORITY], require: { digest: 'ignore', attestations } }),
  );
  await packIn(here.workspace, '%/team/old:v1');
  const verifyOld = () => run('verify', '--evidence=@/pack', '%/team/old:v1');
  expect((await verifyOld()).out).toContain('log4j-core 2.14.1');
  for (const file of readdirSync(inRoot('pack/blobs/sha256'))) {
    const path = inRoot('pack/blobs/sha256', file);
    const bytes = readFileSync(path);
    for (const spoilt of ['', bytes.toString().replace('"', "'"), undefined]) {
      if (spoilt === undefined) rmSync(path);
      else writeFileSync(path, spoilt);
      const { code, out } = await verifyOld();
      expect({ file, code, out }).not.toMatchObject({ code: 0 });
    }
    writeFileSync(path, bytes);
  }
});

test.each(['index.json', 'tidewaiter-pack.json', 'trusted-roots/test.json', 'oci-layout'])(
  '%s is refused',
  async (name) => {
    const path = inRoot('pack', name);
    const text = readFileSync(path, 'utf8');
    writeFileSync(
      path,
      text
        .replace('1.0.0', '2.0.0')
        .replace(/sha256:./, 'sha256:_')
        .replace('"rawBytes"', '"rawbytes"'),
    );
    expect((await verify()).code).toBe(2);
    rmSync(path);
    const { code, err } = await verify();
    expect(code).toBe(2);
    expect(err).toMatch(/make it anew with `tidewaiter pack`|is no evidence pack/);
    writeFileSync(path, text);
    expect((await verify()).code).toBe(0);
  },
);

test('the digest says which it must be', async () => {
  const pinned = (text: string) => run('verify', `--evidence=@/pack@${text}`, '%/team/app:v1');
  expect((await pinned(digest)).code).toBe(0);
  const other = await pinned(`sha256:${'0'.repeat(64)}`);
  expect(other.code).toBe(2);
  expect(other.err).toContain(`--evidence: the evidence pack pack is ${digest}, and not sha256:000`);
  expect((await pinned('sha256:12')).err).toContain('does not end in a digest');
});

test('what was not there is not there; what nobody looked up is not known', async () => {
  const { repository, descriptor } = await here.signed({ repository: 'team/bare' });
  for (const digest of repository.manifests.keys())
    if (digest !== descriptor.digest) repository.manifests.delete(digest);
  await packIn(here.workspace, '%/team/bare:v1');
  const bare = await run('verify', '--evidence=@/pack', '%/team/bare:v1');
  expect(bare).toMatchObject({ code: 1, out: expect.stringContaining('found no signature') });
  const other = await run('verify', '--evidence=@/pack', '%/team/app:v1');
  expect(other.code).toBe(3);
  expect(other.out).toMatch(
    /digest: %\/team\/app:v1 was not looked up when [^\n]+ was made, which is about %\/team\/bare:v1\n/,
  );
  here.workspace.policies(
    imagePolicy({ signatureRepository: { repository: `${here.workspace.registry.host}/elsewhere` } }),
  );
  const elsewhere = await run('verify', '--evidence=@/pack', '%/team/bare:v1');
  expect(elsewhere.code).toBe(3);
  expect(elsewhere.out).toContain(`%/elsewhere:${tagFor(descriptor.digest)}`);
});
