import { describe, expect, test } from '@jest/globals';
import type { BuildCheck } from '../../src/model/dockerfile-rule.ts';
import { found, lines, lintText, NO_ADD, taken } from './harness.ts';

const BASE = { rules: [{ rule: 'no-base' }] };

describe('BuildKit: # check=', () => {
  const head = (value: string) => lines(`# check=${value}`, 'FROM a', 'ADD a b', 'ADD a b');

  test.each([
    'skip=AddIsBad',
    'skip=Other,AddIsBad',
    'skip=all',
    'skip=AddIsBad;error=true',
    'error=false;skip=AddIsBad;experimental=all',
    'skip=AddIsBad because',
    'skip=Other\t,AddIsBad',
    'skip=\tAddIsBad',
    'skip=Other;skip=AddIsBad',
    'skip=all;skip=Other',
    'skip=Other;skip=all',
    'error=0;skip=AddIsBad;experimental=A;foo',
  ])('%s reaches the whole file', (value) => {
    expect(taken(head(value))).toEqual(['3: no-add', '4: no-add']);
  });

  test('the value ends at the first blank', () => {
    expect(taken(head('skip=Other, AddIsBad'))).toEqual([]);
  });

  test.each([
    'skip=addisbad',
    'skip=AddIsBad\twhy',
    'skip=AddIsBad;skip=Other',
    'error=1;experimental=B;A;skip=AddIsBad',
  ])('%s names another check', (value) => {
    expect(taken(head(value))).toEqual([]);
  });

  test('it may stand behind a first line with #!, and nowhere but at the start of a line', () => {
    expect(taken(lines('#!/usr/bin/env docker', '# check=skip=all', 'FROM a', 'ADD a b'))).toEqual(['4: no-add']);
    const { findings, suppressed } = lintText(lines(' # check=skip=all', 'FROM a', 'ADD a b'));
    expect(suppressed).toEqual([]);
    expect(findings.find(({ rule }) => rule === 'unknown-ignore')?.message).toContain('the very start of a line');
  });

  test.each([
    ['skip=AddIsBad;foo=1', '"foo" is none of skip, error and experimental'],
    ['skip=AddIsBad;error=yes', 'true or false'],
    ['AddIsBad', '"AddIsBad" has no value'],
  ])('%s is refused', (value, message) => {
    const { findings, suppressed } = lintText(head(value));
    expect(suppressed).toEqual([]);
    expect(findings.find(({ rule }) => rule === 'unknown-ignore')?.message).toContain(message);
  });

  test('error=true makes errors of what BuildKit checks', () => {
    const severities = lintText(lines('# check=error=true', 'FROM a', 'ADD a b', 'RUN bar')).findings;
    expect(severities.map(({ rule, severity }) => [rule, severity])).toEqual([
      ['no-add', 'error'],
      ['no-program', 'info'],
    ]);
  });

  test('skip=all leaves experimental checks and what BuildKit does not know', () => {
    const experimental = { ...NO_ADD, aliases: { buildkit: ['InvalidDefinitionDescription'] } };
    expect(found(head('skip=all'), { rulesToUse: [experimental] })).toEqual(['3: no-add', '4: no-add']);
    expect(found(lines('# check=skip=all', 'FROM a', 'RUN foo'))).toEqual(['3: no-program']);
  });

  test.each(['JSONArgsRecommended', 'UndefinedVar', 'CopyIgnoredFile'])(
    'skip=all takes %s out, error=true makes it one',
    (name) => {
      const rule = { ...NO_ADD, aliases: { buildkit: [name] } };
      expect(taken(head('skip=all'), { rulesToUse: [rule] })).toEqual(['3: no-add', '4: no-add']);
      const { findings } = lintText(head('error=true'), { rulesToUse: [rule] });
      expect(findings.map(({ severity }) => severity)).toEqual(['error', 'error']);
    },
  );

  describe('above an instruction', () => {
    test('reaches that one', () => {
      expect(taken(lines('FROM a', '# check=skip=AddIsBad', 'ADD a b', 'ADD a b'))).toEqual(['3: no-add']);
      expect(taken(lines('FROM a', '# check=skip=all', 'ADD a b', 'ADD a b'))).toEqual(['3: no-add']);
    });

    test('the first one since the last empty comment counts', () => {
      expect(taken(lines('FROM a', '# check=skip=X', '# check=skip=AddIsBad', 'ADD a b'))).toEqual([]);
      expect(taken(lines('FROM a', '# check=skip=X', '#', '# check=skip=AddIsBad', 'ADD a b'))).toEqual(['5: no-add']);
      expect(taken(lines('FROM a', '# check=skip=AddIsBad', '# more', '', 'ADD a b'))).toEqual(['5: no-add']);
      expect(taken(lines('FROM a', '# check=skip=AddIsBad', '#', 'ADD a b'))).toEqual([]);
    });

    test('does not reach checks of the whole file', () => {
      const text = lines('', '# check=skip=DuplicateStageName', 'FROM a');
      expect(taken(text, BASE)).toEqual([]);
      expect(taken(lines('', '# check=skip=all', 'FROM a'), BASE)).toEqual([]);
      expect(taken(lines('# check=skip=DuplicateStageName', 'FROM a'), BASE)).toEqual(['2: no-base']);
    });

    test.each(['all', 'MultipleInstructionsDisallowed'])(
      'skip=%s above the later of two reaches the earlier one, where the finding lies',
      (name) => {
        const rule = {
          ...NO_ADD,
          id: 'no-two',
          aliases: { buildkit: ['MultipleInstructionsDisallowed'] },
          compile: (): BuildCheck => (build, report) => {
            const [first] = build.of('CMD');
            if (first !== undefined) report({ message: 'two', span: first.span });
          },
        };
        const above = `# check=skip=${name}`;
        expect(taken(lines('FROM a', 'CMD a', above, 'CMD b'), { rulesToUse: [rule] })).toEqual(['2: no-two']);
        expect(taken(lines('FROM a', above, 'CMD a', 'CMD b'), { rulesToUse: [rule] })).toEqual([]);
        expect(taken(lines('FROM a', 'CMD a', 'FROM b', above, 'CMD b'), { rulesToUse: [rule] })).toEqual([]);
        expect(taken(lines('FROM a', 'CMD a', above, 'ENTRYPOINT b'), { rulesToUse: [rule] })).toEqual([]);
      },
    );
  });
});

describe('Trivy: # trivy:ignore:', () => {
  test.each([
    '# trivy:ignore:DS-0005',
    '#trivy:ignore:AVD-DS-0005',
    '# trivy:ignore:DS005',
    '# tfsec:ignore:DS-0005',
    '# trivy:ignore:*',
    '# trivy:ignore:DS-0001 trivy:ignore:DS-0005',
    '# trivy:ignore:DS-0005:exp:2026-11-20',
    '# see below trivy:ignore:DS-0005 why',
  ])('%s reaches the instruction below', (comment) => {
    expect(taken(lines('FROM a', comment, 'ADD a b', 'ADD a b'))).toEqual(['3: no-add']);
  });

  test('stacked comments add up, and nothing may come in between', () => {
    expect(taken(lines('FROM a', '# trivy:ignore:DS-0005', '# trivy:ignore:DS-0010', 'ADD a b'))).toEqual([
      '4: no-add',
    ]);
    expect(taken(lines('FROM a', '# trivy:ignore:DS-0005', '# more', 'ADD a b'))).toEqual([]);
    expect(taken(lines('FROM a', '# trivy:ignore:DS-0005', '', 'ADD a b'))).toEqual([]);
  });

  test('inside of an instruction it reaches the next line', () => {
    expect(taken(lines('FROM a', 'RUN foo && \\', '# trivy:ignore:DS-0010', ' foo'))).toEqual(['4: no-program']);
  });

  test('an end that has passed, or is no day, ignores nothing', () => {
    expect(found(lines('FROM a', '# trivy:ignore:DS-0005:exp:2026-11-19', 'ADD a b'))).toEqual([
      '2: expired-ignore',
      '3: no-add',
    ]);
    expect(found(lines('FROM a', '# trivy:ignore:DS-0005:exp:soon', 'ADD a b'))).toEqual([
      '2: unknown-ignore',
      '3: no-add',
    ]);
  });

  test('* leaves what Trivy does not know', () => {
    const unknown = { ...NO_ADD, aliases: { hadolint: ['DL3020'] } };
    expect(taken(lines('FROM a', '# trivy:ignore:*', 'ADD a b'), { rulesToUse: [unknown] })).toEqual([]);
  });
});

describe('Checkov: # checkov:skip=', () => {
  test.each([
    '# checkov:skip=CKV_DOCKER_4',
    '# checkov:skip=CKV_DOCKER_4:it unpacks',
    '# bridgecrew:skip=CKV_DOCKER_4',
    '# see checkov:skip= CKV_DOCKER_4',
    '# checkov:skip=CKV_DOCKER_1,CKV_DOCKER_4:why',
  ])('%s reaches the whole file', (comment) => {
    expect(taken(lines('FROM a', 'ADD a b', 'RUN true \\', comment, '  x', 'ADD a b'))).toEqual([
      '2: no-add',
      '6: no-add',
    ]);
  });

  test('the reason is kept', () => {
    const { suppressed } = lintText(lines('FROM a', 'ADD a b', '# checkov:skip=CKV_DOCKER_4: it unpacks '));
    expect(suppressed[0]?.suppression).toMatchObject({ by: 'checkov', reason: 'it unpacks' });
  });
});
