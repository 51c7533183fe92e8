import { describe, expect, test } from '@jest/globals';
import { HYGIENE, LEAST, policyOf, previewed, RESTRICTED } from './previewed.ts';

/** `tidewaiter lint --admission`: would the cluster reject pods of the image? With the shipped policies. */

describe('who the image runs as', () => {
  test.each([
    ['no USER', 'FROM scratch\n', ['rejects run-as-non-root 1:6'], 1],
    ['USER root', 'FROM scratch\nUSER root\n', ['rejects run-as-non-root 2:6'], 1],
    ['USER 0:0', 'FROM scratch\nUSER 0:0\n', ['rejects run-as-non-root 2:6'], 1],
    ['a number', 'FROM scratch\nUSER 10001\n', [], 0],
    ['a number and a group', 'FROM scratch\nUSER 10001:10001\n', [], 0],
    ['the last USER', 'FROM scratch\nUSER root\nUSER 10001\n', [], 0],
    ['a base image that nobody knows', 'FROM a\n', ['depends run-as-non-root 1:6'], 0],
    ['a variable that nobody knows', 'FROM scratch\nARG U\nUSER $U\n', ['depends run-as-non-root 3:6'], 0],
    ['the default of a variable', 'FROM scratch\nARG U=10001\nUSER $U\n', [], 0],
    ['a stage of the file', 'FROM scratch AS a\nUSER 10001\nFROM a\n', [], 0],
    ['a stage of the file, which is root', 'FROM scratch AS a\nUSER 0\nFROM a\n', ['rejects run-as-non-root 2:6'], 1],
  ])('%s', async (_, dockerfile, expected, exit) => {
    const { short, code } = await previewed(dockerfile, [HYGIENE]);
    expect(short).toEqual(expected);
    expect(code).toBe(exit);
  });

  test('a name passes the policy, and the kubelet refuses it: the number is named where the file tells', async () => {
    const named = await previewed('FROM alpine:3\nRUN adduser -D -u 10001 app\nUSER app\n', [RESTRICTED]);
    expect(named.short).toEqual(['rejects pss-run-as-non-root 3:6']);
    expect(named.findings[0]?.message).toContain('the kubelet starts no container whose image names its user');
    expect(named.findings[0]?.remediation).toBe('Write the number of the user: USER 10001');
    const unknown = await previewed('FROM alpine:3\nUSER app\n', [RESTRICTED]);
    expect(unknown.findings[0]?.remediation).toContain('Give the user a number with useradd --uid');
    const root = await previewed('FROM alpine:3\nRUN adduser -D -u 0 -o app\nUSER app\n', [RESTRICTED]);
    expect(root.findings[0]?.message).toContain('the image runs as root');
  });

  test('of Windows is judged by its name', async () => {
    const run = async (user: string) => (await previewed(`# escape=\`\nFROM a\n${user}\n`, [HYGIENE])).short;
    expect(await run('USER ContainerAdministrator')).toEqual(['rejects run-as-non-root 3:6']);
    expect(await run('USER ContainerUser')).toEqual([]);
  });

  test('rules that ask for the config of the image hear what the file says', async () => {
    const files = { 'p.yaml': policyOf('{ rule: image-runs-as-root }') };
    const run = async (text: string) => (await previewed(text, ['--admission=@/p.yaml'], files)).short;
    expect(await run('FROM scratch\n')).toEqual(['rejects image-runs-as-root 1:6']);
    expect(await run('FROM scratch\nUSER app\n')).toEqual(['rejects image-runs-as-root 2:6']);
    expect(await run('FROM scratch\nUSER 7\n')).toEqual([]);
    expect(await run('FROM a\n')).toEqual(['depends image-runs-as-root 1:6']);
  });

  test("a group that is root is the image's doing, and one that it does not say is not", async () => {
    const files = { 'p.yaml': policyOf('{ rule: require-non-root-groups, options: { acceptUnset: true } }') };
    const run = async (text: string) => (await previewed(text, ['--admission=@/p.yaml'], files)).short;
    expect(await run('FROM scratch\nUSER 1000:0\n')).toEqual(['rejects require-non-root-groups 2:6']);
    expect(await run('FROM scratch\nUSER 1000\n')).toEqual([]);
  });
});

describe('what else the image says', () => {
  const files = { 'p.yaml': policyOf('{ rule: disallow-ssh-port }, { rule: disallow-privileged-ports }') };

  test('ports of EXPOSE are judged where they stand, also in ranges', async () => {
    const { short } = await previewed(
      'FROM scratch\nEXPOSE 8080 \\\n  20-23\nEXPOSE 443/udp\n',
      ['--admission=@/p.yaml'],
      files,
    );
    expect(short).toEqual([
      'rejects disallow-privileged-ports 3:3',
      'rejects disallow-ssh-port 3:3',
      'rejects disallow-privileged-ports 4:8',
    ]);
  });

  test('ports of a base image that nobody knows depend on it', async () => {
    const { short, findings } = await previewed('FROM node:20\nUSER 1\nEXPOSE 8080\n', ['--admission=@/p.yaml'], files);
    expect(short).toEqual(['depends disallow-privileged-ports 1:6', 'depends disallow-ssh-port 1:6']);
    expect(findings[0]).toMatchObject({ severity: 'info' });
    expect(findings[0]?.message).toContain('it depends on the image "node:20"');
    expect(findings[0]?.remediation).toContain('tidewaiter lock');
  });

  test('variables of ENV are judged by their names, and their values are not shown', async () => {
    const { short, findings } = await previewed('FROM scratch\nENV A=1 LD_PRELOAD=/x.so\nUSER 1\n', [LEAST]);
    expect(short).toEqual(['rejects restrict-env-vars 2:9']);
    expect(findings[0]).toMatchObject({ severity: 'warning' });
    expect(JSON.stringify(findings)).not.toContain('/x.so');
  });

  test('names of ports and the number of variables are left to manifests', async () => {
    const names = { 'p.yaml': policyOf('{ rule: require-port-names }, { rule: unique-env-vars }') };
    const text = 'FROM scratch\nEXPOSE 80 443\nENV A=1 B=2\nUSER 1\n';
    expect((await previewed(text, ['--admission=@/p.yaml'], names)).short).toEqual([]);
  });
});
