import { describe, expect, test } from '@jest/globals';
import { consistentInstructionCasing } from '../../../src/rules/dockerfile/stages/consistent-instruction-casing.ts';
import { definitionComment } from '../../../src/rules/dockerfile/stages/definition-comment.ts';
import { fromAsCasing } from '../../../src/rules/dockerfile/stages/from-as-casing.ts';
import { noEmptyContinuation } from '../../../src/rules/dockerfile/stages/no-empty-continuation.ts';
import { noMaintainer } from '../../../src/rules/dockerfile/stages/no-maintainer.ts';
import { fixedBy } from '../../support/dockerfile.ts';
import { found } from './found.ts';

describe('consistent-instruction-casing', () => {
  test.each([
    ['one of three', 'FROM a\nrun b\nCMD ["c"]', ['2:1-2:4 run'], 'FROM a\nRUN b\nCMD ["c"]'],
    ['as many of both: upper case', 'from a\nRUN b', ['1:1-1:5 from'], 'FROM a\nRUN b'],
    ['most are in lower case', 'from a\nrun b\nUSER c', ['3:1-3:5 USER'], 'from a\nrun b\nuser c'],
    ['mixed case', 'From a\nrun b', ['1:1-1:5 From'], 'from a\nrun b'],
    ['only mixed case', 'From a', ['1:1-1:5 From'], 'FROM a'],
    ['ARG in front of FROM is not looked at', 'arg A\nFROM a', [], undefined],
    ['behind ONBUILD neither', 'FROM a\nONBUILD run b', [], undefined],
    ['a fragment', 'RUN a\nuser b\nRUN c', ['2:1-2:5 user'], 'RUN a\nUSER b\nRUN c'],
    ['no instruction', 'FROM a\nfoo b', [], undefined],
  ])('%s', (_, text, expected, fixed = text) => {
    expect(found(consistentInstructionCasing, text)).toEqual(expected);
    expect(fixedBy(consistentInstructionCasing, text)).toBe(fixed);
  });
});

describe('from-as-casing', () => {
  test.each([
    ['lower behind upper', 'FROM a as b', ['1:8-1:10 as'], 'FROM a AS b'],
    ['upper behind lower', 'from a AS b', ['1:8-1:10 AS'], 'from a as b'],
    ['mixed behind upper', 'FROM a As b', ['1:8-1:10 As'], 'FROM a AS b'],
    ['behind mixed', 'From a as b', [], undefined],
    ['the same', 'FROM a AS b\nfrom a as c', [], undefined],
    ['over lines', 'FROM a \\\n  as b', ['2:3-2:5 as'], 'FROM a \\\n  AS b'],
  ])('%s', (_, text, expected, fixed = text) => {
    expect(found(fromAsCasing, text)).toEqual(expected);
    expect(fixedBy(fromAsCasing, text)).toBe(fixed);
  });
});

describe('definition-comment', () => {
  test.each([
    ['another word', '# the version\nARG V=1\nFROM a', ['1:1-1:14 # the version'], '# the version\n#\nARG V=1\nFROM a'],
    ['the name', '# V is the version\nARG V=1\nFROM a', [], undefined],
    ['the name of one of several', '# B is it\nARG A=1 B=2\nFROM a', [], undefined],
    ['only the last line counts', '# the version\n# V it is\nARG V=1\nFROM a', [], undefined],
    ['an empty comment separates', '# the version\n#\nARG V=1\nFROM a', [], undefined],
    [
      'a blank line does not',
      '# the version\n\nARG V=1\nFROM a',
      ['1:1-1:14 # the version'],
      '# the version\n\n#\nARG V=1\nFROM a',
    ],
    ['a stage with a name', '# compiles\nFROM a AS b', ['1:1-1:11 # compiles'], '# compiles\n#\nFROM a AS b'],
    ['a stage without one', '# compiles\nFROM a', [], undefined],
    ['a stage whose name is not in lower case', '# build it\nFROM a AS Build', [], undefined],
    ['for tools', '# hadolint ignore=DL3006\n# renovate: datasource=docker\nARG V=1\nFROM a', [], undefined],
    ['CRLF and indentation', '# one\r\n  ARG V=1\r\nFROM a', ['1:1-1:6 # one'], '# one\r\n#\r\n  ARG V=1\r\nFROM a'],
    ['other instructions', '# run it\nRUN a', [], undefined],
  ])('%s', (_, text, expected, fixed = text) => {
    expect(found(definitionComment, text)).toEqual(expected);
    expect(fixedBy(definitionComment, text)).toBe(fixed);
  });
});

describe('no-empty-continuation', () => {
  test.each([
    ['one line', 'FROM a\nRUN b \\\n\n  c\n', ['3:1-4:1 \n'], 'FROM a\nRUN b \\\n  c\n'],
    [
      'several at several places',
      'RUN a \\\r\n\r\n b \\\r\n \t\r\n\r\n c',
      ['2:1-3:1 \r\n'],
      'RUN a \\\r\n b \\\r\n c',
    ],
    ['comments stay', 'RUN a \\\n\n # x\n b', ['2:1-3:1 \n'], 'RUN a \\\n # x\n b'],
    ['between instructions', 'FROM a\n\nRUN b', [], undefined],
    ['in a heredoc', 'FROM a\nRUN <<EOF\n\nb\nEOF\n', [], undefined],
  ])('%s', (_, text, expected, fixed = text) => {
    expect(found(noEmptyContinuation, text)).toEqual(expected);
    expect(fixedBy(noEmptyContinuation, text)).toBe(fixed);
  });
});

describe('no-maintainer', () => {
  const label = 'org.opencontainers.image.authors';
  test.each([
    ['a text', 'FROM a\nMAINTAINER Ada <a@b.c>\n', `FROM a\nLABEL ${label}="Ada <a@b.c>"\n`],
    ['in lower case', 'from a\nmaintainer Ada', `from a\nlabel ${label}="Ada"`],
    ['in quotes', 'FROM a\nMAINTAINER "Ada"', `FROM a\nLABEL ${label}="Ada"`],
    ['what a label would expand', 'FROM a\nMAINTAINER A$da "x" \\ y', `FROM a\nLABEL ${label}="A\\$da \\"x\\" \\\\ y"`],
    ['with another escape', '# escape=`\nFROM a\nMAINTAINER A$da', `# escape=\`\nFROM a\nLABEL ${label}="A\`$da"`],
    ['not where the label exists', `FROM a\nLABEL ${label}=x\nMAINTAINER y`, `FROM a\nLABEL ${label}=x\nMAINTAINER y`],
    ['not of several', 'FROM a\nMAINTAINER y\nMAINTAINER z', 'FROM a\nMAINTAINER y\nMAINTAINER z'],
    ['not over lines', 'FROM a\nMAINTAINER y \\\n z', 'FROM a\nMAINTAINER y \\\n z'],
  ])('the fix writes a label: %s', (_, text, expected) => {
    expect(fixedBy(noMaintainer, text)).toBe(expected);
  });

  test('points at each instruction', () => {
    expect(found(noMaintainer, 'FROM a\nMAINTAINER y\nMAINTAINER z')).toEqual([
      '2:1-2:11 MAINTAINER',
      '3:1-3:11 MAINTAINER',
    ]);
  });
});
