// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Dockerfiles look like those of templates
import { describe, expect, test } from '@jest/globals';
import { faultPlaces, faults, lines } from './shown.ts';

describe('arguments that are refused', () => {
  test.each([
    ['FROM', 'FROM', 'FROM takes an image'],
    ['FROM --platform=x', 'FROM --platform=x', 'FROM takes an image'],
    ['FROM a b', 'FROM a b', 'FROM takes an image'],
    ['FROM a AS', 'FROM a AS', 'FROM takes an image'],
    ['FROM a AS b c', 'FROM a AS b c', 'FROM takes an image'],
    ['FROM a IS b', 'FROM a IS b', 'FROM takes an image'],
    ['FROM a AS 1b', '1b', 'no name for a stage'],
    ['FROM a AS b/c', 'b/c', 'no name for a stage'],
    ['FROM a AS $b', '$b', 'no name for a stage'],
    ['ARG', 'ARG', 'ARG needs the name'],
    ['ARG =b', '=b', 'no name in front'],
    ['ENV', 'ENV', 'ENV needs at least one'],
    ['ENV a', 'a', 'has no value'],
    ['ENV a=b c', 'c', 'has no "="'],
    ['ENV a=b =c', '=c', 'no name in front'],
    ['LABEL', 'LABEL', 'LABEL needs at least one'],
    ['LABEL a=b "c d"', '"c d"', 'has no "="'],
    ['SHELL', 'SHELL', 'SHELL takes a JSON list'],
    ['SHELL []', 'SHELL []', 'SHELL takes a JSON list'],
    ['SHELL /bin/sh -c', 'SHELL /bin/sh -c', 'SHELL takes a JSON list'],
    ['CMD ["a", 1]', '["a", 1]', 'strings only'],
    ['RUN [[]]', '[[]]', 'strings only'],
    ['COPY [null, "a"]', '[null, "a"]', 'strings only'],
    ['VOLUME [{}]', '[{}]', 'strings only'],
    ['HEALTHCHECK', 'HEALTHCHECK', 'needs CMD and a command'],
    ['HEALTHCHECK CMD', 'HEALTHCHECK CMD', 'CMD needs a command'],
    ['HEALTHCHECK CMD []', 'HEALTHCHECK CMD []', 'CMD needs a command'],
    ['HEALTHCHECK NONE a', 'a', 'takes nothing behind it'],
    ['HEALTHCHECK curl x', 'curl', 'no kind of HEALTHCHECK'],
    ['COPY', 'COPY', 'at least one source'],
    ['COPY a', 'COPY a', 'at least one source'],
    ['ADD ["a"]', 'ADD ["a"]', 'at least one source'],
    ['ADD a <<B', '<<B', 'cannot write into a heredoc'],
    ['EXPOSE', 'EXPOSE', 'EXPOSE needs at least one port'],
    ['VOLUME', 'VOLUME', 'VOLUME needs at least one path'],
    ['VOLUME []', 'VOLUME []', 'VOLUME needs at least one path'],
    ['VOLUME [" "]', '" "', 'cannot be empty'],
    ['USER', 'USER', 'USER needs a value'],
    ['WORKDIR', 'WORKDIR', 'WORKDIR needs a value'],
    ['STOPSIGNAL', 'STOPSIGNAL', 'STOPSIGNAL needs a value'],
    ['MAINTAINER', 'MAINTAINER', 'MAINTAINER needs a value'],
    ['ONBUILD', 'ONBUILD', 'ONBUILD needs an instruction'],
    ['ONBUILD COPY a', 'COPY a', 'at least one source'],
    ['ONBUILD ENV a=b c', 'c', 'has no "="'],
  ])('%s', (text, place, message) => {
    const closed = text.includes('<<') ? `${text}\nB` : text;
    const found = faults(`FROM a\n${closed}\nUSER b`);
    const [first] = found;
    expect(first).toContain(`syntax-error [${place}] `);
    expect(first).toContain(message);
    expect(found).toHaveLength(1);
    expect(lines(`FROM a\n${closed}\nUSER b`).at(-1)).toBe('USER b');
  });

  test.each(['ONBUILD', 'FROM', 'MAINTAINER', 'onbuild', 'From'])('ONBUILD %s', (inner) => {
    expect(faultPlaces(`FROM a\nONBUILD ${inner} b`)).toEqual([`onbuild-trigger [${inner}]`]);
  });

  test('of ONBUILD ONBUILD are not looked at', () => {
    expect(faultPlaces('ONBUILD ONBUILD FOO')).toEqual(['onbuild-trigger [ONBUILD]']);
  });

  test.each([
    'SIGTERM',
    'term',
    'SigKill',
    '9',
    '-1',
    'RTMIN+15',
    'SIGRTMAX-14',
    'SIGRTMIN',
    '"QUIT"',
    '$S',
    '${S:-x}',
  ])('STOPSIGNAL %s is right', (signal) => {
    expect(faultPlaces(`STOPSIGNAL ${signal}`)).toEqual([]);
  });

  test.each(['0', 'SIGFOO', 'RTMIN+16', 'RTMAX-15', 'SIG', '9 15', '1.5', '"FOO"'])(
    'STOPSIGNAL %s is wrong',
    (signal) => {
      expect(faultPlaces(`FROM a\nSTOPSIGNAL ${signal}`)).toEqual([`invalid-signal [${signal}]`]);
    },
  );

  test.each(['RUN', 'CMD', 'ENTRYPOINT', 'RUN []', 'CMD []', 'EXPOSE foo', 'ENV ""=x', 'USER a b', 'FROM a AS B'])(
    'that BuildKit takes: %s',
    (text) => {
      expect(faultPlaces(`FROM a\n${text}`)).toEqual([]);
    },
  );
});

describe('variables and quotes that are refused', () => {
  test.each([
    ['FROM a${', '${'],
    ['FROM --platform=${} a', '${}'],
    ['ARG a="b', '"b'],
    ["ARG a='b", "'b"],
    ['ENV a=${b^^}', '${b^'],
    ['ENV ${a=b', '${a'],
    ['ENV a b "c', '"c'],
    ['LABEL "a=b', '"a'],
    ['COPY ${a b', '${a'],
    ["COPY it's b", "'s"],
    ['COPY a ${b:=c}', '${b:='],
    ['COPY ["a${", "b"]', '${'],
    ['COPY ["a\\u0041${", "b"]', '"a\\u0041${"'],
    ['ADD --checksum=${ a b', '${'],
    ['EXPOSE ${', '${'],
    ['VOLUME "a', '"a'],
    ['USER "a', '"a'],
    ["WORKDIR /it's", "'s"],
    ['STOPSIGNAL ${', '${'],
    ['ONBUILD USER ${x', '${x'],
  ])('%s', (text, place) => {
    const found = faultPlaces(`FROM a\n${text}`);
    expect(found).toContain(`syntax-error [${place}]`);
  });

  test.each([
    "RUN echo it's ${x^^}",
    'CMD "a ${',
    'ENTRYPOINT ${',
    "HEALTHCHECK CMD it's ${",
    'COPY --from=${x^^} a b',
    'COPY --exclude=\\" a b',
    "MAINTAINER it's ${",
    'ARG "a',
    'SHELL ["${", "\'"]',
    'ENV a=${b:?c} d=${e:-${f}}',
    'USER ${u:?}',
  ])('but not in %s', (text) => {
    expect(faultPlaces(`FROM a\n${text}`)).toEqual([]);
  });

  test('stand where they are, over continuation lines too', () => {
    expect(faults('FROM a\nENV a=b \\\n  c="d \\\n  ${e!}"')).toEqual([
      '4:3 syntax-error [${e!] "!" is no modifier of variables that Dockerfiles know',
    ]);
  });
});

describe('faults', () => {
  test('come in the order of the file, all of them', () => {
    const text = '# escape=x\nFROM a b\nFOO\nCOPY --x a\nENV a=${} b\nRUN <<E';
    expect(faultPlaces(text)).toEqual([
      'syntax-error [# escape=x]',
      'syntax-error [FROM a b]',
      'unknown-instruction [FOO]',
      'syntax-error [COPY --x a]',
      'unknown-flag [--x]',
      'syntax-error [${}]',
      'syntax-error [b]',
      'syntax-error [<<E]',
    ]);
  });

  test('never hold what makes a terminal or a log lie', () => {
    const [fault] = faults('FROM a\nCOPY --\u001b[31m\u202e a b').map((line) => line.slice(line.indexOf(']') + 1));
    expect(fault).toContain('\\u{1b}');
    expect(fault).not.toContain('\u202e');
  });
});
