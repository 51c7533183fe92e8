import { describe, expect, test } from '@jest/globals';
import { parseDockerfile } from '../../../src/parse/dockerfile/parse.ts';
import { faultPlaces, faults } from './shown.ts';

function read(text: string) {
  const [instruction] = parseDockerfile(text).instructions;
  return {
    flags: instruction?.flags.map(({ name, value }) => [name, value]) ?? [],
    rest: instruction?.rest.text,
  };
}

describe('flags', () => {
  test.each([
    [
      'COPY --from=a --link b c',
      [
        ['from', 'a'],
        ['link', undefined],
      ],
      'b c',
    ],
    ['COPY  \t--from=a\v b c', [['from', 'a']], 'b c'],
    ['CMD --doit now', [['doit', undefined]], 'now'],
    ['RUN - --x', [], '- --x'],
    ['RUN a --x', [], 'a --x'],
    ['RUN -- --x y', [], '--x y'],
    ['RUN --a=1 -- --b=2 c', [['a', '1']], '--b=2 c'],
    ['RUN --"" --x', [], '--x'],
    ['RUN --a --', [['a', undefined]], ''],
    ['RUN --mount="type=bind,source=a b" c', [['mount', 'type=bind,source=a b']], 'c'],
    ['RUN --mount=\'a "b" c\' d', [['mount', 'a "b" c']], 'd'],
    ['RUN --a="b\'c"\'d"e\' f', [['a', 'b\'cd"e']], 'f'],
    ['RUN --a=b\\ c\\"d e', [['a', 'b c"d']], 'e'],
    ["RUN --a='b\\'c' d", [['a', "b'c"]], 'd'],
    ['RUN --a="b c d', [['a', 'b c d']], ''],
    ['RUN --a=b\\', [['a', 'b']], ''],
    ['RUN --a="b\\', [['a', 'b']], ''],
    ['RUN --a"="b c', [['a', 'b']], 'c'],
    ['RUN --"a b"=c d', [['a b', 'c']], 'd'],
    ['RUN --a=b=c d', [['a', 'b=c']], 'd'],
    ['RUN --a= b', [['a', '']], 'b'],
    ['RUN --=a b', [['', 'a']], 'b'],
    ['RUN --- b', [['-', undefined]], 'b'],
    ['RUN --a=b \u00a0c', [['a', 'b']], 'c'],
    [
      'RUN --a=1\\\n2 \\\n --b c',
      [
        ['a', '12'],
        ['b', undefined],
      ],
      'c',
    ],
  ])('%s', (text, flags, rest) => {
    expect(read(text)).toEqual({ flags, rest });
  });

  test('are escaped by the escape mark', () => {
    expect(read('# escape=`\nRUN --a=b` c\\ d')).toEqual({ flags: [['a', 'b c\\']], rest: 'd' });
  });

  test('stand somewhere', () => {
    const text = 'FROM x\nCOPY --fr\\\nom="a b" --link c d';
    const [, copy] = parseDockerfile(text).instructions;
    const place = (piece: { start: number; end: number } | undefined) => {
      const span = copy?.line.spanOf(piece?.start ?? 0, piece?.end ?? 0);
      return text.slice(span?.start, span?.end);
    };
    expect(copy?.flags.map(({ whole, written }) => [place(whole), written && place(written), written?.text])).toEqual([
      ['--fr\\\nom="a b"', '"a b"', '"a b"'],
      ['--link', undefined, undefined],
    ]);
  });
});

describe('flags that are known', () => {
  test.each([
    'FROM --platform=linux/amd64 a',
    'FROM --platform= a',
    'ADD --chown=a --chmod=1 --link --keep-git-dir=false --checksum=x --unpack=TRUE --exclude=a --exclude=b a b',
    'COPY --from=a --chown= --chmod=1 --link=True --parents --exclude=a --exclude=b a b',
    'RUN --mount=type=cache,target=/x --mount=type=tmpfs,target=/y --network=none --security=insecure --device=a a',
    'HEALTHCHECK --interval=1m30s --timeout=0 --start-period=1ms --start-interval=1.5h --retries=3 CMD a',
    'ARG --whatever a',
    'STOPSIGNAL --whatever TERM',
    'HEALTHCHECK --whatever NONE',
  ])('%s', (text) => {
    expect(faultPlaces(text)).toEqual([]);
  });

  test.each([
    ['COPY --form=a b c', 'unknown-flag [--form=a] COPY has no flag --form; did you mean --from?'],
    ['ADD --from=a b c', 'unknown-flag [--from=a] ADD has no flag --from'],
    ['CMD --doit now', 'unknown-flag [--doit] CMD has no flag --doit'],
    ['USER --a b', 'unknown-flag [--a] USER has no flag --a'],
    ['COPY --FROM=a b c', 'unknown-flag [--FROM=a] COPY has no flag --FROM; did you mean --from?'],
    ['ONBUILD --a RUN b', 'unknown-flag [--a] ONBUILD has no flag --a'],
    ['ONBUILD COPY --fron=a b c', 'unknown-flag [--fron=a] COPY has no flag --fron; did you mean --from?'],
    ['COPY --toString b c', 'unknown-flag [--toString] COPY has no flag --toString'],
    ['COPY --from b c', 'syntax-error [--from] the flag --from needs a value'],
    ['COPY --exclude b c', 'syntax-error [--exclude] the flag --exclude needs a value'],
    ['COPY --from=a --from=b c d', 'syntax-error [--from=b] the flag --from is given twice: keep one of the two'],
    ['COPY --link --link c d', 'syntax-error [--link] the flag --link is given twice: keep one of the two'],
    ['COPY --link= c d', 'syntax-error [--link=] the flag --link needs a value behind "=", true or false'],
    ['COPY --link=yes c d', 'syntax-error [--link=yes] the flag --link can only be true or false'],
    ['RUN --network=x a', 'syntax-error [--network=x] --network of RUN can only be default, none or host'],
    ['RUN --network=$x a', 'syntax-error [--network=$x] --network of RUN can only be default, none or host'],
    ['RUN --security= a', 'syntax-error [--security=] --security of RUN can only be sandbox or insecure'],
    [
      'HEALTHCHECK --interval=5 CMD a',
      'syntax-error [--interval=5] --interval must be a duration such as 30s or 1m30s, not "5"',
    ],
    ['HEALTHCHECK --timeout=1us CMD a', 'syntax-error [--timeout=1us] --timeout must be 0 or at least 1ms, not "1us"'],
    [
      'HEALTHCHECK --start-period=-1s CMD a',
      'syntax-error [--start-period=-1s] --start-period must be 0 or at least 1ms, not "-1s"',
    ],
    [
      'HEALTHCHECK --retries=-1 CMD a',
      'syntax-error [--retries=-1] --retries must be a whole number from 0 on, not "-1"',
    ],
    [
      'HEALTHCHECK --retries=1.5 CMD a',
      'syntax-error [--retries=1.5] --retries must be a whole number from 0 on, not "1.5"',
    ],
    ['HEALTHCHECK --retries=2147483648 CMD a', expect.stringContaining('--retries must be')],
    ['COPY --chown=$}{ a b', undefined],
    ['COPY --chown=${a^^} a b', 'syntax-error [${a^] "^" is no modifier of variables that Dockerfiles know'],
    [
      'COPY --chown="${a^^}" a b',
      'syntax-error [--chown="${a^^}"] "^" is no modifier of variables that Dockerfiles know',
    ],
    ['FROM --platform=${} a', 'syntax-error [${}] a variable in braces has no name'],
    ['COPY --from=${} a b', undefined],
  ])('%s', (text, expected) => {
    const found = faults(text).map((fault) => fault.slice(fault.indexOf(' ') + 1));
    expect(found).toEqual(expected === undefined ? [] : [expected]);
  });

  test.each(['0', '0s', '1ms', '1h2m3s', '1.5s', '.5s', '5.s', '+1s', '1000us', '1000µs', '1000000ns', '2540400h'])(
    'durations: %s',
    (duration) => {
      expect(faults(`HEALTHCHECK --interval=${duration} CMD a`)).toEqual([]);
    },
  );

  test.each(['1', 's', '1d', '1 s', '.s', '1s2', '-1ms', '999us', '1e3s', 'ms', '2562048h', '9223372037s'])(
    'durations that are none, or too short or long: %s',
    (duration) => {
      expect(faults(`HEALTHCHECK --interval="${duration}" CMD a`)).toHaveLength(1);
    },
  );
});
