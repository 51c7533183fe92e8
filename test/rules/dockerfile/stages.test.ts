import { describe, expect, test } from '@jest/globals';
import { copyFromKnownStage } from '../../../src/rules/dockerfile/stages/copy-from-known-stage.ts';
import { instructionOrder } from '../../../src/rules/dockerfile/stages/instruction-order.ts';
import { noReservedStageName } from '../../../src/rules/dockerfile/stages/no-reserved-stage-name.ts';
import { stageNameCasing } from '../../../src/rules/dockerfile/stages/stage-name-casing.ts';
import { uniqueStageName } from '../../../src/rules/dockerfile/stages/unique-stage-name.ts';
import { unreachableStage } from '../../../src/rules/dockerfile/stages/unreachable-stage.ts';
import { fixedBy } from '../../support/dockerfile.ts';
import { aliases, found, messages } from './found.ts';

describe('unique-stage-name', () => {
  test.each([
    ['the same', 'FROM a AS x\nFROM b AS x', ['2:11-2:12 x']],
    ['in another case', 'FROM a AS x\nFROM b AS X', ['2:11-2:12 X']],
    ['three times', 'FROM a AS x\nFROM b AS x\nFROM c AS x', ['2:11-2:12 x', '3:11-3:12 x']],
    ['others', 'FROM a AS x\nFROM x AS y\nFROM a', []],
  ])('%s', (_, text, expected) => {
    expect(found(uniqueStageName, text)).toEqual(expected);
  });
});

describe('no-reserved-stage-name', () => {
  test.each([
    ['scratch', 'FROM a AS scratch', ['1:11-1:18 scratch']],
    ['context, in any case', 'FROM a AS Context', ['1:11-1:18 Context']],
    ['a longer name', 'FROM a AS scratchpad', []],
    ['what every object has', 'FROM a AS constructor', []],
    ['the image', 'FROM scratch AS a', []],
  ])('%s', (_, text, expected) => {
    expect(found(noReservedStageName, text)).toEqual(expected);
  });
});

describe('unreachable-stage', () => {
  test.each([
    ['a stage with a name', 'FROM a AS x\nFROM b', ['1:11-1:12 x']],
    ['a stage without one', 'FROM a\nFROM b', ['1:6-1:7 a']],
    ['built on', 'FROM a AS x\nFROM x', []],
    ['copied from by number', 'FROM a\nFROM b\nCOPY --from=0 /x /x', []],
    ['mounted', 'FROM a AS x\nFROM b\nRUN --mount=from=x,target=/x make', []],
    ['needed by one that is not', 'FROM a AS x\nFROM x AS y\nFROM b', ['2:11-2:12 y']],
    ['copied from by one that is not', 'FROM a AS x\nFROM c AS y\nCOPY --from=x /x /x\nFROM b', ['2:11-2:12 y']],
    ['two targets', 'FROM a AS x\nFROM a AS y\nFROM b', ['1:11-1:12 x', '2:11-2:12 y']],
    ['a collection of targets', 'FROM a AS x\nFROM a AS y\nFROM a AS z\nFROM c\nFROM b', ['4:6-4:7 c']],
    ['needed through another', 'FROM a AS x\nFROM b AS y\nCOPY --from=x /x /x\nFROM c\nCOPY --from=y /x /x', []],
    ['a fragment', 'RUN make', []],
    ['what stands in front of FROM is no stage', 'RUN make\nFROM a', []],
  ])('%s', (_, text, expected) => {
    expect(found(unreachableStage, text)).toEqual(expected);
  });
});

describe('copy-from-known-stage', () => {
  const stages = 'FROM a:1 AS build\nFROM b:1 AS other\n';
  test.each([
    ['an earlier stage', 'COPY --from=build /x /x', [], []],
    ['in another case', 'COPY --from=Build /x /x', [], []],
    ['by number', 'COPY --from=0 /x /x', [], []],
    ['its own number', 'COPY --from=1 /x /x', ['3:13-3:14 1'], ['DL3023']],
    ['its own name', 'COPY --from=other /x /x', ['3:13-3:18 other'], ['DL3023']],
    ['a number that none has', 'COPY --from=2 /x /x', ['3:13-3:14 2'], ['DL3022']],
    ['a negative number', 'COPY --from=-1 /x /x', ['3:13-3:15 -1'], ['DL3022']],
    ['a later stage', 'COPY --from=late /x /x\nFROM c AS late', ['3:13-3:17 late'], ['DL3022']],
    ['a variable', 'COPY --from=$STAGE /x /x', ['3:13-3:19 $STAGE'], ['DL3022']],
    ['an image', 'COPY --from=nginx:1 /x /x', [], []],
    ['an image without a tag', 'COPY --from=nginx /x /x', [], []],
    ['nearly a stage', 'COPY --from=biuld /x /x', ['3:13-3:18 biuld'], ['DL3022']],
    ['no image either', 'COPY --from=Nginx /x /x', ['3:13-3:18 Nginx'], ['DL3022']],
    ['in quotes', 'COPY --from="late" /x /x\nFROM c AS late', ['3:13-3:19 "late"'], ['DL3022']],
    ['everything', 'COPY --from=build / /', ['3:19-3:22 / /'], ['DL3067']],
    ['everything, as JSON', 'COPY --from=build ["/", "/"]', ['3:20-3:28 "/", "/"'], ['DL3067']],
    ['all of a stage that begins empty', 'FROM scratch AS out\nFROM a\nCOPY --from=out / /', [], []],
    ['everything into a directory', 'COPY --from=build / /rootfs', [], []],
    [
      'a mount of a later stage',
      'RUN --mount=from=late,target=/x make\nFROM c AS late',
      ['3:18-3:22 late'],
      ['DL3022'],
    ],
    ['a mount of its own stage', 'RUN --mount=type=cache,from=other,target=/x make', ['3:29-3:34 other'], ['DL3023']],
    ['a mount by number is an image', 'RUN --mount=from=9,target=/x make', [], []],
    ['ONBUILD is for another file', 'ONBUILD COPY --from=late /x /x\nFROM c AS late', [], []],
    ['over lines', 'COPY \\\n  --from=9 \\\n  /x /x', ['4:10-4:11 9'], ['DL3022']],
  ])('%s', (_, text, expected, named) => {
    expect(found(copyFromKnownStage, stages + text)).toEqual(expected);
    expect(aliases(copyFromKnownStage, stages + text)).toEqual(named);
  });

  test('a number counts FROMs, also behind instructions that belong to no stage', () => {
    expect(found(copyFromKnownStage, 'USER x\nFROM a\nFROM b\nCOPY --from=0 /x /x')).toEqual([]);
  });

  test('suggests the stage', () => {
    expect(messages(copyFromKnownStage, `${stages}COPY --from=buid /x /x`)).toEqual([
      'COPY --from names "buid", which is no stage and so an image from a registry; did you mean "build"?',
    ]);
  });
});

describe('instruction-order', () => {
  test.each([
    ['RUN in front', 'RUN make\nFROM a', ['1:1-1:4 RUN']],
    ['each of them', 'ARG A\nLABEL a=b\nUSER c\nFROM a\nUSER d', ['2:1-2:6 LABEL', '3:1-3:5 USER']],
    ['ARG and comments', '# a\nARG A\nFROM a', []],
    ['a fragment', 'RUN make\nUSER x', []],
  ])('%s', (_, text, expected) => {
    expect(found(instructionOrder, text)).toEqual(expected);
  });
});

describe('stage-name-casing', () => {
  test.each([
    ['the name', 'FROM a AS Build', 'FROM a AS build'],
    ['FROM', 'FROM a AS Build\nFROM Build AS x', 'FROM a AS build\nFROM build AS x'],
    [
      'COPY',
      'FROM a AS Build\r\nFROM b\r\nCOPY --from=BUILD /x /x\r\n',
      'FROM a AS build\r\nFROM b\r\nCOPY --from=build /x /x\r\n',
    ],
    [
      'mounts',
      'FROM a AS Build\nFROM b\nRUN --mount=type=bind,from=Build,target=/x make',
      'FROM a AS build\nFROM b\nRUN --mount=type=bind,from=build,target=/x make',
    ],
    ['but what stands in front', 'FROM Build AS x\nFROM a AS Build', 'FROM Build AS x\nFROM a AS build'],
    [
      'of two stages with one name',
      'FROM a AS B\nFROM b AS B\nCOPY --from=B /x /x',
      'FROM a AS b\nFROM b AS b\nCOPY --from=b /x /x',
    ],
    [
      'over lines',
      'FROM a \\\n  AS Build\nFROM b\nCOPY \\\n  --from=Build \\\n  /x /x',
      'FROM a \\\n  AS build\nFROM b\nCOPY \\\n  --from=build \\\n  /x /x',
    ],
    [
      'not an image of that name',
      'FROM a AS Build\nFROM b\nCOPY --from=x/Build /x /x',
      'FROM a AS build\nFROM b\nCOPY --from=x/Build /x /x',
    ],
  ])('the fix changes %s', (_, text, expected) => {
    expect(fixedBy(stageNameCasing, text)).toBe(expected);
  });

  test('points at the name', () => {
    expect(found(stageNameCasing, 'FROM a AS Build\nFROM b AS c')).toEqual(['1:11-1:16 Build']);
  });
});
