import { describe, expect, test } from '@jest/globals';
import { noPipedDownload } from '../../../src/rules/dockerfile/commands/no-piped-download.ts';
import { oneDownloader } from '../../../src/rules/dockerfile/commands/one-downloader.ts';
import { verifyTls } from '../../../src/rules/dockerfile/commands/verify-tls.ts';
import { wgetProgress } from '../../../src/rules/dockerfile/commands/wget-progress.ts';
import { fixedBy, problemsOf } from '../../support/dockerfile.ts';
import { aliases, found, messages } from './found.ts';

const inRun = (script: string): string => `FROM a\nRUN ${script}\n`;

describe('no-piped-download', () => {
  test.each([
    ['curl -fsSL https://x.io/i.sh | sh', '2:36-2:38 sh'],
    ['curl -o- https://x.io/i.sh | bash', '2:34-2:38 bash'],
    ['wget -qO- https://x.io | bash -s -- --yes', '2:30-2:34 bash'],
    ['wget -O - https://x.io | /bin/bash', '2:30-2:39 /bin/bash'],
    ['curl x | sudo -E bash -', '2:22-2:26 bash'],
    ['curl x | env A=1 sh -x', '2:22-2:24 sh'],
    ['curl x | gunzip | sh', '2:23-2:25 sh'],
    ['(curl x; curl y) | sh', '2:24-2:26 sh'],
    ['curl x | (cd /y && sh)', '2:24-2:26 sh'],
    ['curl x | python3 -', '2:14-2:21 python3'],
    ['curl x | node', '2:14-2:18 node'],
    ['curl x | perl - App::cpanminus', '2:14-2:18 perl'],
    ['curl x | php -- --install-dir=/bin', '2:14-2:17 php'],
    ['curl x | source /dev/stdin', '2:14-2:20 source'],
    ['bash <(curl -s x)', '2:5-2:9 bash'],
    ['. <(wget -qO- x)', '2:5-2:6 .'],
    ['sh -c "$(curl -fsSL x)"', '2:5-2:7 sh'],
    ['bash -c "`curl x`"', '2:5-2:9 bash'],
    ['eval "$(curl x)"', '2:5-2:9 eval'],
    ["sh -c 'curl x | sh'", '2:21-2:23 sh'],
  ])('%s', (script, expected) => {
    expect([...new Set(found(noPipedDownload, inRun(script)))]).toEqual([expected]);
  });

  test.each([
    'curl x | tar xz',
    'curl x | gpg --dearmor -o /k',
    'curl x | gpg --decrypt | sh',
    'curl x | apt-key add -',
    'curl x | python3 -c "import json"',
    'curl x | python3 -m json.tool',
    'curl x | node -e 1',
    'curl x | perl -ne print',
    'curl x | sh /y.sh',
    'curl x | php y.php -- z',
    'curl x | bash -c "cat > /y"',
    'curl x | xargs sh /y',
    'curl -O x | sh',
    'curl -o i.sh x && sha256sum -c i.sum && sh i.sh',
    'wget x | sh',
    'bash -c "echo $(curl x)"',
    'echo "$(curl x)"',
    'echo "curl x | sh"',
    'cat i.sh | sh',
  ])('%s is fine', (script) => {
    expect(found(noPipedDownload, inRun(script))).toEqual([]);
  });

  test('says where the script comes from, and no login', () => {
    expect(messages(noPipedDownload, inRun('curl https://a:s3cret@x.io/i | sh'))).toEqual([
      'curl fetches a script from x.io that sh runs unseen',
    ]);
  });
});

describe('verify-tls', () => {
  test.each([
    ['curl -k x', '-k', 'CKV2_DOCKER_2', 'curl x'],
    ['curl -fsSLk x', 'k', 'CKV2_DOCKER_2', 'curl -fsSL x'],
    ['curl --insecure x', '--insecure', 'CKV2_DOCKER_2', 'curl x'],
    ['wget --no-check-certificate x', '--no-check-certificate', 'CKV2_DOCKER_3', 'wget x'],
    ['pip install --trusted-host pypi.org x', '--trusted-host pypi.org', 'CKV2_DOCKER_4', 'pip install x'],
    ['python -m pip install --trusted-host=h x', '--trusted-host=h', 'CKV2_DOCKER_4', 'python -m pip install x'],
    ['pip config set global.trusted-host h', 'global.trusted-host h', 'CKV2_DOCKER_4', undefined],
    ['PYTHONHTTPSVERIFY=0 python x', 'PYTHONHTTPSVERIFY=0', 'CKV2_DOCKER_5', 'python x'],
    ['export NODE_TLS_REJECT_UNAUTHORIZED=0 && node x', 'NODE_TLS_REJECT_UNAUTHORIZED=0', 'CKV2_DOCKER_6', undefined],
    ['npm_config_strict_ssl=false npm ci', 'npm_config_strict_ssl=false', 'CKV2_DOCKER_12', 'npm ci'],
    ['npm config set strict-ssl false', 'strict-ssl false', 'CKV2_DOCKER_13', undefined],
    ['npm set strict-ssl=false', 'strict-ssl=false', 'CKV2_DOCKER_13', undefined],
    ['yarn config set strict-ssl false', 'strict-ssl false', 'CKV2_DOCKER_13', undefined],
    ['npm ci --strict-ssl=false', '--strict-ssl=false', 'CKV2_DOCKER_13', 'npm ci'],
    ['GIT_SSL_NO_VERIFY=1 git clone x', 'GIT_SSL_NO_VERIFY=1', 'CKV2_DOCKER_14', 'git clone x'],
    ['env GIT_SSL_NO_VERIFY=true git clone x', 'GIT_SSL_NO_VERIFY=true', 'CKV2_DOCKER_14', undefined],
    ['git config --global http.sslVerify false', 'http.sslVerify false', 'CKV2_DOCKER_14', undefined],
    ['git -c http.sslVerify=false clone x', '-c http.sslVerify=false', 'CKV2_DOCKER_14', 'git clone x'],
    ['git clone -c http.sslVerify=false x', '-c http.sslVerify=false', 'CKV2_DOCKER_14', 'git clone x'],
    ['GOINSECURE=* go get x', 'GOINSECURE=*', 'CKV2_DOCKER_18', 'go get x'],
    ['sudo curl -k x', '-k', 'CKV2_DOCKER_2', 'sudo curl x'],
    ['conda config --set ssl_verify false', 'ssl_verify false', undefined, undefined],
    ['uv pip install --allow-insecure-host h x', '--allow-insecure-host h', undefined, undefined],
    [
      'apt-get -o Acquire::https::Verify-Peer=false update',
      '-o Acquire::https::Verify-Peer=false',
      undefined,
      'apt-get update',
    ],
  ])('%s', (script, covered, alias, fixed) => {
    const [problem, ...others] = problemsOf(verifyTls, inRun(script));
    expect([problem?.covered, problem?.alias, others]).toEqual([covered, alias, []]);
    expect(fixedBy(verifyTls, inRun(script))).toBe(inRun(script));
    if (fixed !== undefined) expect(fixedBy(verifyTls, inRun(script), { unsafe: true })).toBe(inRun(fixed));
  });

  test('ENV and ARG, one by one', () => {
    const text = [
      'FROM a',
      'ENV PIP_TRUSTED_HOST=pypi.org A=1 NPM_CONFIG_STRICT_SSL=false',
      'ARG GOINSECURE=x',
      'ARG NODE_TLS_REJECT_UNAUTHORIZED',
      'ENV NODE_TLS_REJECT_UNAUTHORIZED 0',
      '',
    ].join('\n');
    expect(found(verifyTls, text)).toEqual([
      '2:5-2:30 PIP_TRUSTED_HOST=pypi.org',
      '2:35-2:62 NPM_CONFIG_STRICT_SSL=false',
      '5:5-5:35 NODE_TLS_REJECT_UNAUTHORIZED 0',
      '3:5-3:17 GOINSECURE=x',
    ]);
    expect(aliases(verifyTls, text)).toEqual(['CKV2_DOCKER_16', 'CKV2_DOCKER_12', 'CKV2_DOCKER_6', 'CKV2_DOCKER_18']);
  });

  test.each([
    'curl -fsSL x -o k',
    'curl -o -k x',
    'curl -H "X: -k" x',
    'curl -k https://localhost:8443/health',
    'wget -k x',
    'echo "curl -k x" # curl -k',
    'pip install --trusted-host localhost x',
    'NODE_TLS_REJECT_UNAUTHORIZED=1 node x',
    'PYTHONHTTPSVERIFY=1 python x',
    'npm config set strict-ssl true',
    'git config http.sslVerify true',
    'git config http.sslCAInfo /x',
    'dnf config-manager --setopt=sslverify=false',
  ])('%s is fine here', (script) => {
    expect(found(verifyTls, inRun(script))).toEqual([]);
  });
});

describe('wget-progress', () => {
  test.each([
    ['a base of Debian', 'debian:12', 'wget x', 'wget --progress=dot:giga x', 'safe'],
    ['a base of Red Hat', 'registry.access.redhat.com/ubi9/ubi', 'wget x', 'wget --progress=dot:giga x', 'safe'],
    ['installed', 'a', 'apk add wget && wget x', 'apk add wget && wget --progress=dot:giga x', 'safe'],
    ['BusyBox', 'alpine', 'wget x', 'wget --progress=dot:giga x', 'unsafe'],
    ['nobody knows', 'a', 'wget x', 'wget --progress=dot:giga x', 'unsafe'],
    ['in a text', 'ubuntu', 'sh -c "wget x"', 'sh -c "wget --progress=dot:giga x"', 'safe'],
  ])('%s', (_, base, script, fixed, safety) => {
    const text = `FROM ${base}\nRUN ${script}\n`;
    expect(problemsOf(wgetProgress, text)).toMatchObject([{ line: 2, covered: 'wget', fix: { safety } }]);
    expect(fixedBy(wgetProgress, text, { unsafe: true })).toBe(`FROM ${base}\nRUN ${fixed}\n`);
  });

  test.each([
    'wget -q x',
    'wget -qO- x',
    'wget -nv x',
    'wget -nvc x',
    'wget --progress=bar x',
    'wget --quiet x',
    'wget -o log x',
    'wget -a log x',
    'wget --append-output=log x',
    'wget x 2> /dev/null',
    'wget x &> /dev/null',
    'wget --version',
    'wget $WGET_OPTS x',
    'apt-get install wget',
  ])('%s is fine', (script) => {
    expect(found(wgetProgress, inRun(script))).toEqual([]);
  });
});

describe('one-downloader', () => {
  test.each([
    ['the second of both', 'FROM a\nRUN wget x\nRUN curl y\nRUN curl z\n', ['3:5-3:9 curl']],
    ['in one RUN', 'FROM a\nRUN curl x && wget y\n', ['2:15-2:19 wget']],
    ['beneath', 'FROM a AS b\nRUN curl x\nFROM b\nRUN wget y\n', ['4:5-4:9 wget']],
    ['once', 'FROM a AS b\nRUN curl x; wget y\nFROM b\nRUN wget y\n', ['2:13-2:17 wget']],
    ['BusyBox whose wget is installed', 'FROM alpine\nRUN apk add wget\nRUN wget x; curl y\n', ['3:13-3:17 curl']],
    ['other stages', 'FROM a AS b\nRUN curl x\nFROM c\nRUN wget y\n', []],
    ['one for want of the other', 'FROM a\nRUN curl x || wget x\n', []],
    ['wget of BusyBox', 'FROM alpine\nRUN wget x && apk add curl && curl y\n', []],
    ['only installed', 'FROM a\nRUN apt-get install curl wget && curl x\n', []],
  ])('%s', (_, text, expected) => {
    expect(found(oneDownloader, text)).toEqual(expected);
  });
});
