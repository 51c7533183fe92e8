import { describe, expect, test } from '@jest/globals';
import { mergeRun } from '../../../src/rules/dockerfile/commands/merge-run.ts';
import { noHostTools } from '../../../src/rules/dockerfile/commands/no-host-tools.ts';
import { noShRelink } from '../../../src/rules/dockerfile/commands/no-sh-relink.ts';
import { pipefail } from '../../../src/rules/dockerfile/commands/pipefail.ts';
import { fixedBy } from '../../support/dockerfile.ts';
import { found, messages } from './found.ts';

const inRun = (script: string): string => `FROM a\nRUN ${script}\n`;

describe('pipefail', () => {
  test.each([
    ['curl x | tar x', '2:12-2:13 |'],
    ['a && curl x | tar x && b', '2:17-2:18 |'],
    ['V="$(curl x | jq .v)" && b', '2:17-2:18 |'],
    ['echo x | grep y | tee z', '2:12-2:13 |'],
    ["sh -c 'a | b'", '2:14-2:15 |'],
    ['a |& b', '2:7-2:8 |'],
    ['set -o pipefail || true; a | b', undefined],
  ])('%s', (script, expected) => {
    expect(found(pipefail, inRun(script))).toEqual(expected === undefined ? [] : [expected]);
  });

  test.each([
    'set -o pipefail; a | b',
    'set -euxo pipefail && a | b',
    'bash -o pipefail -c "a | b"',
    'bash -euo pipefail -c "a | b"',
    'yes | a',
    'echo x | a',
    "printf '%s' x | a",
    'a | b || true',
    'if a | b; then c; fi',
    '! a | b',
    'while a | b; do c; done',
    'echo "$(a | b)"',
    'export V="$(a | b)"',
    'echo "a | b" # a | b',
    'a || b',
    '<<EOF\nset -e -o pipefail\na | b\nEOF',
    '<<EOF\n#!/bin/bash -eo pipefail\na | b\nEOF',
    'V="$(dpkg --print-architecture | cut -d- -f1)"',
    'uname -m | sed s/a/b/',
  ])('%s is fine', (script) => {
    expect(found(pipefail, inRun(script))).toEqual([]);
  });

  test.each([
    [
      'stages that are built on it',
      'FROM a AS b\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nFROM b\nRUN c | d\n',
      [],
    ],
    ['ash', 'FROM a\nSHELL ["/bin/ash", "-eo", "pipefail", "-c"]\nRUN c | d\n', []],
    ['PowerShell', 'FROM a\nSHELL ["pwsh", "-c"]\nRUN c | d\n', []],
    ['a SHELL without it', 'FROM a\nSHELL ["/bin/bash", "-c"]\nRUN c | d\n', ['3:7-3:8 |']],
    ['a stage of its own', 'FROM a\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nFROM b\nRUN c | d\n', ['4:7-4:8 |']],
  ])('%s', (_, text, expected) => {
    expect(found(pipefail, text)).toEqual(expected);
  });

  test('one SHELL is the fix for a stage', () => {
    const text = 'FROM a\n# why\nRUN b | c\nRUN d | e\n';
    expect(fixedBy(pipefail, text)).toBe(text);
    expect(fixedBy(pipefail, text, { unsafe: true })).toBe(
      'FROM a\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\n# why\nRUN b | c\nRUN d | e\n',
    );
    expect(fixedBy(pipefail, 'FROM alpine:3\r\nRUN b | c\r\n', { unsafe: true })).toBe(
      'FROM alpine:3\r\nSHELL ["/bin/ash", "-eo", "pipefail", "-c"]\r\nRUN b | c\r\n',
    );
  });

  test('names what may fail', () => {
    expect(messages(pipefail, inRun('echo x | curl -d @- y | sort'))).toEqual([
      'the pipe hides whether curl fails: pipefail is not set',
    ]);
  });
});

describe('merge-run', () => {
  test.each([
    ['two', 'FROM a\nRUN b\nRUN c\n', ['3:1-3:4 RUN'], 'FROM a\nRUN b && \\\n    c\n'],
    [
      'three',
      'FROM a\nRUN b\nRUN c && d\nRUN e\n',
      ['3:1-3:4 RUN', '4:1-4:4 RUN'],
      'FROM a\nRUN b && \\\n    c && d && \\\n    e\n',
    ],
    ['CRLF', 'FROM a\r\nRUN b\r\nRUN c\r\n', ['3:1-3:4 RUN'], 'FROM a\r\nRUN b && \\\r\n    c\r\n'],
    [
      'the same flags',
      'FROM a\nRUN --mount=type=cache,target=/x --network=none b\nRUN --network=none --mount=type=cache,target=/x c\n',
      ['3:1-3:4 RUN'],
      'FROM a\nRUN --mount=type=cache,target=/x --network=none b && \\\n    c\n',
    ],
    ['comments do not count, but are kept', 'FROM a\nRUN b\n# c\nRUN c\n', ['4:1-4:4 RUN'], undefined],
    ['no fix behind cd', 'FROM a\nRUN cd b\nRUN c\n', ['3:1-3:4 RUN'], undefined],
    ['no fix for ||', 'FROM a\nRUN b\nRUN c || d\n', ['3:1-3:4 RUN'], undefined],
    ['no fix for ;', 'FROM a\nRUN b\nRUN c; d\n', ['3:1-3:4 RUN'], undefined],
    ['no fix behind a comment', 'FROM a\nRUN b # x\nRUN c\n', ['3:1-3:4 RUN'], undefined],
    [
      'the image has the layers beneath',
      'FROM a AS x\nRUN b\nRUN c\nFROM x\n',
      ['3:1-3:4 RUN'],
      'FROM a AS x\nRUN b && \\\n    c\nFROM x\n',
    ],
  ])('%s', (_, text, expected, fixed = text) => {
    expect(found(mergeRun, text)).toEqual(expected);
    expect(fixedBy(mergeRun, text)).toBe(text);
    expect(fixedBy(mergeRun, text, { unsafe: true })).toBe(fixed);
  });

  test.each([
    ['something between', 'FROM a\nRUN b\nENV x=1\nRUN c\n'],
    ['other flags', 'FROM a\nRUN --mount=type=cache,target=/x b\nRUN c\n'],
    ['a long one', 'FROM a\nRUN b\nRUN c && d && e\n'],
    ['behind a long one', 'FROM a\nRUN c && d && e\nRUN b\n'],
    ['a heredoc', 'FROM a\nRUN b\nRUN <<EOF\nc\nEOF\n'],
    ['only files are copied', 'FROM a AS x\nRUN b\nRUN c\nFROM d\nCOPY --from=x /y /y\n'],
    ['JSON', 'FROM a\nRUN ["b"]\nRUN ["c"]\n'],
    ['ONBUILD', 'FROM a\nRUN b\nONBUILD RUN c\n'],
  ])('not with %s', (_, text) => {
    expect(found(mergeRun, text)).toEqual([]);
  });
});

describe('no-host-tools', () => {
  test.each([
    ['ps aux', ['2:5-2:7 ps']],
    ['free -m && /usr/bin/top -bn1', ['2:5-2:9 free', '2:16-2:28 /usr/bin/top']],
    ['shutdown now', ['2:5-2:13 shutdown']],
    ['mount -t tmpfs x /y', ['2:5-2:10 mount']],
    ['service nginx start', ['2:5-2:12 service']],
    ['ssh host', ['2:5-2:8 ssh']],
    ['vim /etc/x', ['2:5-2:8 vim']],
    ['kill 1', ['2:5-2:9 kill']],
    ['service mysql start && mysql -e x', []],
    ['service x stop', []],
    ['server & sleep 1; kill $!', []],
    ['vim +PlugInstall +qall', []],
    ['ssh -V', []],
    ['--mount=type=ssh ssh -T git@x', []],
    ['--security=insecure mount x /y', []],
    ['apt-get install -y vim ssh', []],
    ['echo ps', []],
  ])('%s', (script, expected) => {
    expect(found(noHostTools, inRun(script))).toEqual(expected);
  });
});

describe('no-sh-relink', () => {
  test.each([
    ['ln -sf /bin/bash /bin/sh', ['2:22-2:29 /bin/sh']],
    ['rm /bin/sh && ln -s bash /usr/bin/sh', ['2:30-2:41 /usr/bin/sh']],
    ['ln -s /bin/sh /usr/local/bin/x', []],
    ['ln -s /bin/busybox /bin/ash', []],
    ['echo ln -s /bin/bash /bin/sh', []],
  ])('%s', (script, expected) => {
    expect(found(noShRelink, inRun(script))).toEqual(expected);
  });
});
