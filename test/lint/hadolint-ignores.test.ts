import { describe, expect, test } from '@jest/globals';
import { found, lines, NO_BASE, taken } from './harness.ts';

describe('# hadolint ignore=', () => {
  test.each([
    '# hadolint ignore=DL3020',
    '#hadolint ignore=DL3020',
    '\t#\thadolint\tignore\t=\tDL3020\t',
    '# hadolint ignore=DL3001,DL3020',
    '# hadolint ignore=DL3001 , DL3020 # why',
    '# hadolint ignore=DL3020#why',
  ])('%s counts', (comment) => {
    expect(taken(lines('FROM a', comment, 'ADD a b'))).toEqual(['3: no-add']);
  });

  test.each([
    '# hadolint ignore=DL3020 because',
    '# hadolint ignore=DL3020,',
    '# hadolint ignore=,DL3020',
    '# hadolint ignore=DL3020 DL3001',
    '# hadolint ignore=DL3020,no-add',
    '# hadolint ignore=dl3020',
    '# hadolint ignore:DL3020',
    '# hadolint ignore=',
    '# hadolint  global  ignore=DL3020;',
  ])('%s is void, and that is said', (comment) => {
    expect(taken(lines('FROM a', comment, 'ADD a b'))).toEqual([]);
    expect(found(lines('FROM a', comment, 'ADD a b'))).toEqual(['2: unknown-ignore', '3: no-add']);
  });

  test.each(['# Hadolint ignore=DL3020', '# see hadolint ignore=DL3020', '# hadolintignore=DL3020'])(
    '%s is an ordinary comment',
    (comment) => {
      expect(found(lines('FROM a', comment, 'ADD a b'))).toEqual(['3: no-add']);
    },
  );

  test.each([
    ['another comment', '# more'],
    ['an empty line', ''],
  ])('%s in between disarms it', (_, between) => {
    expect(found(lines('FROM a', '# hadolint ignore=DL3020', between, 'ADD a b'))).toEqual([
      '2: unknown-ignore',
      '4: no-add',
    ]);
  });

  test('a comment inside of an instruction is none for hadolint', () => {
    expect(found(lines('FROM a', 'RUN true && \\', '# hadolint ignore=DL3001', ' foo'))).toEqual([
      '3: unknown-ignore',
      '4: no-program',
    ]);
  });

  test('reaches all lines of the instruction', () => {
    expect(taken(lines('FROM a', '# hadolint ignore=DL3001', 'RUN foo && \\', ' foo'))).toHaveLength(2);
  });

  test('takes out only the check that it names', () => {
    expect(found(lines('FROM a', '# hadolint ignore=DL3001', 'RUN foo && bar'))).toEqual(['3: no-program']);
  });
});

describe('# hadolint global ignore=', () => {
  test('reaches the whole file from anywhere outside of instructions', () => {
    expect(taken(lines('FROM a', 'ADD a b', 'FROM c', 'ADD a b', '# hadolint global ignore=DL3020'))).toHaveLength(2);
  });
});

describe('# hadolint stage ignore=', () => {
  test('above a FROM: reaches the stage and the next FROM, but not its own', () => {
    const text = lines('# hadolint stage ignore=DL3020,DL3006', 'FROM a', 'ADD a b', 'FROM b', 'ADD a b');
    expect(taken(text)).toEqual(['3: no-add']);
  });

  test('reaches the FROM of the stage behind', () => {
    const text = lines('FROM a', '# hadolint stage ignore=DL3001', 'RUN true', 'FROM b', 'RUN foo');
    expect(taken(text)).toEqual([]);
    const base = lines('# hadolint stage ignore=DL3006', 'FROM a', 'RUN true', 'FROM b', 'FROM c');
    const rule = { ...NO_BASE, aliases: { hadolint: ['DL3006'] } };
    expect(taken(base, { rulesToUse: [rule], rules: [{ rule: 'no-base' }] })).toEqual(['4: no-base']);
  });

  test('in the middle of a stage: reaches from behind the next line on', () => {
    expect(taken(lines('FROM a', '# hadolint stage ignore=DL3020', 'ADD a b', 'ADD a b', 'ADD a b'))).toEqual([
      '4: no-add',
      '5: no-add',
    ]);
  });

  test('the next one takes its place', () => {
    const text = lines(
      'FROM a',
      '# hadolint stage ignore=DL3020',
      'RUN true',
      'ADD a b',
      '# hadolint stage ignore=DL3001',
      'ADD a b',
      'ADD a b',
      'RUN foo',
    );
    expect(taken(text)).toEqual(['4: no-add', '6: no-add', '8: no-program']);
  });

  test('behind the last instruction: reaches nothing', () => {
    expect(taken(lines('FROM a', 'ADD a b', '# hadolint stage ignore=DL3020'))).toEqual([]);
  });
});
