import { describe, expect, test } from '@jest/globals';
import { workspace } from './workspace.ts';

const LATEST = 'FROM quay.io/a:latest\nRUN apk add --no-cache curl\n';

describe('--compat hadolint', () => {
  const lint = (files: Record<string, string>, args: readonly string[], env: Record<string, string> = {}) =>
    workspace(files).lint(['--compat', 'hadolint', ...args], { env: { HOME: '/nowhere', ...env } });

  test('writes its lines with its ids and fails from info on', async () => {
    const { code, out } = await lint({ Dockerfile: LATEST }, ['@/Dockerfile']);
    expect(out).toMatch(/^Dockerfile:1 DL3007 warning: .*\nDockerfile:2 DL3018 warning: .*\n$/);
    expect(code).toBe(1);
  });

  test('a style finding alone does not fail, unless the threshold is none, which means everything', async () => {
    const files = { Dockerfile: 'FROM a:1\nLABEL Bad=1\n' };
    expect(await lint(files, ['@/Dockerfile'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('DL3048 style'),
    });
    expect(await lint(files, ['--failure-threshold', 'none', '@/Dockerfile'])).toMatchObject({ code: 1 });
    expect(await lint(files, ['-t', 'style', '--no-fail', '@/Dockerfile'])).toMatchObject({ code: 0 });
  });

  test('a file with a syntax error has that one finding', async () => {
    const { code, out } = await lint({ Dockerfile: 'FROM a:latest\nRUNN x\n' }, ['@/Dockerfile']);
    expect(out).toMatch(/^Dockerfile:2 DL1000 error: .*\n$/);
    expect(code).toBe(1);
  });

  test('nothing takes a syntax error out', async () => {
    const files = {
      Dockerfile: '# hadolint global ignore=DL1000\nFROM a:1\n# hadolint ignore=DL1000\nRUNN x\n',
      'h.yaml': 'ignored: [DL1000]\noverride: { style: [DL1000] }\n',
    };
    const { code, out } = await lint(files, ['-c', '@/h.yaml', '--ignore', 'DL1000', '@/Dockerfile']);
    expect(out).toMatch(/^Dockerfile:4 DL1000 error: .*\n$/);
    expect(code).toBe(1);
  });

  test('a rule that is off comes on with an override', async () => {
    const files = { Dockerfile: '# hadolint ignore=DL3006\nFROM a\n', 'h.yaml': 'override: { info: [DL1001] }\n' };
    expect((await lint(files, ['@/Dockerfile'])).out).toBe('');
    expect((await lint(files, ['-c', '@/h.yaml', '@/Dockerfile'])).out).toMatch(/^Dockerfile:1 DL1001 info: .*\n$/);
  });

  test('pragmas count, and not where a flag says so', async () => {
    const files = { Dockerfile: `# hadolint ignore=DL3007\n${LATEST}` };
    expect((await lint(files, ['@/Dockerfile'])).out).not.toContain('DL3007');
    expect((await lint(files, ['--disable-ignore-pragma', '@/Dockerfile'])).out).toContain('DL3007');
  });

  test('flags add to the configuration, and this one to the environment', async () => {
    const files = {
      Dockerfile: `${LATEST}USER root\n`,
      'h.yaml': 'ignored: [DL3007]\noverride: { error: [DL3002] }\n',
    };
    const args = ['-c', '@/h.yaml', '--ignore', 'DL3018', '--trusted-registry', 'docker.io', '@/Dockerfile'];
    expect((await lint(files, args)).out).toMatch(
      /^Dockerfile:1 DL3026 error: .*\nDockerfile:3 DL3002 error: .*\nDockerfile:3 DL3066 info: .*\n$/,
    );
    const env = { HADOLINT_IGNORE: 'DL3026, DL3002,DL3066' };
    expect(await lint(files, args, env)).toMatchObject({ code: 0, out: '' });
  });

  test.each([
    ['json', /^\[\{"code":"DL3007","column":1,"file":"Dockerfile","level":"warning","line":1,"message":".+"\},/, 1],
    ['gnu', /^hadolint:Dockerfile:1: DL3007 warning: /, 1],
    [
      'checkstyle',
      /<checkstyle version="4.3">\n<file name="Dockerfile">\n {2}<error line="1" column="1" severity="warning"/,
      1,
    ],
    ['codeclimate', /^\{"type":"issue","check_name":"DL3007".*"severity":"major"\}\0\{/, 0],
    ['gitlab_codeclimate', /^\[\{"type":"issue".*"fingerprint":"[0-9a-f]{32}"\},/, 1],
    ['codacy', /^\{"filename":"Dockerfile","patternId":"DL3007","message":".+","line":1\}\{/, 0],
    ['sonarqube', /^\{"issues":\[\{"engineId":"Hadolint","ruleId":"DL3007","severity":"MAJOR","type":"CODE_SMELL"/, 1],
    ['sarif', /"ruleId":\s*"DL3007"/, 1],
    ['junit', /<testsuite /, 1],
  ])('%s comes as hadolint writes it', async (format, pattern, code) => {
    const result = await lint({ Dockerfile: LATEST }, [
      '-f',
      format,
      '--file-path-in-report',
      'Dockerfile',
      '@/Dockerfile',
    ]);
    expect(result.out).toMatch(pattern);
    expect(result.code).toBe(code);
  });

  test.each([
    [['-f', 'text', '@/Dockerfile'], 2, 'hadolint has no such format'],
    [[], 1, 'which Dockerfile?'],
    [['-c', '@/missing.yaml', '@/Dockerfile'], 2, 'missing.yaml:1:1: there is no such file'],
    [['--require-label', 'a:b', '@/Dockerfile'], 2, 'the type of a label is one of'],
  ])('%j is refused', async (args, code, complaint) => {
    const result = await lint({ Dockerfile: LATEST }, args);
    expect(result.code).toBe(code);
    expect(result.err).toContain(complaint);
  });

  test('its flags count for nothing without it', async () => {
    const { code, err } = await workspace({ Dockerfile: LATEST }).lint([
      '--strict-labels',
      '-f',
      'tty',
      '@/Dockerfile',
    ]);
    expect(code).toBe(2);
    expect(err).toContain('--strict-labels is only for --compat hadolint');
  });
});

describe('.hadolint.yaml without --compat', () => {
  const gnu = ['-f', 'gnu', '--shellcheck=off', '--ignore=require-user,pin-image-digest', '@'];

  test('speaks to our rules: by code only of the findings with this code', async () => {
    const { lint } = workspace({
      '.git/HEAD': '',
      '.hadolint.yaml': 'ignored: [DL3006]\noverride: { error: [DL3018] }\n',
      Dockerfile: LATEST,
      'sub/Dockerfile': 'FROM a\n',
    });
    const { code, out } = await lint(gnu);
    expect(out).toMatch(
      /^Dockerfile:1\..* warning: .* \[disallow-latest-tag\]\nDockerfile:2\..* error: .* \[pin-apk-packages\]\n$/,
    );
    expect(code).toBe(1);
  });

  test('allows registries, asks for labels, sets the threshold, switches comments off', async () => {
    const { lint } = workspace({
      '.git/HEAD': '',
      '.hadolint.yaml':
        'trustedRegistries: [docker.io]\nlabel-schema: { owner: email }\nfailure-threshold: error\ndisable-ignore-pragma: true\nignored: [DL3018]\n',
      Dockerfile: `# tidewaiter-ignore allowed-registries\n${LATEST}`,
    });
    const { code, out } = await lint(gnu);
    expect(out).toContain('[allowed-registries]');
    expect(out).toContain('[required-labels]');
    expect(code).toBe(1);
  });

  test('gives way to .tidewaiter.yaml', async () => {
    const settings = [
      'apiVersion: tidewaiter.dev/v1alpha1',
      'kind: DockerfilePolicy',
      'metadata: { name: ours }',
      'spec: { ruleset: "2026.11", rules: [{ rule: disallow-latest-tag, severity: error }] }',
    ].join('\n');
    const { lint } = workspace({
      '.git/HEAD': '',
      '.hadolint.yaml': 'ignored: [DL3007, DL3018]\n',
      '.tidewaiter.yaml': settings,
      Dockerfile: LATEST,
    });
    expect((await lint(gnu)).out).toMatch(/^Dockerfile:1\..* error: .* \[disallow-latest-tag\]\n$/);
  });

  test('ids that nobody knows are told, a broken file is an error', async () => {
    const known = workspace({ '.git/HEAD': '', '.hadolint.yaml': 'ignored: [DL9999]\n', Dockerfile: 'FROM a:1\n' });
    expect((await known.lint(gnu)).err).toContain('.hadolint.yaml: there is no rule DL9999');
    const broken = workspace({ '.git/HEAD': '', '.hadolint.yml': 'ignored: DL3006\n', Dockerfile: 'FROM a:1\n' });
    expect(await broken.lint(gnu)).toMatchObject({ code: 2, err: expect.stringContaining('.hadolint.yml:1:10') });
  });
});
