import { describe, expect, test } from '@jest/globals';
import { readDockerignore } from '../../../src/builds/dockerignore.ts';
import type { DockerIgnore } from '../../../src/model/build.ts';
import { absoluteWorkdir } from '../../../src/rules/dockerfile/files/absolute-workdir.ts';
import { copyIgnoredFile } from '../../../src/rules/dockerfile/files/copy-ignored-file.ts';
import { noContextSecrets } from '../../../src/rules/dockerfile/files/no-context-secrets.ts';
import { noSystemVolume } from '../../../src/rules/dockerfile/files/no-system-volume.ts';
import { noSystemWorkdir } from '../../../src/rules/dockerfile/files/no-system-workdir.ts';
import { preferWorkdir } from '../../../src/rules/dockerfile/files/prefer-workdir.ts';
import { contextOf } from '../../support/build-context.ts';
import { found, messages, softened } from './found.ts';

describe('absolute-workdir', () => {
  test.each([
    ['the first', 'FROM a\nWORKDIR app', ['2:9-2:12 app'], [undefined]],
    ['a later one', 'FROM a\nWORKDIR /app\nWORKDIR src', ['3:9-3:12 src'], ['info']],
    ['behind a stage with one', 'FROM a AS x\nWORKDIR /app\nFROM x\nWORKDIR src', ['4:9-4:12 src'], ['info']],
    ['behind one of another stage', 'FROM a\nWORKDIR /app\nFROM b\nWORKDIR src', ['4:9-4:12 src'], [undefined]],
    ['of a known variable', 'FROM a\nARG D=app\nWORKDIR $D', ['3:9-3:11 $D'], [undefined]],
    ['of an unknown variable', 'FROM a\nARG D\nWORKDIR $D', [], []],
    ['in quotes', 'FROM a\nWORKDIR "/app"', [], []],
    ['a drive', 'FROM a\nWORKDIR C:/app', [], []],
    ['a drive, on Windows', '# escape=`\nFROM a\nWORKDIR C:\\app', [], []],
    ['behind ONBUILD', 'FROM a\nONBUILD WORKDIR app', [], []],
  ])('%s', (_, text, expected, severities) => {
    expect(found(absoluteWorkdir, text)).toEqual(expected);
    expect(softened(absoluteWorkdir, text)).toEqual(severities);
  });
});

describe('no-system-workdir', () => {
  test.each([
    ['a folder', 'WORKDIR /proc', ['2:9-2:14 /proc']],
    ['below', 'WORKDIR /dev/app', ['2:9-2:17 /dev/app']],
    ['by a detour', 'WORKDIR /app/../sys//x', ['2:9-2:23 /app/../sys//x']],
    ['a variable', 'ENV D=/boot\nWORKDIR $D/x', ['3:9-3:13 $D/x']],
    ['behind ONBUILD', 'ONBUILD WORKDIR /initrd', ['2:17-2:24 /initrd']],
    ['a name that begins like it', 'WORKDIR /processes', []],
    ['a relative path', 'WORKDIR proc', []],
  ])('%s', (_, line, expected) => {
    expect(found(noSystemWorkdir, `FROM a\n${line}`)).toEqual(expected);
  });
});

describe('no-system-volume', () => {
  test.each([
    ['words', 'VOLUME /data /dev/shm', ['2:14-2:22 /dev/shm']],
    ['an array', 'VOLUME ["/sys"]', ['2:9-2:15 "/sys"']],
    ['others', 'VOLUME /data /boot /device', []],
  ])('%s', (_, line, expected) => {
    expect(found(noSystemVolume, `FROM a\n${line}`)).toEqual(expected);
  });
});

describe('prefer-workdir', () => {
  test.each([
    ['in front of all', 'RUN cd /a && make', ['2:5-2:10 cd /a']],
    ['behind set', 'RUN set -eux; cd /a; make; make install', ['2:15-2:20 cd /a']],
    ['by itself', 'RUN cd /a', ['2:5-2:10 cd /a']],
    ['over lines', 'RUN cd \\\n  /a && \\\n  make', ['2:5-3:5 cd \\\n  /a']],
    ['in a heredoc', 'RUN <<EOF\ncd /a\nmake\nEOF', ['3:1-3:6 cd /a']],
    ['a variable of the file', 'ARG D=/a\nRUN cd $D && make', ['3:5-3:10 cd $D']],
    ['in front of a subshell that moves', 'RUN cd /a && (cd b && make)', ['2:5-2:10 cd /a']],
    ['behind something', 'RUN make && cd /a && make', []],
    ['and elsewhere', 'RUN cd /a && make && cd /b && make', []],
    ['and back', 'RUN cd /a && make && cd - && make', []],
    ['in a subshell', 'RUN (cd /a && make)', []],
    ['in sh -c', 'RUN sh -c "cd /a && make"', []],
    ['in a substitution', 'RUN x=$(cd /a && pwd) && make', []],
    ['in a condition', 'RUN if test -d /a; then cd /a; fi; make', []],
    ['a variable of the shell', 'RUN cd "$dir" && make', []],
    ['a substitution', 'RUN cd "$(mktemp -d)" && make', []],
    ['home', 'RUN cd && make', []],
    ['home by its sign', 'RUN cd ~/x && make', []],
  ])('%s', (_, line, expected) => {
    expect(found(preferWorkdir, `FROM a\n${line}`)).toEqual(expected);
  });

  test('says where cd has no effect at all', () => {
    const [alone, lasting] = messages(preferWorkdir, 'FROM a\nRUN cd /a\nRUN cd /b && make');
    expect(alone).toContain('the instructions behind it do not start there');
    expect(lasting).toContain('holds for the rest of this RUN alone');
  });
});

function ignoreOf(...patterns: readonly string[]): DockerIgnore {
  return readDockerignore('.dockerignore', patterns.join('\n'));
}

describe('copy-ignored-file', () => {
  const inputs = contextOf({ 'dist/a': 'file', dist: 'directory' }, ignoreOf('dist', 'secret.txt'));
  test.each([
    ['a folder', 'COPY dist /x', ['2:6-2:10 dist']],
    ['written another way', 'COPY ./a/../dist/ /x', ['2:6-2:18 ./a/../dist/']],
    ['from the root', 'COPY /dist/a /x', ['2:6-2:13 /dist/a']],
    ['one of two', 'COPY src secret.txt /x/', ['2:10-2:20 secret.txt']],
    ['ADD', 'ADD secret.txt /x', ['2:5-2:15 secret.txt']],
    ['in JSON', 'COPY ["dist", "/x"]', ['2:7-2:13 "dist"']],
    ['the whole context', 'COPY . /x', []],
    ['others', 'COPY distro /x', []],
    ['from a stage', 'COPY --from=z dist /x', []],
    ['a URL', 'ADD https://h/dist /x', []],
    ['a heredoc', 'COPY <<dist /x\ndist', []],
    ['behind ONBUILD', 'ONBUILD COPY dist /x', []],
  ])('%s', (_, line, expected) => {
    expect(found(copyIgnoredFile, `FROM a\n${line}`, { inputs })).toEqual(expected);
  });

  test.each([['*'], ['**'], ['**/*']])('the whole context, with the pattern %s', (pattern) => {
    const all = contextOf({}, ignoreOf(pattern));
    expect(found(copyIgnoredFile, 'FROM a\nCOPY . /x\nADD / /y', { inputs: all })).toEqual(['2:6-2:7 .', '3:5-3:6 /']);
  });

  test('with exceptions, only files that are there', () => {
    const some = contextOf({ 'dist/a': 'file', dist: 'directory' }, ignoreOf('dist', '*', '!dist/b'));
    const text = 'FROM a\nCOPY dist /x\nCOPY dist/a /x\nCOPY . /x';
    expect(found(copyIgnoredFile, text, { inputs: some })).toEqual(['3:6-3:12 dist/a']);
  });

  test.each([
    ['no .dockerignore', contextOf({}, 'none')],
    ['nobody knows', contextOf({}, 'unknown')],
    ['no context', {}],
  ])('%s: nothing', (_, some) => {
    expect(found(copyIgnoredFile, 'FROM a\nCOPY dist /x', { inputs: some })).toEqual([]);
  });
});

describe('no-context-secrets', () => {
  const files = { '.git': 'directory', '.env': 'file', 'server.key': 'file', src: 'directory' } as const;
  const run = { inputs: contextOf(files) };
  test.each([
    ['COPY', 'COPY . /x', ['2:6-2:7 .']],
    ['ADD', 'ADD ./ /x', ['2:5-2:7 ./']],
    ['from the root', 'COPY / /x', ['2:6-2:7 /']],
    ['a wildcard', 'COPY * /x/', ['2:6-2:7 *']],
    ['a folder', 'COPY src /x', []],
    ['from a stage', 'COPY --from=z . /x', []],
    ['all excluded', 'COPY --exclude=.git --exclude=**/.env --exclude=server.key . /x', []],
  ])('%s', (_, line, expected) => {
    expect(found(noContextSecrets, `FROM a\n${line}`, run)).toEqual(expected);
  });

  test('names what there is, and what is missing', () => {
    const [message] = messages(noContextSecrets, 'FROM a\nCOPY --exclude=.env . /x', run);
    expect(message).toBe('COPY of the whole build context takes ".git", "server.key" along: there is no .dockerignore');
  });

  test('a pattern for all in a folder is enough', () => {
    const ignore = ignoreOf('.env', '*.key', '.git/**');
    expect(found(noContextSecrets, 'FROM a\nCOPY . /x', { inputs: contextOf(files, ignore) })).toEqual([]);
  });

  test('stages that do not become the image are milder, and those that nothing needs are left alone', () => {
    const text = 'FROM a AS b\nCOPY . /x\nFROM c AS d\nCOPY . /x\nFROM e\nCOPY --from=b /x /x';
    expect(found(noContextSecrets, text, run)).toEqual(['2:6-2:7 .']);
    expect(softened(noContextSecrets, text, run)).toEqual(['info']);
  });

  test.each([
    ['nobody knows the context', {}],
    ['nobody knows .dockerignore', contextOf(files, 'unknown')],
    ['nothing is there', contextOf({ src: 'directory' })],
  ])('%s: nothing', (_, inputs) => {
    expect(found(noContextSecrets, 'FROM a\nCOPY . /x', { inputs })).toEqual([]);
  });
});
