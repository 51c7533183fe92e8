import { afterEach, describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/model/json.ts';
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
import type { Answer } from '../support/https-client.ts';
import { goodContainer, goodPod } from '../support/pods.ts';
import { policy, policySet, rule } from '../support/policies.ts';
import { closeTestWebhooks, NO_PRIVILEGED, startTestWebhook } from '../support/webhook.ts';

afterEach(closeTestWebhooks);

const PRIVILEGED = goodContainer({ name: 'debug', securityContext: { privileged: true } });

function responseOf(answer: Answer): JsonObject {
  return answer.json().response as JsonObject;
}

describe('a validating review', () => {
  test('allows a good pod: same uid, group and version', async () => {
    const webhook = await startTestWebhook();
    const body = podCreate();
    const answer = await webhook.post('/validate?timeout=10s', body);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.headers['content-length']).toBe(String(Buffer.byteLength(answer.text)));
    expect(answer.json()).toEqual({
      apiVersion: 'admission.k8s.io/v1',
      kind: 'AdmissionReview',
      response: { uid: body.request.uid, allowed: true, auditAnnotations: expect.anything() },
    });
  });

  test('denies a violating pod with one message and a cause for each violation', async () => {
    const webhook = await startTestWebhook();
    const answer = await webhook.post('/validate', podCreate(privilegedPod()));
    expect(answer.status).toBe(200);
    expect(responseOf(answer)).toMatchObject({
      allowed: false,
      status: {
        code: 403,
        reason: 'Forbidden',
        message: expect.stringContaining('container "app" is privileged'),
        details: { causes: [{ reason: 'tests/no-privileged', field: 'spec.containers[0]' }] },
      },
    });
  });

  const before = privilegedPod();
  const relabelled = { ...before, metadata: { ...(before.metadata as JsonObject), labels: { app: 'other' } } };
  const cases: readonly (readonly [string, ReviewBody, boolean])[] = [
    ['a Deployment with a violating template', deploymentCreate(privilegedPod()), false],
    ['a good Deployment', deploymentCreate(), true],
    ['a violating ephemeral container', ephemeralContainer(goodPod(), PRIVILEGED), false],
    [
      'a good ephemeral container in a pod that violates',
      ephemeralContainer(before, goodContainer({ name: 'd' })),
      true,
    ],
    ['an UPDATE of nothing that policies look at', podUpdate(before, relabelled), true],
    ['an UPDATE that brings the violation', podUpdate(goodPod(), privilegedPod()), false],
    ['an UPDATE without the old object', podUpdate(before, relabelled, { oldObject: null }), false],
    ['the DELETE of a good pod', podDelete(), true],
    ['a CONNECT', podExec(), true],
    ['a dry run of a violating pod', podCreate(privilegedPod(), { dryRun: true }), false],
    ['a CREATE without an object', podCreate(goodPod(), { object: null }), false],
    [
      'a kind that holds no pod',
      podCreate(
        { kind: 'ConfigMap' },
        { kind: { group: '', version: 'v1', kind: 'ConfigMap' }, resource: { resource: 'configmaps' } },
      ),
      true,
    ],
  ];
  test.each(cases)('%s', async (_, body, allowed) => {
    const webhook = await startTestWebhook();
    const answer = await webhook.post('/validate', body);
    expect(answer.status).toBe(200);
    expect(responseOf(answer)).toMatchObject({ uid: body.request.uid, allowed });
  });

  test('a rule that throws denies, names itself, and lets the other rules run', async () => {
    const broken = rule({
      id: 'broken',
      check: () => {
        throw new TypeError('secret detail');
      },
    });
    const webhook = await startTestWebhook({
      policies: { load: async () => policySet(...NO_PRIVILEGED.policies, policy([broken], { name: 'second' })) },
    });
    const answer = await webhook.post('/validate', podCreate(privilegedPod()));
    expect(answer.text).toContain('rule broken of policy second failed');
    expect(answer.text).toContain('is privileged');
    expect(answer.text).not.toContain('secret detail');
    expect(responseOf(answer).allowed).toBe(false);
    expect(await webhook.metric('tidewaiter_own_failures_total{code="rule"}')).toBe(1);
    const log = await webhook.endAndReadLog();
    expect(log).toContain('TypeError');
    expect(log).not.toContain('secret detail');
  });

  test('a failure inside the webhook itself is a denial that says so', async () => {
    const set = {
      ...NO_PRIVILEGED,
      get policies(): never {
        throw new Error('secret detail');
      },
    };
    let broken = false;
    const webhook = await startTestWebhook({
      policies: {
        load: async () => ({
          ...NO_PRIVILEGED,
          get policies() {
            return broken ? set.policies : NO_PRIVILEGED.policies;
          },
        }),
      },
    });
    broken = true;
    const body = podCreate();
    const answer = await webhook.post('/validate', body);
    expect(answer.status).toBe(200);
    expect(responseOf(answer)).toMatchObject({ uid: body.request.uid, allowed: false, status: { code: 403 } });
    expect(answer.text).toContain('could not decide');
    expect(answer.text).not.toContain('secret detail');
    expect(await webhook.metric('tidewaiter_own_failures_total{code="internal"}')).toBe(1);
  });
});

const LABELLED = policySet(
  policy([
    rule({
      id: 'reviewed-label',
      check: ({ labels }, report) => {
        if (labels.has('reviewed')) return;
        const path = ['metadata', 'labels', 'reviewed'];
        report({ message: 'not reviewed', path: ['metadata', 'labels'], remedy: { path, value: 'yes' } });
      },
    }),
  ]),
);

describe('a mutating review', () => {
  test('carries the patch that policies ask for', async () => {
    const webhook = await startTestWebhook({ policies: { load: async () => LABELLED } });
    const response = responseOf(await webhook.post('/mutate', podCreate()));
    expect(response).toMatchObject({ allowed: true, patchType: 'JSONPatch' });
    const patch: unknown = JSON.parse(Buffer.from(String(response.patch), 'base64').toString());
    expect(patch).toEqual([{ op: 'add', path: '/metadata/labels/reviewed', value: 'yes' }]);
  });

  test('judges nothing: what is left is for the validating review', async () => {
    const webhook = await startTestWebhook();
    expect(responseOf(await webhook.post('/mutate', podCreate(privilegedPod())))).toMatchObject({ allowed: true });
  });

  test.each([
    ['DELETE', podDelete()],
    ['CONNECT', podExec()],
  ])('%s is never patched', async (_, body) => {
    const webhook = await startTestWebhook({ policies: { load: async () => LABELLED } });
    expect(responseOf(await webhook.post('/mutate', body))).toEqual({ uid: body.request.uid, allowed: true });
  });

  test('the same object sent to /validate gets no patch', async () => {
    const webhook = await startTestWebhook({ policies: { load: async () => LABELLED } });
    const response = responseOf(await webhook.post('/validate', podCreate()));
    expect(response).not.toHaveProperty('patch');
    expect(response).not.toHaveProperty('patchType');
    expect(response.allowed).toBe(false);
  });
});
