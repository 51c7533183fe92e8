import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/model/json.ts';
import { readingOf, told } from './judging.ts';

const TYPE = 'https://example.com/review/v1';
const APPROVED = { id: 'approved', message: 'only {{ value }} approvals', assert: { path: '$.approvals', atLeast: 2 } };

const read = (predicate: unknown, ...rules: readonly JsonObject[]) =>
  readingOf({ kind: 'custom', rules }, TYPE, predicate);

describe('rules over predicates', () => {
  test.each<[string, unknown, readonly JsonObject[], readonly string[]]>([
    ['one that holds', { approvals: 2 }, [APPROVED], []],
    ['one that is broken', { approvals: 1 }, [APPROVED], ['custom.approved: only 1 approvals, at approvals']],
    ['nothing there', {}, [APPROVED], ['custom.approved: only <none> approvals']],
    [
      'what is no object',
      7,
      [APPROVED],
      ['custom.approved: only 7 approvals (cannot be judged: the path needs an object here, and this is a number)'],
    ],
    ['nothing at all', undefined, [APPROVED], ['custom.approved: only <none> approvals']],
    [
      'several rules and places',
      { approvals: 0, by: [{ name: 'a' }, { name: 'b', bot: true }] },
      [
        APPROVED,
        { id: 'human', message: '{{ path }} is a bot', forEach: '$.by', assert: { path: '$.bot', absent: true } },
      ],
      ['custom.approved: only 0 approvals, at approvals', 'custom.human: by[1].bot is a bot'],
    ],
    [
      'what cosign wraps',
      { Data: '{"approvals":1}', Timestamp: '2026-11-01T00:00:00Z' },
      [APPROVED],
      ['custom.approved: only 1 approvals, at approvals'],
    ],
    ['no rules', {}, [], []],
    [
      'names with control characters',
      { '\u202e': 1 },
      [{ id: 'none', message: 'no', assert: { path: '$[*]', equals: 2 } }],
      ['custom.none: no, at [\\u{202e}]'],
    ],
  ])('%s', (_name, predicate, rules, expected) => {
    expect(told(read(predicate, ...rules))).toEqual(expected);
  });

  test('the time that cosign notes is told', () => {
    const reading = read({ Data: '{}', Timestamp: '2026-11-01T00:00:00Z' });
    expect(reading).toEqual({
      offences: [],
      unlisted: 0,
      unlistedWarnings: 0,
      maker: '',
      claimedTime: Date.parse('2026-11-01T00:00:00Z'),
    });
  });

  test('what cannot be unwrapped is refused', () => {
    expect(read({ Data: '{' }, APPROVED).offences).toMatchObject([{ term: 'custom' }]);
  });

  test('a rule that fails in itself is refused', () => {
    const odd = new Proxy(
      {},
      {
        getOwnPropertyDescriptor: () => {
          throw new Error('odd\u0007');
        },
        get: () => {
          throw new Error('odd\u0007');
        },
      },
    );
    expect(told(read(odd, APPROVED))).toEqual(['custom: it cannot be read (odd\\u{7})']);
  });

  test('rules that were not checked do not compile', () => {
    expect(() => read({}, { ...APPROVED, assert: { path: '$', pattern: '(' } })).toThrow(
      'rules[0].assert.pattern: not a',
    );
    expect(() => read({}, { id: 'x', message: 'x', rule: 'image-tag' })).toThrow('a built-in rule judges workloads');
  });
});
