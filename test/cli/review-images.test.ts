import { describe, expect, test } from '@jest/globals';
import { imagePolicy, RELEASE, RELEASE_AUTHORITY } from '../support/image-policies.ts';
import { putImage } from '../support/images/image.ts';
import { status } from '../support/registry/misdeeds.ts';
import { tidewaiter } from './command-line.ts';
import { useRegistryWorkspace } from './use-registry-workspace.ts';

const here = useRegistryWorkspace();

const review = (...args: readonly string[]) => here.workspace.run('review', args);
const signed = (repository: string, identity = RELEASE) => here.signed({ repository, identity });

/** A file with pods that use images of the registry, one each. */
function pods(...images: readonly string[]): string {
  const all = images.map((image, index) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `pod-${index}` },
    spec: { containers: [{ name: 'app', image: `${here.workspace.registry.host}/${image}` }] },
  }));
  return here.workspace.write('pods.yaml', all.map((pod) => JSON.stringify(pod)).join('\n---\n'));
}

const summary = (out: string) => out.split('\n').at(-2);

describe('without --images', () => {
  test('nobody is asked, and what was not checked is listed and counted', async () => {
    here.workspace.policies(imagePolicy());
    const { code, out, err } = await review(pods('team/app:v1', 'team/app:v2'));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('  not checked: image-signature of policy signed for image %/team/app:v1\n');
    expect(summary(out)).toBe('2 judged: 2 allowed, 0 denied; 2 not checked: images were not looked up (--images)');
    expect(here.workspace.registry.log.records).toEqual([]);
  });

  test('JSON lines have the same', async () => {
    here.workspace.policies(imagePolicy());
    const { out } = await review('--format=jsonl', pods('team/app:v1'));
    expect(JSON.parse(out)).toMatchObject({
      allowed: true,
      unchecked: [
        { image: '%/team/app:v1', path: 'spec.containers[0].image', policy: 'signed', rule: 'image-signature' },
      ],
    });
  });
});

test('a static authority is judged without asking anybody, and its message is said', async () => {
  const authority = { name: 'nobody', static: 'Deny', message: 'not maintained any more' };
  here.workspace.policies(imagePolicy({ require: { digest: 'ignore', signatures: [authority] } }));
  for (const flags of [[], ['--images=registry']]) {
    const { code, out } = await review(...flags, pods('team/app:v1'));
    expect({ code, out }).toEqual({ code: 1, out: expect.stringContaining('which the policy denies: not maintained') });
    expect(summary(out)).toBe('1 judged: 0 allowed, 1 denied; findings: 1 Deny');
  }
  expect(here.workspace.registry.log.records).toEqual([]);
});

test('a policy that leaves controllers alone names their images all the same, where labels decide that', async () => {
  const match = { namespaceSelector: { matchLabels: { env: 'prod' } } };
  const named = imagePolicy({ controllers: 'Off', match, require: { digest: 'require' } });
  here.workspace.policiesWith({ onNoMatch: 'Deny' }, named);
  const containers = [{ name: 'app', image: 'a:1' }];
  const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', spec: { template: { spec: { containers } } } };
  const file = here.workspace.write('app.yaml', JSON.stringify({ ...deployment, metadata: { name: 'app' } }));
  const within = (env: string) =>
    `--namespace-labels=${here.workspace.write('labels.yaml', `default: { env: ${env} }`)}`;
  expect((await review(within('prod'), file)).out).toContain('1 allowed');
  const other = await review(within('dev'), file);
  expect({ code: other.code, out: other.out }).toEqual({ code: 1, out: expect.stringContaining('image-coverage') });
});

describe('--images registry', () => {
  test('signed passes, unsigned is denied with the explanation, and 1', async () => {
    const { digest } = await signed('team/app');
    putImage(here.workspace.content.repository('team/bare'), { tag: 'v1' });
    here.workspace.policies(imagePolicy());
    const { code, out, err } = await review('--images=registry', pods('team/app:v1', 'team/bare:v1'));
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).toMatch(/^allowed Pod default\/pod-0 /m);
    expect(out).toMatch(/^DENIED Pod default\/pod-1 /m);
    expect(out).toContain('Deny image-signature pods.yaml:');
    expect(out).toContain('detail: digest: sha256:');
    expect(summary(out)).toBe('2 judged: 1 allowed, 1 denied; findings: 1 Deny');
    const { out: lines } = await review('--images=registry', '--format=jsonl', pods('team/app:v1'));
    expect(JSON.parse(lines).images).toMatchObject([{ image: '%/team/app:v1', digest }]);
  });

  test('digests that the webhook would write are patches', async () => {
    const { digest } = await signed('team/app');
    const require = { digest: 'mutate', signatures: [RELEASE_AUTHORITY] };
    here.workspace.policies(imagePolicy({ require }));
    const { code, out } = await review('--images=registry', pods('team/app:v1'));
    expect(code).toBe(0);
    expect(out).toContain(`  patch: replace /spec/containers/0/image "%/team/app:v1@${digest}"\n`);
  });

  test('one image of many pods is looked up once', async () => {
    await signed('team/app');
    here.workspace.policies(imagePolicy());
    expect((await review('--images=registry', pods(...Array(20).fill('team/app:v1')))).code).toBe(0);
    expect(here.workspace.registry.log.count('manifests/v1')).toBe(1);
  });
});

describe('what could not be had', () => {
  const down = () => here.workspace.registry.misbehave(status(403), { on: '/flaky/' });

  test('is denied with that reason, and ends with 3', async () => {
    down();
    here.workspace.policies(imagePolicy());
    const { code, out } = await review('--images=registry', pods('flaky/app:v1'));
    expect(code).toBe(3);
    expect(out).toContain('which could not be verified: ');
    expect(out).not.toContain('not signed');
    expect(summary(out)).toBe(
      '1 judged: 0 allowed, 1 denied; 1 denied only because images could not be looked up; findings: 1 Deny',
    );
    const { out: line } = await review('--images=registry', '--format=jsonl', pods('flaky/app:v1'));
    expect(JSON.parse(line).findings).toMatchObject([{ rule: 'image-signature', undecided: true }]);
  });

  test.each([
    ['the same pod', 'spec: { rules: [{ rule: require-probes }] }', ['flaky/app:v1']],
    [
      'another pod',
      'spec: { rules: [{ rule: allowed-registries, options: { registries: ["x.test/**"] } }] }',
      ['bare:v1'],
    ],
  ])('ends with 1 where %s is denied for another reason', async (_, spec, images) => {
    down();
    putImage(here.workspace.content.repository('bare'), { tag: 'v1' });
    const policy = `apiVersion: tidewaiter.dev/v1alpha1\nkind: AdmissionPolicy\nmetadata: { name: more }\n${spec}\n`;
    here.workspace.policies(imagePolicy());
    here.workspace.write('policies/more.yaml', policy);
    expect((await review('--images=registry', pods('flaky/app:v1', ...images))).code).toBe(1);
  });

  test('ends with 2 where an input cannot be used', async () => {
    down();
    here.workspace.policies(imagePolicy());
    const broken = here.workspace.write('broken.yaml', 'a: [');
    expect((await review('--images=registry', pods('flaky/app:v1'), broken)).code).toBe(2);
  });

  test('is no failure where the policy only warns', async () => {
    down();
    here.workspace.policies(imagePolicy({ action: 'Warn' }));
    const { code, out } = await review('--images=registry', pods('flaky/app:v1'));
    expect(code).toBe(0);
    expect(out).toContain('Warn image-signature');
  });

  test('counts for digests and configs too', async () => {
    down();
    const rules = [{ rule: 'image-max-age', options: { maxDays: 1 } }, { rule: 'image-runs-as-root' }];
    const policy = { apiVersion: 'tidewaiter.dev/v1alpha1', kind: 'AdmissionPolicy', metadata: { name: 'facts' } };
    here.workspace.policies(imagePolicy({ require: { digest: 'mutate' } }), { ...policy, spec: { rules } });
    const { code, out } = await review('--images=registry', '--format=jsonl', pods('flaky/app:v1'));
    expect(code).toBe(3);
    const found = JSON.parse(out).findings.map(({ rule, undecided }: { rule: string; undecided: unknown }) => [
      rule,
      undecided,
    ]);
    expect(found.toSorted()).toEqual([
      ['image-digest', true],
      ['image-max-age', true],
      ['image-runs-as-root', true],
    ]);
  });
});

describe('--layout', () => {
  test('judges without any registry', async () => {
    await signed('team/app');
    putImage(here.workspace.content.repository('team/bare'), { tag: 'v1' });
    here.workspace.policies(imagePolicy());
    const layout = await here.workspace.layout();
    await here.workspace.registry.close();
    expect((await review(`--layout=${layout}`, pods('team/app:v1'))).code).toBe(0);
    expect((await review(`--layout=${layout}`, pods('team/bare:v1'))).code).toBe(1);
    expect((await review(`--layout=${layout}`, pods('team/none:v1'))).code).toBe(3);
  });

  test.each([
    [['--layout=l', '--images=registry'], '--layout and --images registry exclude each other'],
    [['--docker-config=d'], '--docker-config needs --images registry'],
    [['--layout=/nowhere'], '"/nowhere" is no OCI image layout'],
    [['--images=registry', '--docker-config=/nowhere'], '--docker-config: "/nowhere": no such file'],
  ])('makes no sense: %j', async (args, message) => {
    here.workspace.policies(imagePolicy());
    const { code, err } = await review(...args, pods('a:1'));
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(message) });
  });
});

test('policies that ask nothing of images open nothing', async () => {
  const policies = here.workspace.write(
    'plain/policy.yaml',
    'apiVersion: tidewaiter.dev/v1alpha1\nkind: AdmissionPolicy\nmetadata: { name: a }\nspec: { rules: [{ rule: disallow-latest-tag }] }\n',
  );
  const { code } = await tidewaiter(['review', `--policies=${policies}`, '--images=registry', pods('a:1')]);
  expect({ code, asked: here.workspace.registry.log.records }).toEqual({ code: 0, asked: [] });
});
