import { describe, expect, test } from '@jest/globals';
import type { DockerfileRule } from '../../../src/model/dockerfile-rule.ts';
import { pinApkPackages } from '../../../src/rules/dockerfile/packages/pin-apk-packages.ts';
import { pinAptPackages } from '../../../src/rules/dockerfile/packages/pin-apt-packages.ts';
import { pinDnfPackages } from '../../../src/rules/dockerfile/packages/pin-dnf-packages.ts';
import { pinGemPackages } from '../../../src/rules/dockerfile/packages/pin-gem-packages.ts';
import { pinGoPackages } from '../../../src/rules/dockerfile/packages/pin-go-packages.ts';
import { pinNpmPackages } from '../../../src/rules/dockerfile/packages/pin-npm-packages.ts';
import { pinPipPackages } from '../../../src/rules/dockerfile/packages/pin-pip-packages.ts';
import { pinYumPackages } from '../../../src/rules/dockerfile/packages/pin-yum-packages.ts';
import { pinZypperPackages } from '../../../src/rules/dockerfile/packages/pin-zypper-packages.ts';
import { problemsOf } from '../../support/dockerfile.ts';

/** What a rule says about one RUN: the text of the span, for each problem. */
function covered(rule: DockerfileRule, run: string, head = 'FROM base'): readonly string[] {
  return problemsOf(rule, `${head}\nRUN ${run}\n`).map((problem) => problem.covered);
}

const CASES: Readonly<
  Record<string, { rule: DockerfileRule; found: readonly [string, string][]; fine: readonly string[] }>
> = {
  'pin-apt-packages': {
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
  'pin-apk-packages': {
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
  'pin-yum-packages': {
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
  'pin-dnf-packages': {
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
  'pin-zypper-packages': {
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
  'pin-pip-packages': {
    rule: pinPipPackages,
    found: [
      ['pip install flask', 'flask'],
      ['pip3 install flask', 'flask'],
      ['pip3.12 install flask', 'flask'],
      ['python -m pip install flask', 'flask'],
      ['python3.12 -I -m pip install --upgrade pip', 'pip'],
      ['pip install -i https://example.com/simple flask', 'flask'],
      ['pip install --index-url https://example.com/simple flask', 'flask'],
      ['pip --no-cache-dir install flask', 'flask'],
      ['pip install -r requirements.txt gunicorn', 'gunicorn'],
      ['pip install git+https://example.com/x.git', 'git+https://example.com/x.git'],
      ['pip install git+ssh://git@example.com/x.git', 'git+ssh://git@example.com/x.git'],
      ['pipx install poetry', 'poetry'],
      ['uv pip install flask', 'flask'],
      ['uv tool install ruff@latest', 'ruff@latest'],
      ['"$VENV"/bin/pip install flask', 'flask'],
    ],
    fine: [
      'pip install flask==3.0.3 "django>=5" "x~=1" "y!=2" "z===1"',
      'pip install -r requirements.txt --requirement=dev.txt -rother.txt',
      'pip install . .[dev] ./lib /src "$LIB/x" https://example.com/x.whl x.whl y.tar.gz',
      'pip install -e . --editable lib',
      'pip install -c constraints.txt flask',
      'pip install --constraint=constraints.txt flask',
      'PIP_CONSTRAINT=c.txt pip install flask',
      'pip install git+https://example.com/x.git@v1.2',
      'pip install --platform linux --target lib --python-version 3.12 flask==1',
      'pipx install --spec poetry==1.8 poetry',
      'uv tool install ruff@0.6.0',
      'pip uninstall flask',
      'pip download flask',
      'python setup.py install',
      'pipenv install flask',
      'pip install foo>=1.0',
    ],
  },
  'pin-npm-packages': {
    rule: pinNpmPackages,
    found: [
      ['npm install typescript', 'typescript'],
      ['npm i -g typescript', 'typescript'],
      ['npm install --loglevel warn --registry https://example.com typescript', 'typescript'],
      ['npm install @types/node', '@types/node'],
      ['npm install npm@latest', 'npm@latest'],
      ['npm install git+https://example.com/x.git', 'git+https://example.com/x.git'],
      ['npm install owner/repository', 'owner/repository'],
      ['npm install a@npm:b', 'a@npm:b'],
      ['yarn add left-pad', 'left-pad'],
      ['yarn global add serve', 'serve'],
      ['pnpm add -D typescript', 'typescript'],
      ['npm add x', 'x'],
    ],
    fine: [
      'npm install',
      'npm ci',
      'npm install typescript@5.6.2 @types/node@22 "x@^1.0" y@$VERSION',
      'npm install . ./lib ../lib /lib ~/lib x.tar x.tar.gz x.tgz https://example.com/x.tgz file:lib',
      'npm install git+https://example.com/x.git#v1 owner/repository#1234 github:owner/repository#1',
      'npm install a@npm:b@1.0',
      'npm --prefix frontend install',
      'npm run install',
      'yarn install',
      'yarn',
      'pnpm install',
    ],
  },
  'pin-gem-packages': {
    rule: pinGemPackages,
    found: [
      ['gem install rails', 'rails'],
      ['gem i rails', 'rails'],
      ['gem install --no-document rails', 'rails'],
      ['gem install -N rails', 'rails'],
      ['gem install rails:7.1 bundler', 'bundler'],
      ['gem install --source https://example.com rails', 'rails'],
      ['gem install rails -- --with-x=y', 'rails'],
    ],
    fine: [
      'gem install rails:7.1.3',
      'gem install rails -v 7.1.3',
      'gem install rails --version 7.1.3',
      'gem install rails --version=7.1.3',
      'gem install ./own.gem own.gem',
      'gem install rails:7 -- --with-opt value',
      'gem update --system',
    ],
  },
  'pin-go-packages': {
    rule: pinGoPackages,
    found: [
      ['go install example.com/tool', 'example.com/tool'],
      ['go install example.com/tool@latest', 'example.com/tool@latest'],
      ['go get example.com/lib@none', 'example.com/lib@none'],
      ['go get -u example.com/lib', 'example.com/lib'],
      ['go run example.com/tool --flag example.com/other', 'example.com/tool'],
      ['go install -ldflags "-s -w" example.com/tool', 'example.com/tool'],
      ['go get tool example.com/lib', 'example.com/lib'],
    ],
    fine: [
      'go install example.com/tool@v1.2.3',
      'go install example.com/tool@$VERSION',
      'go install . ./... /src/tool',
      'go get -d -v ./...',
      'go get',
      'go run main.go',
      'go run . example.com/x',
      'go run example.com/tool@v1 ./x',
      'go build example.com/tool',
      'go install std',
    ],
  },
};

describe.each(Object.entries(CASES))('%s', (_, { rule, found, fine }) => {
  test.each(found)('finds RUN %s', (run, offender) => {
    expect(covered(rule, run)).toEqual([offender]);
  });

  test.each(fine)('leaves RUN %s alone', (run) => {
    expect(covered(rule, run)).toEqual([]);
  });
});

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
    expect(covered(pinAptPackages, 'apt-get install libpq$SUFFIX', head)).toEqual(['libpq$SUFFIX']);
    expect(covered(pinAptPackages, 'apt-get install curl${VERSION}', head)).toEqual([]);
    expect(covered(pinAptPackages, 'apt-get install curl$UNKNOWN', head)).toEqual([]);
  });

  test('ENV PIP_CONSTRAINT gives versions to all', () => {
    expect(covered(pinPipPackages, 'pip install flask', 'FROM base\nENV PIP_CONSTRAINT=/c.txt')).toEqual([]);
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
    expect(covered(pinApkPackages, 'true\nONBUILD RUN apk add curl')).toEqual(['curl']);
    expect(problemsOf(pinApkPackages, 'RUN apk add curl')).toHaveLength(1);
  });

  test('apt is not judged unless somebody asks', () => {
    expect(pinAptPackages.optIn).toBe(true);
  });
});
