import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/model/json.ts';
import { exceptionDocument, loadDocuments, policyDocument } from '../support/exceptions.ts';
import { problemsOf } from './harness.ts';

/** What a policy says of the exceptions from it: `spec.exceptions`. */

const TICKET = { ticket: 'SHOP-123' };

function problems(exceptions: JsonObject, spec: JsonObject = TICKET, namespace: string | undefined = 'shop') {
  const policy = policyDocument('basics', { rules: [{ rule: 'run-as-non-root' }], exceptions });
  const match = { names: ['legacy-*'] };
  const exception = exceptionDocument('legacy', { basics: ['run-as-non-root'] }, { match, ...spec }, namespace);
  return problemsOf(() => loadDocuments(policy, exception)).map((problem) => problem.replace(/^\d\.yaml:1:\d+: /, ''));
}

test.each<[JsonObject, string]>([
  [{ allowed: 'None' }, 'spec.policies[0]: policy "basics" takes no exceptions'],
  [
    { owners: ['team-pay', 'sec-*'] },
    'spec.owner: policy "basics" takes exceptions of team-pay, sec-*, not of "team-shop"',
  ],
  [
    { namespaces: ['payments'] },
    'metadata.namespace: policy "basics" takes only exceptions that lie in one of these namespaces: payments',
  ],
  [{ allowed: 'None', requireTicket: true }, 'spec.exceptions.allowed: None leaves nothing to say about exceptions'],
  [{ owners: [] }, 'spec.exceptions.owners: is empty'],
  [{ owner: ['a'] }, 'spec.exceptions.owner: unknown field; did you mean "owners"?'],
])('%j refuses it', (terms, problem) => {
  expect(problems(terms)).toEqual([problem]);
});

test.each<[JsonObject]>([
  [{ allowed: 'Any' }],
  [{ owners: ['team-*'] }],
  [{ namespaces: ['sh?p'] }],
  [{ requireTicket: true }],
  [{ requireTicket: false }],
  [{}],
])('%j takes it', (terms) => {
  expect(problems(terms)).toEqual([]);
});

describe('what is missing meets no term', () => {
  test('no ticket', () => {
    expect(problems({ requireTicket: true }, {})).toEqual([
      'spec: policy "basics" takes only exceptions that name a ticket',
    ]);
  });

  test('no namespace of its own, whatever match says', () => {
    const policy = policyDocument('basics', {
      rules: [{ rule: 'run-as-non-root' }],
      exceptions: { namespaces: ['*'] },
    });
    const exception = exceptionDocument('e', { basics: ['run-as-non-root'] }, { match: { namespaces: ['shop'] } });
    expect(problemsOf(() => loadDocuments(policy, exception))).toEqual([
      expect.stringContaining('takes only exceptions that lie in one of these namespaces: *'),
    ]);
  });
});

test('the terms of each policy that is named count, and those of no other', () => {
  const rules = [{ rule: 'run-as-non-root' }];
  const strict = policyDocument('strict', { rules, exceptions: { allowed: 'None' } });
  const owned = policyDocument('owned', { rules, exceptions: { owners: ['nobody'] } });
  const open = policyDocument('open', { rules });
  const exception = (names: readonly string[]) =>
    exceptionDocument('e', Object.fromEntries(names.map((name) => [name, ['run-as-non-root']])), {}, 'shop');
  expect(problemsOf(() => loadDocuments(strict, owned, open, exception(['open'])))).toEqual([]);
  expect(problemsOf(() => loadDocuments(strict, owned, open, exception(['open', 'owned', 'strict'])))).toEqual([
    expect.stringContaining('policy "strict" takes no exceptions'),
    expect.stringContaining('policy "owned" takes exceptions of nobody'),
  ]);
});
