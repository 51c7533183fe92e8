import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/model/json.ts';
import { loadPolicyTests } from '../../src/policy/policy-test.ts';
import { policyText, problemsOf } from './harness.ts';

const HEAD = { apiVersion: 'tidewaiter.dev/v1alpha1', kind: 'PolicyTest', metadata: { name: 'hygiene' } };
const CASE = { name: 'a pod', resource: { apiVersion: 'v1', kind: 'Pod' }, expect: [] };

const read = (text: string) => loadPolicyTests({ file: 'test.yaml', text });
const withCases = (...cases: unknown[]) => JSON.stringify({ ...HEAD, spec: { cases } });
const faults = (text: string) => problemsOf(() => read(text));

describe('a policy test', () => {
  test('with everything by default', () => {
    expect(read(withCases(CASE))).toEqual({
      file: 'test.yaml',
      name: 'hygiene',
      cases: [
        {
          file: 'test.yaml',
          name: 'a pod',
          position: { line: 1, column: expect.any(Number) },
          resource: CASE.resource,
          operation: 'CREATE',
          namespaceLabels: new Map(),
          expect: [],
        },
      ],
    });
  });

  test('with everything given', () => {
    const expected = [{ rule: 'a', policy: 'b', action: 'Warn', path: 'spec.containers[0].image' }, { rule: 'c' }];
    const given = {
      ...CASE,
      operation: 'UPDATE',
      oldResource: { kind: 'Pod', status: null },
      namespaceLabels: { env: 'prod', empty: '' },
      requester: { username: 'alice', groups: ['dev'] },
      expect: expected,
    };
    const [only] = read(withCases(given)).cases;
    expect(only).toMatchObject({
      operation: 'UPDATE',
      oldResource: { kind: 'Pod', status: null },
      requester: { username: 'alice', groups: ['dev'] },
      expect: expected,
    });
    expect([...(only?.namespaceLabels ?? [])]).toEqual([
      ['env', 'prod'],
      ['empty', ''],
    ]);
    expect(read(withCases({ ...CASE, requester: { username: 'bob' } })).cases[0]?.requester).toEqual({
      username: 'bob',
      groups: [],
    });
  });

  test('with the places of its cases', () => {
    const head = 'apiVersion: tidewaiter.dev/v1alpha1\nkind: PolicyTest\nmetadata: { name: hygiene }\n';
    const one = '    - name: one\n      resource: {}\n      expect: []\n';
    const text = `${head}spec:\n  cases:\n${one}${one.replace('one', 'two')}`;
    expect(read(text).cases.map(({ position }) => position)).toEqual([
      { line: 6, column: 7 },
      { line: 9, column: 7 },
    ]);
  });

  test('beside policies in one file', () => {
    expect(read(`${policyText([{ rule: 'run-as-non-root' }])}\n---\n${withCases(CASE)}`).cases).toHaveLength(1);
  });
});

describe('what is refused', () => {
  test.each<[string, unknown, string]>([
    ['no name', { resource: {}, expect: [] }, 'spec.cases[0]: needs the field "name"'],
    ['no expectation', { name: 'a', resource: {} }, 'spec.cases[0]: needs the field "expect"'],
    ['a misspelt one', { ...CASE, exepct: [] }, 'spec.cases[0].exepct: unknown field; did you mean "expect"?'],
    [
      'a resource that is no object',
      { ...CASE, resource: ['a'] },
      'spec.cases[0].resource: expected an object, found a list',
    ],
    [
      'a resource that is null',
      { ...CASE, resource: null },
      'spec.cases[0].resource: expected an object, found nothing (null)',
    ],
    ['an old resource without UPDATE', { ...CASE, oldResource: {} }, 'oldResource: only an UPDATE has an oldResource'],
    [
      'an unknown operation',
      { ...CASE, operation: 'PATCH' },
      'unknown value "PATCH"; expected one of CREATE, UPDATE, DELETE, CONNECT',
    ],
    [
      'a CONNECT to something else',
      { ...CASE, operation: 'CONNECT' },
      'spec.cases[0].resource: a CONNECT carries what is asked of a running pod: one of PodAttachOptions, PodExecOptions',
    ],
    [
      'a connection that is created',
      { ...CASE, resource: { apiVersion: 'v1', kind: 'PodExecOptions' } },
      'spec.cases[0].resource: is asked of a running pod; add operation: CONNECT',
    ],
    ['an expectation without a rule', { ...CASE, expect: [{ path: 'spec' }] }, 'expect[0]: needs the field "rule"'],
    ['an unknown action', { ...CASE, expect: [{ rule: 'a', action: 'deny' }] }, 'did you mean "Deny"?'],
    [
      'a label value',
      { ...CASE, namespaceLabels: { a: 1 } },
      'namespaceLabels.a: expected a string, found the number 1',
    ],
    ['a label key', { ...CASE, namespaceLabels: { 'a b': '' } }, 'namespaceLabels[a b]: a label key has at most 63'],
    ['a requester without a name', { ...CASE, requester: {} }, 'requester: needs the field "username"'],
  ])('%s', (_, given, fault) => {
    expect(faults(withCases(given))).toEqual([expect.stringContaining(fault)]);
  });

  test('no cases', () => {
    expect(faults(withCases())).toEqual([expect.stringContaining('spec.cases: is empty')]);
  });

  test('two cases of one name', () => {
    expect(faults(withCases(CASE, CASE))).toEqual([
      expect.stringContaining('spec.cases[1].name: there already is a case "a pod"'),
    ]);
  });

  test('no test at all, and two', () => {
    expect(faults('')).toEqual(['test.yaml:1:1: there is no document of kind PolicyTest']);
    expect(faults(policyText([{ rule: 'run-as-non-root' }]))).toEqual([
      'test.yaml:1:1: there is no document of kind PolicyTest',
    ]);
    expect(faults(`${withCases(CASE)}\n---\n${withCases(CASE)}`)).toEqual([
      expect.stringMatching(/^test\.yaml:3:.*kind: the file already has a PolicyTest; put its cases there$/),
    ]);
  });

  test('what is no YAML', () => {
    expect(faults('a: [')).toHaveLength(1);
    const resource: JsonObject = { a: 1 };
    expect(faults(withCases({ ...CASE, resource }).replace('"a":1', '"a":1,"a":2'))).toHaveLength(1);
  });
});
