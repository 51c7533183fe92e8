// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Dockerfiles look like those of templates
import { describe, expect, test } from '@jest/globals';
import { KEYWORDS } from '../../../src/model/instruction.ts';
import { parseDockerfile } from '../../../src/parse/dockerfile/parse.ts';
import { faultPlaces, faults, lines, typedFirst } from './shown.ts';

const SAMPLES: Readonly<Record<string, string>> = {
  FROM: 'a',
  COPY: 'a b',
  ADD: 'a b',
  SHELL: '["a"]',
  ENV: 'a=b',
  LABEL: 'a=b',
  HEALTHCHECK: 'NONE',
  ONBUILD: 'RUN a',
  STOPSIGNAL: 'TERM',
};

describe('keywords', () => {
  test.each([...KEYWORDS])('%s in any case, with any white space behind', (keyword) => {
    const rest = SAMPLES[keyword] ?? 'x';
    for (const word of [keyword, keyword.toLowerCase(), `${keyword.slice(0, 1)}${keyword.slice(1).toLowerCase()}`]) {
      for (const blank of [' ', '\t', '\v', '\f', '\r', ' \t ']) {
        const { instructions, faults: found } = parseDockerfile(`${word}${blank}${rest}`);
        expect(found).toEqual([]);
        expect(instructions.map((one) => [one.keyword, one.word.text, one.rest.text])).toEqual([[keyword, word, rest]]);
      }
    }
  });

  test.each([
    ['FORM a', 'did you mean FROM?'],
    ['COPPY a b', 'did you mean COPY?'],
    ['entrypont x', 'did you mean ENTRYPOINT?'],
    ['apt-get install', undefined],
    ['FROM\u00a0a', undefined],
    ['//', undefined],
  ])('that are none: %s', (text, suggestion) => {
    const [fault, ...others] = faults(`FROM a\n${text}`);
    expect(others).toEqual([]);
    expect(fault).toMatch(/^2:1 unknown-instruction \[/);
    if (suggestion !== undefined) expect(fault).toContain(suggestion);
    expect(lines(`FROM a\n${text}\nUSER b`)).toEqual(['FROM a', text, 'USER b']);
  });
});

describe('arguments', () => {
  test.each([
    ['FROM a', ['FROM', 'a']],
    ['FROM  a\t AS\v b', ['FROM', 'a', 'AS', 'b']],
    ['FROM "a b" as C.d_e-f', ['FROM', '"a']],
    ['FROM a as C.d_e-f', ['FROM', 'a', 'as', 'C.d_e-f']],
    ['FROM a\u00a0b', ['FROM', 'a\u00a0b']],
    ['ARG a', ['ARG', ['a']]],
    ['ARG a= b="1 2" c', ['ARG', ['a', ''], ['b', '"1 2"'], ['c']]],
    ["ARG a='1 \\' b", ['ARG', ['a', "'1 \\'"], ['b']]],
    ['ARG a=1\\ 2', ['ARG', ['a', '1\\ 2']]],
    ['ARG a=b=c', ['ARG', ['a', 'b=c']]],
    ['ARG --x=y a', ['ARG', '--x=y', ['a']]],
    ['ENV a=1 b="2 3" c=\'4 5\'', ['ENV', ['a', '1'], ['b', '"2 3"'], ['c', "'4 5'"]]],
    ['ENV a="x \\" y" b=\\"', ['ENV', ['a', '"x \\" y"'], ['b', '\\"']]],
    ['ENV a=b\\\\ c=d', ['ENV', ['a', 'b\\\\'], ['c', 'd']]],
    ['ENV a=b\u00a0c=d', ['ENV', ['a', 'b'], ['c', 'd']]],
    ['ENV a=b\\', ['ENV', ['a', 'b']]],
    ['ENV a 1  2 "3 # 4', ['ENV', ['a', '1  2 "3 # 4']]],
    ['ENV a b=c', ['ENV', ['a', 'b=c']]],
    ['ENV "a b" c', ['ENV', ['"a', 'b" c']]],
    ['ENV "a=b c" d=e', ['ENV', ['"a', 'b c"'], ['d', 'e']]],
    ['LABEL a.b="c" "d e"=f', ['LABEL', ['a.b', '"c"'], ['"d e"', 'f']]],
    ['RUN a   b', ['RUN', 'a   b']],
    ['RUN', ['RUN', '']],
    ['RUN ["a", "b c"]', ['RUN', ['a', 'b c']]],
    ['CMD []', ['CMD', []]],
    ['CMD ["a"', ['CMD', '["a"']],
    ['SHELL ["/bin/sh", "-c"]', ['SHELL', ['/bin/sh', '-c']]],
    ['COPY a b c', ['COPY', ['a', 'b'], 'c']],
    ['COPY "a b" c', ['COPY', ['"a', 'b"'], 'c']],
    ['COPY ["a b", "c"]', ['COPY', ['a b'], 'c']],
    ["COPY ['a', 'b']", ['COPY', ["['a',"], "'b']"]],
    ['ADD http://x/y /z', ['ADD', ['http://x/y'], '/z']],
    ['EXPOSE 80 443/tcp $P', ['EXPOSE', '80', '443/tcp', '$P']],
    ['EXPOSE ["80"]', ['EXPOSE', '["80"]']],
    ['VOLUME /a /b', ['VOLUME', '/a', '/b']],
    ['VOLUME ["/a b"]', ['VOLUME', '/a b']],
    ['USER a # b', ['USER', 'a # b']],
    ['WORKDIR /a b "c"', ['WORKDIR', '/a b "c"']],
    ['STOPSIGNAL  SIGTERM ', ['STOPSIGNAL', 'SIGTERM']],
    ['STOPSIGNAL --x TERM', ['STOPSIGNAL', '--x', 'TERM']],
    ['MAINTAINER A <a@b.c>', ['MAINTAINER', 'A <a@b.c>']],
    ['HEALTHCHECK NONE', ['HEALTHCHECK', 'NONE']],
    ['HEALTHCHECK none []', ['HEALTHCHECK', 'none']],
    ['HEALTHCHECK --anything NONE', ['HEALTHCHECK', '--anything', 'NONE']],
    ['HEALTHCHECK --interval=5s cmd a  b', ['HEALTHCHECK', '--interval=5s', 'cmd', 'a  b']],
    ['HEALTHCHECK CMD ["a","b c"]', ['HEALTHCHECK', 'CMD', ['a', 'b c']]],
    ['HEALTHCHECK CMD \u00a0["a"]', ['HEALTHCHECK', 'CMD', ['a']]],
    ['ONBUILD COPY --from=x a b', ['ONBUILD', ['COPY', '--from=x', ['a'], 'b']]],
    ['ONBUILD RUN ["a"]', ['ONBUILD', ['RUN', ['a']]]],
  ])('%s', (text, expected) => {
    expect(typedFirst(text)).toEqual(expected);
  });

  test.each([
    ['lists', '["a","b c"]', ['a', 'b c']],
    ['white space', ' [ "a" ,\t"b" ] ', ['a', 'b']],
    ['nothing', '[ ]', []],
    ['escapes', '["\\"\\\\\\/\\n\\u0041\\ud83d\\ude00"]', ['"\\/\nA😀']],
    ['half a character', '["\\ud83d"]', ['\uFFFD']],
    ['single quotes', "['a']", "['a']"],
    ['a comma too many', '["a",]', '["a",]'],
    ['a comma too few', '["a" "b"]', '["a" "b"]'],
    ['text behind', '["a"] b', '["a"] b'],
    ['no end', '["a', '["a'],
    ['a wrong escape', '["\\x"]', '["\\x"]'],
    ['a tab in a string', '["a\tb"]', '["a\tb"]'],
    ['other things, wrong', '[1, a]', '[1, a]'],
    ['a test command', '[ -f x ] && y', '[ -f x ] && y'],
  ])('as JSON: %s', (_, json, expected) => {
    expect(typedFirst(`CMD ${json}`)).toEqual(['CMD', expected]);
    expect(faultPlaces(`CMD ${json}`)).toEqual([]);
  });

  test('of JSON stand somewhere', () => {
    const text = 'FROM x\nCMD ["a", \\\n  "b\\n"]';
    const cmd = parseDockerfile(text).instructions[1];
    const command = cmd?.keyword === 'CMD' ? cmd.command : undefined;
    const spans =
      command?.form === 'exec' ? command.items.map(({ piece }) => cmd?.line.spanOf(piece.start, piece.end)) : [];
    expect(spans.map((span) => text.slice(span?.start, span?.end))).toEqual(['"a"', '"b\\n"']);
  });

  test('of ONBUILD have a trigger, and indices of their own line', () => {
    const text = 'FROM a\n# above\nONBUILD --x COPY \\\n --chown=b a b';
    const onbuild = parseDockerfile(text).instructions[1];
    const inner = onbuild?.keyword === 'ONBUILD' ? onbuild.inner : undefined;
    expect([inner?.trigger, inner?.index, inner?.line.text]).toEqual([onbuild, 1, 'COPY  --chown=b a b']);
    expect(onbuild?.trigger).toBeUndefined();
    const { start, end } = inner?.flags[0]?.whole ?? { start: 0, end: 0 };
    const span = inner?.line.spanOf(start, end);
    expect(text.slice(span?.start, span?.end)).toBe('--chown=b');
    expect(text.slice(inner?.span.start, inner?.span.end)).toBe('COPY \\\n --chown=b a b');
  });

  test('of instructions that are broken are what there was', () => {
    const broken = (text: string) => parseDockerfile(text).instructions.map((instruction) => instruction.broken);
    expect(broken('FROM a b\nFROM\nFROM a\nCOPY --foo a b\nCOPY a\nRUN [1]\nONBUILD\nENV a\nUSER')).toEqual([
      true,
      true,
      false,
      false,
      true,
      true,
      true,
      true,
      true,
    ]);
    expect(typedFirst('FROM a b')).toEqual(['FROM', 'a']);
    expect(typedFirst('COPY a')).toEqual(['COPY', ['a']]);
    expect(typedFirst('ENV a=1 b c=2')).toEqual(['ENV', ['a', '1'], ['c', '2']]);
    expect(typedFirst('HEALTHCHECK FOO a')).toEqual(['HEALTHCHECK', 'FOO']);
  });
});
