import { describe, expect, test } from '@jest/globals';
import { built, knowing } from '../support/builds.ts';

/** Words and source of the SHELL at the last RUN. */
function shell(text: string, inputs = {}): string {
  const build = built(text, inputs);
  const run = build.of('RUN', { triggers: true }).at(-1);
  const { words, source } = run === undefined ? { words: [], source: 'none' } : build.shellAt(run);
  return `${source} ${words.join(' ')}`;
}

describe('the SHELL in force', () => {
  test.each<[string, string, string]>([
    ['none is set', 'FROM a\nRUN x', 'default /bin/sh -c'],
    ['in a fragment', 'RUN x', 'default /bin/sh -c'],
    ['the last one in front of it', 'FROM a\nSHELL ["b", "1"]\nSHELL ["b", "2"]\nRUN x\nSHELL ["b", "3"]', 'file b 2'],
    ['of the stage beneath', 'FROM a AS s\nSHELL ["b"]\nFROM s\nRUN x', 'file b'],
    ['of a stage further down', 'FROM a AS s\nSHELL ["b"]\nFROM s AS t\nFROM t\nRUN x', 'file b'],
    ['not of another stage', 'FROM a AS s\nSHELL ["b"]\nFROM c\nRUN x', 'default /bin/sh -c'],
    ['without JSON it is broken', 'FROM a\nSHELL bash\nRUN x', 'default /bin/sh -c'],
    ['an empty one is broken', 'FROM a\nSHELL []\nRUN x', 'default /bin/sh -c'],
    ['an ONBUILD of the stage beneath', 'FROM a AS s\nONBUILD SHELL ["b"]\nFROM s\nRUN x', 'file b'],
    ['an ONBUILD does not run in its own stage', 'FROM a\nONBUILD SHELL ["b"]\nRUN x', 'default /bin/sh -c'],
    ['in an ONBUILD, that of the whole stage', 'FROM a\nONBUILD RUN x\nSHELL ["b"]', 'file b'],
    ['in an ONBUILD, that of one in front of it', 'FROM a\nSHELL ["b"]\nONBUILD SHELL ["c"]\nONBUILD RUN x', 'file c'],
    ['Windows by its name', 'FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nRUN x', 'default cmd /S /C'],
    ['Windows through a stage', 'FROM mcr.microsoft.com/windows:20H2 AS s\nFROM s\nRUN x', 'default cmd /S /C'],
    ['Windows Server Core', 'ARG T=1\nFROM mcr.microsoft.com/windows/servercore:$T\nRUN x', 'default cmd /S /C'],
    ['Windows by its tag', 'FROM golang:1.26-nanoserver-ltsc2022\nRUN x', 'default cmd /S /C'],
    ['Windows by its platform', 'FROM --platform=windows/amd64 a\nRUN x', 'default cmd /S /C'],
    ['Windows by its users', 'ARG B\nFROM $B\nRUN x\nUSER ContainerUser', 'default cmd /S /C'],
    ['Linux by its platform', 'FROM --platform=linux/amd64 a\nRUN x\nUSER ContainerUser', 'default /bin/sh -c'],
    ['an image that only sounds like it', 'FROM acme/windows-tools\nRUN x', 'default /bin/sh -c'],
    ['Alpine', 'FROM alpine\nRUN x', 'default /bin/sh -c'],
  ])('%s', (_, text, expected) => {
    expect(shell(text)).toBe(expected);
  });

  test('facts of the base image', () => {
    const inputs = knowing('a', { shell: ['/bin/bash', '-c'] });
    expect(shell('FROM a\nRUN x', inputs)).toBe('base /bin/bash -c');
    expect(shell('FROM a\nSHELL ["b"]\nRUN x', inputs)).toBe('file b');
    expect(shell('FROM a\nRUN x', knowing('a', { shell: [] }))).toBe('default /bin/sh -c');
  });
});
