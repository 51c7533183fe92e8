import { describe, expect, test } from '@jest/globals';
import { buildOf, NO_INPUTS } from '../../../src/builds/build.ts';
import { parseDockerfile } from '../../../src/parse/dockerfile/parse.ts';
import { verifyPackageSignatures } from '../../../src/rules/dockerfile/package-managers/verify-package-signatures.ts';
import { fixedBy, problemsOf } from '../../support/dockerfile.ts';

const inRun = (run: string): string => `FROM base\nRUN ${run}\n`;

describe('verify-package-signatures', () => {
  test.each([
    ['apk add --allow-untrusted x', '--allow-untrusted', 'CKV2_DOCKER_7', 'apk add x'],
    [
      'apt-get install --allow-unauthenticated -y x',
      '--allow-unauthenticated',
      'CKV2_DOCKER_8',
      'apt-get install -y x',
    ],
    ['apt-get -y --force-yes install x', '--force-yes', 'CKV2_DOCKER_11', 'apt-get -y install x'],
    [
      'apt-get -o APT::Get::AllowUnauthenticated=true install x',
      '-o APT::Get::AllowUnauthenticated=true',
      'CKV2_DOCKER_8',
      'apt-get install x',
    ],
    [
      'apt-get -oAcquire::AllowInsecureRepositories=1 update',
      '-oAcquire::AllowInsecureRepositories=1',
      'CKV2_DOCKER_8',
      'apt-get update',
    ],
    ['yum install -y x --nogpgcheck', '--nogpgcheck', 'CKV2_DOCKER_9', 'yum install -y x'],
    ['dnf install --nogpgcheck x', '--nogpgcheck', 'CKV2_DOCKER_9', 'dnf install x'],
    ['dnf --setopt=gpgcheck=0 install x', '--setopt=gpgcheck=0', 'CKV2_DOCKER_9', 'dnf install x'],
    ['zypper --no-gpg-checks in x', '--no-gpg-checks', 'CKV2_DOCKER_9', 'zypper in x'],
    ['rpm -i --nosignature x.rpm', '--nosignature', 'CKV2_DOCKER_10', 'rpm -i x.rpm'],
    ['rpm -Uvh --nodigest x.rpm', '--nodigest', 'CKV2_DOCKER_10', 'rpm -Uvh x.rpm'],
    [
      'dnf config-manager --setopt=sslverify=false --save',
      '--setopt=sslverify=false',
      'CKV2_DOCKER_15',
      'dnf config-manager --save',
    ],
    [
      'yum-config-manager --setopt=epel.sslverify=0',
      '--setopt=epel.sslverify=0',
      'CKV2_DOCKER_15',
      'yum-config-manager',
    ],
    ['apt-get install \\\n  --force-yes \\\n  x', '--force-yes', 'CKV2_DOCKER_11', 'apt-get install \\\n  x'],
  ])('%s', (run, word, alias, fixed) => {
    expect(problemsOf(verifyPackageSignatures, inRun(run))).toMatchObject([{ covered: word, alias }]);
    expect(fixedBy(verifyPackageSignatures, inRun(run))).toBe(inRun(run));
    expect(fixedBy(verifyPackageSignatures, inRun(run), { unsafe: true })).toBe(inRun(fixed));
  });

  test.each([
    'apk add x',
    'echo "use apk add --allow-untrusted x" # --allow-untrusted',
    'apt-get install -o APT::Get::AllowUnauthenticated=false x',
    'dnf --setopt=gpgcheck=1 install x',
    'dnf --setopt=install_weak_deps=False install x',
    'rpm -V --nodigest x',
    'rpm --import https://example.com/key',
    'rpm -qa --nosignature',
    'echo "deb [trusted=yes] https://example.com x main"',
    'echo "deb [signed-by=/k.gpg] https://example.com x main" > /etc/apt/sources.list.d/x.list',
    'echo "# deb [trusted=yes] https://example.com x main" > /etc/apt/sources.list.d/x.list',
    'echo "deb [trusted=no] https://example.com x main" > /etc/apt/sources.list.d/x.list',
  ])('%s is fine', (run) => {
    expect(problemsOf(verifyPackageSignatures, inRun(run))).toEqual([]);
  });

  test('files of one own are less bad', () => {
    const [local, remote] = [
      'apk add --allow-untrusted ./x.apk',
      'apk add --allow-untrusted https://example.com/x.apk',
    ];
    const severities: unknown[] = [];
    for (const run of [local, remote]) {
      verifyPackageSignatures.compile({})(buildOf(parseDockerfile(inRun(run)), NO_INPUTS), ({ atMost }) =>
        severities.push(atMost),
      );
    }
    expect(severities).toEqual(['info', undefined]);
  });

  test.each([
    [
      'echo "deb [trusted=yes] https://example.com x main" > /etc/apt/sources.list.d/x.list',
      'echo "deb https://example.com x main" > /etc/apt/sources.list.d/x.list',
    ],
    [
      "printf 'deb [arch=amd64 trusted=yes] https://example.com x main\\n' | tee /etc/apt/sources.list.d/x.list",
      "printf 'deb [arch=amd64] https://example.com x main\\n' | tee /etc/apt/sources.list.d/x.list",
    ],
    [
      '<<EOF\ncat > /etc/apt/sources.list.d/x.list <<LIST\ndeb [trusted=yes arch=amd64] https://example.com x main\nLIST\nEOF',
      '<<EOF\ncat > /etc/apt/sources.list.d/x.list <<LIST\ndeb [arch=amd64] https://example.com x main\nLIST\nEOF',
    ],
    [
      'add-apt-repository "deb [trusted=yes] https://example.com x main"',
      'add-apt-repository "deb https://example.com x main"',
    ],
  ])('%s', (run, fixed) => {
    expect(problemsOf(verifyPackageSignatures, inRun(run))).toMatchObject([{ covered: 'trusted=yes' }]);
    expect(fixedBy(verifyPackageSignatures, inRun(run), { unsafe: true })).toBe(inRun(fixed));
  });

  test('lists that COPY writes count, in either form', () => {
    const text = [
      'FROM base',
      'COPY <<EOF /etc/apt/sources.list.d/a.list',
      'deb [trusted=yes] https://example.com x main',
      'EOF',
      'COPY <<EOF /etc/apt/sources.list.d/b.sources',
      'Types: deb',
      'Trusted: yes',
      'EOF',
      '',
    ].join('\n');
    expect(problemsOf(verifyPackageSignatures, text)).toMatchObject([
      { line: 3, column: 6, endColumn: 17, covered: 'trusted=yes' },
      { line: 7, column: 1, endColumn: 13, covered: 'Trusted: yes' },
    ]);
  });

  test('says what is not checked', () => {
    expect(problemsOf(verifyPackageSignatures, inRun('apk add --allow-untrusted x'))).toMatchObject([
      {
        line: 2,
        column: 13,
        endColumn: 30,
        message: 'with --allow-untrusted apk takes packages that nobody has signed',
      },
    ]);
  });
});
