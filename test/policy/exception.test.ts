import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/model/json.ts';
import { loadPolicies } from '../../src/policy/load.ts';
import { WORKLOAD_RULES } from '../../src/rules/index.ts';
import { exceptionDocument, loadDocuments, policyDocument } from '../support/exceptions.ts';
import { problemsOf } from './harness.ts';

const BASICS = policyDocument('basics', { rules: [{ rule: 'run-as-non-root' }, { rule: 'disallow-privileged' }] });

const GOOD = `apiVersion: tidewaiter.dev/v1alpha1
kind: PolicyException
metadata: { name: legacy-shop, namespace: shop }
spec:
  policies:
    - name: basics
      rules: [run-as-non-root]
  match:
    names: [legacy-*]
    kinds: [Pod, Deployment]
  reason: The vendor's image runs as root.
  owner: team-shop
  expires: 2027-03-31
  ticket: SHOP-123
`;

/** The problems of an exception beside the policy `basics`. */
function problems(text: string, policy: JsonObject = BASICS): readonly string[] {
  const files = [
    { file: 'policy.yaml', text: JSON.stringify(policy) },
    { file: 'exception.yaml', text },
  ];
  return problemsOf(() => loadPolicies(files, WORKLOAD_RULES));
}

const changed = (from: string, to: string) => problems(GOOD.replace(from, to));

test('an exception loads with what it says, and where it stands', () => {
  expect(problems(GOOD)).toEqual([]);
  const files = [{ file: 'all.yaml', text: `${JSON.stringify(BASICS)}\n---\n${GOOD}` }];
  expect(loadPolicies(files, WORKLOAD_RULES).exceptions).toMatchObject([
    {
      name: 'legacy-shop',
      source: { file: 'all.yaml', line: 5, column: 19 },
      reason: "The vendor's image runs as root.",
      owner: 'team-shop',
      expires: '2027-03-31',
      ticket: 'SHOP-123',
    },
  ]);
});

test('exceptions are sorted by name, wherever they stand, and are part of the version', () => {
  const one = exceptionDocument('b', { basics: ['run-as-non-root'] }, {}, 'shop');
  const other = exceptionDocument('a', { basics: ['run-as-non-root'] }, {}, 'shop');
  const set = loadDocuments(one, BASICS, other);
  expect(set.exceptions.map(({ name }) => name)).toEqual(['a', 'b']);
  expect(loadDocuments(BASICS, other, one).version).toBe(set.version);
  expect(loadDocuments(BASICS, other).version).not.toBe(set.version);
});

describe('refuses, with file, line and column', () => {
  test.each([
    [
      'an unknown policy',
      'name: basics',
      'name: basic',
      '6:13: spec.policies[0].name: there is no policy "basic"; did you mean "basics"?',
    ],
    [
      'an unknown rule',
      '[run-as-non-root]',
      '[run-as-nonroot]',
      '7:15: spec.policies[0].rules[0]: policy "basics" has no rule "run-as-nonroot"; did you mean "run-as-non-root"?',
    ],
    [
      'the rule about the shape of objects',
      '[run-as-non-root]',
      '[well-formed]',
      '7:15: spec.policies[0].rules[0]: nobody is excepted from well-formed: what cannot be read cannot be judged',
    ],
    ['no rule at all', '[run-as-non-root]', '[]', '7:14: spec.policies[0].rules: is empty'],
    [
      'a day that is none',
      '2027-03-31',
      '2027-02-31',
      '13:12: spec.expires: must be a day of the calendar, such as 2027-03-31',
    ],
    [
      'another notation of days',
      '2027-03-31',
      '31.3.2027',
      '13:12: spec.expires: must be a day of the calendar, such as 2027-03-31',
    ],
    [
      'a time of day',
      '2027-03-31',
      '"2027-03-31T12:00:00Z"',
      '13:12: spec.expires: is 20 characters long, more than 10',
    ],
    [
      'an end that is not text',
      '2027-03-31',
      '20270331',
      '13:12: spec.expires: expected a string, found the number 20270331; put it in quotes',
    ],
    ['no end', '  expires: 2027-03-31\n', '', '5:3: spec: needs the field "expires"'],
    [
      'an owner of blanks',
      'team-shop',
      '"  "',
      '12:10: spec.owner: must say something: there is no letter and no digit in it',
    ],
    [
      'an owner that nobody sees',
      'team-shop',
      '"\\u200b"',
      '12:10: spec.owner: must say something: there is no letter and no digit in it',
    ],
    ['an empty owner', 'team-shop', '""', '12:10: spec.owner: is empty'],
    [
      'a reason of a dash',
      "The vendor's image runs as root.",
      '"-"',
      '11:11: spec.reason: must say something: there is no letter and no digit in it',
    ],
    [
      'an empty ticket',
      'SHOP-123',
      '" "',
      '14:11: spec.ticket: must say something: there is no letter and no digit in it',
    ],
    [
      'an unknown kind',
      '[Pod, Deployment]',
      '[Pod, Deploymnt]',
      '10:18: spec.match.kinds[1]: "Deploymnt" is no kind that policies judge; did you mean "Deployment"?',
    ],
    [
      'a bad pattern of images',
      'kinds: [Pod, Deployment]',
      'images: ["*"]',
      '10:14: spec.match.images[0]: "*" does not cross "/", so it is not everything: write "**" to mean every image',
    ],
    [
      'namespaces without its own',
      'names: [legacy-*]',
      'namespaces: [payments]',
      '9:17: spec.match.namespaces: the exception lies in "shop", which is not among these, so that it would never apply',
    ],
    ['a field that is none', 'owner:', 'owners:', '12:3: spec.owners: unknown field; did you mean "owner"?'],
  ])('%s', (_, from, to, problem) => {
    expect(changed(from, to)).toContain(`exception.yaml:${problem}`);
  });

  test('a policy that is named twice, because one list would hide the other', () => {
    const twice = GOOD.replace('  match:', '    - { name: basics, rules: [disallow-privileged] }\n  match:');
    expect(problems(twice)).toEqual([
      'exception.yaml:8:15: spec.policies[1].name: "basics" is named twice; list all of its rules at one place',
    ]);
  });

  test('two exceptions of one name', () => {
    expect(problems(`${GOOD}---\n${GOOD}`)).toEqual([
      'exception.yaml:18:19: metadata.name: there already is an exception "legacy-shop", at exception.yaml:3:19',
    ]);
  });

  test('more than a thousand exceptions', () => {
    const many = Array.from({ length: 1_001 }, (_, index) =>
      exceptionDocument(`e-${index}`, { basics: ['run-as-non-root'] }, {}, 'shop'),
    );
    expect(problemsOf(() => loadDocuments(BASICS, ...many))).toEqual([
      '1001.yaml:1:1: there are more than 1000 exceptions',
    ]);
  });
});

test('an exception from a policy that is broken itself adds no second message', () => {
  const broken = policyDocument('basics', { rules: [{ rule: 'run-as-nonroot' }] });
  expect(problems(GOOD, broken)).toEqual([expect.stringMatching(/^policy\.yaml:.*unknown rule/)]);
});

describe('an exception for everybody is refused', () => {
  const everybody = 'would except nearly everything';
  const without = (match: string) =>
    problems(GOOD.replace(', namespace: shop', '').replace(/ {2}match:\n.*\n.*\n/, match));
  test.each([
    [''],
    ['  match: { namespaces: ["*"] }\n'],
    ['  match: { names: [web, "**"] }\n'],
    ['  match: { names: ["?*"] }\n'],
    ['  match: { images: [nginx, "**"] }\n'],
    ['  match: { kinds: [Pod] }\n'],
    ['  match: { labels: {} }\n'],
    ['  match: { labels: { matchExpressions: [{ key: tier, operator: DoesNotExist }] } }\n'],
    ['  match: { labels: { matchExpressions: [{ key: tier, operator: NotIn, values: [a] }] } }\n'],
  ])('%j', (match) => {
    expect(without(match)).toEqual([expect.stringContaining(everybody)]);
  });

  test.each([
    ['  match: { namespaces: [shop-*] }\n'],
    ['  match: { names: ["?"] }\n'],
    ['  match: { names: [web], namespaces: ["*"] }\n'],
    ['  match: { images: ["docker.io/**"] }\n'],
    ['  match: { labels: { matchLabels: { tier: web } } }\n'],
    ['  match: { labels: { matchExpressions: [{ key: tier, operator: Exists }] } }\n'],
  ])('but %j leaves somebody out', (match) => {
    expect(without(match)).toEqual([]);
  });
});

test('kinds of connections and custom kinds are known', () => {
  const kinds = {
    apiVersion: 'tidewaiter.dev/v1alpha1',
    kind: 'WorkloadKinds',
    metadata: { name: 'rollouts' },
    spec: { podTemplates: [{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', path: 'spec.template' }] },
  };
  const match = { kinds: ['Rollout', 'PodExecOptions'], names: ['web'] };
  expect(
    loadDocuments(BASICS, kinds, exceptionDocument('e', { basics: ['run-as-non-root'] }, { match })).exceptions,
  ).toHaveLength(1);
});
