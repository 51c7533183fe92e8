import { afterEach, describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/model/json.ts';
import { podCreate, privilegedPod } from '../support/admission-reviews.ts';
import { goodPod } from '../support/pods.ts';
import { closeTestWebhooks, startTestWebhook } from '../support/webhook.ts';

afterEach(closeTestWebhooks);

const { request, ...envelope } = podCreate();
const TEXT = JSON.stringify({ ...envelope, request });
const NESTED = 3_000_000;

function withRequest(fields: Record<string, unknown>): string {
  return JSON.stringify({ ...envelope, request: { ...request, ...fields } });
}

const REFUSED: readonly (readonly [string, string | Buffer])[] = [
  ['a JSON scalar', '42'],
  ['a JSON list', '[]'],
  ['null', 'null'],
  ['an empty object', '{}'],
  ['not JSON', 'hello'],
  ['JSON cut short', TEXT.slice(0, -5)],
  ['two JSON texts', TEXT + TEXT],
  ['no request', JSON.stringify(envelope)],
  ['a request that is a list', JSON.stringify({ ...envelope, request: [] })],
  ['v1beta1', JSON.stringify({ ...envelope, request, apiVersion: 'admission.k8s.io/v1beta1' })],
  ['another kind', JSON.stringify({ ...envelope, request, kind: 'ConversionReview' })],
  ['no uid', withRequest({ uid: undefined })],
  ['an empty uid', withRequest({ uid: '' })],
  ['a uid that is a number', withRequest({ uid: 7 })],
  ['a uid of 1 MiB', withRequest({ uid: 'u'.repeat(1_024 * 1_024) })],
  ['a uid that breaks lines', withRequest({ uid: 'a\r\nb' })],
  ['an operation nobody knows', withRequest({ operation: 'PATCH' })],
  ['a kind that is text', withRequest({ kind: 'Pod' })],
  ['groups that are text', withRequest({ userInfo: { username: 'x', groups: 'system:masters' } })],
  ['a repeated key', TEXT.replace('"operation"', '"operation":"CONNECT","operation"')],
  ['a repeated key, one spelt with an escape', TEXT.replace('"operation"', '"operatio\\u006e":"CONNECT","operation"')],
  ['a repeated key deep inside', TEXT.replace('"runAsNonRoot":true', '"runAsNonRoot":false,"runAsNonRoot":true')],
  ['invalid UTF-8', Buffer.from(TEXT.replace('web', 'w\xff'), 'latin1')],
  ['UTF-16', Buffer.from(TEXT, 'utf16le')],
  ['a byte order mark', `\ufeff${TEXT}`],
  ['a lone surrogate', TEXT.replace('"web"', '"\\ud800"')],
  ['U+0000', TEXT.replace('"web"', '"w\\u0000"')],
  [
    'three million nested lists',
    withRequest({ object: 0 }).replace('"object":0', `"object":${'['.repeat(NESTED)}${']'.repeat(NESTED)}`),
  ],
  [
    'a million nested objects',
    withRequest({ object: 0 }).replace('"object":0', `"object":${'{"a":'.repeat(1_000_000)}0${'}'.repeat(1_000_000)}`),
  ],
];

describe('a body that is not a review is refused with 400', () => {
  test.each(REFUSED)('%s', async (_, body) => {
    const webhook = await startTestWebhook();
    const answer = await webhook.post('/validate', body);
    expect(answer.status).toBe(400);
    expect(answer.json()).toEqual({ code: 400, message: expect.stringMatching(/^[^\n]{1,300}$/) });
    expect((await webhook.post('/validate', TEXT)).status).toBe(200);
    expect(
      await webhook.metric('tidewaiter_reviews_total{endpoint="validate",operation="UNKNOWN",outcome="malformed"}'),
    ).toBe(1);
  });
});

describe('a pod of the wrong shape is denied with 200', () => {
  const spec = goodPod().spec as JsonObject;
  const [container] = spec.containers as readonly JsonObject[];
  const shapes: readonly (readonly [string, unknown])[] = [
    ['containers as text', { ...spec, containers: 'app' }],
    ['containers as a number', { ...spec, containers: 3 }],
    ['containers as an object', { ...spec, containers: { app: container } }],
    ['a container that is null', { ...spec, containers: [null] }],
    ['a list of 5,000 nulls', { ...spec, containers: Array.from({ length: 5_000 }, () => null) }],
    ['an image that is a number', { ...spec, containers: [{ ...container, image: 7 }] }],
    ['a security context that is text', { ...spec, containers: [{ ...container, securityContext: 'none' }] }],
    ['a spec that is a list', [spec]],
    ['a spec that is text', 'spec'],
  ];
  test.each(shapes)('%s', async (_, malformed) => {
    const webhook = await startTestWebhook();
    const body = podCreate({ ...goodPod(), spec: malformed });
    const answer = await webhook.post('/validate', body);
    expect(answer.status).toBe(200);
    expect(answer.json().response).toMatchObject({ uid: body.request.uid, allowed: false, status: { code: 403 } });
  });
});

describe('names that collide with JavaScript', () => {
  const NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'];
  const polluting = `{${NAMES.map((name) => `"${name}":{"privileged":true,"allowed":true}`).join(',')}}`;

  test.each(['labels', 'annotations', 'spec', 'top'])('as fields of %s change nothing', async (place) => {
    const webhook = await startTestWebhook();
    const put = (text: string) => {
      if (place === 'top')
        return text.replace('"kind":"AdmissionReview"', `${polluting.slice(1, -1)},"kind":"AdmissionReview"`);
      if (place === 'spec') return text.replace('"spec":{', `"spec":{${polluting.slice(1, -1)},`);
      if (place === 'labels')
        return text.replace('"labels":{', `"labels":{${NAMES.map((name) => `"${name}":"x"`).join(',')},`);
      return text.replace('"labels":{', `"annotations":{${NAMES.map((name) => `"${name}":"x"`).join(',')}},"labels":{`);
    };
    const good = await webhook.post('/validate', put(JSON.stringify(podCreate())));
    expect(good.json()).toMatchObject({ response: { allowed: true } });
    const bad = await webhook.post('/validate', put(JSON.stringify(podCreate(privilegedPod()))));
    expect(bad.json()).toMatchObject({ response: { allowed: false } });
    expect(Object.prototype).not.toHaveProperty('privileged');
  });
});

test('deceptive text is evaluated and comes back escaped', async () => {
  const webhook = await startTestWebhook();
  const pod = privilegedPod();
  const [container] = (pod.spec as { containers: readonly JsonObject[] }).containers;
  const name = 'a\u202Eb\u200Bc\u001B[31m\u009B\n"d"';
  const body = podCreate({ ...pod, spec: { containers: [{ ...container, name }] } });
  const answer = await webhook.post('/validate', body);
  expect(answer.json()).toMatchObject({ response: { allowed: false } });
  expect(answer.text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});
