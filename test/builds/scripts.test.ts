import { describe, expect, test } from '@jest/globals';
import { built } from '../support/builds.ts';

/** Language and text of each script of the last instruction, and what its first command stands for in the file. */
function scripts(text: string): readonly string[] {
  const build = built(text);
  const instruction = build.dockerfile.instructions.at(-1);
  return (instruction === undefined ? [] : build.scripts(instruction)).map(
    ({ dialect, source }) => `${dialect}: ${source.text}`,
  );
}

/** What commands of RUN stand in the file. */
function commands(text: string): readonly string[] {
  return built(text).allCommands.map(({ program, script, start, end }) => {
    const span = script.spanOf({ start, end });
    return `${program} = ${text.slice(span.start, span.end)}`;
  });
}

describe('the script of an instruction', () => {
  test.each<[string, string, readonly string[]]>([
    ['RUN', 'FROM a\nRUN echo 1 && \\\n  # x\n  echo 2', ['sh: echo 1 &&   echo 2']],
    ['RUN with flags', 'FROM a\nRUN --network=none echo 1', ['sh: echo 1']],
    ['RUN without anything', 'FROM a\nRUN', []],
    ['CMD', 'FROM a\nCMD echo $x', ['sh: echo $x']],
    ['ENTRYPOINT', 'FROM a\nENTRYPOINT exec app', ['sh: exec app']],
    ['HEALTHCHECK', 'FROM a\nHEALTHCHECK --interval=1s CMD curl x || exit 1', ['sh: curl x || exit 1']],
    ['HEALTHCHECK NONE', 'FROM a\nHEALTHCHECK NONE', []],
    ['ONBUILD', 'FROM a\nONBUILD RUN echo 1', ['sh: echo 1']],
    ['an empty ONBUILD', 'FROM a\nONBUILD', []],
    ['no command', 'FROM a\nCOPY x y', []],
    ['SHELL says bash', 'FROM a\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN x', ['bash: x']],
    ['SHELL says zsh', 'FROM a\nSHELL ["zsh", "-c"]\nCMD x', ['zsh: x']],
    [
      'SHELL runs bash through another program',
      'FROM a\nSHELL ["conda", "run", "-n", "e", "/bin/bash", "-c"]\nRUN x',
      ['bash: x'],
    ],
    ['SHELL of BusyBox', 'FROM a\nSHELL ["/bin/busybox", "ash", "-c"]\nRUN x', ['ash: x']],
    ['bash on Windows', 'FROM a\nSHELL ["C:\\\\cygwin\\\\bin\\\\bash.exe", "-c"]\nRUN x', ['bash: x']],
    ['SHELL says PowerShell', 'FROM a\nSHELL ["pwsh", "-Command"]\nRUN Get-Process', []],
    ['SHELL says Python', 'FROM a\nSHELL ["python3", "-c"]\nRUN print(1)', []],
    ['a Windows image', 'FROM mcr.microsoft.com/windows/servercore:1\nRUN dir', []],
    ['exec form of a program', 'FROM a\nRUN ["echo", "sh", "it\'s"]', ["sh: 'echo' 'sh' 'it'\\''s' "]],
    ['exec form of a program that is no command of RUN', 'FROM a\nCMD ["echo", "x"]', []],
    ['exec form of a shell', 'FROM a\nRUN ["sh", "-c", "echo 1"]', ['sh: echo 1']],
    [
      'exec form of bash with options',
      'FROM a\nRUN ["/bin/bash", "-euo", "pipefail", "-c", "echo 1", "arg0"]',
      ['bash: echo 1'],
    ],
    ['options and -c in one', 'FROM a\nENTRYPOINT ["bash", "-lc", "app"]', ['bash: app']],
    ['behind --', 'FROM a\nCMD ["sh", "-c", "--", "app"]', ['sh: app']],
    ['a long option', 'FROM a\nCMD ["bash", "--norc", "-c", "app"]', ['bash: app']],
    ['behind tini', 'FROM a\nENTRYPOINT ["/sbin/tini", "--", "sh", "-c", "app"]', ['sh: app']],
    ['a shell that runs a file', 'FROM a\nCMD ["bash", "start.sh", "-c", "x"]', []],
    ['a shell without a script', 'FROM a\nCMD ["bash"]', []],
    ['a shell that reads from its input', 'FROM a\nCMD ["bash", "--", "-c"]', []],
    ['an empty script', 'FROM a\nCMD ["sh", "-c", ""]', []],
    ['an empty list', 'FROM a\nCMD []', []],
    ['escapes in JSON', 'FROM a\nRUN ["sh", "-c", "echo \\"1\\""]', ['sh: echo "1"']],
    ['a HEALTHCHECK in exec form', 'FROM a\nHEALTHCHECK CMD ["sh", "-c", "x"]', ['sh: x']],
    ['a heredoc alone', 'FROM a\nRUN <<E\necho 1\necho 2\nE', ['sh: echo 1\necho 2\n']],
    ['a heredoc alone, indented', 'FROM a\nRUN <<-E\n\techo 1\n\tE', ['sh: echo 1\n']],
    ['a heredoc with flags', 'FROM a\nRUN --network=none <<E\necho 1\nE', ['sh: echo 1\n']],
    ['an empty heredoc', 'FROM a\nRUN <<E\nE', []],
    ['a heredoc with #!', 'FROM a\nRUN <<E\n#!/usr/bin/env bash\necho 1\nE', ['bash: #!/usr/bin/env bash\necho 1\n']],
    [
      '#! with options for env',
      'FROM a\nRUN <<E\n#!/usr/bin/env -S X=1 bash -e\necho 1\nE',
      ['bash: #!/usr/bin/env -S X=1 bash -e\necho 1\n'],
    ],
    ['#! beats SHELL', 'FROM a\nSHELL ["pwsh", "-c"]\nRUN <<E\n#!/bin/sh\nx\nE', ['sh: #!/bin/sh\nx\n']],
    ['#! of another language', 'FROM a\nRUN <<E\n#!/usr/bin/python3\nprint(1)\nE', []],
    ['#! that names nothing', 'FROM a\nRUN <<E\n#!/usr/bin/env\nprint(1)\nE', []],
    ['a heredoc for a program', 'FROM a\nRUN python3 <<E\nprint(1)\nE', ['sh: python3 <<E\nprint(1)\nE']],
    ['two heredocs', 'FROM a\nRUN cat <<A <<B\n1\nA\n2\nB', ['sh: cat <<A <<B\n1\nA\n2\nB']],
    ['a heredoc in PowerShell', 'FROM a\nSHELL ["pwsh", "-c"]\nRUN <<E\nx\nE', []],
    ['a heredoc for a program in PowerShell', 'FROM a\nSHELL ["pwsh", "-c"]\nRUN y <<E\nx\nE', []],
  ])('%s', (_, text, expected) => {
    expect(scripts(text)).toEqual(expected);
  });

  test('it is read once', () => {
    const build = built('FROM a\nONBUILD RUN x');
    const [onbuild] = build.of('ONBUILD');
    const [run] = build.of('RUN', { triggers: true });
    expect(run && onbuild && build.scripts(run)).toBe(onbuild && build.scripts(onbuild));
    expect(run && build.scripts(run)).toBe(run && build.scripts(run));
  });
});

describe('commands stand where they are written', () => {
  test.each<[string, string, readonly string[]]>([
    ['over continuation lines', 'FROM a\nRUN a 1 && \\\n  # no\n  b \\\n 2', ['a = a 1', 'b = b \\\n 2']],
    ['with CRLF', 'FROM a\r\nRUN a \\\r\n  && b\r\n', ['a = a', 'b = b']],
    ['in JSON', 'FROM a\nRUN ["sh", "-c", "a 1 && b 2"]', ['a = a 1', 'b = b 2']],
    [
      'in JSON with escapes, all of the string',
      'FROM a\nRUN ["sh", "-c", "a \\"1\\" && b"]',
      ['a = "a \\"1\\" && b"', 'b = "a \\"1\\" && b"'],
    ],
    ['in a heredoc', 'FROM a\nRUN <<E\na 1\nb\nE', ['a = a 1', 'b = b']],
    ['in an indented heredoc', 'FROM a\nRUN <<-E\n\ta 1\n\t\tb\n\tE\nRUN c', ['a = a 1', 'b = b', 'c = c']],
    ['behind a heredoc in the line', 'FROM a\nRUN a <<E && b\n1\nE\nRUN c', ['a = a <<E', 'b = b', 'c = c']],
    ['in the text of a heredoc', 'FROM a\nRUN a <<E\n1 $(b 2)\nE', ['a = a <<E', 'b = b 2']],
    ['in ONBUILD', 'FROM a\nRUN a\nONBUILD RUN b\nRUN c', ['a = a', 'b = b', 'c = c']],
    ['CMD is no RUN', 'FROM a\nCMD a', []],
  ])('%s', (_, text, expected) => {
    expect(commands(text)).toEqual(expected);
  });

  test('by the program that they run', () => {
    const build = built(
      'FROM a\nRUN apt-get update && sudo apt-get install x\nRUN sh -c "apt-get clean"\nCMD apt-get x',
    );
    expect(build.commands('apt-get').map(({ args }) => args[0]?.value)).toEqual(['update', 'install', 'clean']);
    expect(build.commands('apt')).toEqual([]);
  });

  test('with the instruction that they stand in', () => {
    const build = built('FROM a\nRUN a\nONBUILD RUN b');
    const [plain, inner] = build.of('RUN', { triggers: true });
    expect(build.allCommands.map(({ script }) => build.instructionOf(script))).toEqual([plain, inner]);
    const [foreign] = built('FROM a\nRUN a').allCommands;
    expect(() => foreign && build.instructionOf(foreign.script)).toThrow('the script is not one of this Dockerfile');
  });
});

describe('texts that are put together', () => {
  test('a line and the bodies behind it know where their characters stand', () => {
    const text = 'FROM a\nRUN a <<X <<Y\none\nX\ntwo\nY\n';
    const build = built(text);
    const [run] = build.of('RUN');
    const source = run === undefined ? undefined : build.scripts(run)[0]?.source;
    if (source === undefined) throw new Error('there is no script');
    const shown = (part: string) => {
      const start = source.text.indexOf(part);
      const span = source.spanOf(start, start + part.length);
      return [text.slice(span.start, span.end), source.isUnbroken(start, start + part.length)];
    };
    expect(shown('one')).toEqual(['one', true]);
    expect(shown('two')).toEqual(['two', true]);
    expect(shown('one\nX\ntwo')).toEqual(['one\nX\ntwo', false]);
    expect(shown('<<X <<Y')).toEqual(['<<X <<Y', true]);
    expect(source.offsetOf(source.text.length)).toBe(text.length - 1);
    expect(source.spanOf(2, 2)).toEqual({ start: source.offsetOf(2), end: source.offsetOf(2) });
  });

  test('a part of a line ends behind its last character', () => {
    const text = 'FROM a\nRUN ab \\\n cd   \nRUN x';
    const build = built(text);
    const [run] = build.of('RUN');
    const source = run === undefined ? undefined : build.scripts(run)[0]?.source;
    expect(source?.text).toBe('ab  cd');
    expect(source?.offsetOf(6)).toBe(text.indexOf('cd') + 2);
    expect(source?.isUnbroken(0, 2)).toBe(true);
    expect(source?.isUnbroken(0, 6)).toBe(false);
  });

  test('a decoded string stands where it is written as a whole', () => {
    const text = 'FROM a\nCMD ["sh", "-c", "a\\tb"]';
    const build = built(text);
    const [cmd] = build.of('CMD');
    const source = cmd === undefined ? undefined : build.scripts(cmd)[0]?.source;
    const start = text.indexOf('"a\\tb"');
    expect(source?.text).toBe('a\tb');
    expect(source?.spanOf(2, 3)).toEqual({ start, end: start + 6 });
    expect(source?.offsetOf(0)).toBe(start);
    expect(source?.offsetOf(3)).toBe(start + 6);
    expect(source?.isUnbroken(0, 1)).toBe(false);
  });
});
