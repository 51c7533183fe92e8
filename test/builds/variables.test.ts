import { describe, expect, test } from '@jest/globals';
import type { Build, BuildInputs, Value } from '../../src/model/build.ts';
import { built, given, knowing } from '../support/builds.ts';

function known(text: string): Value {
  return { kind: 'known', text };
}

function byDefault(text: string, ...names: readonly string[]): Value {
  return { kind: 'default', text, names };
}

function unknown(...names: readonly string[]): Value {
  return { kind: 'unknown', names };
}

/** What the value of the last LABEL comes to. */
function label(text: string, inputs: Partial<BuildInputs> = {}): Value | undefined {
  const build = built(text, inputs);
  const instruction = build.of('LABEL', { triggers: true }).at(-1);
  const value = instruction?.pairs.at(-1)?.value;
  return instruction === undefined || value === undefined ? undefined : build.expand(instruction, value);
}

function lastRun(build: Build) {
  const run = build.of('RUN', { triggers: true }).at(-1);
  if (run === undefined) throw new Error('there is no RUN');
  return run;
}

const KNOWN_BASE = knowing('a', { env: new Map([['LANG', 'C']]) });

describe('what a text comes to', () => {
  test.each<[string, string, Value]>([
    ['no variable', 'FROM a\nLABEL x=1', known('1')],
    ['quotes are removed', `FROM a\nLABEL x="1 '2'"`, known("1 '2'")],
    ['escapes are removed', 'FROM a\nLABEL x=1\\$y', known('1$y')],
    ['ENV of the file is certain', 'FROM a\nENV v=1\nLABEL x=$v', known('1')],
    ['the last ENV counts', 'FROM a\nENV v=1\nENV v=2\nLABEL x=$v', known('2')],
    ['an ENV that comes later does not count', 'FROM scratch\nLABEL x=$v\nENV v=1', known('')],
    ['the words of one ENV see what was before it', 'FROM a\nENV v=1\nENV v=2 w=$v\nLABEL x=$w', known('1')],
    [
      'each ARG of an instruction sees those in front of it',
      'FROM a\nARG v=1 w=$v\nLABEL x=$w',
      byDefault('1', 'w', 'v'),
    ],
    ['but not those behind it', 'FROM scratch\nARG w=$v v=1\nLABEL x=$w', byDefault('', 'w')],
    ['the default of an ARG', 'FROM a\nARG v=1\nLABEL x=$v', byDefault('1', 'v')],
    ['ENV from an ARG', 'FROM a\nARG v=1\nENV w=2$v\nLABEL x=$w', byDefault('21', 'v')],
    ['ENV overrides an ARG', 'FROM a\nARG v=1\nENV v=2\nLABEL x=$v', known('2')],
    ['an ARG behind an ENV takes over', 'FROM a\nENV v=1\nARG v=2\nLABEL x=$v', byDefault('2', 'v')],
    ['an ARG without a value leaves ENV alone', 'FROM a\nENV v=1\nARG v\nLABEL x=$v', known('1')],
    ['an ARG without a value', 'FROM a\nARG v\nLABEL x=$v', unknown('v')],
    ['an ARG without a value, with a default at its use', `FROM a\nARG v\nLABEL x=\${v:-1}`, byDefault('1', 'v')],
    ['the same with another variable', `FROM a\nARG v w=2\nLABEL x=\${v:-1}$w`, byDefault('12', 'v', 'w')],
    ['once guarded, once not', `FROM a\nARG v\nLABEL x=\${v:-1}$v`, unknown('v')],
    ['an ARG without a value that must be given', `FROM a\nARG v\nLABEL x=\${v:?no}`, unknown()],
    ['a global ARG does not reach into a stage', 'ARG v=1\nFROM scratch\nLABEL x=$v', known('')],
    ['a global ARG that is imported', 'ARG v=1\nFROM a\nARG v\nLABEL x=$v', byDefault('1', 'v')],
    ['its own default beats the global one', 'ARG v=1\nFROM a\nARG v=2\nLABEL x=$v', byDefault('2', 'v')],
    ['global ARGs build on each other', 'ARG v=1\nARG w=$v.2\nFROM a\nARG w\nLABEL x=$w', byDefault('1.2', 'w', 'v')],
    ['a global ARG without a value', 'ARG v\nFROM a\nARG v\nLABEL x=$v', unknown('v')],
    ['a platform ARG', 'FROM a\nARG TARGETARCH\nLABEL x=$TARGETARCH', unknown('TARGETARCH')],
    ['a platform ARG that is not imported', 'FROM scratch\nLABEL x=$TARGETARCH', known('')],
    [
      'a platform ARG with a default',
      'ARG TARGETARCH=arm\nFROM a\nARG TARGETARCH\nLABEL x=$TARGETARCH',
      byDefault('arm', 'TARGETARCH'),
    ],
    ['nobody knows what the base sets', 'FROM a\nLABEL x=$v', unknown('v')],
    ['scratch sets nothing', 'FROM scratch\nLABEL x=$v', known('')],
    ['PATH is always set', 'FROM a\nLABEL x=$PATH', unknown('PATH')],
    [
      'PATH of scratch is the default one',
      'FROM scratch\nLABEL x=$PATH',
      known('/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'),
    ],
    ['ENV of the stage beneath', 'FROM a AS s\nENV v=1\nFROM s\nLABEL x=$v', known('1')],
    ['ARG of the stage beneath', 'FROM a AS s\nARG v=1\nFROM s\nLABEL x=$v', byDefault('1', 'v')],
    ['ENV of another stage', 'FROM a AS s\nENV v=1\nFROM scratch\nLABEL x=$v', known('')],
    [
      'of two stages beneath, the nearer one',
      'FROM a AS s\nENV v=1\nFROM s AS t\nENV v=2\nFROM t\nLABEL x=$v',
      known('2'),
    ],
    ['an ONBUILD of the stage beneath', 'FROM a AS s\nONBUILD ENV v=1\nFROM s\nLABEL x=$v', known('1')],
    ['it does not run in its own stage', 'FROM scratch AS s\nONBUILD ENV v=1\nLABEL x=$v', known('')],
    ['ONBUILD sees the whole stage', 'FROM a\nONBUILD LABEL x=$v\nENV v=1', known('1')],
    [
      'ONBUILD sees what ONBUILDs in front of it set',
      'FROM a\nONBUILD ENV v=1\nONBUILD LABEL x=$v\nONBUILD ENV v=2',
      known('1'),
    ],
    ['a name that comes from a variable', 'FROM a\nENV n=v\nENV $n=1\nLABEL x=$v', known('1')],
    ['ENV key value', 'FROM a\nENV v 1 2\nLABEL x=$v', known('1 2')],
    ['a fault in the text', `FROM a\nLABEL x=\${v`, unknown()],
    ['a text that doubles', `FROM a\nENV v=0123456789\n${'ENV v=$v$v\n'.repeat(20)}LABEL x=$v`, unknown()],
  ])('%s', (_, text, expected) => {
    expect(label(text)).toEqual(expected);
  });

  test('a build argument beats the default, in a stage and as a global one', () => {
    expect(label('FROM a\nARG v=1\nLABEL x=$v', given({ v: '7' }))).toEqual(known('7'));
    expect(label('ARG v=1\nFROM a\nARG v\nLABEL x=$v', given({ v: '7' }))).toEqual(known('7'));
    expect(label('FROM a\nARG v\nLABEL x=$v', given({ v: '' }))).toEqual(known(''));
    expect(label('FROM a\nENV v=1\nLABEL x=$v', given({ v: '7' }))).toEqual(known('1'));
    expect(label('FROM a\nARG TARGETARCH\nLABEL x=$TARGETARCH', given({ TARGETARCH: 'arm' }))).toEqual(known('arm'));
  });

  test('facts of the base image give its variables, and that it has no others', () => {
    expect(label('FROM a\nLABEL x=$LANG', KNOWN_BASE)).toEqual(known('C'));
    expect(label('FROM a\nLABEL x=$v', KNOWN_BASE)).toEqual(known(''));
    expect(label('FROM a\nLABEL x=$PATH', KNOWN_BASE)).toEqual(
      known('/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'),
    );
    expect(label('FROM a\nENV LANG=D\nLABEL x=$LANG', KNOWN_BASE)).toEqual(known('D'));
    expect(label('FROM a AS s\nFROM s\nLABEL x=$LANG', KNOWN_BASE)).toEqual(known('C'));
  });

  test('FROM sees global ARGs only, and platform ARGs', () => {
    const build = built('ARG v=1\nFROM --platform=$BUILDPLATFORM a:$v$w\nARG w=2');
    const [from] = build.of('FROM');
    const platform = from?.flags[0]?.written;
    expect(from?.image && build.expand(from, from.image)).toEqual(byDefault('a:1', 'v'));
    expect(from && platform && build.expand(from, platform)).toEqual(unknown('BUILDPLATFORM'));
  });

  test('the defaults of ARGs can be asked for, too, where another value is given', () => {
    const build = built('ARG v=$TARGETOS.1\nFROM a\nARG w=1 u=$w', given({ v: '7', u: '8' }));
    const [global, own] = build.of('ARG');
    expect(global?.pairs[0]?.value && build.expand(global, global.pairs[0].value)).toEqual(unknown('TARGETOS'));
    expect(own?.pairs[1]?.value && build.expand(own, own.pairs[1].value)).toEqual(byDefault('1', 'w'));
  });

  test('many large values do not add up to gigabytes', () => {
    const lines = Array.from({ length: 2000 }, (_, at) => `ENV w${at}=$v.`);
    const build = built(`FROM a\nENV v=${'x'.repeat(60_000)}\n${lines.join('\n')}\nRUN x`);
    expect(build.variableAt(lastRun(build), 'w0')?.value?.kind).toBe('known');
    expect(build.variableAt(lastRun(build), 'w1999')?.value).toEqual(unknown());
  });
});

describe('variables at an instruction', () => {
  test.each<[string, string, string, string, Value | undefined]>([
    ['of ENV', 'FROM a\nENV v=1\nRUN x', 'v', 'env', known('1')],
    ['of ARG', 'FROM a\nARG v=1\nRUN x', 'v', 'arg', byDefault('1', 'v')],
    ['of ARG without a value', 'FROM a\nARG v\nRUN x', 'v', 'arg', undefined],
    ['of a global ARG', 'ARG v=1\nFROM a\nARG v\nRUN x', 'v', 'arg', byDefault('1', 'v')],
    ['of the platform', 'FROM a\nARG TARGETOS\nRUN x', 'TARGETOS', 'platform', unknown('TARGETOS')],
    ['of the base', 'FROM a\nRUN x', 'LANG', 'base', known('C')],
    ['PATH', 'FROM b\nRUN x', 'PATH', 'base', unknown('PATH')],
    ['a proxy, which needs no ARG in RUN', 'FROM a\nRUN x', 'https_proxy', 'platform', undefined],
    ['a proxy that is given', 'FROM a\nRUN x', 'HTTP_PROXY', 'platform', known('p')],
    ['a proxy in ENV', 'FROM a\nENV HTTP_PROXY=q\nRUN x', 'HTTP_PROXY', 'env', known('q')],
    ['in an ONBUILD', 'FROM a\nENV v=1\nONBUILD RUN x\nENV v=2', 'v', 'env', known('2')],
  ])('%s', (_, text, name, source, value) => {
    const build = built(text, { ...KNOWN_BASE, ...given({ HTTP_PROXY: 'p' }) });
    expect(build.variableAt(lastRun(build), name)).toEqual({ name, value, source });
  });

  test.each<[string, string, string]>([
    ['nothing sets it', 'FROM a\nRUN x', 'v'],
    ['it comes later', 'FROM a\nRUN x\nENV v=1', 'v'],
    ['a global ARG that is not imported', 'ARG v=1\nFROM a\nRUN x', 'v'],
    ['a platform ARG that is not imported', 'FROM a\nRUN x', 'TARGETOS'],
    ['an ENV in an ONBUILD', 'FROM a\nONBUILD ENV v=1\nRUN x', 'v'],
  ])('there is none where %s', (_, text, name) => {
    const build = built(text);
    expect(build.variableAt(build.of('RUN')[0] ?? lastRun(build), name)).toBeUndefined();
  });

  test('a proxy counts in RUN only', () => {
    const build = built('FROM a\nUSER x');
    const [user] = build.of('USER');
    expect(user && build.variableAt(user, 'HTTP_PROXY')).toBeUndefined();
  });

  test('each place sees the history up to it', () => {
    const text = `FROM a\n${Array.from({ length: 9 }, (_, at) => `ENV v=${at}\nRUN x`).join('\n')}`;
    const build = built(text);
    const seen = build.of('RUN').map((run) => build.variableAt(run, 'v')?.value);
    expect(seen).toEqual(Array.from({ length: 9 }, (_, at) => known(String(at))));
  });

  test('names: of the stage so far, of those beneath, of the base', () => {
    const build = built('ARG g=1\nFROM a AS s\nENV v=1\nONBUILD ARG o\nFROM s\nARG w\nRUN x\nENV later=1', KNOWN_BASE);
    expect([...build.variablesAt(lastRun(build))].toSorted()).toEqual(['LANG', 'PATH', 'o', 'v', 'w']);
  });

  test('names that FROM sees', () => {
    const build = built('ARG g=1\nFROM a');
    const [from] = build.of('FROM');
    const names = from && build.variablesAt(from);
    expect(names?.has('g') && names.has('TARGETPLATFORM') && names.has('BUILDOSVERSION')).toBe(true);
    expect(names?.size).toBe(12);
  });

  test('names are listed up to 256', () => {
    const text = Array.from({ length: 3000 }, (_, at) => `ENV v${at}=1`).join('\n');
    const build = built(`FROM a\n${text}\nRUN x`);
    expect(build.variablesAt(lastRun(build)).size).toBe(257);
    const stacked = built(`FROM a AS s\n${text}\nFROM s\nENV own=1\nRUN x`);
    expect(stacked.variablesAt(lastRun(stacked)).has('own')).toBe(true);
    expect(stacked.variablesAt(lastRun(stacked)).size).toBe(257);
  });

  test('global ARGs as they are in the end', () => {
    const { globals } = built('ARG v=1\nARG v=2\nARG w\nARG TARGETOS\nFROM a\nARG u=1');
    expect([...globals.values()]).toEqual([
      { name: 'v', value: byDefault('2', 'v'), source: 'arg' },
      { name: 'w', value: undefined, source: 'arg' },
      { name: 'TARGETOS', value: unknown('TARGETOS'), source: 'platform' },
    ]);
  });
});
