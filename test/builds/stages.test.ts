import { describe, expect, test } from '@jest/globals';
import type { Build, Stage } from '../../src/model/build.ts';
import { built, given, knowing } from '../support/builds.ts';

function shown(stages: readonly Stage[]): readonly string[] {
  return stages.map(({ index, name, parent, base, role }) => {
    const from =
      parent === undefined
        ? base === undefined
          ? '-'
          : base.kind === 'unknown'
            ? '?'
            : base.text
        : `#${parent.index}`;
    return `${index} ${name ?? '-'} ${from} ${role}`;
  });
}

function stageOfFirst(build: Build): Stage | undefined {
  const [first] = build.dockerfile.instructions;
  return first === undefined ? undefined : build.stageOf(first);
}

describe('stages of a Dockerfile', () => {
  test.each<[string, string, readonly string[]]>([
    ['one stage', 'FROM a', ['0 - a final']],
    ['names are in lower case', 'FROM a AS Build', ['0 build a final']],
    ['a stage on an earlier one', 'FROM a AS x\nFROM x', ['0 x a ships', '1 - #0 final']],
    ['a name in another case is an image', 'FROM a AS x\nFROM X', ['0 x a unreachable', '1 - X final']],
    ['a name written in capitals is found in lower case', 'FROM a AS X\nFROM x', ['0 x a ships', '1 - #0 final']],
    [
      'the latest of the stages of a name',
      'FROM a AS x\nFROM b AS x\nFROM x',
      ['0 x a unreachable', '1 x b ships', '2 - #1 final'],
    ],
    ['a stage cannot be built on itself', 'FROM x AS x', ['0 x x final']],
    ['a later stage is an image for FROM', 'FROM x\nFROM b AS x', ['0 - x unreachable', '1 x b final']],
    ['a name behind an ARG', 'ARG T=x\nFROM a AS x\nFROM $T', ['0 x a ships', '1 - #0 final']],
    ['an image behind an ARG', 'ARG T=1\nFROM a:$T', ['0 - a:1 final']],
    ['an image behind an ARG with its own default', `ARG T\nFROM a:\${T:-2}`, ['0 - a:2 final']],
    ['an image that nobody knows', 'ARG T\nFROM a:$T', ['0 - ? final']],
    ['FROM without an image', 'FROM', ['0 - - final']],
    ['a fragment', 'RUN a\nARG b\nUSER c', ['0 - - final']],
    ['a fragment that begins with ARG', 'ARG b\nRUN a', ['0 - - final']],
    ['nothing but ARG', 'ARG a=1', []],
    ['an empty file', '', []],
    ['instructions in front of FROM', 'ARG a\nRUN x\nFROM a\nCOPY --from=0 b c', ['-1 - - unreachable', '0 - a final']],
  ])('%s', (_, text, expected) => {
    expect(shown(built(text).stages)).toEqual(expected);
  });

  test('a given build argument decides which image it is', () => {
    expect(shown(built('ARG T=1\nFROM a:$T', given({ T: '9' })).stages)).toEqual(['0 - a:9 final']);
    expect(built('ARG T=1\nFROM a:$T').stages[0]?.base).toEqual({ kind: 'default', text: 'a:1', names: ['T'] });
    expect(built('ARG T=1\nFROM a:$T', given({ T: '9' })).stages[0]?.base).toEqual({ kind: 'known', text: 'a:9' });
  });

  test('instructions belong to the stage that they stand in', () => {
    const build = built('ARG a\nFROM x\nARG b\nRUN c\nFROM y\nONBUILD RUN d');
    const [first, second] = build.stages;
    expect(build.dockerfile.instructions.map((instruction) => build.stageOf(instruction))).toEqual([
      undefined,
      first,
      first,
      first,
      second,
      second,
    ]);
    expect(first?.instructions.map(({ keyword }) => keyword)).toEqual(['ARG', 'RUN']);
    const [inner] = build.of('RUN', { triggers: true }).slice(1);
    expect(inner && build.stageOf(inner)).toBe(second);
  });

  test('in a fragment ARG belongs to the stage; in front of FROM it belongs to none', () => {
    const fragment = built('ARG a=1\nRUN b');
    expect(stageOfFirst(fragment)).toBe(fragment.stages[0]);
    expect(fragment.globals.size).toBe(0);
    const stray = built('ARG a=1\nRUN b\nFROM c');
    expect(stageOfFirst(stray)).toBeUndefined();
    expect([...stray.globals.keys()]).toEqual(['a']);
    expect(built('ARG a=1').globals.get('a')?.value).toEqual({ kind: 'default', text: '1', names: ['a'] });
  });

  test('the chain is the stage and those it is built on, nearest first', () => {
    const { stages } = built('FROM a AS x\nFROM x AS y\nFROM b AS z\nFROM y');
    expect(stages[3]?.chain).toEqual([stages[3], stages[1], stages[0]]);
  });

  test('only scratch itself is scratch, also through an ARG', () => {
    const { stages } = built('ARG s=scratch\nFROM scratch\nFROM $s AS x\nFROM x\nFROM scratch:1');
    expect(stages.map(({ scratch }) => scratch)).toEqual([true, true, false, false]);
  });

  test('facts of the base are those of the first stage of the chain', () => {
    const { stages } = built('ARG v=1\nFROM a:$v AS x\nFROM x\nFROM b', knowing('a:1', { user: 'app' }));
    expect(stages.map(({ baseFacts }) => baseFacts?.user)).toEqual(['app', 'app', undefined]);
  });

  test('chains of stages are followed for 128 of them', () => {
    const text = ['FROM a AS s0', ...Array.from({ length: 200 }, (_, at) => `FROM s${at} AS s${at + 1}`)].join('\n');
    const { stages } = built(text);
    expect(stages[127]?.chain).toHaveLength(128);
    expect(stages[128]?.parent).toBeUndefined();
    expect(stages[128]?.base).toEqual({ kind: 'unknown', names: [] });
    expect(stages[0]?.role).toBe('ships');
  });

  test('100,000 stages are no problem', () => {
    const text = Array.from({ length: 100_000 }, (_, at) => `FROM s${at} AS s${at + 1}\nCOPY --from=${at} a b`).join(
      '\n',
    );
    const { stages, final } = built(`FROM a AS s0\n${text}`);
    expect(stages).toHaveLength(100_001);
    expect(final?.role).toBe('final');
    expect(new Set(stages.slice(0, -1).map(({ role }) => role))).toEqual(new Set(['ships']));
  });
});

describe('the role of a stage', () => {
  test.each<[string, string, string]>([
    ['copied from by number', 'FROM a\nFROM b\nCOPY --from=0 x y', 'ships final'],
    ['copied from by a number with a sign, as Go reads it', 'FROM a\nFROM b\nCOPY --from=+0 x y', 'ships final'],
    ['copied from by a name in another case', 'FROM a AS One\nFROM b\nCOPY --from=ONE x y', 'ships final'],
    ['copied from an image', 'FROM a AS one\nFROM b\nCOPY --from=two x y', 'unreachable final'],
    [
      'copied from a number that no stage has',
      'FROM a\nFROM b\nCOPY --from=7 x y\nCOPY --from=-1 x y',
      'unreachable final',
    ],
    ['COPY --from takes no variables', 'ARG s=one\nFROM a AS one\nFROM b\nCOPY --from=$s x y', 'unreachable final'],
    [
      'what a copied stage is built on ships',
      'FROM a AS one\nFROM one AS two\nFROM b\nCOPY --from=two x y',
      'ships ships final',
    ],
    [
      'mounted while commands of the final stage run',
      'FROM a AS one\nFROM b\nRUN --mount=from=one,target=/x y',
      'build final',
    ],
    ['a number is no stage for RUN --mount', 'FROM a\nFROM b\nRUN --mount=from=0,target=/x y', 'unreachable final'],
    [
      'mounted, and copied from as well',
      'FROM a AS one\nFROM b\nRUN --mount=from=one,target=/x y\nCOPY --from=one p q',
      'ships final',
    ],
    [
      'what a mounted stage needs only builds',
      'FROM a AS one\nFROM b AS two\nCOPY --from=one x y\nFROM c\nRUN --mount=from=two,target=/x y',
      'build build final',
    ],
    [
      'mounted in a stage that is mounted',
      'FROM a AS one\nFROM b AS two\nRUN --mount=from=one,target=/x y\nFROM c\nRUN --mount=from=two,target=/x y',
      'build build final',
    ],
    ['needed by one that nothing needs', 'FROM a AS one\nFROM one AS two\nFROM b', 'unreachable unreachable final'],
    [
      'the last one of a name counts for COPY --from',
      'FROM a AS x\nFROM b AS x\nFROM c\nCOPY --from=x p q',
      'unreachable ships final',
    ],
    [
      'an ONBUILD of the stage beneath',
      'FROM a AS one\nFROM b AS two\nONBUILD COPY --from=one x y\nFROM two',
      'ships ships final',
    ],
    [
      'an ONBUILD of the last stage does not run',
      'FROM a AS one\nFROM b AS two\nONBUILD COPY --from=one x y',
      'unreachable final',
    ],
    [
      'an ONBUILD of a stage further down does not run again',
      'FROM a AS one\nFROM b AS two\nONBUILD USER x\nFROM two AS three\nFROM three',
      'unreachable ships ships final',
    ],
    [
      'stages that copy from each other',
      'FROM a AS one\nCOPY --from=two x y\nFROM b AS two\nCOPY --from=one x y',
      'ships final',
    ],
  ])('%s', (_, text, expected) => {
    expect(
      built(text)
        .stages.map(({ role }) => role)
        .join(' '),
    ).toBe(expected);
  });
});

describe('a stage by the name that --from= gives', () => {
  const build = built('FROM a AS One\nFROM b AS two\nFROM c AS one');

  test('names count in any case, the last stage of a name', () => {
    expect(build.stageNamed('ONE')).toBe(build.stages[2]);
    expect(build.stageNamed('two')).toBe(build.stages[1]);
    expect(build.stageNamed('three')).toBeUndefined();
  });

  test('numbers count where they are asked for', () => {
    expect(build.stageNamed('1', { numbers: true })).toBe(build.stages[1]);
    expect(build.stageNamed('01', { numbers: true })).toBe(build.stages[1]);
    expect(build.stageNamed('3', { numbers: true })).toBeUndefined();
    expect(build.stageNamed('1')).toBeUndefined();
  });
});

describe('instructions of a kind', () => {
  const build = built('FROM a\nRUN one\nONBUILD RUN two\nRUN three\nONBUILD USER x');

  test('in the order of the file', () => {
    expect(build.of('RUN').map(({ rest }) => rest.text)).toEqual(['one', 'three']);
    expect(build.of('USER')).toEqual([]);
    expect(build.of('COPY')).toEqual([]);
  });

  test('with those inside of ONBUILD', () => {
    expect(build.of('RUN', { triggers: true }).map(({ rest }) => rest.text)).toEqual(['one', 'two', 'three']);
    expect(build.of('USER', { triggers: true })).toHaveLength(1);
    expect(build.of('ONBUILD', { triggers: true })).toHaveLength(2);
  });
});

describe('the USER in force at the end of a stage', () => {
  test.each<[string, string, readonly (string | undefined)[]]>([
    ['none', 'FROM a', [undefined]],
    ['the last one', 'FROM a\nUSER x\nUSER y', ['y']],
    ['of the stage beneath', 'FROM a AS s\nUSER x\nFROM s', ['x', 'x']],
    ['not of another stage', 'FROM a AS s\nUSER x\nFROM b', ['x', undefined]],
    ['an ONBUILD of the stage beneath runs later', 'FROM a AS s\nONBUILD USER y\nUSER x\nFROM s', ['x', 'y']],
    ['without a name it is broken', 'FROM a\nUSER x\nUSER', ['x']],
  ])('%s', (_, text, expected) => {
    const build = built(text);
    expect(build.stages.map((stage) => build.lastUser(stage)?.value.text)).toEqual(expected);
  });
});
