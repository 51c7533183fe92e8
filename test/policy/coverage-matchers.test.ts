import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/model/json.ts';
import type { Subject } from '../../src/model/subject.ts';
import { workloadOf } from '../support/pods.ts';
import { policyText } from './harness.ts';
import { labelled, marks, watched } from './watched.ts';

describe('a matcher', () => {
  const by = (username: string, fields: Partial<Subject> = {}): Subject => ({
    operation: 'CREATE',
    workload: workloadOf(labelled()),
    requester: { username, groups: ['dev'] },
    ...fields,
  });
  const nobody: Subject = { operation: 'CREATE', workload: workloadOf(labelled()) };
  const ofKind = (kind: string): Subject => ({ ...nobody, workload: { ...nobody.workload, kind } });
  const inNamespace = (namespace: string): Subject => ({ ...nobody, workload: { ...nobody.workload, namespace } });
  const withLabel = (value: string): Subject => ({
    ...nobody,
    workload: { ...nobody.workload, labels: new Map([['tier', value]]) },
  });
  const unreadable: Subject = {
    ...nobody,
    workload: { ...nobody.workload, malformed: [{ message: 'broken', path: [] }] },
  };
  const connection: Subject = { ...nobody, operation: 'CONNECT' };

  test.each<[string, JsonObject, readonly Subject[], Readonly<Record<string, string>>]>([
    ['operations', { operations: ['DELETE'] }, [nobody, { ...nobody, operation: 'DELETE' }], { operations: '+-' }],
    ['operations, of a connection', { operations: ['CREATE'] }, [connection], { operations: '' }],
    ['operations that nobody wrote', {}, [nobody], {}],
    ['kinds', { kinds: ['Pod'] }, [nobody, ofKind('Job')], { kinds: '+-' }],
    ['namespaces', { namespaces: { exclude: ['kube-*'] } }, [nobody], { namespaces: '+' }],
    ['namespaces', { namespaces: { exclude: ['kube-*'] } }, [inNamespace('kube-system')], { namespaces: '-' }],
    ['users', { users: { include: ['al*'] } }, [by('alice'), by('bob')], { users: '+-' }],
    ['users, where nobody is known', { users: { include: ['al*'] } }, [nobody], { users: '' }],
    ['groups', { groups: { include: ['ops'] } }, [by('alice')], { groups: '-' }],
    ['service accounts', { serviceAccounts: { exclude: ['ci/*'] } }, [by('bob')], { serviceAccounts: '+' }],
    [
      'objectSelector',
      { objectSelector: { matchLabels: { tier: 'web' } } },
      [withLabel('web'), withLabel('db')],
      { objectSelector: '+-' },
    ],
    [
      'objectSelector, of what cannot be read and of connections',
      { objectSelector: { matchLabels: { tier: 'web' } } },
      [unreadable, connection],
      { objectSelector: '' },
    ],
    [
      'what comes after one that is not met',
      { kinds: ['Job'], users: { include: ['alice'] } },
      [by('alice')],
      { kinds: '-', users: '' },
    ],
  ])('%s', (_, match, subjects, expected) => {
    const { coverage, policySet } = watched(policyText([{ rule: 'disallow-privileged' }], { match }));
    for (const subject of subjects) policySet.policies[0]?.matches(subject);
    const paths = Object.fromEntries(Object.entries(expected).map(([field, shown]) => [`spec.match.${field}`, shown]));
    expect(marks(coverage, 'matcher')).toEqual(paths);
  });

  test('on labels of the namespace', () => {
    const match = { namespaceSelector: { matchLabels: { env: 'prod' } } };
    const { coverage, policySet } = watched(policyText([{ rule: 'disallow-privileged' }], { match }));
    expect(marks(coverage, 'matcher')).toEqual({ 'spec.match.namespaceSelector': '' });
    expect(policySet.policies[0]?.selectsNamespace?.(new Map([['env', 'prod']]))).toBe(true);
    expect(policySet.policies[0]?.selectsNamespace?.(new Map())).toBe(false);
    expect(marks(coverage, 'matcher')).toEqual({ 'spec.match.namespaceSelector': '+-' });
  });
});
