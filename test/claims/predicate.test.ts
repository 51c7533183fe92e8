import { describe, expect, test } from '@jest/globals';
import { ClaimError } from '../../src/claims/claim.ts';
import { unwrapPredicate, wrapper } from '../../src/claims/predicate.ts';

describe('what cosign signs', () => {
  test.each<[string, unknown, unknown]>([
    ['a document as it is', { a: 1 }, { a: 1 }],
    ['a document as a text', ' {"a": 1}', { a: 1 }],
    ['a document in Data', { Data: { a: 1 }, Timestamp: '2026-11-01T12:00:00Z' }, { a: 1 }],
    ['a text in Data', { Data: '{"a": 1}', Timestamp: '' }, { a: 1 }],
    ['Data alone', { Data: '[1]' }, [1]],
    ['a text that is no JSON', 'SPDXVersion: SPDX-2.3', 'SPDXVersion: SPDX-2.3'],
    ['XML', { Data: '<bom/>' }, '<bom/>'],
    ['Data among other things', { Data: '{}', name: 'x' }, { Data: '{}', name: 'x' }],
    ['no more than one shell', { Data: { Data: '{}' } }, { Data: '{}' }],
    ['a text in a text', JSON.stringify('{"a": 1}'), JSON.stringify('{"a": 1}')],
    ['nothing', null, null],
  ])('%s', (_, predicate, expected) => {
    expect(unwrapPredicate(predicate)).toEqual(expected);
  });

  test.each([
    ['{"a": 1', 'the text in the predicate is not the JSON that is wanted: the text is not valid JSON'],
    ['{"a": 1, "a": 2}', 'an object has the same key twice'],
    ['['.repeat(1000), 'nested more than 64 levels deep'],
  ])('%j is refused', (text, reason) => {
    expect(() => unwrapPredicate({ Data: text })).toThrow(ClaimError);
    expect(() => unwrapPredicate(text)).toThrow(reason);
  });

  test('a wrapper is one by its own members', () => {
    expect(wrapper({ Data: 'x', Timestamp: 'y' })).toEqual({ data: 'x', timestamp: 'y' });
    expect(wrapper(Object.create({ Data: 'x' }))).toBeUndefined();
    expect(wrapper('x')).toBeUndefined();
  });
});
