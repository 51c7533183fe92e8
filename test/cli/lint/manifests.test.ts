import { describe, expect, test } from '@jest/globals';
import { workspace } from './workspace.ts';

/** Which manifests run the image of a Dockerfile, and what is said where none does. */

const DOCKERFILE = 'FROM scratch\nUSER app\n';
const FLAGS = ['--shellcheck=off', '-f', 'json', '--ignore=numeric-user'];

/** A Pod that needs a number for the user of its image. */
const pod = (image: string, name = 'p', container = 'c') =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec:\n  securityContext: { runAsNonRoot: true }\n` +
  `  containers: [{ name: ${container}, image: ${image} }]\n`;

interface Shown {
  readonly rule: string;
  readonly file: string;
  readonly related?: readonly { readonly file: string; readonly line: number; readonly message: string }[];
}

/** `file` of each Dockerfile whose user does not fit, and the place in the manifest. */
function paired(out: string): readonly string[] {
  return (JSON.parse(out) as Shown[])
    .filter(({ rule }) => rule === 'pod-user-matches-image')
    .map(({ file, related = [] }) => `${file} ${related.map(({ file, line }) => `${file}:${line}`).join(' ')}`);
}

describe('a container runs the image', () => {
  test.each<readonly [string, Readonly<Record<string, string>>, readonly string[]]>([
    [
      'whose name is that of the folder',
      { 'shop/Dockerfile': DOCKERFILE, 'k/p.yaml': pod('r.io/team/shop:1') },
      ['shop/Dockerfile k/p.yaml:5'],
    ],
    ['and not another one', { 'shop/Dockerfile': DOCKERFILE, 'k/p.yaml': pod('r.io/shop/other:1') }, []],
    [
      'whose name is that behind the dot',
      { 'shop/Dockerfile.worker': DOCKERFILE, 'k/p.yaml': pod('worker') },
      ['shop/Dockerfile.worker k/p.yaml:5'],
    ],
    [
      'whose name is folder and suffix',
      { 'shop/worker.dockerfile': DOCKERFILE, 'k/p.yaml': pod('shop-worker') },
      ['shop/worker.dockerfile k/p.yaml:5'],
    ],
    [
      'but not that of the folder alone, where there is a suffix',
      { 'shop/Dockerfile.worker': DOCKERFILE, 'k/p.yaml': pod('shop') },
      [],
    ],
    [
      'that a Compose file builds by its name',
      {
        'a/Dockerfile': DOCKERFILE,
        'k/compose.yaml': 'services: { web: { build: ../a } }\n',
        'k/p.yaml': pod('r.io/web:1'),
      },
      ['a/Dockerfile k/p.yaml:5'],
    ],
    [
      'that a Compose file builds by its image',
      {
        'a/dev.dockerfile': DOCKERFILE,
        'k/docker-compose.yml':
          'services: { web: { image: "r.io/x:2", build: { context: ../a, dockerfile: dev.dockerfile } } }\n',
        'k/p.yaml': `${pod('r.io/x:1')}---\n${pod('other.io/x:1', 'q')}`,
      },
      ['a/dev.dockerfile k/p.yaml:5'],
    ],
    [
      'that Skaffold builds',
      {
        'a/Dockerfile': DOCKERFILE,
        'k/skaffold.yaml':
          'apiVersion: skaffold/v4beta11\nkind: Config\nbuild: { artifacts: [{ image: r.io/x, context: ../a }] }\n',
        'k/p.yaml': pod('r.io/x'),
      },
      ['a/Dockerfile k/p.yaml:5'],
    ],
  ])('%s', async (_, files, expected) => {
    const { lint } = workspace(files);
    const { out } = await lint([...FLAGS, '--manifests=@/k', '@']);
    expect(paired(out)).toEqual(expected);
  });

  test('that the user names, alone or with its container', async () => {
    const two = pod('a', 'shop', 'one').replace(' }]', ' }, { name: two, image: b }]');
    const { lint } = workspace({ 'd/Dockerfile': DOCKERFILE, 'p.yaml': two, 'q.yaml': pod('z', 'single') });
    const run = (name: string) =>
      lint([...FLAGS, '--manifests=@/p.yaml,@/q.yaml', `--workload=${name}`, '@/d/Dockerfile']);
    expect(paired((await run('single')).out)).toEqual(['d/Dockerfile q.yaml:5']);
    expect(paired((await run('shop/two')).out)).toEqual(['d/Dockerfile p.yaml:5']);
    expect(await run('shop')).toMatchObject({
      code: 2,
      err: 'tidewaiter: the workload "shop" has several containers; name one of shop/one, shop/two\n',
    });
    expect(await run('none')).toMatchObject({
      code: 2,
      err: 'tidewaiter: the manifests have no workload "none"\n',
    });
  });

  test('that the settings of a project name', async () => {
    const settings = (more: string) =>
      `apiVersion: tidewaiter.dev/v1alpha1\nkind: LintSettings\nmetadata: { name: s }\nspec: { manifests: [k]${more} }\n`;
    const files = { 'shop/Dockerfile': DOCKERFILE, 'k/p.yaml': `${pod('shop')}---\n${pod('z', 'single')}` };
    const run = async (more: string, ...args: string[]) => {
      const { lint } = workspace({ ...files, '.tidewaiter.yaml': settings(more) });
      return paired((await lint([...FLAGS, ...args, '@/shop/Dockerfile'])).out);
    };
    const [byName, bySettings] = ['shop/Dockerfile k/p.yaml:5', 'shop/Dockerfile k/p.yaml:12'];
    expect(await run('')).toEqual([byName]);
    expect(await run(', workloads: { shop/Dockerfile: single }')).toEqual([bySettings]);
    expect(await run(', workloads: { other/Dockerfile: single }')).toEqual([byName]);
    expect(await run(', workloads: { shop/Dockerfile: single }', '--manifests=@/k', '--workload=p')).toEqual([byName]);
  });

  test('that lies beside the Dockerfile or below, where --admission is given', async () => {
    const { lint } = workspace({
      'shop/Dockerfile': DOCKERFILE,
      'shop/k/p.yaml': pod('shop'),
      'shop/k/chart.yaml': 'kind: {{ .Values.kind }}\napiVersion: v1\n',
      'other/p.yaml': pod('shop'),
    });
    const run = (...args: string[]) => lint([...FLAGS, ...args, '@/shop/Dockerfile']);
    expect(paired((await run('--admission=policies/pod-hygiene')).out)).toEqual(['shop/Dockerfile shop/k/p.yaml:5']);
    expect(paired((await run()).out)).toEqual([]);
  });
});

test('the text names the place in the manifest', async () => {
  const { lint } = workspace({ 'shop/Dockerfile': DOCKERFILE, 'p.yaml': pod('shop') });
  const { out } = await lint(['--shellcheck=off', '--manifests=@/p.yaml', '@/shop/Dockerfile']);
  expect(out).toContain(
    ' see: p.yaml:5:36: runAsNonRoot: true is set here (it runs the image, as its image is called shop)',
  );
});

describe('bad input', () => {
  test('nothing to pair is said', async () => {
    const { lint } = workspace({ 'shop/Dockerfile': DOCKERFILE, 'p.yaml': pod('other') });
    const { err, code } = await lint([...FLAGS, '--fail-on=none', '--manifests=@/p.yaml', '@/shop/Dockerfile']);
    expect(err).toBe(
      'note: no container of the manifests runs the image of shop/Dockerfile, as far as names tell: --workload, or ' +
        '`workloads` in the settings, says which does\n',
    );
    expect(code).toBe(0);
  });

  test.each([
    ['that are not there', '--manifests=@/none', 'none'],
    ['that are no YAML', '--manifests=@/broken.yaml', 'broken.yaml:2:1: not valid YAML'],
    ['in a folder without any', '--manifests=@/empty', 'no *.yaml, *.yml or *.json file in or below this folder'],
  ])('manifests %s are an error', async (_, flag, message) => {
    const { lint } = workspace({ Dockerfile: DOCKERFILE, 'broken.yaml': 'a: [\n', 'empty/x': '' });
    const { code, err } = await lint([...FLAGS, flag, '@/Dockerfile']);
    expect(err).toContain(message);
    expect(code).toBe(2);
  });

  test('manifests whose pods cannot be read pair with nothing', async () => {
    const { lint } = workspace({
      'shop/Dockerfile': DOCKERFILE,
      'p.yaml':
        'apiVersion: v1\nkind: Pod\nspec: { containers: { name: shop, image: shop } }\n---\napiVersion: v1\nkind: Pod\nspec: 5\n',
      'compose.yaml': 'services: [1, 2]\n',
      'skaffold.yaml': 'apiVersion: skaffold/v1\nkind: Config\nbuild: { artifacts: { image: 5 } }\n',
    });
    const files = '--manifests=@/p.yaml,@/compose.yaml,@/skaffold.yaml';
    const { code, out } = await lint([...FLAGS, '--fail-on=none', files, '@/shop/Dockerfile']);
    expect(paired(out)).toEqual([]);
    expect(code).toBe(0);
  });
});
