// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Dockerfiles look like those of templates
import { describe, expect, test } from '@jest/globals';
import { SourceError } from '../../../src/model/source.ts';
import { dockerfileImages } from '../../../src/parse/dockerfile/from-lines.ts';
import { MAX_DOCKERFILE } from '../../../src/parse/dockerfile/parse.ts';
import { images } from './shown-images.ts';

function problems(text: string): readonly string[] {
  try {
    dockerfileImages('Dockerfile', text);
    return [];
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return error.problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
  }
}

describe('FROM', () => {
  test.each([
    ['alone', 'FROM alpine:3', ['from 1:6 alpine:3']],
    ['in any case, after spaces and tabs', ' \tfrOm \t alpine:3  ', ['from 1:10 alpine:3']],
    [
      'with a platform and a name',
      'FROM --platform=linux/arm64 alpine AS base',
      ['from 1:29 alpine (platform linux/arm64)'],
    ],
    ['after a byte order mark', '\uFEFFFROM alpine:3\n', ['from 1:7 alpine:3']],
    ['with carriage returns', 'ARG A=1\r\nFROM alpine:3\r\nFROM b\r\n', ['from 2:6 alpine:3', 'from 3:6 b']],
    ['not within other words', 'FROMAGE a\nFROM alpine', ['from 2:6 alpine']],
    ['not from nothing', 'FROM scratch\nFROM scratch AS x', []],
    ['in quotes, which are no part of it', 'FROM "alpine:3"', ['from 1:6 "alpine:3" -> alpine:3 (not verbatim)']],
    ['with an escaped character', 'FROM alp\\ine', ['from 1:6 alp\\ine -> alpine (not verbatim)']],
  ])('%s', (_, text, expected) => {
    expect(images(text)).toEqual(expected);
  });

  test('of an earlier stage is no image, whatever the case; of a later one it is', () => {
    const text =
      'FROM go:1 AS Build\nFROM build AS two\nFROM TWO\nFROM later\nFROM alpine AS later\nFROM alpine AS alpine\n';
    expect(images(text)).toEqual(['from 1:6 go:1', 'from 4:6 later', 'from 5:6 alpine', 'from 6:6 alpine']);
  });

  test.each(['FROM', 'FROM --platform=x', 'FROM a b', 'FROM a AS', 'FROM a AS b c', 'FROM a IS b'])(
    'that nobody can read: %s',
    (text) => {
      expect(problems(`FROM alpine\n${text}`)).toEqual([
        '2:1 FROM takes an image, or an image, AS and the name of a stage',
      ]);
    },
  );
});

describe('lines', () => {
  test.each([
    ['are continued', 'FROM \\\n  alpine:3 \\\nAS base', ['from 2:3 alpine:3']],
    ['are continued with spaces behind', 'FROM \\ \t\r\nalpine:3', ['from 2:1 alpine:3']],
    ['are continued over comments and empty lines', 'FROM \\\n# no\n  # no \\\n\n \nalpine', ['from 6:1 alpine']],
    ['are not continued by an escaped backslash', 'RUN a \\\\\nFROM alpine', ['from 2:6 alpine']],
    ['that start with a continuation', '\\\nFROM alpine', ['from 2:6 alpine']],
    ['that end with the file', 'FROM alpine \\', ['from 1:6 alpine']],
    ['with a name in two parts', 'FROM alp\\\nine:3', ['from 1:6 alpine:3 (not verbatim)']],
    ['that are comments', '# FROM a\n  # FROM b\nFROM c', ['from 3:6 c']],
    ['that continue a RUN', 'RUN a \\\nFROM b\nFROM c', ['from 3:6 c']],
    ['that are empty', '\n \n\\\n\nFROM c', ['from 5:6 c']],
  ])('%s', (_, text, expected) => {
    expect(images(text)).toEqual(expected);
  });

  test('are continued by what the escape directive says', () => {
    expect(images('# escape=`\nFROM `\nalpine\nRUN dir c:\\\nFROM b')).toEqual(['from 3:1 alpine', 'from 5:6 b']);
    expect(images('#syntax=docker/dockerfile:1\n# Escape = ` \nFROM `\nalpine')).toEqual(['from 4:1 alpine']);
  });

  test.each([
    ['after a comment', '# hello\n# escape=`'],
    ['after an unknown directive', '# other=1\n# escape=`'],
    ['after an empty line', '\n# escape=`'],
    ['after an instruction', 'ARG A\n# escape=`'],
  ])('are not, where the directive stands %s', (_, head) => {
    expect(images(`${head}\nFROM \\\nalpine`)).toEqual([expect.stringMatching(/^from \d:1 alpine$/)]);
  });

  test('with wrong directives are refused', () => {
    expect(problems('# escape=x\nFROM a')).toEqual(['1:1 the escape character can only be \\ or `']);
    expect(problems('# escape=`\n# escape=`\nFROM a')).toEqual([
      '2:1 the parser directive "escape" is set already: keep one of the two',
    ]);
  });
});

describe('heredocs', () => {
  test.each([
    ['of RUN', 'RUN <<EOF\nFROM no\nEOF\nFROM a', ['from 4:6 a']],
    ['of COPY, with a number', 'COPY 3<<EOF /x\nFROM no\nEOF\nFROM a', ['from 4:6 a']],
    ['of ONBUILD', 'ONBUILD RUN <<EOF\nFROM no\nEOF\nFROM a', ['from 4:6 a']],
    ['in quotes', 'RUN cat <<"E F" <<\'G\'\nFROM no\nE F\nFROM no\nG\nFROM a', ['from 6:6 a']],
    ['with tabs', 'ADD <<-EOF /x\nFROM no\n\t\tEOF\nFROM a', ['from 4:6 a']],
    ['whose end has tabs and must not', 'RUN <<EOF\n\tEOF\nEOF\nFROM a', ['from 4:6 a']],
    ['with an escaped word', 'RUN <<E\\OF\nFROM no\nEOF\nFROM a', ['from 4:6 a']],
    ['that are none: here-strings', 'RUN a <<<EOF\nFROM a', ['from 2:6 a']],
    ['with blanks in front of the word', 'RUN a << EOF\nFROM no\nEOF\nFROM a', ['from 4:6 a']],
    ['that are none: nothing behind', 'RUN a <<\nFROM a\nRUN <<""\nFROM b', ['from 2:6 a', 'from 4:6 b']],
    ['that are none: in quotes', 'RUN echo "a <<EOF" \' <<EOF\' \\" \nFROM a', ['from 2:6 a']],
    ['that are none: other instructions', 'CMD <<EOF\nFROM a', ['from 2:6 a']],
    [
      'that are none: JSON',
      'RUN ["a", "<<EOF", "\\"" ]\nFROM a\nONBUILD ADD ["<<EOF", "b"]\nFROM b',
      ['from 2:6 a', 'from 4:6 b'],
    ],
    ['that only look like JSON', 'RUN [ -f x ] <<EOF\nFROM no\nEOF\nFROM a', ['from 4:6 a']],
    ['that are broken JSON', 'RUN ["a" "b"] <<EOF\nFROM no\nEOF\nRUN ["a <<F \nFROM b', undefined],
  ])('%s', (_, text, expected) => {
    if (expected === undefined) expect(problems(text)).toHaveLength(1);
    else expect(images(text)).toEqual(expected);
  });

  test('that do not end, or whose begin nobody can tell', () => {
    expect(problems('FROM a\n RUN <<A <<B\nA\n')).toEqual([
      '2:10 a heredoc is not closed: write its closing word on a line of its own',
    ]);
    expect(problems('FROM a\nRUN echo "<<A')).toEqual([
      '2:1 a quote is not closed, so that nobody can tell which heredocs begin: close it',
    ]);
    expect(problems("FROM a\nRUN echo ' <<A")).toHaveLength(1);
  });
});

describe('other instructions', () => {
  test('COPY --from and RUN --mount=from name images too', () => {
    const text = [
      'FROM a AS one',
      'COPY --chown=1 --from=b:1 x y',
      'COPY --from=one x y',
      'COPY --from=TWO x y',
      'COPY --from=0 x y',
      'COPY --from=scratch x y',
      'COPY --from= x y',
      'COPY --link x --from=no',
      'COPY --from="q:1" x y',
      'COPY --from=$V x y',
      'RUN --mount=type=bind,FROM=c:1,target=/x --mount=type=cache,target=/y --mount=from=one true',
      'RUN --mount="from=d\\:1" --security=insecure true',
      'RUN echo --mount=from=no',
      'ONBUILD COPY --from=no x y',
      'FROM a AS two',
    ].join('\n');
    expect(images(text)).toEqual([
      'from 1:6 a',
      'copy-from 2:23 b:1',
      'copy-from 9:13 "q:1" -> q:1 (not verbatim)',
      'copy-from 10:13 $V -> undefined (not verbatim) (variables)',
      'mount-from 11:28 c:1',
      'mount-from 12:13 "from=d\\:1" -> d:1 (not verbatim)',
      'from 15:6 a',
    ]);
  });
});

describe('bounds', () => {
  test('a file that is too large is refused', () => {
    expect(problems(`FROM a\n${'#'.repeat(MAX_DOCKERFILE)}`)).toEqual([
      '1:1 larger than 5 MiB, which no Dockerfile may be: split it',
    ]);
  });

  test.each([
    ['continuations', `FROM \\\n${'\\\n'.repeat(1_000_000)}a`],
    ['stages', 'FROM a AS b\n'.repeat(200_000)],
    ['arguments', `${'ARG A=$A$A\n'.repeat(200_000)}FROM a`],
    ['spaces', `FROM${' '.repeat(4_000_000)}a`],
    ['spaces between lines', `FROM a\n${`${' '.repeat(1000)}\n`.repeat(4000)}`],
    ['flags', `FROM ${'--a '.repeat(1_000_000)}a`],
    ['quotes', `FROM a\nRUN << ${'"a" '.repeat(1_000_000)}`],
    ['heredocs', `FROM a\nRUN ${'<<A '.repeat(500_000)}\n${'A\n'.repeat(500_000)}`],
    ['directives', `# escape =${' '.repeat(4_000_000)}\nFROM a`],
    ['braces', `FROM a\nFROM ${'${'.repeat(1_000_000)}`],
    ['JSON', `FROM a\nRUN [${'"<<a",'.repeat(700_000)}`],
  ])('%s without end are read', (_, text) => {
    try {
      expect(images(text).length).toBeGreaterThan(0);
    } catch (error) {
      expect(error).toBeInstanceOf(SourceError);
    }
  });

  test('no more than fifty problems of one kind are listed', () => {
    expect(problems('RUN "<<a\n'.repeat(80))).toHaveLength(50);
  });
});
