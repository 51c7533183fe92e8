import { describe, expect, test } from '@jest/globals';
import { closestWord, suggest } from '../../src/model/suggest.ts';

const KNOWN = ['action', 'match', 'rules', 'run-as-non-root'];

describe('did you mean', () => {
  test.each([
    ['acton', 'action'],
    ['acction', 'action'],
    ['atcion', 'action'],
    ['bction', 'action'],
    ['ACTION', 'action'],
    ['run-as-nonroot', 'run-as-non-root'],
    ['rule', 'rules'],
  ])('%s: %s', (written, meant) => {
    expect(closestWord(written, KNOWN)).toBe(meant);
    expect(suggest(written, KNOWN)).toBe(`; did you mean "${meant}"?`);
  });

  test.each(['', 'x', 'namespace', 'zzzzzz', 'a'.repeat(65), 'action'.repeat(1_000)])(
    '%j is close to nothing',
    (written) => {
      expect(closestWord(written, KNOWN)).toBeUndefined();
      expect(suggest(written, KNOWN)).toBe('');
    },
  );

  test.each([
    ['allow', 'allowed'],
    ['Repl', 'replicas'],
    ['allowedNames', 'allowed'],
  ])('a beginning of a word, or more than it, is suggested too: %s', (written, meant) => {
    expect(suggest(written, ['any', 'not', 'replicasOfAll', 'replicas', 'allowsAll', 'allowed'])).toBe(
      `; did you mean "${meant}"?`,
    );
  });

  test.each(['repl', 'notes', 'al', 'allowedEverythingElse', `allowed${'x'.repeat(100)}`])(
    'less than half of a word says nothing, nor does a short one: %s',
    (written) => {
      expect(suggest(written, ['any', 'not', 'replicasOfAll', 'allowed'])).toBe('');
    },
  );

  test('the closest one counts, and of equals the first', () => {
    expect(closestWord('patch', ['match', 'path', 'batch'])).toBe('match');
    expect(closestWord('paths', ['match', 'path', 'batch'])).toBe('path');
  });
});
