import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { JsonObject } from '../../src/model/json.ts';
import type { Subject } from '../../src/model/subject.ts';
import { compileLabelSelector, type LabelSelector } from '../../src/policy/label-selector.ts';
import { goodPod, workloadOf } from '../support/pods.ts';
import { faultsOf, load, policyText } from './harness.ts';

const RULES = [{ rule: 'run-as-non-root' }];

function compiled(match: JsonObject) {
  const [policy] = load(policyText(RULES, { match })).policies;
  if (policy === undefined) throw new Error('no policy');
  return policy;
}

function subject(fields: Partial<Subject> & { namespace?: string; labels?: JsonObject } = {}): Subject {
  const { namespace = 'shop', labels = {}, ...rest } = fields;
  const workload = {
    ...workloadOf(goodPod()),
    namespace,
    labels: new Map(Object.entries(labels)) as Map<string, string>,
  };
  return { operation: 'CREATE', workload, requester: { username: 'alice', groups: ['dev', 'qa'] }, ...rest };
}

describe('which requests a policy judges', () => {
  const account = { username: 'system:serviceaccount:ci:deployer', groups: ['system:serviceaccounts'] };

  test.each<[string, JsonObject, Parameters<typeof subject>[0], boolean]>([
    ['everything by default', {}, {}, true],
    ['UPDATE by default', {}, { operation: 'UPDATE' }, true],
    ['not DELETE by default', {}, { operation: 'DELETE' }, false],
    ['operations', { operations: ['DELETE'] }, { operation: 'DELETE' }, true],
    ['operations, another', { operations: ['DELETE'] }, { operation: 'CREATE' }, false],
    ['kinds', { kinds: ['Deployment', 'Pod'] }, {}, true],
    ['kinds, another', { kinds: ['Deployment'] }, {}, false],
    ['namespaces', { namespaces: { include: ['team-*', 'shop'] } }, {}, true],
    ['namespaces by glob', { namespaces: { include: ['sh?p'] } }, {}, true],
    ['namespaces, another', { namespaces: { include: ['team-*'] } }, {}, false],
    ['namespaces, excluded', { namespaces: { exclude: ['kube-system'] } }, { namespace: 'kube-system' }, false],
    [
      'a name that only starts like an excluded one',
      { namespaces: { exclude: ['kube-system'] } },
      { namespace: 'kube-system-x' },
      true,
    ],
    ['exclude wins over include', { namespaces: { include: ['*'], exclude: ['shop'] } }, {}, false],
    ['case counts', { namespaces: { include: ['Shop'] } }, {}, false],
    ['users', { users: { include: ['alice'] } }, {}, true],
    ['users, excluded', { users: { exclude: ['al*'] } }, {}, false],
    ['groups: one of them', { groups: { include: ['qa'] } }, {}, true],
    ['groups, excluded', { groups: { exclude: ['qa'] } }, {}, false],
    ['groups: none of them', { groups: { include: ['ops'] } }, {}, false],
    ['service accounts', { serviceAccounts: { include: ['ci/*'] } }, { requester: account }, true],
    ['service accounts, excluded', { serviceAccounts: { exclude: ['ci/deployer'] } }, { requester: account }, false],
    ['service accounts of another namespace', { serviceAccounts: { include: ['c/*'] } }, { requester: account }, false],
    ['service accounts: a user is none', { serviceAccounts: { include: ['*'] } }, {}, false],
    ['service accounts: a user is not excluded', { serviceAccounts: { exclude: ['*'] } }, {}, true],
    ['labels of the object', { objectSelector: { matchLabels: { app: 'web' } } }, { labels: { app: 'web' } }, true],
    [
      'labels of the object, another',
      { objectSelector: { matchLabels: { app: 'web' } } },
      { labels: { app: 'db' } },
      false,
    ],
    ['every condition must be met', { kinds: ['Pod'], users: { include: ['bob'] } }, {}, false],
  ])('%s', (_, match, fields, expected) => {
    expect(compiled(match).matches(subject(fields))).toBe(expected);
  });

  test.each<[string, JsonObject]>([
    ['users', { users: { include: ['bob'] } }],
    ['excluded users', { users: { exclude: ['?*'] } }],
    ['groups', { groups: { include: ['ops'], exclude: ['dev'] } }],
    ['service accounts', { serviceAccounts: { include: ['ci/x'], exclude: ['ci/y'] } }],
  ])('offline every condition about %s is met', (_, match) => {
    const { operation, workload } = subject();
    expect(compiled(match).matches({ operation, workload })).toBe(true);
  });

  test('an UPDATE is judged when the object is selected before or after it', () => {
    const policy = compiled({ objectSelector: { matchLabels: { env: 'prod' } } });
    const state = (env: string) => subject({ labels: { env } }).workload;
    const update = (before: string, after: string): Subject => ({
      operation: 'UPDATE',
      workload: state(after),
      before: state(before),
    });
    expect(policy.matches(update('prod', 'dev'))).toBe(true);
    expect(policy.matches(update('dev', 'prod'))).toBe(true);
    expect(policy.matches(update('dev', 'dev'))).toBe(false);
    expect(policy.selectsObject(state('prod').labels)).toBe(true);
    expect(policy.selectsObject(state('dev').labels)).toBe(false);
  });

  test('an object that cannot be read meets every objectSelector, because its labels may hide there', () => {
    const policy = compiled({ objectSelector: { matchLabels: { env: 'prod' } } });
    const workload = workloadOf(goodPod({}, { labels: { env: ['prod'] } }));
    expect(policy.matches({ operation: 'CREATE', workload })).toBe(true);
  });

  test('conditions on labels that are not there', () => {
    const policy = compiled({});
    expect(policy.selectsNamespace).toBeUndefined();
    expect(policy.selectsObject(new Map())).toBe(true);
    expect(compiled({ namespaceSelector: { matchLabels: { env: 'prod' } } }).matches(subject())).toBe(true);
  });
});

describe('label selectors, as Kubernetes has them', () => {
  const labels = (object: Record<string, string>) => new Map(Object.entries(object));
  const selects = (selector: LabelSelector, object: Record<string, string>) =>
    compileLabelSelector(selector)(labels(object));
  const expression = (operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist', values?: string[]): LabelSelector => ({
    matchExpressions: [values === undefined ? { key: 'a', operator } : { key: 'a', operator, values }],
  });

  test.each<[string, LabelSelector, Record<string, string>, boolean]>([
    ['an empty one selects everything', {}, {}, true],
    ['matchLabels', { matchLabels: { a: '1', b: '' } }, { a: '1', b: '', c: '3' }, true],
    ['matchLabels, another value', { matchLabels: { a: '1' } }, { a: '2' }, false],
    ['matchLabels, missing', { matchLabels: { a: '' } }, {}, false],
    ['In', expression('In', ['1', '2']), { a: '2' }, true],
    ['In, missing', expression('In', ['1']), {}, false],
    ['NotIn', expression('NotIn', ['1']), { a: '2' }, true],
    ['NotIn, one of them', expression('NotIn', ['1']), { a: '1' }, false],
    ['NotIn, missing', expression('NotIn', ['1']), {}, true],
    ['Exists', expression('Exists'), { a: '' }, true],
    ['Exists, missing', expression('Exists'), {}, false],
    ['DoesNotExist', expression('DoesNotExist'), {}, true],
    ['DoesNotExist, present', expression('DoesNotExist'), { a: '' }, false],
    ['all of them', { matchLabels: { b: '2' }, ...expression('Exists') }, { a: '1' }, false],
  ])('%s', (_, selector, object, expected) => {
    expect(selects(selector, object)).toBe(expected);
  });

  test('names from prototypes are no labels', () => {
    expect(selects({ matchLabels: { constructor: 'x' } }, {})).toBe(false);
    expect(selects({ matchExpressions: [{ key: 'constructor', operator: 'Exists' }] }, {})).toBe(false);
  });

  test('property: In and NotIn are opposites, and so are Exists and DoesNotExist', () => {
    const word = fc.constantFrom('1', '2', '3');
    void fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), fc.option(word), (values, value) => {
        const object: Record<string, string> = value === null ? {} : { a: value };
        expect(selects(expression('In', values), object)).toBe(!selects(expression('NotIn', values), object));
        expect(selects(expression('Exists'), object)).toBe(!selects(expression('DoesNotExist'), object));
      }),
    );
  });
});

describe('conditions that are refused', () => {
  const selector = (fields: JsonObject): JsonObject => ({
    objectSelector: { matchExpressions: [{ key: 'a', ...fields }] },
  });

  test.each<[JsonObject, string]>([
    [{ operations: ['CONNECT'] }, 'match.operations[0]: leave it out: rules about connections'],
    [{ operations: ['*'] }, 'match.operations[0]: name the operations one by one'],
    [{ operations: ['create'] }, 'unknown value "create"; did you mean "CREATE"?'],
    [{ operations: [] }, 'match.operations: is empty'],
    [{ kinds: ['Pods'] }, 'unknown kind "Pods"; did you mean "Pod"?'],
    [{ kinds: ['Service'] }, 'unknown kind "Service"; there are Pod, '],
    [{ kinds: ['Rollout'] }, 'CronJob, Dockerfile; a WorkloadKinds document can add those of custom resources'],
    [{ namespaces: {} }, 'match.namespaces: needs include, exclude or both'],
    [{ namespaces: ['a'] }, 'match.namespaces: expected an object, found a list'],
    [{ namespaces: { includes: ['a'] } }, 'match.namespaces.includes: unknown field; did you mean "include"?'],
    [{ namespaces: { include: ['a\\'] } }, 'match.namespaces.include[0]: '],
    [{ namespaces: { exclude: ['a', '**'] } }, 'namespaces.exclude: leaves nothing that the policy could judge'],
    [{ users: { include: ['a-*'], exclude: ['*'] } }, 'users.exclude: leaves nothing'],
    [{ groups: { include: ['a', 'ab'], exclude: ['a*'] } }, 'groups.exclude: leaves nothing'],
    [{ namespace: { include: ['a'] } }, 'match.namespace: unknown field; did you mean "namespaces"?'],
    [{ serviceAccounts: { include: ['deployer'] } }, 'write namespace/name, not "deployer"'],
    [{ objectSelector: { matchLabels: { 'a/b/c': 'x' } } }, 'a label key has at most 63'],
    [{ objectSelector: { matchLabels: { 'A_/b': 'x' } } }, 'the prefix of a label key is a DNS name'],
    [{ objectSelector: { matchLabels: { '-a': 'x' } } }, 'a label key has at most 63'],
    [{ objectSelector: { matchLabels: { [`${'a'.repeat(254)}/b`]: 'x' } } }, 'the prefix of a label key is a DNS name'],
    [{ objectSelector: { matchLabels: { a: 'x y' } } }, 'a label value has at most 63'],
    [{ objectSelector: { matchLabels: { a: 'x'.repeat(64) } } }, 'is 64 characters long, more than 63'],
    [{ objectSelector: { matchLabels: { a: true } } }, 'expected a string, found the boolean true; put it in quotes'],
    [selector({ operator: 'In' }), 'matchExpressions[0].operator: In needs values'],
    [selector({ operator: 'NotIn', values: [] }), 'matchExpressions[0].values: is empty'],
    [selector({ operator: 'Exists', values: ['x'] }), 'matchExpressions[0].values: Exists takes no values'],
    [selector({ operator: 'DoesNotExist', values: ['x'] }), 'DoesNotExist takes no values'],
    [selector({ operator: 'Gt', values: ['1'] }), 'unknown value "Gt"'],
    [selector({}), 'matchExpressions[0]: needs the field "operator"'],
  ])('%j', (match, fault) => {
    const faults = faultsOf(RULES[0], { match });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(`spec.match`);
    expect(faults[0]).toContain(fault);
  });
});
