import { describe, expect, test } from '@jest/globals';
import { noPackageCache } from '../../../src/rules/dockerfile/package-managers/no-package-cache.ts';
import { fixedBy, problemsOf } from '../../support/dockerfile.ts';

const inRun = (run: string, head = 'FROM base'): string => `${head}\nRUN ${run}\n`;

describe('no-package-cache finds', () => {
  test.each([
    ['DL3009 DKL-DI-0005', 'apt-get update && apt-get install -y curl', 'update'],
    ['DL3009 DKL-DI-0005', 'apt update', 'update'],
    ['DL3009 DKL-DI-0005', 'aptitude update', 'update'],
    ['DL3009 DKL-DI-0005', 'rm -rf /var/lib/apt/lists/* && apt-get update', 'update'],
    ['DL3009 DKL-DI-0005', 'apt-get update && rm -rf /tmp/*', 'update'],
    ['DL3009 DKL-DI-0005', 'apt-get update && apt-get clean', 'update'],
    ['DL3009 DKL-DI-0005', 'apt-get update && rm /var/lib/apt/lists', 'update'],
    ['DL3009 DKL-DI-0005', 'apt-get update && rm -rf /var/lib/apt/lists/partial/*', 'update'],
    ['DL3009 DKL-DI-0005', 'apt-get update && echo rm -rf /var/lib/apt/lists/*', 'update'],
    ['DL3009 DKL-DI-0005', 'apt-get update && false || rm -rf /var/lib/apt/lists/*', 'update'],
    ['DL3009 DKL-DI-0005', 'apt-get update && rm -rf /var/lib/{apt,dpkg}/lists', 'update'],
    ['DL3009 DKL-DI-0005', '--mount=type=cache,target=/var/cache/apt apt-get update', 'update'],
    ['DL3009 DKL-DI-0005', '--mount=type=bind,source=x,target=/var/lib/apt/lists apt-get update', 'update'],
    ['DL3032 DS-0015', 'yum install -y curl', 'install'],
    ['DL3032 DS-0015', 'yum install -y curl && yum clean metadata', 'install'],
    ['DL3032 DS-0015', 'yum clean all && yum install -y curl', 'install'],
    ['DL3032 DS-0015', 'yum -y update', 'update'],
    ['DL3040 DS-0019', 'dnf -y group install x', 'install'],
    ['DL3040 DS-0019', 'dnf makecache', 'makecache'],
    ['DL3040 DS-0027', 'microdnf install curl', 'install'],
    ['DL3040 DS-0027', 'microdnf install curl && dnf clean all', 'install'],
    ['DL3036 DS-0020', 'zypper -n in curl', 'in'],
    ['DL3019 DS-0025 DKL-DI-0004', 'apk add curl', 'add'],
    ['DL3019 DS-0025 DKL-DI-0004', 'apk update && apk add --no-cache curl', 'update'],
    ['DL3019 DS-0025 DKL-DI-0004', 'apk upgrade', 'upgrade'],
    ['DL3042', 'pip install x', 'install'],
    ['DL3042', 'python3 -m pip install x', 'install'],
    ['DL3042', 'pip install x && rm -rf /root/.cache/other', 'install'],
    ['DL3060', 'yarn install', 'install'],
    ['DL3060', 'yarn', 'yarn'],
    ['DL3060', 'yarn cache clean && yarn install', 'install'],
    ['DL3060', 'yarn global add x', 'add'],
  ])('%s in %s', (alias, run, word) => {
    expect(problemsOf(noPackageCache, inRun(run))).toMatchObject([{ covered: word, alias }]);
  });
});

describe('no-package-cache leaves alone', () => {
  test.each([
    'apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*',
    'apt-get update; rm -r /var/lib/apt/lists',
    'apt-get update && rm -rf /var/lib/apt/lists/ /tmp/x',
    'apt-get update && rm -rf /var/lib/apt',
    'apt-get update && rm -rf "/var/lib/apt/lists"/*',
    'apt-get update && rm --recursive --force /var/lib/apt/lists/*',
    'apt-get update && rm -f /var/lib/apt/lists/*_*',
    'apt-get update && rm -rf $ROOT/var/lib/apt/lists/*',
    'apt-get update && find /var/lib/apt/lists -type f -delete',
    'apt-get update && apt-get distclean',
    'sudo apt-get update && sudo rm -rf /var/lib/apt/lists/*',
    'if true; then apt-get update; rm -rf /var/lib/apt/lists/*; fi',
    'bash -c "apt-get update && rm -rf /var/lib/apt/lists/*"',
    'apt-get install -y curl',
    '--mount=type=cache,target=/var/lib/apt/lists apt-get update',
    '--mount=type=cache,target=/var/lib/apt --mount=type=cache,target=/var/cache/apt apt-get update',
    '--mount=type=tmpfs,dst=/var/lib/apt/lists/ apt-get update',
    'yum install -y curl && yum clean all',
    'yum install -y curl && yum -y clean all && rm -rf /var/cache/yum',
    'yum install -y curl && rm -rf /var/cache/yum/*',
    'yum install -y curl && rm -rf /var/{cache,log}/*',
    'yum install -y curl && dnf clean all',
    'yum remove curl',
    'dnf install -y curl && rm -rf /var/cache/libdnf5*',
    'dnf install -y curl && rm -rf /var/cache/*',
    '--mount=type=cache,target=/var/cache/libdnf5 dnf install -y curl',
    '--mount=type=cache,target=/root/.cache/libdnf5 dnf install -y curl',
    'microdnf install curl && microdnf clean all',
    'zypper -n in curl && zypper clean',
    'zypper -n in curl && zypper cc -a',
    '--mount=type=cache,target=/var/cache/zypp zypper -n in curl',
    'apk add --no-cache curl',
    'apk --no-cache add curl',
    'apk add curl && rm -rf /var/cache/apk/*',
    'apk add curl && rm -f /var/cache/apk/*',
    'apk del curl',
    '--mount=type=cache,target=/var/cache/apk apk add curl',
    'pip install --no-cache-dir x',
    'pip --no-cache-dir install x',
    'PIP_NO_CACHE_DIR=1 pip install x',
    'export PIP_NO_CACHE_DIR=off; pip install x',
    'pip install x && rm -rf ~/.cache/pip',
    'pip install x && rm -rf "$HOME/.cache"',
    'pip install x && pip cache purge',
    'pip install $PIP_OPTS x',
    'pipx install x',
    'pipenv install x',
    'pip download x',
    '--mount=type=cache,target=/home/app/.cache/pip pip install x',
    '--mount=type=cache,target=/pip PIP_CACHE_DIR=/pip pip install x',
    '--mount=type=cache,target=/cache pip install --cache-dir /cache/pip x',
    'yarn install && yarn cache clean',
    'yarn install && yarn cache clean --all',
    'yarn install --cache-folder /tmp/y && rm -rf /tmp/y',
    'yarn build',
    'yarn --version',
    '--mount=type=cache,target=/root/.cache/yarn yarn install',
    'yarn install && rm -rf /usr/local/share/.cache/yarn',
    'echo pip install x',
  ])('%s', (run) => {
    expect(problemsOf(noPackageCache, inRun(run))).toEqual([]);
  });

  test.each(['ENV PIP_NO_CACHE_DIR=1', 'ARG PIP_NO_CACHE_DIR=yes', 'ENV PIP_NO_CACHE_DIR=off'])(
    'pip behind %s',
    (line) => {
      expect(problemsOf(noPackageCache, inRun('pip install x', `FROM base\n${line}`))).toEqual([]);
      expect(problemsOf(noPackageCache, inRun('pip install x', `FROM base AS a\n${line}\nFROM a`))).toEqual([]);
      expect(problemsOf(noPackageCache, inRun('pip install x', `FROM base AS a\n${line}\nFROM base`))).toHaveLength(1);
    },
  );

  test('a mount whose target is a variable with a value', () => {
    const text = inRun('--mount=type=cache,target=${LISTS} apt-get update', 'FROM base\nARG LISTS=/var/lib/apt/lists');
    expect(problemsOf(noPackageCache, text)).toEqual([]);
  });

  test('stages whose layers are not in the final image', () => {
    const text = [
      'FROM base AS build',
      'RUN apk add gcc',
      'FROM base AS parent',
      'RUN apk add libc',
      'FROM parent',
      'COPY --from=build /app /app',
    ].join('\n');
    expect(problemsOf(noPackageCache, text)).toMatchObject([{ line: 4, column: 9, endLine: 4, endColumn: 12 }]);
  });
});

describe('no-package-cache says', () => {
  test('what stays where, once for a RUN and a manager', () => {
    const text = inRun('apk add a && apk add b && pip install c');
    expect(problemsOf(noPackageCache, text).map(({ column, message }) => [column, message])).toEqual([
      [9, 'apk add leaves its cache in the layer (/var/cache/apk)'],
      [35, 'pip install leaves its cache in the layer (~/.cache/pip)'],
    ]);
  });

  test('that a cleanup comes too early', () => {
    const text = inRun('apt-get update && rm -rf /var/lib/apt/lists/* && apt-get update');
    expect(problemsOf(noPackageCache, text)).toMatchObject([
      {
        column: 62,
        message:
          'apt-get update leaves its package lists in the layer (/var/lib/apt/lists): what cleans it comes too early',
      },
    ]);
  });
});

describe('no-package-cache fixes', () => {
  test.each([
    ['apk add curl', 'apk add --no-cache curl'],
    ['apk add \\\n  curl && apk add git', 'apk add --no-cache \\\n  curl && apk add --no-cache git'],
    ['pip3 install -r x.txt', 'pip3 install --no-cache-dir -r x.txt'],
    ['<<EOF\npip install x\nEOF', '<<EOF\npip install --no-cache-dir x\nEOF'],
  ])('safely %s as %s', (run, fixed) => {
    expect(fixedBy(noPackageCache, inRun(run))).toBe(inRun(fixed));
  });

  test.each([
    ['apt-get update', 'apt-get update && rm -rf /var/lib/apt/lists/*'],
    ['sudo apt-get update', 'sudo apt-get update && sudo rm -rf /var/lib/apt/lists/*'],
    [
      'apt-get update && \\\n    apt-get install -y x',
      'apt-get update && \\\n    apt-get install -y x \\\n    && rm -rf /var/lib/apt/lists/*',
    ],
    ['yum install -y x | tee log', 'yum install -y x | tee log && yum clean all'],
    ['dnf install -y x > log 2>&1', 'dnf install -y x > log 2>&1 && dnf clean all'],
    ['microdnf install x; echo $(date)', 'microdnf install x; echo $(date) && microdnf clean all'],
    ['zypper -n in x', 'zypper -n in x && zypper clean --all'],
    ['yarn', 'yarn && yarn cache clean'],
    ['apk update && apk add x', 'apk update && apk add x && rm -rf /var/cache/apk/*'],
    ['<<EOF\nset -e\n  yarn install\nEOF', '<<EOF\nset -e\n  yarn install\n  yarn cache clean\nEOF'],
  ])('for those who ask, %s as %s', (run, fixed) => {
    expect(fixedBy(noPackageCache, inRun(run))).toBe(inRun(run));
    expect(fixedBy(noPackageCache, inRun(run), { unsafe: true })).toBe(inRun(fixed));
    expect(problemsOf(noPackageCache, inRun(fixed))).toEqual([]);
  });

  test.each([
    'if true; then yarn install; fi',
    '(yarn install)',
    'yarn install &',
    'yarn install || true',
    'yarn install; exit 0',
    '["sh", "-c", "yarn install"]',
  ])('not %s, where nothing can be appended', (run) => {
    expect(problemsOf(noPackageCache, inRun(run))).toHaveLength(1);
    expect(fixedBy(noPackageCache, inRun(run), { unsafe: true })).toBe(inRun(run));
  });

  test('unsafely where a later RUN reads the cache and keeps doing so', () => {
    const text = 'FROM base AS a\nRUN pip install x\nFROM a\nRUN pip install y && rm -rf ~/.cache/pip\n';
    expect(fixedBy(noPackageCache, text)).toBe(text);
    expect(fixedBy(noPackageCache, text, { unsafe: true })).toBe(text.replace('install x', 'install --no-cache-dir x'));
  });

  test('safely where the later RUN is another stage, or mended as well', () => {
    const other = 'FROM base AS a\nRUN pip install y && rm -rf ~/.cache/pip\nFROM base\nRUN pip install x\n';
    expect(fixedBy(noPackageCache, other)).toBe(other.replace('install x', 'install --no-cache-dir x'));
    const both = 'FROM base\nRUN pip install x\nRUN pip install y\n';
    expect(fixedBy(noPackageCache, both)).toBe(both.replaceAll('install', 'install --no-cache-dir'));
  });

  test('keeps CRLF, indentation and the escape character', () => {
    const text = '# escape=`\r\nFROM base\r\nRUN yarn && `\r\n\tyarn install\r\n';
    expect(fixedBy(noPackageCache, text, { unsafe: true })).toBe(
      '# escape=`\r\nFROM base\r\nRUN yarn && `\r\n\tyarn install `\r\n\t&& yarn cache clean\r\n',
    );
  });
});
