// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Dockerfiles look like those of templates
import { describe, expect, test } from '@jest/globals';
import { MAX_DOCKERFILE, parseDockerfile } from '../../../src/parse/dockerfile/parse.ts';

/** As large as a Dockerfile may be. */
function filled(head: string, unit: string, tail = ''): string {
  return head + unit.repeat(Math.floor((MAX_DOCKERFILE - head.length - tail.length) / unit.length)) + tail;
}

describe('what is written to take long', () => {
  test('a million continuation lines are one instruction', () => {
    const { instructions, faults } = parseDockerfile(`FROM a\nRUN x${' \\\n'.repeat(1_000_000)}y`);
    expect(faults).toEqual([]);
    expect(instructions[1]?.line.text).toHaveLength('RUN x'.length + 1_000_000 + 1);
    expect(instructions[1]?.line.offsetOf(1_000_005)).toBe('FROM a\nRUN x'.length + 3_000_000);
  });

  test('a million comments and empty lines inside of an instruction are counted', () => {
    const run = parseDockerfile(`FROM a\nRUN x \\\n${'#\n\n'.repeat(500_000)}y`).instructions[1];
    expect([run?.commentsInside.length, run?.emptyContinuations.length, run?.line.text]).toEqual([
      500_000,
      500_000,
      'RUN x y',
    ]);
  });

  test('100,000 stages are 100,000 instructions', () => {
    const { instructions } = parseDockerfile('FROM a AS b\n'.repeat(100_000));
    expect(instructions).toHaveLength(100_000);
    expect(instructions.at(-1)?.index).toBe(99_999);
  });

  test('20,000 heredocs in a line, and 20,000 in a file', () => {
    const line = parseDockerfile(`RUN ${'<<A '.repeat(20_000)}\n${'x\nA\n'.repeat(20_000)}`).instructions;
    expect([line.length, line[0]?.heredocs.length, line[0]?.heredocs.at(-1)?.body.text]).toEqual([1, 20_000, 'x\n']);
    const file = parseDockerfile('RUN <<A\nx\nA\n'.repeat(20_000));
    expect([file.instructions.length, file.faults]).toEqual([20_000, []]);
  });

  test.each([
    ['one line', filled('FROM a\nRUN ', 'x'), 2],
    ['blanks between words', filled('FROM', ' ', 'a'), 1],
    ['blanks that look like a continuation', filled('FROM a\nRUN \\', ' ', 'x'), 2],
    ['blank lines', filled('FROM a\n', `${' '.repeat(1000)}\n`), 1],
    ['carriage returns', filled('FROM a', '\r'), 1],
    ['flags', filled('FROM ', '--a ', 'a'), 1],
    ['a flag', filled('FROM --a="', 'x'), 1],
    ['mounts', filled('RUN ', '--mount=type=cache '), 1],
    ['fields of a mount', filled('RUN --mount=', 'a,'), 1],
    ['quotes in front of a heredoc', filled('RUN << ', '"a" '), 1],
    ['blanks in a marker', filled('RUN <<', ' ', '<x'), 1],
    ['variables in front of a heredoc', filled('RUN <<A ', '${a:-b}', '\nA'), 1],
    ['a heredoc that is not closed', filled('RUN <<A\n', 'x\n'), 1],
    ['open braces', filled('ENV a=', '${'), 1],
    ['nested variables', filled('ENV a=', '${b:-'), 1],
    ['uses of patterns', filled('ENV ', 'a=${b##*x*y} '), 1],
    ['JSON strings', filled('RUN [', '"a",', '"b"]'), 1],
    ['JSON lists', filled('RUN ["a",', '['), 1],
    ['JSON that is no Dockerfile', filled('{"syntax": "a", "b": [', '1,', '1]}'), 0],
    ['ONBUILD', filled('', 'ONBUILD '), 1],
    ['a directive', filled('# escape =', ' ', '\nFROM a'), 1],
    ['words without an equals sign', filled('ENV a=b ', 'c '), 1],
    ['an unknown instruction', filled('', 'x'), 1],
    ['digits', filled('HEALTHCHECK --interval=', '1', ' CMD a'), 1],
    ['NUL characters', filled('RUN ', '\0'), 1],
  ])('%s without end', (_, text, count) => {
    const { instructions, faults, positionOf } = parseDockerfile(text);
    expect(instructions).toHaveLength(count);
    expect(faults.length).toBeLessThanOrEqual(1000);
    expect(positionOf(text.length).line).toBeGreaterThan(0);
  });

  test('directives that do not end are read', () => {
    const { directives, faults } = parseDockerfile(filled('', '# escape=`\n'));
    expect(directives).toHaveLength(1);
    expect(faults).toHaveLength(1000);
  });
});
