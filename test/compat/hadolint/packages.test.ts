import { describe, expect, test } from '@jest/globals';
import { linesOf } from './verdicts.ts';

/** Bodies of RUN that a rule finds something in, and such that it does not. */
const CASES: Readonly<Record<string, { readonly bad: readonly string[]; readonly good: readonly string[] }>> = {
  DL3008: {
    bad: [
      'apt-get install curl',
      'apt-get -y install curl=1 wget',
      'apt-get install -t sid curl',
      'if true; then apt-get install curl; fi',
      'echo $(apt-get install curl)',
      'command apt-get install curl',
      '["apt-get", "install", "curl"]',
    ],
    good: [
      'apt-get install curl=7.1',
      'apt-get install ./curl.deb',
      'apt-get install curl.deb',
      'apt-get install curl/sid',
      'apt-get install -t sid curl=1',
      '/usr/bin/apt-get install curl',
      'sudo apt-get install curl',
      'echo "apt-get install curl"',
      'sh -c "apt-get install curl"',
      'apt-get update',
    ],
  },
  DL3009: {
    bad: ['apt-get update', 'apt update && apt install x', 'aptitude update && rm -r /tmp/x'],
    good: [
      'apt-get update && rm -rf /var/lib/apt/lists/*',
      'apt-get update && rm -rf anything',
      '--mount=type=cache,target=/var/lib/apt/lists apt-get update',
      '--mount=type=cache,target=/var/lib/apt --mount=type=cache,target=/var/cache/apt apt-get update',
    ],
  },
  DL3013: {
    bad: [
      'pip install flask',
      'pip3 install flask==1 django',
      'python3 -m pip install flask',
      'python -m pipx install flask',
      'pip install git+https://example.com/x.git',
      'pip install --index-url https://example.com flask',
    ],
    good: [
      'pip install flask==1.0',
      'pip install "flask>=1"',
      'pip install -r requirements.txt',
      'pip install --requirement requirements.txt flask',
      'pip install .',
      'pip install -c constraints.txt flask',
      'pip install git+https://example.com/x.git@v1',
      'pip install ./x.whl x.tar.gz dir/x',
      'pip install --index-url https://example.com flask==1',
      'pipenv install flask',
    ],
  },
  DL3014: {
    bad: ['apt-get install curl', 'apt-get -q install curl'],
    good: [
      'apt-get install -y curl',
      'apt-get -yq install curl',
      'apt-get install --yes curl',
      'apt-get install --assume-yes curl',
      'apt-get install -qq curl',
      'apt-get -q -q install curl',
      'apt-get install -q=2 curl',
    ],
  },
  DL3015: {
    bad: ['apt-get install -y curl'],
    good: ['apt-get install --no-install-recommends curl', 'apt-get install -o APT::Install-Recommends=false curl'],
  },
  DL3016: {
    bad: [
      'npm install express',
      'npm install -g express@4 koa',
      'npm install @scope/pkg',
      'npm install --loglevel warn express',
      'npm install git+https://example.com/x.git',
    ],
    good: [
      'npm install',
      'npm i express',
      'npm ci',
      'npm install express@4',
      'npm install @scope/pkg@1',
      'npm install git://example.com/x.git#v1',
      'npm install ./local ../up /abs x.tgz',
    ],
  },
  DL3018: {
    bad: ['apk add curl', 'apk add --no-cache curl=1 jq', 'apk add -t deps gcc'],
    good: [
      'apk add curl=1',
      'apk add "curl~8"',
      'apk add --virtual deps gcc=1',
      'apk add x.apk',
      'apk add --repository http://x curl=1',
    ],
  },
  DL3019: {
    bad: ['apk add curl', 'apk update && apk add curl'],
    good: ['apk add --no-cache curl', '--mount=type=cache,target=/var/cache/apk apk add curl', 'apk del curl'],
  },
  DL3028: {
    bad: ['gem install rake', 'gem i rake', 'gem install rake:1 bundler'],
    good: [
      'gem install rake:13.0',
      'gem install rake -v 13',
      'gem install rake --version=13',
      'gem install rake:1 -- --with-x y',
    ],
  },
  DL3030: {
    bad: ['yum install httpd', 'yum groupinstall dev', 'yum localinstall x.rpm'],
    good: ['yum install -y httpd', 'yum --assumeyes install httpd', 'yum update'],
  },
  DL3032: {
    bad: ['yum install -y httpd', 'yum clean all && yum install -y httpd'],
    good: [
      'yum install -y httpd && yum clean all',
      'yum install -y httpd && rm -rf /var/cache/yum/*',
      'yum install x && yum clean metadata',
    ],
  },
  DL3033: {
    bad: ['yum install httpd', 'yum install httpd-devel', 'yum module install nodejs', 'yum install httpd-$VERSION'],
    good: [
      'yum install httpd-2.4.6',
      'yum install x-1.rpm',
      'yum module install nodejs:18',
      'yum install glibc-2.17-317.el7',
    ],
  },
  DL3034: {
    bad: ['zypper install git', 'zypper rm git'],
    good: ['zypper -n install git', 'zypper --non-interactive in git', 'zypper install -y git', 'zypper refresh'],
  },
  DL3035: { bad: ['zypper dup', 'zypper dist-upgrade'], good: ['zypper update'] },
  DL3036: {
    bad: ['zypper in git', 'zypper cc && zypper in git'],
    good: [
      'zypper in git && zypper clean',
      'zypper in git && zypper cc',
      '--mount=type=cache,target=/var/cache/zypp zypper in git',
    ],
  },
  DL3037: {
    bad: ['zypper in git'],
    good: ['zypper in git=2', 'zypper in "git>=2"', 'zypper in x.rpm'],
  },
  DL3038: {
    bad: ['dnf install x', 'microdnf install x'],
    good: ['dnf install -y x', 'microdnf --assumeyes install x'],
  },
  DL3040: {
    bad: ['dnf install -y x', 'dnf up', 'dnf install x && microdnf clean all'],
    good: [
      'dnf install x && dnf clean all',
      'dnf rei x && rm -rf /var/cache/libdnf5',
      '--mount=type=cache,target=/var/cache/libdnf5 dnf install x',
    ],
  },
  DL3041: {
    bad: ['dnf install x', 'microdnf install x', 'dnf module install nodejs'],
    good: ['dnf install x-1.2', 'dnf group install x', 'dnf module install nodejs:20'],
  },
  DL3042: {
    bad: ['pip install x', 'python3 -m pip install x'],
    good: [
      'pip install --no-cache-dir x',
      'PIP_NO_CACHE_DIR=1 pip install x',
      'export PIP_NO_CACHE_DIR=true && pip install x',
      'python -m pipx install x',
      'pipenv install x',
      '--mount=type=cache,target=/root/.cache/pip pip install x',
    ],
  },
  DL3060: {
    bad: ['yarn install', 'yarn cache clean && yarn install'],
    good: [
      'yarn install && yarn cache clean',
      '--mount=type=cache,target=/root/.cache/yarn yarn install',
      'yarn add x',
    ],
  },
  DL3062: {
    bad: [
      'go install example.com/x',
      'go run example.com/x',
      'go get example.com/x@latest',
      'go get -tool example.com/x',
    ],
    good: ['go install example.com/x@v1', 'go install ./...', 'go run .', 'go build', 'go install ../x'],
  },
};

describe.each(Object.entries(CASES))('%s', (code, { bad, good }) => {
  test.each(bad)('finds something in RUN %s', (body) => expect(linesOf(code, `FROM a\nRUN ${body}\n`)).toEqual([2]));

  test.each(good)('finds nothing in RUN %s', (body) => expect(linesOf(code, `FROM a\nRUN ${body}\n`)).toEqual([]));

  test('looks into ONBUILD', () => {
    const [body = ''] = bad;
    expect(linesOf(code, `FROM a\nONBUILD RUN ${body}\n`)).toEqual(code === 'DL3009' || code === 'DL3060' ? [2] : [2]);
  });
});

test('what a version is made of counts as known from ENV of the chain and from any ARG', () => {
  expect(linesOf('DL3033', 'FROM a AS b\nENV V=1\nFROM b\nRUN yum install x-$V\n')).toEqual([]);
  expect(linesOf('DL3033', 'FROM a AS b\nENV V=1\nFROM c\nRUN yum install x-$V\n')).toEqual([4]);
  expect(linesOf('DL3033', 'ARG V=1\nFROM c\nRUN yum install x-${V}\n')).toEqual([]);
});

test('lists of apt count in the last stage, and in stages that are built on', () => {
  const file = 'FROM a AS one\nRUN apt-get update\nFROM b AS two\nRUN apt-get update\nFROM one\nRUN true\n';
  expect(linesOf('DL3009', file)).toEqual([2]);
});

test('an ENV that switches the cache of pip off is inherited', () => {
  expect(linesOf('DL3042', 'FROM a AS b\nENV PIP_NO_CACHE_DIR=yes\nFROM b\nRUN pip install x\n')).toEqual([]);
  expect(linesOf('DL3042', 'FROM a AS b\nENV PIP_NO_CACHE_DIR=no\nFROM b\nRUN pip install x\n')).toEqual([4]);
});
