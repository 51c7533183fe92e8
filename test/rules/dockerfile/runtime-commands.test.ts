import { describe, expect, test } from '@jest/globals';
import { execForm } from '../../../src/rules/dockerfile/runtime/exec-form.ts';
import { jsonQuotes } from '../../../src/rules/dockerfile/runtime/json-quotes.ts';
import { singleCmd } from '../../../src/rules/dockerfile/runtime/single-cmd.ts';
import { baseOf } from '../../support/build-context.ts';
import { fixedBy } from '../../support/dockerfile.ts';
import { aliases, found, safeties, softened } from './found.ts';

describe('exec-form', () => {
  test.each([
    ['CMD', 'CMD node server.js', ['2:5-2:19 node server.js'], ['safe']],
    ['ENTRYPOINT', 'ENTRYPOINT /app --port=80', ['2:12-2:26 /app --port=80'], ['safe']],
    ['HEALTHCHECK', 'HEALTHCHECK --retries=2 CMD curl -f h', ['2:29-2:38 curl -f h'], ['safe']],
    ['a variable', 'CMD node $F', ['2:5-2:12 node $F'], [undefined]],
    ['operators', 'CMD a && b', ['2:5-2:11 a && b'], [undefined]],
    ['a redirect', 'CMD a > /dev/stdout', ['2:5-2:20 a > /dev/stdout'], [undefined]],
    ['a glob', 'CMD a *.txt', ['2:5-2:12 a *.txt'], [undefined]],
    ['quotes', 'CMD a "b c"', ['2:5-2:12 a "b c"'], ['unsafe']],
    ['a command of the shell', 'CMD cd /x', ['2:5-2:10 cd /x'], [undefined]],
    ['an assignment', 'CMD A=1 b', ['2:5-2:10 A=1 b'], [undefined]],
    ['over lines', 'CMD a \\\n  b', ['2:5-3:4 a \\\n  b'], [undefined]],
    ['an array', 'CMD ["a", "b"]', [], []],
    ['an array with wrong quotes', "CMD ['a']", [], []],
    ['an array in an array, which ends the build', 'CMD ["a", ["b"]]', [], []],
    ['a HEALTHCHECK that needs its shell', 'HEALTHCHECK CMD curl -f h || exit 1', [], []],
    ['HEALTHCHECK NONE', 'HEALTHCHECK NONE', [], []],
    ['RUN', 'RUN a b', [], []],
    ['behind SHELL', 'SHELL ["/bin/bash", "-c"]\nCMD a', [], []],
  ])('%s', (_, lines, expected, fixes) => {
    expect(found(execForm, `FROM a\n${lines}`)).toEqual(expected);
    expect(safeties(execForm, `FROM a\n${lines}`)).toEqual(fixes);
  });

  test('a SHELL of the stage beneath, of the base image, and one that comes later', () => {
    expect(found(execForm, 'FROM a AS x\nSHELL ["/b", "-c"]\nFROM x\nCMD a')).toEqual([]);
    expect(found(execForm, 'FROM a\nCMD a', { inputs: baseOf({ shell: ['/b', '-c'] }) })).toEqual([]);
    expect(found(execForm, 'FROM a\nCMD a\nSHELL ["/b", "-c"]')).toHaveLength(1);
    expect(found(execForm, 'FROM a AS x\nSHELL ["/b", "-c"]\nFROM b\nCMD a')).toHaveLength(1);
  });

  test('what matters less', () => {
    const text = 'FROM a\nCMD a\nFROM b\nCMD exec a $B\nHEALTHCHECK CMD a';
    expect(softened(execForm, text)).toEqual(['info', 'info', 'style']);
  });

  test('CMD and ENTRYPOINT meet differently in the two forms', () => {
    expect(safeties(execForm, 'FROM a\nENTRYPOINT a\nCMD b')).toEqual(['unsafe', 'unsafe']);
  });

  test.each([
    ['plain words', 'CMD a  -b\tc=d', 'CMD ["a", "-b", "c=d"]'],
    ['quotes', `CMD a "b c" d'e'f`, 'CMD ["a", "b c", "def"]'],
    ['exec', 'CMD exec a b', 'CMD ["a", "b"]'],
    ['a path of Windows, which JSON would escape', 'CMD C:\\\\a.exe', 'CMD ["C:\\\\a.exe"]'],
  ])('the fix: %s', (_, before, after) => {
    expect(fixedBy(execForm, `FROM a\n${before}\n`, { unsafe: true })).toBe(`FROM a\n${after}\n`);
  });
});

describe('json-quotes', () => {
  test.each([
    ['CMD', "CMD ['a', 'b']", ["2:5-2:15 ['a', 'b']"], 'CMD ["a", "b"]'],
    ['ENTRYPOINT', "ENTRYPOINT ['a']", ["2:12-2:17 ['a']"], 'ENTRYPOINT ["a"]'],
    ['RUN', "RUN [ 'a' , 'b' ]", ["2:5-2:18 [ 'a' , 'b' ]"], 'RUN ["a", "b"]'],
    ['HEALTHCHECK', "HEALTHCHECK CMD ['a']", ["2:17-2:22 ['a']"], 'HEALTHCHECK CMD ["a"]'],
    ['COPY', "COPY --link ['a b', '/c']", ["2:13-2:26 ['a b', '/c']"], 'COPY --link ["a b", "/c"]'],
    ['VOLUME', "VOLUME ['/a']", ["2:8-2:14 ['/a']"], 'VOLUME ["/a"]'],
    ['behind ONBUILD', "ONBUILD CMD ['a']", ["2:13-2:18 ['a']"], 'ONBUILD CMD ["a"]'],
    ['typographic quotes', 'CMD [“a”, ‘b’]', ['2:5-2:15 [“a”, ‘b’]'], 'CMD ["a", "b"]'],
    ['a comma too many', 'CMD ["a", "b",]', ['2:5-2:16 ["a", "b",]'], 'CMD ["a", "b"]'],
    ['both kinds', `CMD ['a', "b"]`, [`2:5-2:15 ['a', "b"]`], 'CMD ["a", "b"]'],
    ['quotes in quotes', `CMD ['a "b"']`, [`2:5-2:14 ['a "b"']`], undefined],
    ['a backslash', `CMD ['a\\n']`, [`2:5-2:12 ['a\\n']`], undefined],
    ['over lines', "CMD ['a', \\\n 'b']", ["2:5-3:6 ['a', \\\n 'b']"], undefined],
    ['an array', 'CMD ["a", "b"]', [], undefined],
    ['a test of the shell', 'RUN [ "$A" = "b" ]', [], undefined],
    ['a test and more', "RUN [ -f 'x' ] && echo ['a']", [], undefined],
    ['a pattern of the shell', 'RUN ls [ab]', [], undefined],
  ])('%s', (_, line, expected, after) => {
    const text = `FROM a\n${line}`;
    expect(found(jsonQuotes, text)).toEqual(expected);
    expect(fixedBy(jsonQuotes, text)).toBe(after === undefined ? text : `FROM a\n${after}`);
  });
});

describe('single-cmd', () => {
  const CMD = 'DL4003 MultipleInstructionsDisallowed DS-0016';

  test.each([
    ['CMD', 'CMD a\nCMD b', ['2:1-2:4 CMD'], [CMD]],
    ['three times', 'CMD a\nCMD b\nCMD c', ['2:1-2:4 CMD', '3:1-3:4 CMD'], [CMD, CMD]],
    [
      'ENTRYPOINT',
      'entrypoint a\nENTRYPOINT b',
      ['2:1-2:11 entrypoint'],
      ['DL4004 MultipleInstructionsDisallowed DS-0007'],
    ],
    [
      'HEALTHCHECK',
      'HEALTHCHECK CMD a\nHEALTHCHECK NONE',
      ['2:1-2:12 HEALTHCHECK'],
      ['DL3012 MultipleInstructionsDisallowed DS-0023'],
    ],
    ['one of each', 'CMD a\nENTRYPOINT a\nHEALTHCHECK NONE', [], []],
    ['in other stages', 'CMD a\nFROM b\nCMD b', [], []],
    ['in a stage built on it', 'CMD a\nFROM x\nCMD b', [], []],
    ['behind ONBUILD', 'ONBUILD CMD a\nCMD b\nONBUILD CMD c', [], []],
  ])('%s', (_, lines, expected, names) => {
    expect(found(singleCmd, `FROM a AS x\n${lines}`)).toEqual(expected);
    expect(aliases(singleCmd, `FROM a AS x\n${lines}`)).toEqual(names);
  });

  test.each([
    ['the line', 'CMD a\nRUN x\nCMD b\n', 'RUN x\nCMD b\n'],
    ['all its lines', '  CMD a \\\n  # why\n  b\nCMD c', 'CMD c'],
    ['with CRLF', 'CMD a\r\nCMD b\r\n', 'CMD b\r\n'],
    ['its comment for linters', '# hadolint ignore=DL4003\n#   tidewaiter-ignore single-cmd\nCMD a\nCMD b', 'CMD b'],
    [
      'no other comment',
      '# start\n# hadolint global ignore=DL3000\nCMD a\nCMD b',
      '# start\n# hadolint global ignore=DL3000\nCMD b',
    ],
  ])('the fix removes %s', (_, before, after) => {
    expect(fixedBy(singleCmd, `FROM a\n${before}`)).toBe(`FROM a\n${after}`);
  });
});
