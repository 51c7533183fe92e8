import { describe, expect, test } from '@jest/globals';
import { NO_INPUTS } from '../../../src/builds/build.ts';
import { PLAIN_CONFIG } from '../../../src/lint/config.ts';
import { lintDockerfile } from '../../../src/lint/lint-file.ts';
import { compileLinter } from '../../../src/lint/linter.ts';
import { definedFromArg } from '../../../src/rules/dockerfile/base-image/defined-from-arg.ts';
import { noConstantPlatform } from '../../../src/rules/dockerfile/base-image/no-constant-platform.ts';
import { noRedundantPlatform } from '../../../src/rules/dockerfile/base-image/no-redundant-platform.ts';
import { absoluteWorkdir } from '../../../src/rules/dockerfile/files/absolute-workdir.ts';
import { execForm } from '../../../src/rules/dockerfile/runtime/exec-form.ts';
import { copyFromKnownStage } from '../../../src/rules/dockerfile/stages/copy-from-known-stage.ts';
import { definitionComment } from '../../../src/rules/dockerfile/stages/definition-comment.ts';
import { validValue } from '../../../src/rules/dockerfile/stages/valid-value.ts';
import { definedVariable } from '../../../src/rules/dockerfile/variables/defined-variable.ts';
import { baseOf } from '../../support/build-context.ts';
import { found, messages, softened } from './found.ts';

/** What BuildKit 0.34 itself says of these files, where the tables of the rules did not have it. */

const BASE = { inputs: baseOf({ env: new Map([['PATH', '/bin']]) }) };
const DIGEST = `sha256:${'0a'.repeat(32)}`;

describe('defined-from-arg', () => {
  test.each([
    ['capitals', 'FROM Alpine', ['1:6-1:12 Alpine'], [undefined]],
    ['a URL', 'FROM https://x.io/a', ['1:6-1:20 https://x.io/a'], [undefined]],
    ['no tag behind the colon', 'FROM alpine:', ['1:6-1:13 alpine:'], [undefined]],
    ['nothing in quotes', 'FROM ""', ['1:6-1:8 ""'], [undefined]],
    ['a variable in single quotes', "FROM 'alpine:$X'", ["1:6-1:17 'alpine:$X'"], [undefined]],
    [
      'what nothing declares, as a part that is left out',
      'FROM alpine:${X:+3}',
      ['1:6-1:20 alpine:${X:+3}'],
      [undefined],
    ],
    ['a demand that nobody can meet', 'FROM alpine:${X:?no}', ['1:13-1:21 ${X:?no}'], [undefined]],
    ['a demand that --build-arg meets', 'ARG X\nFROM alpine:${X:?no}', [], []],
    ['no default, by way of another ARG', 'ARG A\nARG B=$A\nFROM a:$B', ['3:6-3:10 a:$B'], ['info']],
    ['the second ARG leaves the default of the first', 'ARG A=1\nARG A\nFROM alpine:$A', [], []],
    ['a stage whose name is no image', 'FROM alpine AS a.-b\nFROM a.-b', [], []],
    ['what only the platform tells', 'FROM alpine:$TARGETVARIANT', [], []],
  ])('%s', (_, text, expected, most) => {
    expect(found(definedFromArg, text)).toEqual(expected);
    expect(softened(definedFromArg, text)).toEqual(most);
  });

  test('what ends the build is more than a check of BuildKit', () => {
    const text = '# check=skip=all\nFROM Alpine\nFROM a:$X';
    const linter = compileLinter([definedFromArg], PLAIN_CONFIG);
    const { findings } = lintDockerfile({ file: 'Dockerfile', text, inputs: NO_INPUTS, linter, today: '2026-11-21' });
    expect(findings.map(({ message }) => message)).toEqual([expect.stringContaining('"Alpine"')]);
  });
});

describe('platforms', () => {
  test.each([
    ['windows(10.0.17763)/amd64 a', 1],
    ['windows(10.0.17763+win32k)/amd64 a', 1],
    ['hurd a', 1],
    ['amd64 a AS linux-tools', 0],
    ['foo(1)/a/b/c a', 0],
  ])('--platform=%s is a constant: %i', (rest, count) => {
    expect(found(noConstantPlatform, `FROM --platform=${rest}`)).toHaveLength(count);
  });

  test('a demand for the target platform is redundant, too', () => {
    expect(found(noRedundantPlatform, 'FROM --platform=${TARGETPLATFORM:?x} a')).toHaveLength(1);
  });
});

describe('defined-variable', () => {
  test.each([
    ['parameters', 'COPY a$1 b$@ $$ c', ['2:7-2:9 $1', '2:11-2:13 $@', '2:14-2:16 $$']],
    ['a demand', 'COPY ${X:?no} a', ['2:6-2:14 ${X:?no}']],
    ['a proxy in a field', 'ENV A=$HTTP_PROXY', ['2:7-2:18 $HTTP_PROXY']],
    ['a proxy in RUN', 'RUN echo $HTTP_PROXY', []],
    ['what the builder looks for', 'COPY a$BUILDKIT_SBOM_SCAN_STAGE b', []],
    ['an ARG that is repeated without a value', 'ARG A=1\nARG A\nCOPY $A b', []],
  ])('%s', (_, line, expected) => {
    expect(found(definedVariable, `FROM a\n${line}`, BASE)).toEqual(expected);
  });

  test('an ARG in front of FROM is set too late', () => {
    expect(messages(definedVariable, 'ARG A=$B\nARG B=3\nFROM a:$A$B')).toEqual(['nothing in front of here sets "$B"']);
  });
});

describe('other checks', () => {
  test.each([
    ['C:\\app, of which C:app is left', 'WORKDIR C:\\app', 1],
    ['C:\\\\app', 'WORKDIR C:\\\\app', 0],
    ['C:/app', 'WORKDIR C:/app', 0],
    ['a part in front of what nobody knows', 'WORKDIR app$UNKNOWN', 1],
    ['what nobody knows', 'WORKDIR $UNKNOWN/app', 0],
  ])('absolute-workdir: %s', (_, line, count) => {
    expect(found(absoluteWorkdir, `FROM a\n${line}`)).toHaveLength(count);
  });

  test('exec-form: nothing behind the word is shell form, too', () => {
    expect(found(execForm, 'FROM a\nCMD\nENTRYPOINT')).toEqual(['3:1-3:11 ENTRYPOINT', '2:1-2:4 CMD']);
    expect(found(execForm, 'FROM a\nCMD []\nHEALTHCHECK CMD')).toEqual([]);
  });

  test('definition-comment: a stage goes by its name in lower case', () => {
    expect(found(definitionComment, '# Base builds\nFROM a AS Base')).toHaveLength(1);
    expect(found(definitionComment, '# base builds\nFROM a AS Base')).toEqual([]);
  });

  test('copy-from-known-stage: mounts of every type that has a "from"', () => {
    const mount = (type: string) => `FROM a\nRUN --mount=type=${type},from=b,target=/x y\nFROM c AS b`;
    expect(found(copyFromKnownStage, mount('tmpfs'))).toHaveLength(1);
    expect(found(copyFromKnownStage, mount('secret'))).toEqual([]);
  });
});

describe('valid-value', () => {
  test.each([
    ['no platform', 'FROM --platform=foo a', ['1:17-1:20 foo']],
    ['no platform by default', 'ARG P=a/b/c/d\nFROM --platform=$P a', ['2:17-2:19 $P']],
    ['nothing by default', 'ARG P=\nFROM --platform=$P a', ['2:17-2:19 $P']],
    ['two platforms', 'FROM --platform=linux/amd64,linux/arm64 a', ['1:17-1:40 linux/amd64,linux/arm64']],
    ['platforms', 'FROM --platform=linux/arm/v7 a\nFROM --platform=$BUILDPLATFORM a\nFROM --platform=foo/bar a', []],
    ['an argument that nobody knows', 'ARG P\nFROM --platform=$P a', []],
    ...['999', '77777', '0o755', 'u+z', 'x', '755a', 'u+x,', 'u'].map((mode): [string, string, string[]] => {
      const end = 14 + mode.length;
      return [`the mode ${mode}`, `FROM a\nCOPY --chmod=${mode} b /`, [`2:14-2:${end} ${mode}`]];
    }),
    ...['0755', '7777', 'u+x', 'a=rX,u+w', 'go=', '+x', 'u+x+r-w', '$M', 'g=u'].map(
      (mode): [string, string, string[]] => [`the mode ${mode}`, `FROM a\nADD --chmod=${mode} b /`, []],
    ),
    ['a name with --link', 'FROM a\nCOPY --link --chown=app b /', ['2:21-2:24 app']],
    ['a group with --link', 'FROM a\nADD --chown=1:app --link=true b /', ['2:13-2:18 1:app']],
    ['a name by a variable', 'FROM a\nARG U=app\nCOPY --link --chown=$U b /', ['3:21-3:23 $U']],
    [
      'numbers and root',
      'FROM a\nCOPY --link --chown=1:2 b /\nCOPY --link --chown=root:0 b /\nCOPY --link --chown=1: b /',
      [],
    ],
    ['a name without --link', 'FROM a\nCOPY --chown=app b /\nCOPY --link=false --chown=app b /', []],
    ['no digest', 'FROM a\nADD --checksum=sha256:abc https://x.io/y /', ['2:16-2:26 sha256:abc']],
    ['a digest', `FROM a\nADD --checksum=${DIGEST} https://x.io/y /`, []],
    ['a digest of a file', `FROM a\nADD --checksum=${DIGEST} y /`, [`2:16-2:87 ${DIGEST}`]],
    ['a digest of two', `FROM a\nADD --checksum=${DIGEST} https://x.io/y https://x.io/z /`, [`2:16-2:87 ${DIGEST}`]],
    ['a commit', 'FROM a\nADD --checksum=abc https://x.io/y.git /', []],
    ['a URL', 'FROM a\nCOPY https://x.io/y /', ['2:6-2:20 https://x.io/y']],
    ['a repository', 'FROM a\nCOPY --from=b git@x.io:a/b.git c /', ['2:15-2:31 git@x.io:a/b.git']],
    ['a mount on /', 'FROM a\nRUN --mount=target=/a/.. b', ['2:5-2:25 --mount=target=/a/..']],
    [
      'a mount on a folder',
      'FROM a\nRUN --mount=target=/a --mount=dst=b --mount=type=secret,id=c --mount=target=$D d',
      [],
    ],
    ['an empty volume', 'FROM a\nARG V=\nVOLUME /b $V', ['3:11-3:13 $V']],
    ['no signal', 'FROM a\nARG S=FOO\nSTOPSIGNAL $S', ['3:12-3:14 $S']],
    ['a signal', 'FROM a\nARG S=15\nSTOPSIGNAL $S', []],
    ['behind ONBUILD', 'FROM a\nONBUILD COPY --chmod=8 b /', ['2:22-2:23 8']],
  ])('%s', (_, text, expected) => {
    expect(found(validValue, text)).toEqual(expected);
  });

  test('a mount without a target hides the WORKDIR', () => {
    expect(softened(validValue, 'FROM a\nRUN --mount=type=cache b')).toEqual(['warning']);
  });
});
