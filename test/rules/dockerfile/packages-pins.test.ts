import { describe, expect, test } from '@jest/globals';
import { pinApkPackages } from '../../../src/rules/dockerfile/package-managers/pin-apk-packages.ts';
import { pinAptPackages } from '../../../src/rules/dockerfile/package-managers/pin-apt-packages.ts';
import { pinDnfPackages } from '../../../src/rules/dockerfile/package-managers/pin-dnf-packages.ts';
import { pinPipPackages } from '../../../src/rules/dockerfile/package-managers/pin-pip-packages.ts';
import { pinYumPackages } from '../../../src/rules/dockerfile/package-managers/pin-yum-packages.ts';
import { pinZypperPackages } from '../../../src/rules/dockerfile/package-managers/pin-zypper-packages.ts';
import { problemsOf } from '../../support/dockerfile.ts';
import { describePins, pinned } from './pin-cases.ts';

describePins([
  {
    rule: pinAptPackages,
    found: [
      ['apt-get install -y curl', 'curl'],
      ['apt-get -y install curl=7.88 git', 'git'],
      ['apt-get install -t bookworm curl', 'curl'],
      ['apt-get install -yt bookworm curl', 'curl'],
      ['apt-get -o Dpkg::Options::=--force-confold install -y --target-release bookworm curl', 'curl'],
      ['apt-get install curl=', 'curl='],
      ['/usr/bin/apt-get install curl', 'curl'],
      ['sudo DEBIAN_FRONTEND=noninteractive apt-get install curl', 'curl'],
      ['sh -c "apt-get install curl"', 'curl'],
      ['if true; then apt-get install curl; fi', 'curl'],
      ['apt-get install "curl"', '"curl"'],
      ['apt-get install lib${ABI}-dev', 'lib${ABI}-dev'],
      ['["/bin/sh", "-c", "apt-get install curl"]', 'curl'],
      ['apt install curl', 'curl'],
      ['aptitude install curl', 'curl'],
      ['apt-get install -- curl', 'curl'],
    ],
    fine: [
      'apt-get install -y curl=7.88.1-10',
      'apt-get install curl/stable ./own.deb /tmp/other.deb own.deb',
      'apt-get install curl=${CURL_VERSION} git="$GIT_VERSION"',
      'apt-get install $PACKAGES "${OTHERS}" $(cat list)',
      'apt-get install linux-headers-$(uname -r) gcc-$GCC',
      'apt-get install curl-',
      'apt-get remove curl',
      'apt-get update',
      'echo apt-get install curl',
      'echo "apt-get install curl" # apt-get install git',
      'cat packages | xargs apt-get install -y',
      'apt-get install -y',
    ],
  },
  {
    rule: pinApkPackages,
    found: [
      ['apk add curl', 'curl'],
      ['apk --no-cache add curl', 'curl'],
      ['apk add -t .build-deps gcc', 'gcc'],
      ['apk add --virtual .build-deps --repository https://example.com/x gcc', 'gcc'],
      ['apk add -X https://example.com/x gcc', 'gcc'],
      ['apk add foo@edge', 'foo@edge'],
    ],
    fine: [
      'apk add curl=8.9.1-r2 "git~2.45" "bash>5" "zsh<6" jq=~1.7',
      'apk add --virtual .build-deps',
      'apk add own.apk !busybox-extras',
      'apk del curl',
      'apk add curl>8',
    ],
  },
  {
    rule: pinYumPackages,
    found: [
      ['yum install -y nginx', 'nginx'],
      ['yum -y --enablerepo epel install nginx', 'nginx'],
      ['yum install java-11-openjdk', 'java-11-openjdk'],
      ['yum install http-parser', 'http-parser'],
      ['yum module install nodejs', 'nodejs'],
    ],
    fine: [
      'yum install nginx-1.24.0 nginx-1.24.0-3.el9 nginx-1.24.* nginx-1:1.24.0-*',
      'yum install nginx-${NGINX_VERSION} nginx-$V-1.el9',
      'yum install own.rpm https://example.com/x.rpm @development /usr/bin/git "nginx >= 1.24"',
      'yum module install nodejs:20',
      'yum groupinstall "Development Tools"',
      'yum group install development',
      'yum update',
      'dnf install nginx',
    ],
  },
  {
    rule: pinDnfPackages,
    found: [
      ['dnf install -y nginx', 'nginx'],
      ['dnf -y install nginx', 'nginx'],
      ['microdnf install nginx', 'nginx'],
      ['dnf module enable nodejs', 'nodejs'],
      ['dnf install --setopt install_weak_deps=False nginx', 'nginx'],
    ],
    fine: ['dnf install nginx-1.24.0', 'dnf group install x', 'dnf module enable nodejs:20', 'yum install nginx'],
  },
  {
    rule: pinZypperPackages,
    found: [
      ['zypper install nginx', 'nginx'],
      ['zypper -n in nginx', 'nginx'],
      ['zypper --non-interactive in -r oss nginx', 'nginx'],
    ],
    fine: [
      'zypper in nginx=1.24 "vim>=9" "git<3" own.rpm https://example.com/x',
      'zypper in -t pattern devel_basis',
      'zypper in !vim',
      'zypper rm nginx',
    ],
  },
]);

describe('pins in general', () => {
  test('one problem a command names three packages and counts the others, at the first of them', () => {
    const text = 'FROM base\r\nRUN apk add \\\r\n    a=1 \\\r\n    # why\r\n    bash curl git \\\r\n    jq zsh\r\n';
    expect(problemsOf(pinApkPackages, text)).toEqual([
      {
        line: 5,
        column: 5,
        endLine: 5,
        endColumn: 9,
        covered: 'bash',
        message: 'packages "bash", "curl", "git" and 2 more have no fixed version',
      },
    ]);
  });

  test('one package is named alone', () => {
    expect(problemsOf(pinApkPackages, 'FROM base\nRUN apk add curl')).toMatchObject([
      { line: 2, column: 13, endColumn: 17, message: 'package "curl" has no fixed version' },
    ]);
  });

  test('each command is judged, in heredocs, too', () => {
    const text = 'FROM base\nRUN <<EOF\napk add curl\n# apk add no\napk add git\nEOF\n';
    expect(problemsOf(pinApkPackages, text).map(({ line, covered: word }) => [line, word])).toEqual([
      [3, 'curl'],
      [5, 'git'],
    ]);
  });

  test('values of ENV and ARG decide where a name ends in a variable', () => {
    const head = 'FROM base\nENV SUFFIX=-dev VERSION="=1.0"\nARG UNKNOWN';
    expect(pinned(pinAptPackages, 'apt-get install libpq$SUFFIX', head)).toEqual(['libpq$SUFFIX']);
    expect(pinned(pinAptPackages, 'apt-get install curl${VERSION}', head)).toEqual([]);
    expect(pinned(pinAptPackages, 'apt-get install curl$UNKNOWN', head)).toEqual([]);
  });

  test('ENV PIP_CONSTRAINT gives versions to all', () => {
    expect(pinned(pinPipPackages, 'pip install flask', 'FROM base\nENV PIP_CONSTRAINT=/c.txt')).toEqual([]);
  });

  test('stages that ship are judged, and no others', () => {
    const text = [
      'FROM base AS tool',
      'RUN apk add tool-package',
      'FROM base AS copied',
      'RUN apk add copied-package',
      'FROM base AS unused',
      'RUN apk add unused-package',
      'FROM base AS parent',
      'RUN apk add parent-package',
      'FROM parent',
      'COPY --from=copied /x /x',
      'RUN --mount=from=tool,target=/tool /tool/run && apk add final-package',
    ].join('\n');
    expect(problemsOf(pinApkPackages, text).map((problem) => problem.covered)).toEqual([
      'copied-package',
      'parent-package',
      'final-package',
    ]);
  });

  test('ONBUILD RUN and a fragment without FROM are judged', () => {
    expect(pinned(pinApkPackages, 'true\nONBUILD RUN apk add curl')).toEqual(['curl']);
    expect(problemsOf(pinApkPackages, 'RUN apk add curl')).toHaveLength(1);
  });

  test('apt is not judged unless somebody asks', () => {
    expect(pinAptPackages.optIn).toBe(true);
  });
});
