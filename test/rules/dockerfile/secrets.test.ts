import { describe, expect, test } from '@jest/globals';
import { noSecretInEnv } from '../../../src/rules/dockerfile/secrets/no-secret-in-env.ts';
import { noSecretInFile } from '../../../src/rules/dockerfile/secrets/no-secret-in-file.ts';
import { BY_FORM, jwt, random } from '../secret-cases.ts';
import { found, messages, softened } from './found.ts';

const GITHUB = `ghp_${random(36)}`;

describe('no-secret-in-env: values', () => {
  test.each([
    ['ENV', `ENV A=1 CONFIG=${GITHUB}`, ['2:9-2:15 CONFIG']],
    ['ENV in the old form', `ENV CONFIG ${GITHUB}`, ['2:5-2:11 CONFIG']],
    ['ENV in quotes, over lines', `ENV A=1 \\\n    CONFIG="${GITHUB}"`, ['3:5-3:11 CONFIG']],
    ['ARG', `ARG CONFIG=${GITHUB}`, ['2:5-2:11 CONFIG']],
    ['a default', `ARG A\nENV CONFIG=\${A:-${GITHUB}}`, ['3:5-3:11 CONFIG']],
    ['behind ONBUILD', `ONBUILD ENV CONFIG=${jwt}`, ['2:13-2:19 CONFIG']],
    ['a name that says public', `ENV PUBLIC_KEY=${GITHUB}`, ['2:5-2:15 PUBLIC_KEY']],
    ['a random value', `ENV CONFIG=${random(32)}`, ['2:5-2:11 CONFIG']],
    ['a random value under the name of a secret', `ENV API_TOKEN=${random(32)}`, ['2:5-2:14 API_TOKEN']],
    ['a URL with a password', 'ENV DB=postgres://shop:hunter2@db/shop', ['2:5-2:7 DB']],
  ])('%s: an error', (_, line, expected) => {
    expect(found(noSecretInEnv, `FROM a\n${line}`)).toEqual(expected);
    expect(softened(noSecretInEnv, `FROM a\n${line}`)).toEqual([undefined]);
  });

  test('in front of the first FROM, and in every stage', () => {
    const text = `ARG A=${GITHUB}\nFROM a\nENV B=${GITHUB}\nFROM b\nENV C=${GITHUB}`;
    expect(softened(noSecretInEnv, text)).toEqual([undefined, undefined, undefined]);
  });

  test.each(BY_FORM.filter(([, value]) => !/[\n"'\\ $]/.test(value)))('a value of a known form: %s', (name, value) => {
    const [message = ''] = messages(noSecretInEnv, `FROM a\nENV ${name}=${value}`);
    expect(message).toContain(`ENV "${name}" holds a secret: `);
    expect(message).not.toContain(value.slice(0, 24));
  });
});

describe('no-secret-in-env: names', () => {
  test.each([
    ['a password', 'ENV DB_PASSWORD=hunter2', 'warning'],
    ['in camel case', 'ENV apiToken=abc', 'warning'],
    ['ARG with a default', 'ARG DB_PASSWORD=hunter2', 'warning'],
    ['ARG without one', 'ARG DB_PASSWORD', 'info'],
    ['ARG with a hint alone', 'ARG DEPLOY_KEY', 'info'],
    ['ENV that keeps an ARG', 'ARG X\nENV DB_PASSWORD=$X', 'warning'],
  ])('%s: %s', (_, line, severity) => {
    expect(softened(noSecretInEnv, `FROM a\n${line}`)).toEqual([severity]);
    expect(messages(noSecretInEnv, `FROM a\n${line}`).join()).not.toContain('hunter2');
  });

  test.each([
    ['nothing', 'ENV DB_PASSWORD='],
    ['a place', 'ENV DB_PASSWORD=/run/secrets/db'],
    ['a stand-in', 'ENV DB_PASSWORD=dummy API_TOKEN=your-token-here'],
    ['a placeholder', 'ENV DB_PASSWORD="<password>"'],
    ['what a secret is about', 'ENV DB_PASSWORD_FILE=x TOKEN_URL=https://h TOKEN_VERSION=2'],
    ['public', 'ENV PUBLIC_KEY=abc'],
    ['a hint, with words', 'ENV APP_KEY=shop USERNAME=shop CACHE_KEY=v1'],
    ['a fingerprint', 'ENV GPG_KEY=E3FF2839C048B25C084DEBE9B26995E310250568'],
    ['a checksum', `ENV NODE_SHA256=${'0123456789abcdef'.repeat(4)}`],
    ['an unknown variable', 'ENV DB_PASSWORD=$UNKNOWN'],
    ['a variable of ENV', 'ENV A=x\nENV DB_PASSWORD=$A'],
    ['ARG by another name', 'ARG VERSION\nARG TOKEN_URL\nARG USERNAME\nARG CACHE_DIR'],
    ['ARG with an empty default', 'ARG DB_PASSWORD='],
  ])('%s passes', (_, lines) => {
    expect(found(noSecretInEnv, `FROM a\n${lines}`)).toEqual([]);
  });

  test('ARG without a value in front of FROM reaches no RUN', () => {
    expect(found(noSecretInEnv, 'ARG DB_PASSWORD\nFROM a')).toEqual([]);
  });

  test('in stages that the image is not built on, names are information', () => {
    const text = 'FROM a AS x\nENV DB_PASSWORD=hunter2\nFROM b AS y\nENV DB_PASSWORD=hunter2\nFROM y';
    expect(softened(noSecretInEnv, text)).toEqual(['info', 'warning']);
  });

  test('names that are allowed', () => {
    const text = 'FROM a\nENV DB_PASSWORD=hunter2 OTHER_PASSWORD=hunter2';
    expect(found(noSecretInEnv, text, { options: { allow: ['DB_*'] } })).toEqual(['2:25-2:39 OTHER_PASSWORD']);
  });
});

describe('no-secret-in-file', () => {
  test.each([
    ['a private key', 'COPY id_rsa /k', ['2:6-2:12 id_rsa'], [undefined]],
    ['in a folder', 'COPY a b/.ssh/id_ed25519 /k/', ['2:8-2:25 b/.ssh/id_ed25519'], [undefined]],
    ['with ADD', 'ADD .netrc /root/', ['2:5-2:11 .netrc'], [undefined]],
    ['in JSON', 'COPY ["kubeconfig", "/k"]', ['2:7-2:19 "kubeconfig"'], [undefined]],
    ['from a stage', 'COPY --from=z /root/.aws/credentials /k', ['2:15-2:37 /root/.aws/credentials'], [undefined]],
    ['a whole folder', 'COPY .ssh /root/.ssh', ['2:6-2:10 .ssh'], [undefined]],
    ['a wildcard', 'COPY id_rsa* /k/', ['2:6-2:13 id_rsa*'], [undefined]],
    ['behind ONBUILD', 'ONBUILD COPY .netrc /k', ['2:14-2:20 .netrc'], [undefined]],
    ['a known variable', 'ARG F=id_rsa\nCOPY $F /k', ['3:6-3:8 $F'], [undefined]],
    [
      'the name of the target',
      'COPY login /root/.docker/config.json',
      ['2:12-2:37 /root/.docker/config.json'],
      [undefined],
    ],
    ['.env', 'COPY .env /app/', ['2:6-2:10 .env'], ['warning']],
    ['.env of a kind', 'COPY .env.production /app/', ['2:6-2:21 .env.production'], ['warning']],
    ['.npmrc', 'COPY .npmrc /app/', ['2:6-2:12 .npmrc'], ['warning']],
    [
      'each of several',
      'COPY tls/server.key id_rsa *.txt /app/',
      ['2:6-2:20 tls/server.key', '2:21-2:27 id_rsa'],
      ['warning', undefined],
    ],
    ['keys by their suffix', 'COPY *.pem /app/', ['2:6-2:11 *.pem'], ['warning']],
    ['public keys', 'COPY id_rsa.pub authorized_keys known_hosts /root/.ssh/', [], []],
    ['certificates', 'COPY ca.pem full-chain.pem truststore.jks nodesource.gpg.key /c/', [], []],
    ['examples', 'COPY .env.example .env.sample .env.dist /c/', [], []],
    ['an unknown variable', 'ARG F\nCOPY $F /k', [], []],
    ['a file in a folder of keys that is the target', 'COPY config /root/.ssh/', [], []],
    ['a name that ends like one', 'COPY my.env id_rsa.txt /k/', [], []],
  ])('%s', (_, lines, expected, severities) => {
    expect(found(noSecretInFile, `FROM a\n${lines}`)).toEqual(expected);
    expect(softened(noSecretInFile, `FROM a\n${lines}`)).toEqual(severities);
  });

  test('one step softer where the stage is not in the image', () => {
    const text = 'FROM a\nCOPY id_rsa /k\nCOPY .npmrc /n\nFROM b\nCOPY id_rsa /k';
    expect(softened(noSecretInFile, text)).toEqual(['warning', 'info', undefined]);
  });

  test('the text of a heredoc', () => {
    const text = `FROM a\nCOPY <<EOF /app/settings\ntoken: ${GITHUB}\nEOF`;
    expect(found(noSecretInFile, text)).toEqual(['2:6-2:11 <<EOF']);
    expect(messages(noSecretInFile, text).join()).not.toContain(GITHUB);
    expect(found(noSecretInFile, 'FROM a\nCOPY <<EOF /app/settings\ncolor: red\nEOF')).toEqual([]);
  });

  test('names that are allowed', () => {
    expect(found(noSecretInFile, 'FROM a\nCOPY t/a.pem /k', { options: { allow: ['a.pem'] } })).toEqual([]);
  });

  test.each([
    ['the target', 'COPY k /k.json\nENV AWS_CONFIG_FILE=/k.json', ['3:21-3:28 /k.json']],
    ['in the target', 'COPY . /app\nENV HF_TOKEN_PATH=/app/a/t', ['3:19-3:27 /app/a/t']],
    ['below WORKDIR', 'WORKDIR /app\nCOPY . .\nENV KUBECONFIG=/app/k', ['4:16-4:22 /app/k']],
    ['with the COPY behind', 'ENV KUBECONFIG=/app/k\nADD . /app', ['2:16-2:22 /app/k']],
    ['in the stage beneath', 'COPY . /app\nFROM x\nENV KUBECONFIG=/app/k', ['4:16-4:22 /app/k']],
    ['in another stage', 'COPY . /app\nFROM b\nENV KUBECONFIG=/app/k', []],
    ['elsewhere', 'COPY . /app\nENV KUBECONFIG=/apps/k', []],
    ['another variable', 'COPY . /app\nENV CONFIG=/app/k', []],
  ])('ENV names a file that is copied: %s', (_, lines, expected) => {
    expect(found(noSecretInFile, `FROM a AS x\n${lines}`)).toEqual(expected);
  });
});
