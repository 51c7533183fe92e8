import { describe, expect, test } from '@jest/globals';
import { noSecretInRun } from '../../../src/rules/dockerfile/secrets/no-secret-in-run.ts';
import { random } from '../secret-cases.ts';
import { found, messages, softened } from './found.ts';

const GITHUB = `ghp_${random(36)}`;

describe('no-secret-in-run: logins', () => {
  test.each([
    ['aws', 'aws configure set aws_secret_access_key V'],
    ['aws', 'aws configure set profile.x.aws_access_key_id V'],
    ['aws', 'aws --profile x configure set aws_session_token V'],
    ['az', 'az login --service-principal -u x -p V --tenant t'],
    ['az', 'az login --password=V'],
    ['az', 'az login --federated-token V'],
    ['doctl', 'doctl auth init -t V'],
    ['doctl', 'doctl auth init --access-token V'],
    ['docker', 'docker login -u x -p V registry.example.com'],
    ['podman', 'podman login --password=V'],
    ['helm', 'helm registry login -u x -p V h'],
    ['crane', 'crane auth login h -u x -p V'],
    ['npm', 'npm config set //registry.npmjs.org/:_authToken V'],
    ['npm', 'npm config set //registry.npmjs.org/:_authToken=V'],
    ['npm', 'npm config set _authToken=V'],
    ['pnpm', 'pnpm set _auth V'],
    ['curl', 'curl -fsSL -u me:V https://example.com'],
    ['curl', 'curl --user=me:V https://example.com'],
    ['wget', 'wget --password=V https://example.com'],
  ])('%s: %s', (program, command) => {
    const literal = `FROM a\nRUN set -e; ${command.replace('V', 'hunter2')}`;
    const start = 13 + command.indexOf(program);
    expect(found(noSecretInRun, literal)).toEqual([`2:${start}-2:${start + program.length} ${program}`]);
    expect(softened(noSecretInRun, literal)).toEqual([undefined]);
    expect(messages(noSecretInRun, literal).join()).not.toContain('hunter2');
    const variable = command.replace('V', '"$V"');
    expect(softened(noSecretInRun, `FROM a\nARG V\nRUN ${variable}`)).toEqual(['warning']);
    expect(found(noSecretInRun, `FROM a\nRUN --mount=type=secret,id=v,env=V ${variable}`)).toEqual([]);
    expect(softened(noSecretInRun, `FROM a\nRUN --mount=type=secret,id=x ${command.replace('V', 'hunter2')}`)).toEqual([
      undefined,
    ]);
  });

  test('a service account of Google comes as a file', () => {
    const command = 'gcloud auth activate-service-account --key-file=/k.json';
    expect(softened(noSecretInRun, `FROM a\nRUN ${command}`)).toEqual(['warning']);
    expect(found(noSecretInRun, `FROM a\nRUN --mount=type=secret,id=k,target=/k.json ${command}`)).toEqual([]);
  });

  test.each([
    ['by a wrapper', 'RUN sudo env A=1 docker login -p hunter2', ['2:18-2:24 docker']],
    ['in sh -c', 'RUN sh -c "docker login -p hunter2"', ['2:12-2:18 docker']],
    ['over lines', 'RUN x && \\\n  docker login \\\n  -p hunter2', ['3:3-3:9 docker']],
    ['in a heredoc', 'RUN <<EOF\ndocker login -p hunter2\nEOF', ['3:1-3:7 docker']],
    ['behind ONBUILD', 'ONBUILD RUN docker login -p hunter2', ['2:13-2:19 docker']],
    ['from standard input', 'RUN docker login --password-stdin < /run/secrets/p', []],
    ['a user without a password', 'RUN curl -u me https://example.com', []],
    ['other settings', 'RUN aws configure set region eu-west-1 && npm config set registry https://h', []],
    ['other commands', 'RUN docker pull -p x && az group list -p x', []],
    ['a stand-in', 'RUN docker login -p "<password>"', []],
  ])('%s', (_, lines, expected) => {
    expect(found(noSecretInRun, `FROM a\n${lines}`)).toEqual(expected);
  });
});

describe('no-secret-in-run: texts', () => {
  test.each([
    ['a token', `RUN echo ${GITHUB} > /t`, ['2:5-2:9 echo']],
    ['a variable', 'RUN export DB_PASSWORD=hunter2 && make', ['2:12-2:23 DB_PASSWORD']],
    ['a variable of one command', 'RUN DB_PASSWORD=hunter2 make', ['2:5-2:16 DB_PASSWORD']],
    ['an option', 'RUN make --db-password hunter2', ['2:5-2:9 make']],
    ['a URL', 'RUN pip install -i https://me:hunter2@h/simple x', ['2:5-2:8 pip']],
    ['a header', `RUN curl -H "Authorization: Bearer ${random(30)}" https://h`, ['2:5-2:9 curl']],
    ['each command by itself', `RUN echo ${GITHUB}; PASSWORD=hunter2 x`, ['2:5-2:9 echo', '2:52-2:60 PASSWORD']],
    ['a JSON array', `RUN ["echo", "${GITHUB}"]`, ['2:6-2:12 "echo"']],
    ['another language', `RUN <<EOF\n#!/usr/bin/env python3\nt = "${GITHUB}"\nEOF`, ['2:1-2:4 RUN']],
    ['what is read from a mount', 'RUN --mount=type=secret,id=t T=$(cat /run/secrets/t) make', []],
    ['a variable that is handed on', 'RUN DB_PASSWORD=$DB_PASSWORD make', []],
    ['a user without a password', 'RUN adduser --disabled-password app', []],
    ['keys of packages', 'RUN apt-key adv --recv-keys 573BFD6B3D8FBC641079A6ABABF5BD827BD9BF62', []],
    ['checksums', `RUN echo "${'0123456789abcdef'.repeat(4)}  x" | sha256sum -c -`, []],
    ['packages', 'RUN apt-get install -y libpam-pwquality gnome-keyring libsecret-1-0', []],
  ])('%s', (_, lines, expected) => {
    expect(found(noSecretInRun, `FROM a\n${lines}`)).toEqual(expected);
    const said = messages(noSecretInRun, `FROM a\n${lines}`).join();
    for (const secret of ['hunter2', GITHUB.slice(4), random(30)]) expect(said).not.toContain(secret);
  });

  test.each([
    ['a token', 'git clone https://$TOKEN@h/a', ['2:23-2:29 $TOKEN']],
    ['a password', 'git clone https://me:${TOKEN}@h/a', ['2:26-2:34 ${TOKEN}']],
    ['for pip', 'pip install -i "https://$U:$P@h/simple" x', ['2:29-2:34 $U:$P']],
    ['no login', 'git clone https://h/$USER/a@b', []],
    ['a host', 'curl https://$HOST/a', []],
  ])('a URL with a variable: %s', (_, command, expected) => {
    expect(found(noSecretInRun, `FROM a\nRUN ${command}`)).toEqual(expected);
    expect(found(noSecretInRun, `FROM a\nRUN --mount=type=secret,id=t,env=TOKEN ${command}`)).toEqual([]);
  });
});
