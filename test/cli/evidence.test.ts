import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { writeDevCertificate } from '../../certs/dev-certificate.ts';
import { CLEAN_SBOM, LOG4J_SBOM } from '../evidence/attesting.ts';
import { podCreate } from '../support/admission-reviews.ts';
import { attestedImage } from '../support/attestations/attest.ts';
import type { Claim } from '../support/attestations/claims.ts';
import { agentFor, send } from '../support/https-client.ts';
import { API_VERSION, imagePolicy, imageSettings, RELEASE, RELEASE_AUTHORITY } from '../support/image-policies.ts';
import { putImage } from '../support/images/image.ts';
import { ISSUER } from '../support/images/signed-image.ts';
import { goodPod } from '../support/pods.ts';
import { createWorld } from '../support/signing/index.ts';
import { LAUNCHER, tidewaiter } from './command-line.ts';
import { packIn, replaceTrustRoot } from './pack-workspace.ts';
import { endServeProcesses, startServe } from './serve-process.ts';
import { useRegistryWorkspace } from './use-registry-workspace.ts';

const here = useRegistryWorkspace();

const run = (name: string, ...args: readonly string[]) => here.workspace.run(name, args);
const image = (name: string) => `${here.workspace.registry.host}/${name}`;
const signed = (repository: string) => here.signed({ repository, identity: RELEASE });

function podOf(name: string): object {
  const spec = { containers: [{ name: 'app', image: image(name) }] };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: name.replaceAll(/[^a-z]/g, '-') }, spec };
}
const pods = (...names: readonly string[]): string =>
  here.workspace.write('pods.yaml', names.map((name) => JSON.stringify(podOf(name))).join('\n---\n'));

/** Two packed images, one of them signed. */
beforeEach(async () => {
  here.workspace.policies(imagePolicy());
  await signed('team/app');
  putImage(here.workspace.content.repository('team/bare'), { tag: 'v1' });
});
const packBoth = () => packIn(here.workspace, '%/team/app:v1', '%/team/bare:v1');

describe('a review', () => {
  test('judges from the pack, and nobody is asked', async () => {
    await packBoth();
    await here.workspace.registry.close();
    const { code, out } = await run('review', '--evidence=@/pack', pods('team/app:v1', 'team/bare:v1'));
    expect(code).toBe(1);
    expect(out).toMatch(/^allowed Pod default\/team-app-v- /m);
    expect(out).toMatch(/^DENIED Pod default\/team-bare-v- /m);
    expect(out).not.toContain('could not be verified');
  });

  test('cannot say anything of an image that is not packed', async () => {
    await packBoth();
    await signed('team/other');
    const { code, out } = await run('review', '--evidence=@/pack', pods('team/other:v1'));
    expect(code).toBe(3);
    expect(out).toContain('%/team/other:v1 was not looked up when ');
  });

  test.each([
    [['--evidence=e', '--images=registry'], '--evidence and --images registry exclude each other'],
    [['--evidence=e', '--layout=l'], '--layout and --evidence exclude each other'],
    [['--evidence-roots'], '--evidence-roots needs --evidence'],
    [['--evidence=@/policies'], '--evidence: "policies" is no evidence pack: it has no file tidewaiter-pack.json'],
    [['--evidence=/nowhere'], '--evidence: "/nowhere" is no evidence pack'],
  ])('makes no sense: %j', async (args, message) => {
    const { code, err } = await run('review', ...args, pods('a:1'));
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(message) });
  });
});

describe('what is attested', () => {
  test.each([
    ['under the signed index', 'image'],
    ['by attestation manifests that are signed themselves', 'attestation-manifests'],
  ] as const)('is judged from the pack: by BuildKit, %s', async (_, signatureOn) => {
    const put = (repository: string, claim: Claim) =>
      attestedImage(here.world, here.workspace.content, {
        repository,
        identity: RELEASE,
        buildkit: { claims: [claim] },
        signatureOn,
      });
    await put('team/clean', CLEAN_SBOM);
    await put('team/old', LOG4J_SBOM);
    const sbom = { deny: { packages: ['pkg:maven/org.apache.logging.log4j/log4j-core@<2.17.1'] } };
    const attestations = [{ type: 'sbom', signedBy: ['release'], sbom }];
    const require = { digest: 'ignore', attestations };
    here.workspace.policies(imagePolicy({ authorities: [RELEASE_AUTHORITY], require }));
    await packIn(here.workspace, '%/team/clean:v1', '%/team/old:v1');
    await here.workspace.registry.close();
    const { code, out } = await run('review', '--evidence=@/pack', pods('team/clean:v1', 'team/old:v1'));
    expect(code).toBe(1);
    expect(out).toMatch(/^allowed Pod default\/team-clean-v- /m);
    expect(out).toMatch(/^DENIED Pod default\/team-old-v- /m);
    expect(out).toContain('log4j-core 2.14.1');
  });
});

describe('tests of policies', () => {
  const cases = (...all: readonly object[]): void => {
    const test = { apiVersion: API_VERSION, kind: 'PolicyTest', metadata: { name: 'images' }, spec: { cases: all } };
    here.workspace.write('policies/test.yaml', JSON.stringify(test));
  };
  const denied = [{ rule: 'image-signature', action: 'Deny' }];
  const runTests = (...args: readonly string[]) => tidewaiter(['test', ...args, join(here.workspace.root, 'policies')]);

  test('look images up in the pack that they do not state', async () => {
    await packBoth();
    await here.workspace.registry.close();
    const digest = `sha256:${'a'.repeat(64)}`;
    cases(
      { name: 'signed', resource: podOf('team/app:v1'), expect: [] },
      { name: 'unsigned', resource: podOf('team/bare:v1'), expect: denied },
      {
        name: 'stated',
        resource: podOf('team/app:v1'),
        images: { [image('team/app:v1')]: { digest, signedBy: [] } },
        expect: denied,
      },
      {
        name: 'not stated beside one that is',
        resource: podOf('team/app:v1'),
        images: { [image('team/bare:v1')]: { digest, signedBy: ['release'] } },
        expect: [],
      },
    );
    const { code, out } = await runTests(`--evidence=${here.workspace.root}/pack`);
    expect({ code, passed: out.split('\n').filter((line) => line.startsWith('  pass')).length, out }).toEqual({
      code: 0,
      passed: 4,
      out: expect.stringContaining('4 passed, 0 failed'),
    });
    expect((await runTests()).code).toBe(1);
  });
});

describe('a webhook', () => {
  afterEach(endServeProcesses);

  async function serve(...flags: readonly string[]) {
    await writeDevCertificate(here.workspace.root);
    const at = (name: string) => join(here.workspace.root, name);
    const tls = [`--tls-cert=${at('tls.crt')}`, `--tls-key=${at('tls.key')}`];
    const given = flags.map((each) => each.replace('@/', `${here.workspace.root}/`));
    const server = await startServe([LAUNCHER], [...tls, `--policies=${at('policies')}`, '--drain-wait=0s', ...given]);
    const agent = agentFor(readFileSync(at('ca.crt'), 'utf8'), { keepAlive: false });
    const judge = async (name: string): Promise<{ allowed: boolean; status?: { message: string } }> => {
      const body = JSON.stringify(
        podCreate({ ...goodPod(), spec: { containers: [{ name: 'app', image: image(name) }] } }),
      );
      const headers = { 'Content-Type': 'application/json' };
      const answer = await send(`${server.url}/validate`, { agent, method: 'POST', headers, body });
      return (answer.json() as { response: { allowed: boolean } }).response;
    };
    return { server, judge };
  }

  test('answers for packed images from the pack, for all others it asks their registry', async () => {
    const digest = await packBoth();
    await signed('team/other');
    putImage(here.workspace.content.repository('team/loose'), { tag: 'v1' });
    const asked = () => here.workspace.registry.log.lines().filter((line) => /team\/(?:app|bare)\//.test(line));
    const before = asked().length;
    const { server, judge } = await serve('--evidence=@/pack');
    expect(await server.logged('evidence pack read')).toMatchObject({ pack: digest, images: 2, trustRoots: [] });
    expect(await judge('team/app:v1')).toMatchObject({ allowed: true });
    expect(await judge('team/bare:v1')).toMatchObject({ allowed: false });
    expect(await judge('team/other:v1')).toMatchObject({ allowed: true });
    expect(await judge('team/loose:v1')).toMatchObject({ allowed: false });
    expect(asked()).toHaveLength(before);
    await here.workspace.registry.close();
    const { digest: own } = await signed('team/app');
    expect(await judge(`team/app@${own}`)).toMatchObject({ allowed: true });
  });

  test('does not start with another pack than it is told', async () => {
    await packBoth();
    const wrong = `--evidence=@/pack@sha256:${'0'.repeat(64)}`;
    await expect(serve(wrong)).rejects.toThrow(/ended with 2 .*--evidence: .+, and not sha256:000/s);
  });
});

describe('trust roots of a pack', () => {
  const identity = ['--certificate-identity', RELEASE, '--certificate-oidc-issuer', ISSUER];
  const verify = (...args: readonly string[]) => run('verify', '--evidence=@/pack', ...args, '%/team/app:v1');
  /** Policies without a trust root, besides how the registry is reached. */
  const without = (...policies: readonly object[]) =>
    here.workspace.write(
      'policies/policy.yaml',
      [imageSettings(here.workspace.registry.host), ...policies].map((each) => JSON.stringify(each)).join('\n---\n'),
    );

  test('count where policies declare none of that name, and only if somebody says so', async () => {
    await packBoth();
    without(imagePolicy());
    const refused = await verify();
    expect(refused.code).toBe(2);
    expect(refused.err).toContain(
      'there is no TrustRoot "test"; the evidence pack has it, and --evidence-roots lets it count',
    );
    expect((await verify('--evidence-roots')).code).toBe(0);
    expect((await run('review', '--evidence=@/pack', pods('team/app:v1'))).code).toBe(2);
    expect((await run('review', '--evidence=@/pack', '--evidence-roots', pods('team/app:v1'))).code).toBe(0);
  });

  test('never count in place of one that policies declare', async () => {
    const other = await createWorld();
    const own = readFileSync(join(here.workspace.root, 'policies/root.json'));
    await packBoth();
    writeFileSync(join(here.workspace.root, 'policies/root.json'), other.trustRoot);
    const refused = await verify('--evidence-roots');
    expect(refused).toMatchObject({ code: 1, err: '' });
    const hinted = await verify();
    expect(hinted.code).toBe(1);
    expect(hinted.err).toMatch(/^hint: the evidence pack has another trust root "test" than the one that counted;/);
    writeFileSync(join(here.workspace.root, 'policies/root.json'), own);
    expect(await verify()).toMatchObject({ code: 0, err: '' });
  });

  test('of the command line are packed as `given`', async () => {
    here.workspace.write('given.json', here.world.trustRoot);
    await packIn(here.workspace, '--trusted-root=@/given.json', '%/team/app:v1');
    without();
    expect((await verify(...identity)).code).toBe(1);
    expect((await verify(...identity, '--evidence-roots')).code).toBe(0);
    expect((await verify(...identity, '--trusted-root=@/given.json')).code).toBe(0);
  });

  test('the public-good one counts in place of the built-in one, if somebody says so', async () => {
    const authority = { ...RELEASE_AUTHORITY, trustRoots: ['public-good'] };
    without(imagePolicy({ require: { digest: 'ignore', signatures: [authority] } }));
    await packBoth();
    expect((await verify('--evidence-roots')).code).toBe(1);
    replaceTrustRoot(here.workspace, 'public-good', here.world.trustRoot);
    const refused = await verify();
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('another trust root "public-good"') });
    expect((await verify('--evidence-roots')).code).toBe(0);
  });

  test('that are not sound are refused where they would count', async () => {
    await packBoth();
    replaceTrustRoot(here.workspace, 'test', '{}');
    expect((await verify()).code).toBe(0);
    const refused = await verify('--evidence-roots');
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('its trust root "test" cannot be used') });
  });
});
