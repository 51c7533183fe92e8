import { describe, expect, test } from '@jest/globals';
import { assess, mutate, type World } from '../../src/assess.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { PolicySet } from '../../src/model/policy.ts';
import type { Subjects } from '../../src/model/subject.ts';
import { parseAdmissionReview } from '../../src/parse/admission-review.ts';
import { subjectsOf } from '../../src/parse/subject.ts';
import {
  deploymentCreate,
  ephemeralContainer,
  podCreate,
  podDelete,
  podExec,
  podUpdate,
  privilegedPod,
  type ReviewBody,
} from '../support/admission-reviews.ts';
import { exceptionDocument, loadDocuments, policyDocument } from '../support/exceptions.ts';
import { goodContainer, goodPod, workloadOf } from '../support/pods.ts';

/** Exceptions on the way from a request to a decision. */

const POLICY = policyDocument('basics', {
  match: { operations: ['CREATE', 'UPDATE', 'DELETE'] },
  rules: [{ rule: 'disallow-privileged' }, { rule: 'deny-exec' }],
});
const world = (today = '2026-11-20', fields: Partial<World> = {}): World => ({
  namespaceLabels: async () => new Map([['pod-security.kubernetes.io/enforce', 'baseline']]),
  signal: new AbortController().signal,
  today: () => today,
  honoursAnnotations: false,
  ...fields,
});

function subjects(body: ReviewBody, { kinds }: PolicySet): Subjects {
  const triage = subjectsOf(parseAdmissionReview(body), kinds);
  if (triage.kind !== 'judge') throw new Error(`not judged: ${triage.kind}`);
  return triage.subjects;
}

const judge = (body: ReviewBody, set: PolicySet, today?: string) => assess(subjects(body, set), set, world(today));

const WEB = exceptionDocument('web', { basics: ['disallow-privileged', 'deny-exec'] }, { match: { names: ['web'] } });

describe('one exception, whatever is asked', () => {
  const set = loadDocuments(POLICY, WEB);
  const bare = loadDocuments(POLICY);
  const privileged = goodContainer({ name: 'debug', securityContext: { privileged: true } });

  test.each<[string, ReviewBody]>([
    ['the CREATE of a pod', podCreate(privilegedPod())],
    ['the UPDATE of a pod', podUpdate(goodPod(), privilegedPod())],
    ['the DELETE of a pod', podDelete(privilegedPod())],
    ['a Deployment', deploymentCreate(privilegedPod())],
    ['an ephemeral container', ephemeralContainer(goodPod(), privileged)],
    ['exec', podExec()],
  ])('%s is excepted until the exception expires', async (_, body) => {
    expect(await judge(body, bare)).toMatchObject({ allowed: false, waived: [] });
    expect(await judge(body, set, '2027-03-31')).toMatchObject({
      allowed: true,
      findings: [],
      waived: [
        {
          waiver: {
            exception: 'web',
            owner: 'team-shop',
            expires: '2027-03-31',
            reason: 'The vendor has not mended it yet.',
          },
        },
      ],
    });
    expect(await judge(body, set, '2027-04-01')).toMatchObject({
      allowed: false,
      findings: [{ lapsed: { exception: 'web', expires: '2027-03-31' } }],
      waived: [],
    });
  });

  test('what is malformed is denied all the same', async () => {
    const broken = podCreate(goodPod({ containers: 'x' }));
    expect(await judge(broken, set)).toMatchObject({ allowed: false, findings: [{ rule: 'well-formed' }], waived: [] });
    const exec = podExec({ object: { command: 1 } });
    expect(await judge(exec, set)).toMatchObject({ allowed: false, findings: [{ rule: 'well-formed' }], waived: [] });
  });

  test('a ticket is told along', async () => {
    const spec = { match: { names: ['web'] }, ticket: 'SHOP-1' };
    const ticketed = loadDocuments(POLICY, exceptionDocument('t', { basics: ['disallow-privileged'] }, spec));
    const { waived } = await judge(podCreate(privilegedPod()), ticketed);
    expect(waived).toMatchObject([{ waiver: { exception: 't', ticket: 'SHOP-1' } }]);
  });
});

describe('a connection', () => {
  const under = (match: JsonObject, namespace?: string) =>
    judge(podExec(), loadDocuments(POLICY, exceptionDocument('e', { basics: ['deny-exec'] }, { match }, namespace)));

  test.each<[JsonObject, string | undefined, boolean]>([
    [{ names: ['web'] }, undefined, true],
    [{ names: ['api'] }, undefined, false],
    [{}, 'shop', true],
    [{}, 'payments', false],
    [{ names: ['web'], kinds: ['PodExecOptions'] }, undefined, true],
    [{ names: ['web'], kinds: ['Pod'] }, undefined, false],
    // Neither the labels nor the images of the pod are known.
    [{ names: ['web'], labels: { matchLabels: { app: 'web' } } }, undefined, false],
    [{ names: ['web'], labels: { matchExpressions: [{ key: 'x', operator: 'DoesNotExist' }] } }, undefined, false],
    [{ names: ['web'], images: ['**'] }, undefined, false],
  ])('%j in %s: %s', async (match, namespace, allowed) => {
    expect((await under(match, namespace)).allowed).toBe(allowed);
  });
});

describe('rules that labels of the namespace choose', () => {
  const policy = policyDocument('levels', { podSecurity: {} });
  const excepting = (rule: string) =>
    loadDocuments(policy, exceptionDocument('e', { levels: [rule] }, { match: { names: ['web'] } }));

  test('are excepted by their ids, those of every level', async () => {
    const body = podCreate(
      goodPod({
        hostPID: true,
        containers: [goodContainer({ securityContext: { capabilities: { add: ['NET_RAW'] } } })],
      }),
    );
    expect((await judge(body, excepting('pss-host-namespaces'))).findings.map(({ rule }) => rule)).toEqual([
      'pss-capabilities-baseline',
    ]);
    expect((await judge(body, excepting('pss-capabilities-baseline'))).findings.map(({ rule }) => rule)).toEqual([
      'pss-host-namespaces',
    ]);
    expect((await judge(body, excepting('pss-run-as-user'))).findings).toHaveLength(2);
  });
});

describe('annotations of other tools', () => {
  const annotated = podCreate(
    goodPod(
      { containers: [goodContainer({ securityContext: { privileged: true } })] },
      { annotations: { 'ignore-check.kube-linter.io/privileged-container': 'x' } },
    ),
  );
  const judgeWith = (honoursAnnotations: boolean, exceptions?: JsonObject) => {
    const spec = { rules: [{ rule: 'disallow-privileged' }], ...(exceptions && { exceptions }) };
    const set = loadDocuments(policyDocument('p', spec));
    return assess(subjects(annotated, set), set, world('2026-11-20', { honoursAnnotations }));
  };

  test.each<[boolean, JsonObject | undefined, boolean]>([
    [false, undefined, false],
    [true, undefined, true],
    [true, { allowed: 'None' }, false],
    [true, { owners: ['team-shop'] }, false],
    [true, { requireTicket: true }, false],
  ])('honoured: %s, under the terms %j: allowed is %s', async (honoured, terms, allowed) => {
    expect((await judgeWith(honoured, terms)).allowed).toBe(allowed);
  });
});

test('what is excepted is not mended either', async () => {
  const mending = policyDocument('basics', {
    rules: [{ rule: 'read-only-root-filesystem', options: { mutate: true } }],
  });
  const exception = exceptionDocument('e', { basics: ['read-only-root-filesystem'] }, { match: { names: ['web'] } });
  const set = loadDocuments(mending, exception);
  const read = (object: JsonObject): Subjects => [{ operation: 'CREATE', workload: workloadOf(object) }];
  const pod = goodPod({ containers: [{ name: 'app', image: 'a:1' }] });
  const patches = async (today: string) => (await mutate(read(pod), set, world(today), read)).decision.patches;
  expect(await patches('2027-03-31')).toEqual([]);
  expect(await patches('2027-04-01')).toMatchObject([{ op: 'add', path: '/spec/containers/0/securityContext' }]);
});
