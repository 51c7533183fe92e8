import { describe, expect, test } from '@jest/globals';
import { checksumRemoteAdd } from '../../../src/rules/dockerfile/files/checksum-remote-add.ts';
import { copyDirectorySlash } from '../../../src/rules/dockerfile/files/copy-directory-slash.ts';
import { copyRelativeTarget } from '../../../src/rules/dockerfile/files/copy-relative-target.ts';
import { noExtractAfterCopy } from '../../../src/rules/dockerfile/files/no-extract-after-copy.ts';
import { preferCopy } from '../../../src/rules/dockerfile/files/prefer-copy.ts';
import { baseOf, contextOf } from '../../support/build-context.ts';
import { fixedBy, problemsOf } from '../../support/dockerfile.ts';
import { found, messages, safeties, softened } from './found.ts';

const SHA = 'a'.repeat(40);

describe('prefer-copy', () => {
  test.each([
    ['a file', 'ADD app.py /app/', ['2:1-2:4 ADD']],
    ['a folder', 'ADD . /app', ['2:1-2:4 ADD']],
    ['in lower case', 'add app.py /app/', ['2:1-2:4 add']],
    ['in JSON', 'ADD ["my app.py", "/app/"]', ['2:1-2:4 ADD']],
    ['behind ONBUILD', 'ONBUILD ADD app.py /app/', ['2:9-2:12 ADD']],
    ['a heredoc', 'ADD <<EOF /x\nhello\nEOF', ['2:1-2:4 ADD']],
    ['over lines, with CRLF', 'ADD --chown=1:1 \\\r\n  app.py /app/\r\n', ['2:1-2:4 ADD']],
    ['a file with a known name', 'ARG F=app.py\nADD $F /app/', ['3:1-3:4 ADD']],
    ['a file with an unknown name', 'ARG F\nADD $F /app/', []],
    ['one of several', 'ADD a.tar.gz b.txt /app/', ['2:1-2:4 ADD']],
    ['a name that looks like a repository', 'ADD github.com/a/b /b', ['2:1-2:4 ADD']],
    ['URLs', 'ADD https://example.com/x HTTP://example.com/y /app/', []],
    ['git over SSH', 'ADD git@github.com:a/b.git /b', []],
    ['git over HTTPS', 'ADD https://github.com/a/b.git#v1 /b', []],
    ['git and ssh schemes', 'ADD git://h/a ssh://git@h/b /b/', []],
    ['archives by name', 'ADD a.tar b.tar.gz c.tgz d.xz e.Z f.tzst /b/', []],
    ['--unpack', 'ADD --unpack=true a.bin /b/', []],
    ['COPY', 'COPY a.txt /b/', []],
  ])('%s', (_, line, expected) => {
    expect(found(preferCopy, `FROM a\n${line}`)).toEqual(expected);
  });

  test('an archive by its content', () => {
    expect(found(preferCopy, 'FROM a\nADD rootfs /', { inputs: contextOf({ rootfs: 'archive' }) })).toEqual([]);
  });

  test.each([
    ['every file is there and no archive', 'ADD a.txt src /x/', 'safe'],
    ['a file was not looked into', 'ADD a.txt odd.bin /x/', 'unsafe'],
    ['a file is missing', 'ADD other.txt /x/', 'unsafe'],
    ['a wildcard', 'ADD *.txt /x/', 'unsafe'],
    ['a variable', 'ARG F=a.txt\nADD $F /x/', 'unsafe'],
    ['a heredoc', 'ADD a.txt <<E /x/\nE', 'unsafe'],
    ['ONBUILD: the context is another one', 'ONBUILD ADD a.txt /x/', 'unsafe'],
    ['a flag of ADD alone', 'ADD --unpack=false a.txt /x/', undefined],
    ['an archive beside it', 'ADD a.txt b.tar /x/', undefined],
    ['a URL beside it', 'ADD a.txt https://h/b /x/', undefined],
  ])('the fix: %s', (_, line, safety) => {
    const inputs = contextOf({ 'a.txt': 'file', src: 'directory', 'odd.bin': 'unread' });
    expect(safeties(preferCopy, `FROM a\n${line}`, { inputs })).toEqual([safety]);
  });

  test('the fix writes COPY in the case of ADD', () => {
    const text = 'FROM a\nADD a /a\nadd b /b\r\n';
    expect(fixedBy(preferCopy, text, { unsafe: true })).toBe('FROM a\nCOPY a /a\ncopy b /b\r\n');
  });
});

describe('checksum-remote-add', () => {
  test.each([
    ['a URL', 'ADD https://h/x /x', ['2:5-2:16 https://h/x']],
    ['one of two', 'ADD a https://h/x /x/', ['2:7-2:18 https://h/x']],
    ['with a variable', 'ARG V\nADD https://h/$V.tgz /x', ['3:5-3:21 https://h/$V.tgz']],
    ['a branch', 'ADD git@h:a/b.git#main /x', ['2:5-2:23 git@h:a/b.git#main']],
    ['no commit', 'ADD https://h/a.git /x', ['2:5-2:20 https://h/a.git']],
    ['half a commit', `ADD https://h/a.git#${SHA.slice(1)} /x`, [`2:5-2:60 https://h/a.git#${SHA.slice(1)}`]],
    ['behind ONBUILD', 'ONBUILD ADD https://h/x /x', ['2:13-2:24 https://h/x']],
    ['a checksum', 'ADD --checksum=sha256:00 https://h/x /x', []],
    ['a commit', `ADD https://h/a.git#${SHA} /x`, []],
    ['a commit and a folder', `ADD https://h/a.git#${SHA}:sub /x`, []],
    ['a commit of SHA-256', `ADD https://h/a.git#${'b'.repeat(64)} /x`, []],
    ['a commit in the query', `ADD https://h/a.git?commit=${SHA} /x`, []],
    ['a commit of a build argument', 'ARG C\nADD https://h/a.git#$C /x', []],
    ['files', 'ADD a.tar.gz /x', []],
  ])('%s', (_, line, expected) => {
    expect(found(checksumRemoteAdd, `FROM a\n${line}`)).toEqual(expected);
  });

  test('a tag that is a version matters less than a branch', () => {
    const text = 'FROM a\nADD https://h/a.git#v1.4.2 https://h/b.git#main https://h/c.git#release-1.2:sub /x/';
    expect(softened(checksumRemoteAdd, text)).toEqual(['info', undefined, 'info']);
    expect(messages(checksumRemoteAdd, text)[0]).toContain('by a tag, which its owner may move');
  });

  test('messages have no login and no query', () => {
    const [message] = messages(checksumRemoteAdd, 'FROM a\nADD https://me:hunter2@h/x?sig=abc /x');
    expect(message).toContain('"https://h/x"');
    expect(message).not.toMatch(/hunter2|abc/);
  });
});

describe('copy-directory-slash', () => {
  test.each([
    ['two sources', 'COPY a b /x', ['2:10-2:12 /x'], ['safe']],
    ['ADD', 'ADD a b /x', ['2:9-2:11 /x'], ['safe']],
    ['in JSON', 'COPY ["a", "b", "/x"]', ['2:17-2:21 "/x"'], ['safe']],
    ['in quotes', 'COPY a b "/x"', ['2:10-2:14 "/x"'], ['safe']],
    ['a wildcard', 'COPY a *.b /x', ['2:12-2:14 /x'], ['unsafe']],
    ['a variable', 'ENV D=/x\nCOPY a b $D', ['3:10-3:12 $D'], ['unsafe']],
    ['heredocs', 'COPY <<A <<B /x\nA\nB', ['2:14-2:16 /x'], ['safe']],
    ['from a stage', 'COPY --from=z a b /x', ['2:19-2:21 /x'], ['safe']],
    ['with a slash', 'COPY a b /x/', [], []],
    ['a variable with a slash', 'ENV D=/x/\nCOPY a b $D', [], []],
    ['an unknown variable', 'ARG D\nCOPY a b $D', [], []],
    ['one source', 'COPY *.b /x', [], []],
  ])('%s', (_, line, expected, fixes) => {
    expect(found(copyDirectorySlash, `FROM a\n${line}`)).toEqual(expected);
    expect(safeties(copyDirectorySlash, `FROM a\n${line}`)).toEqual(fixes);
  });

  test('BuildKit takes a dot for a directory', () => {
    expect(softened(copyDirectorySlash, 'FROM a\nCOPY a b .\nCOPY a b ..')).toEqual(['info', undefined]);
  });

  test('the slash stands in the quotes', () => {
    const text = 'FROM a\nCOPY ["a", "b", "/x"]\nCOPY a b "/y"\nCOPY a b .';
    expect(fixedBy(copyDirectorySlash, text)).toBe('FROM a\nCOPY ["a", "b", "/x/"]\nCOPY a b "/y/"\nCOPY a b ./');
  });
});

describe('copy-relative-target', () => {
  test.each([
    ['no WORKDIR', 'FROM a\nCOPY a b', ['2:8-2:9 b']],
    ['ADD', 'FROM a\nADD a .', ['2:7-2:8 .']],
    ['WORKDIR comes later', 'FROM a\nCOPY a b\nWORKDIR /x', ['2:8-2:9 b']],
    ['WORKDIR of another stage', 'FROM a AS x\nWORKDIR /x\nFROM b\nCOPY a b', ['4:8-4:9 b']],
    ['a known variable', 'FROM a\nENV D=b\nCOPY a $D/c', ['3:8-3:12 $D/c']],
    ['FROM scratch: the root', 'FROM scratch\nCOPY a b', []],
    ['built on FROM scratch', 'FROM scratch AS x\nFROM x\nCOPY a b', []],
    ['WORKDIR before', 'FROM a\nWORKDIR /x\nCOPY a b', []],
    ['WORKDIR of the stage beneath', 'FROM a AS x\nWORKDIR /x\nFROM x AS y\nFROM y\nCOPY a b', []],
    ['from the root', 'FROM a\nCOPY a "/b"\nCOPY a C:\\\\b\nCOPY a C:/b\nCOPY ["a", "/b"]', []],
    ['from where a drive is, as the backslash is lost', 'FROM a\nCOPY a C:\\b', ['2:8-2:12 C:\\b']],
    ['an unknown variable', 'FROM a\nARG D\nCOPY a $D', []],
    ['behind ONBUILD', 'FROM a\nONBUILD COPY a b', []],
  ])('%s', (_, text, expected) => {
    expect(found(copyRelativeTarget, text)).toEqual(expected);
  });

  test.each([
    ['/srv', 0],
    ['/', 1],
    ['', 1],
  ])('a base image with the working directory "%s"', (workingDir, count) => {
    expect(found(copyRelativeTarget, 'FROM a\nCOPY a b', { inputs: baseOf({ workingDir }) })).toHaveLength(count);
  });
});

describe('no-extract-after-copy', () => {
  test.each([
    ['tar -xzf', 'COPY a.tar.gz /t/\nRUN tar -xzf /t/a.tar.gz', ['2:6-2:14 a.tar.gz']],
    ['tar xf', 'COPY a.tgz /t/\nRUN tar xf /t/a.tgz', ['2:6-2:11 a.tgz']],
    ['tar --extract', 'COPY a.txz /t/\nRUN tar --extract --file /t/a.txz', ['2:6-2:11 a.txz']],
    ['the name of the target', 'COPY a.bin /t/b.tar\nRUN cd /t && tar -C / -x -f b.tar', ['2:6-2:11 a.bin']],
    ['gunzip of a tar', 'COPY a.tar.gz /t/\nRUN gunzip /t/a.tar.gz', ['2:6-2:14 a.tar.gz']],
    ['a path and sudo', 'COPY a.tar /t/\nRUN sudo /bin/tar xf /t/a.tar', ['2:6-2:11 a.tar']],
    ['one of two', 'COPY a.tar b.tar /t/\nRUN tar xf /t/b.tar', ['2:12-2:17 b.tar']],
    ['in a stage before', 'COPY a.tar /t/\nRUN tar xf /t/a.tar\nFROM b', ['2:6-2:11 a.tar']],
    ['in another stage', 'COPY a.tar /t/\nFROM b\nRUN tar xf /t/a.tar', []],
    ['earlier', 'RUN tar xf /t/a.tar\nCOPY a.tar /t/', []],
    ['from a stage', 'COPY --from=z a.tar /t/\nRUN tar xf /t/a.tar', []],
    ['not unpacked', 'COPY a.tar /t/\nRUN tar tf /t/a.tar && tar cf /t/x.tar /t', []],
    ['what ADD cannot', 'COPY a.tar /t/\nRUN tar xf /t/a.tar --strip-components=1', []],
    ['a compressed file that is no tar', 'COPY a.gz /t/\nRUN gunzip /t/a.gz', []],
    ['what ADD does not unpack', 'COPY a.tar.Z /t/\nRUN tar xf /t/a.tar.Z', []],
  ])('%s', (_, lines, expected) => {
    expect(found(noExtractAfterCopy, `FROM a\n${lines}`)).toEqual(expected);
  });

  test('each archive once, however often it is unpacked', () => {
    const text = 'FROM a\nCOPY a.tar /t/\nRUN tar xf /t/a.tar; tar xf /t/a.tar';
    expect(problemsOf(noExtractAfterCopy, text)).toHaveLength(1);
  });
});
