import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/model/json.ts';
import { policyExceptionJsonSchema } from '../../src/policy/json-schema.ts';
import { exceptionDocument, loadDocuments, policyDocument } from '../support/exceptions.ts';
import { problemsOf } from './harness.ts';
import { isValid } from './json-schema-validator.ts';

const SCHEMA = policyExceptionJsonSchema();
const POLICY = policyDocument('p', { rules: [{ rule: 'run-as-non-root' }] });
const exception = (spec: JsonObject = {}) => exceptionDocument('e', { p: ['run-as-non-root'] }, spec, 'shop');

const loads = (document: JsonObject) => problemsOf(() => loadDocuments(POLICY, document)).length === 0;

describe('the schema that editors are given', () => {
  test.each<[string, JsonObject]>([
    ['the least', exception()],
    [
      'everything',
      exception({
        match: {
          namespaces: ['shop'],
          names: ['web-*'],
          kinds: ['Pod'],
          images: ['docker.io/**'],
          labels: { matchLabels: { a: 'b' }, matchExpressions: [{ key: 'c', operator: 'Exists' }] },
        },
        ticket: 'T-1',
      }),
    ],
  ])('takes what loads: %s', (_, document) => {
    expect(loads(document)).toBe(true);
    expect(isValid(SCHEMA, document)).toBe(true);
  });

  test.each<[string, JsonObject]>([
    ['no owner', exception({ owner: '' })],
    ['no rules', exceptionDocument('e', { p: [] }, {}, 'shop')],
    ['no policies', exceptionDocument('e', {}, {}, 'shop')],
    ['an unknown field', exception({ until: '2027-03-31' })],
    ['an unknown condition', exception({ match: { users: ['a'] } })],
    ['a date that is too long', exception({ expires: '2027-03-31T00:00:00Z' })],
    ['a number for a date', exception({ expires: 20270331 })],
  ])('refuses what does not load: %s', (_, document) => {
    expect(loads(document)).toBe(false);
    expect(isValid(SCHEMA, document)).toBe(false);
  });
});
