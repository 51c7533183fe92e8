import { mkdirSync, symlinkSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { UNPINNED, workspace } from './workspace.ts';

const HEAD = 'apiVersion: tidewaiter.dev/v1alpha1\n';
const settings = (spec: string) => `${HEAD}kind: LintSettings\nmetadata: { name: s }\nspec: { ${spec} }\n`;
const policy = (severity: string, more = '', name = 'base') =>
  `${HEAD}kind: DockerfilePolicy\nmetadata: { name: ${name} }\nspec: { ${more} rules: [{ rule: pin-image-digest, severity: ${severity} }] }\n`;

const FLAGS = ['-f', 'json', '--shellcheck=off'];

/** Severities of the finding by file. */
function severities(out: string): Record<string, string> {
  const findings: { file: string; rule: string; severity: string }[] = JSON.parse(out);
  const pins = findings.filter(({ rule }) => rule === 'pin-image-digest');
  return Object.fromEntries(pins.map(({ file, severity }) => [file, severity]));
}

describe('.tidewaiter.yaml', () => {
  test('of the nearest folder above each file counts, with the policies in it and those that it names', async () => {
    const { lint } = workspace({
      Dockerfile: UNPINNED,
      '.tidewaiter.yaml': policy('style'),
      'a/b/Dockerfile': UNPINNED,
      'a/.tidewaiter.yaml': settings('policies: [rules]'),
      'a/rules/p.yaml': policy('error'),
    });
    const { out } = await lint([...FLAGS, '@']);
    expect(severities(out)).toEqual({ Dockerfile: 'style', 'a/b/Dockerfile': 'error' });
    expect(severities((await lint([...FLAGS, '--no-config', '@'])).out)).not.toMatchObject({ Dockerfile: 'style' });
    expect(severities((await lint([...FLAGS, '--config=@/.tidewaiter.yaml', '@'])).out)).toMatchObject({
      'a/b/Dockerfile': 'style',
    });
    expect(severities((await lint([...FLAGS, '--warning=pin-image-digest', '@'])).out)).toEqual({
      Dockerfile: 'warning',
      'a/b/Dockerfile': 'warning',
    });
  });

  test('counts up to the root of the repository, and through links', async () => {
    const { lint, at } = workspace({ '.tidewaiter.yaml': policy('style'), 'repo/a/Dockerfile': UNPINNED });
    symlinkSync(at('repo/a'), at('link'));
    expect(severities((await lint([...FLAGS, '@/link/Dockerfile'])).out)).toEqual({ 'link/Dockerfile': 'style' });
    mkdirSync(at('repo/.git'));
    expect(severities((await lint([...FLAGS, '@/repo'])).out)).not.toEqual({ 'repo/a/Dockerfile': 'style' });
  });

  test('leaves files out of folders, says what fails, and gives build arguments', async () => {
    const { lint } = workspace({
      '.tidewaiter.yaml': settings('exclude: [old], failOn: none, buildArgs: { TAG: latest }'),
      'old/Dockerfile': UNPINNED,
      Dockerfile: 'ARG TAG\nFROM alpine:$TAG\n',
    });
    const { code, out } = await lint([...FLAGS, '--error=DL3007', '@']);
    expect(code).toBe(0);
    expect(out).toContain('disallow-latest-tag');
    expect(out).not.toContain('old/Dockerfile');
    expect((await lint([...FLAGS, '@/old/Dockerfile'])).out).toContain('old/Dockerfile');
    expect((await lint([...FLAGS, '--build-arg=TAG=1', '@'])).out).not.toContain('disallow-latest-tag');
    expect((await lint([...FLAGS, '--error=DL3007', '--fail-on=error', '@'])).code).toBe(1);
  });

  test.each([
    ['rules: [{ rule: no-such }]', 'there is no rule "no-such"'],
    ['rulset: "2026.11"', 'rulset'],
  ])('that says %s is an error with its place', async (spec, message) => {
    const text = spec.startsWith('rules')
      ? `${HEAD}kind: DockerfilePolicy\nmetadata: { name: p }\nspec: { ${spec} }\n`
      : settings(spec);
    const { code, out, err } = await workspace({ '.tidewaiter.yaml': text, Dockerfile: UNPINNED }).lint(['@']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^error: \.tidewaiter\.yaml:\d+:\d+: /);
    expect(err).toContain(message);
  });

  test('that names policies which are not there, and one with another ending, are errors with their place', async () => {
    const missing = workspace({ '.tidewaiter.yaml': settings('policies: [none]'), Dockerfile: UNPINNED });
    expect(await missing.lint(['@'])).toEqual({
      code: 2,
      out: '',
      err: 'error: .tidewaiter.yaml:1:1: spec.policies[0]: there is no file or folder "none"\n',
    });
    const misnamed = workspace({ '.tidewaiter.yml': settings('failOn: error'), Dockerfile: UNPINNED });
    expect(await misnamed.lint(['@'])).toEqual({
      code: 2,
      out: '',
      err: 'error: .tidewaiter.yml:1:1: settings are called .tidewaiter.yaml: rename the file\n',
    });
    expect((await misnamed.lint([...FLAGS, '--no-config', '@'])).code).toBe(1);
  });

  test('may not choose a program to run', async () => {
    const { lint } = workspace({ '.tidewaiter.yaml': settings('shellcheck: ./shellcheck'), Dockerfile: UNPINNED });
    expect((await lint(['@'])).err).toContain('unknown value "./shellcheck"; expected one of auto, off');
  });
});

describe('--policies', () => {
  test('are about the files that they match', async () => {
    const { lint } = workspace({
      'policies/p.yaml': policy('error', 'match: { files: { include: [prod] } },'),
      'prod/Dockerfile': UNPINNED,
      'dev/Dockerfile': UNPINNED,
    });
    const { code, out } = await lint([...FLAGS, '--policies=@/policies', '@']);
    expect(code).toBe(1);
    expect(severities(out)).toMatchObject({ 'prod/Dockerfile': 'error' });
    expect(severities(out)).not.toMatchObject({ 'dev/Dockerfile': 'error' });
    expect((await lint([...FLAGS, '--policies=@/none', '@'])).code).toBe(2);
  });
});

test('globs of policies count from the root of the repository, wherever the command is run', async () => {
  const { lint, at } = workspace({
    'p.yaml': policy('error', 'match: { files: { include: ["repo/prod/**"] } },', 'outside'),
    'q.yaml': policy('error', 'match: { files: { include: ["prod/**"] } },', 'inside'),
    'repo/prod/Dockerfile': UNPINNED,
  });
  mkdirSync(at('repo/.git'));
  expect(severities((await lint([...FLAGS, '--policies=@/q.yaml', '@'])).out)).toEqual({
    'repo/prod/Dockerfile': 'error',
  });
  expect(severities((await lint([...FLAGS, '--policies=@/p.yaml', '@'])).out)).toEqual({
    'repo/prod/Dockerfile': 'info',
  });
});

test('a DockerfilePolicy counts in a file of whatever name', async () => {
  const { lint } = workspace({ 'policies/test.yaml': policy('error'), Dockerfile: UNPINNED });
  expect(severities((await lint([...FLAGS, '--policies=@/policies', '@'])).out)).toEqual({ Dockerfile: 'error' });
});

describe('tidewaiter.lock', () => {
  const digest = `sha256:${'b'.repeat(64)}`;
  const lock = (user: string) =>
    JSON.stringify({
      apiVersion: 'tidewaiter.dev/v1alpha1',
      kind: 'ImageLock',
      images: [
        { reference: 'docker.io/library/alpine:3.20', platform: 'linux/amd64', digest, date: '2026-11-01', user },
      ],
    });

  test('gives digests to --fix, and tells what images are', async () => {
    const { lint } = workspace({ 'tidewaiter.lock': lock('1000'), 'a/Dockerfile': UNPINNED });
    const { out } = await lint(['--shellcheck=off', '--diff', '@']);
    expect(out).toContain(`+FROM alpine:3.20@${digest}\n`);
    expect((await lint([...FLAGS, '@'])).out).not.toContain('"require-user"');
    const other = workspace({ 'x.lock': lock(''), 'a/Dockerfile': UNPINNED });
    expect((await other.lint(['--diff', '--shellcheck=off', '--lock=@/x.lock', '@'])).out).toContain(digest);
    expect((await other.lint([...FLAGS, '--lock=@/x.lock', '@'])).out).toContain('"require-user"');
  });

  test('that cannot be used is an error', async () => {
    const { lint } = workspace({ 'tidewaiter.lock': '{}', 'a/Dockerfile': UNPINNED });
    expect(await lint([...FLAGS, '@'])).toMatchObject({ code: 2, err: expect.stringContaining('tidewaiter.lock:1:1') });
    expect((await lint([...FLAGS, '--lock=@/none', '@'])).err).toContain('the lock cannot be read');
  });
});
