import { describe, expect, test } from '@jest/globals';
import { MAX_DOCKERFILE, parseDockerfile } from '../../../src/parse/dockerfile/parse.ts';
import { faultPlaces, faults, lines } from './shown.ts';

describe('parser directives', () => {
  const directives = (text: string) => parseDockerfile(text).directives.map(({ name, value }) => `${name}=${value}`);

  test.each([
    ['each of the three', '# syntax=docker/dockerfile:1\n# escape=`\n# check=skip=all', 3],
    ['in any case', '# EsCaPe=`', 1],
    ['without a blank, with many, with tabs', '#escape=`\n#\t  check \t= x ', 2],
    ['with blanks in front of the #', '  # escape=`', 1],
    ['behind a byte order mark', '\uFEFF# escape=`', 1],
    ['with carriage returns', '# escape=`\r\n# check=skip=all\r\n', 2],
    ['none behind an empty line', '\n# escape=`', 0],
    ['none behind a line of blanks', ' \n# escape=`', 0],
    ['none behind another comment', '# hello\n# escape=`', 0],
    ['none behind an unknown name', '# foo=bar\n# escape=`', 0],
    ['none behind an instruction', 'ARG A\n# escape=`', 0],
    ['none behind #!', '#!/usr/bin/env x\n# escape=`', 0],
    ['none without a value', '# escape=\n', 0],
    ['none with a name that starts with a digit', '# 1escape=`', 0],
    ['none with a blank in the name', '# es cape=`', 0],
    ['none with a vertical tab in front of the =', '# escape\v=`', 0],
  ])('%s', (_, text, count) => {
    expect(directives(`${text}\nFROM a`)).toHaveLength(count);
  });

  test('end where a line is none, so that later ones are comments', () => {
    const { directives: found, comments } = parseDockerfile('# check=a\n# b\n# escape=`\nFROM a');
    expect(found.map(({ name }) => name)).toEqual(['check']);
    expect(comments.map(({ text }) => text)).toEqual([' b', ' escape=`']);
  });

  test('know where they and their values stand', () => {
    const text = ' # syntax = docker/dockerfile:1  \nFROM a';
    const [directive] = parseDockerfile(text).directives;
    expect(text.slice(directive?.start, directive?.end)).toBe('# syntax = docker/dockerfile:1');
    expect(text.slice(directive?.valueSpan.start, directive?.valueSpan.end)).toBe('docker/dockerfile:1');
  });

  test('of escape take a backslash or a backtick, nothing else', () => {
    expect(parseDockerfile('# escape=`\nFROM a').escapeMark).toBe('`');
    expect(parseDockerfile('# escape=\\\nFROM a').escapeMark).toBe('\\');
    expect(faultPlaces('# escape=x\nFROM a')).toEqual(['syntax-error [# escape=x]']);
    expect(faultPlaces('# escape=``\nFROM a')).toHaveLength(1);
    expect(faultPlaces('# escape= \nFROM a')).toHaveLength(1);
  });

  test('cannot be repeated', () => {
    expect(faultPlaces('# check=a\n# check=b\nFROM a')).toEqual(['syntax-error [# check=b]']);
  });
});

describe('the frontend', () => {
  test.each([
    '# syntax=docker/dockerfile:1',
    '# syntax=docker/dockerfile:1.7-labs',
    '# syntax=docker.io/docker/dockerfile:1@sha256:0123',
    '# syntax=docker/dockerfile-upstream:master',
    '# syntax=tonistiigi/dockerfile-upstream',
    '# syntax=registry.example:5000/docker/dockerfile:1 extra=1',
    '#!/usr/bin/env x\n# syntax=docker/dockerfile:1',
    '# foo\n# syntax=what/ever',
    ' # syntax=what/ever',
    'ARG A\n# syntax=what/ever',
  ])('is known: %s', (head) => {
    expect(faultPlaces(`${head}\nFROM a`)).toEqual([]);
  });

  test.each([
    ['# syntax=what/ever:1', 'what/ever:1'],
    ['# check=skip=all\n# syntax=dockerfile:1', 'dockerfile:1'],
    ['#!/usr/bin/env x\n# syntax=what/ever', 'what/ever'],
  ])('is not known, and the file is read all the same: %s', (head, value) => {
    const text = `${head}\nFROM a`;
    expect(faultPlaces(text)).toEqual([`unknown-frontend [${value}]`]);
    expect(lines(text)).toEqual(['FROM a']);
  });

  test.each(['// syntax=what/ever\nfrom: a', '{"syntax": "what/ever", "a": [\n1]}'])(
    'is that of another language, which is not read: %s',
    (text) => {
      expect(faultPlaces(text)).toEqual([expect.stringMatching(/^unknown-frontend/)]);
      expect(lines(text)).toEqual([]);
    },
  );
});

describe('logical lines', () => {
  test.each([
    ['are joined with nothing in between', 'RUN a\\\nb', ['RUN ab']],
    ['keep the indentation of later lines', 'RUN a \\\n   b', ['RUN a    b']],
    ['lose that of the first one', ' \t RUN a', ['RUN a']],
    ['lose blanks at the end', 'RUN a \t ', ['RUN a']],
    ['go on after blanks behind the escape mark', 'RUN a \\ \t\nb', ['RUN a b']],
    ['do not go on after a doubled escape mark', 'RUN echo x\\\\\nUSER root', ['RUN echo x\\\\', 'USER root']],
    ['do not go on after three', 'RUN a\\\\\\\nUSER b', ['RUN a\\\\\\', 'USER b']],
    ['go on where the escape mark stands alone', 'RUN a \\\n\\\n  \\\n b', ['RUN a    b']],
    ['drop comments inside', 'RUN a \\\n# c\n  # d \\\n b', ['RUN a  b']],
    ['drop empty lines inside, which end nothing', 'RUN a \\\n\n \t\n b', ['RUN a  b']],
    ['end with the file', 'RUN a \\', ['RUN a']],
    ['end with the file inside of comments', 'RUN a \\\n# b', ['RUN a']],
    ['split keywords', 'FR\\\nOM a', ['FROM a']],
    ['split words', 'FROM al\\\npine', ['FROM alpine']],
    ['end at other white space than blanks and tabs', 'RUN a \\\v\nRUN b', ['RUN a \\', 'RUN b']],
    ['know CRLF', 'RUN a \\\r\n\r\n# c\r\n b\r\nRUN d\r\n', ['RUN a  b', 'RUN d']],
    ['know several CRs', 'RUN a\r\r\nRUN b', ['RUN a', 'RUN b']],
    ['keep CRs inside', 'RUN a\rb\nRUN c', ['RUN a\rb', 'RUN c']],
    ['have no byte order mark', '\uFEFFFROM a\n\uFEFFFROM b', ['FROM a', '\uFEFFFROM b']],
    ['have # only at the start of a comment', 'USER a # b', ['USER a # b']],
    ['go on by the backtick alone', '# escape=`\nRUN a `\nb\nRUN c:\\\nRUN d', ['RUN a b', 'RUN c:\\', 'RUN d']],
    ['are no comments that go on', '# a \\\nFROM b', ['FROM b']],
    ['begin behind a lone escape mark', '\\\n  FROM a', ['FROM a']],
  ])('%s', (_, text, expected) => {
    expect(lines(text)).toEqual(expected);
  });

  test('that lead nowhere are reported', () => {
    expect(faults('FROM a\n  \\\n \n')).toEqual([
      '2:3 syntax-error [\\] a line is continued here, but nothing follows: remove it',
    ]);
  });

  test('know where each character stands, CRLF or not', () => {
    const text = '\uFEFFFROM a\r\n  RUN one \\ \r\n# no\r\n\r\n\ttwo\\\r\nthree\r\n';
    const run = parseDockerfile(text).instructions[1];
    if (run === undefined) throw new Error('there is no RUN');
    const { line } = run;
    expect(line.text).toBe('RUN one \ttwothree');
    for (let at = 0; at < line.text.length; at += 1) expect(text[line.offsetOf(at)]).toBe(line.text[at]);
    expect(line.offsetOf(line.text.length)).toBe(text.indexOf('three') + 5);
    const two = line.text.indexOf('two');
    expect(line.spanOf(two, two + 8)).toEqual({ start: text.indexOf('two'), end: text.indexOf('three') + 5 });
    expect(line.spanOf(two, two + 3)).toEqual({ start: text.indexOf('two'), end: text.indexOf('two') + 3 });
    expect([line.isUnbroken(two, two + 3), line.isUnbroken(two, two + 4)]).toEqual([true, false]);
    expect(text.slice(run.span.start, run.span.end)).toBe(text.slice(text.indexOf('RUN'), -2));
  });

  test('say which comments and empty lines stand above and inside', () => {
    const text = '# one\n\n  #two\nFROM a\nRUN b \\\n # in\n\n \t\n c\n#end';
    const { instructions, comments, lineEnd } = parseDockerfile(text);
    expect(instructions.map(({ commentsAbove }) => commentsAbove.map((comment) => comment.text))).toEqual([
      [' one', 'two'],
      [],
    ]);
    expect(instructions[1]?.commentsInside).toEqual([
      { start: text.indexOf('# in'), end: text.indexOf('# in') + 4, text: ' in', line: 6 },
    ]);
    expect(instructions[1]?.emptyContinuations.map(({ start, end }) => text.slice(start, end))).toEqual([
      '\n',
      ' \t\n',
    ]);
    expect(comments.map(({ line }) => line)).toEqual([1, 3, 6, 10]);
    expect(lineEnd).toBe('\n');
    expect(parseDockerfile('FROM a\r\nRUN b\n').lineEnd).toBe('\r\n');
  });

  test('have positions that count from 1', () => {
    const { positionOf } = parseDockerfile('FROM a\r\n😀\n');
    expect([0, 5, 8, 10, 11].map((offset) => positionOf(offset))).toEqual([
      { line: 1, column: 1 },
      { line: 1, column: 6 },
      { line: 2, column: 1 },
      { line: 2, column: 3 },
      { line: 3, column: 1 },
    ]);
  });
});

describe('limits', () => {
  test.each([
    ['65,535 bytes are read', `RUN ${'x'.repeat(65_531)}\n`, 0],
    ['65,536 are too many', `RUN ${'x'.repeat(65_532)}\n`, 1],
    ['a carriage return counts', `RUN ${'x'.repeat(65_531)}\r\n`, 1],
    ['also at the end of the file', `RUN ${'x'.repeat(65_532)}`, 1],
    ['characters count by their bytes', `#${'é'.repeat(32_767)}`, 0],
    ['characters of two bytes are too many', `#x${'é'.repeat(32_767)}`, 1],
    ['characters of four bytes', `#xx${'😀'.repeat(16_383)}`, 0],
    ['characters of four bytes are too many', `#xxxx${'😀'.repeat(16_383)}`, 1],
    ['in heredocs too', `RUN <<A\n${'x'.repeat(70_000)}\nA`, 1],
  ])('of a physical line: %s', (_, text, count) => {
    const found = parseDockerfile(`FROM a\n${text}`).faults;
    expect(found.map(({ rule }) => rule)).toEqual(Array.from({ length: count }, () => 'long-line'));
  });

  test('of the file: 5 MiB, else nothing is read', () => {
    const tail = 'FROM a';
    expect(lines(`${'\n'.repeat(MAX_DOCKERFILE - tail.length)}${tail}`)).toEqual(['FROM a']);
    const large = parseDockerfile(`${'\n'.repeat(MAX_DOCKERFILE)}${tail}`);
    expect(large.instructions).toEqual([]);
    expect(large.faults.map(({ rule }) => rule)).toEqual(['file-too-large']);
  });

  test('of faults: 1,000, and the last one says so', () => {
    const { faults: found } = parseDockerfile('FOO\n'.repeat(3000));
    expect(found).toHaveLength(1000);
    expect(found[998]?.rule).toBe('unknown-instruction');
    expect(found[999]?.message).toContain('more is wrong');
    expect(parseDockerfile('FOO\n'.repeat(999)).faults.map(({ rule }) => rule)).not.toContain('syntax-error');
  });

  test('NUL characters are refused', () => {
    expect(faults('FROM a\nRUN x\0y')).toEqual([
      expect.stringMatching(/^2:6 syntax-error \[\0\] the file holds a NUL/),
    ]);
  });

  test.each(['', '\n\n', '# only\n# comments', '\uFEFF'])('a file without an instruction is refused: %j', (text) => {
    expect(faults(text)).toEqual([expect.stringContaining('this file holds no instruction')]);
  });
});
