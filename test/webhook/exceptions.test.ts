import { afterEach, describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/model/json.ts';
import { podCreate, privilegedPod } from '../support/admission-reviews.ts';
import { exceptionDocument, loadDocuments, policyDocument } from '../support/exceptions.ts';
import { goodPod } from '../support/pods.ts';
import { closeTestWebhooks, startTestWebhook, type TestOptions, type TestWebhook } from '../support/webhook.ts';

afterEach(closeTestWebhooks);

/** The day of the tests is 2026-11-20. */
const POLICY = policyDocument('basics', { rules: [{ rule: 'disallow-privileged' }, { rule: 'run-as-non-root' }] });
const exception = (name: string, workload: string, expires = '2027-03-31') =>
  exceptionDocument(name, { basics: ['disallow-privileged'] }, { match: { names: [workload] }, expires });
const SET = loadDocuments(POLICY, exception('active', 'web'), exception('ended', 'api', '2026-11-19'));

const start = (options: TestOptions = {}) => startTestWebhook({ ...options, policies: { load: async () => SET } });

function pod(name: string, annotations: JsonObject = {}): JsonObject {
  const privileged = privilegedPod();
  return { ...privileged, metadata: { ...(privileged.metadata as JsonObject), name, annotations } };
}

async function review(webhook: TestWebhook, object: JsonObject): Promise<JsonObject> {
  return (await webhook.post('/validate', podCreate(object))).json().response as JsonObject;
}

async function decisions(webhook: TestWebhook): Promise<readonly JsonObject[]> {
  const lines = (await webhook.endAndReadLog()).trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as JsonObject).filter(({ msg }) => msg === 'decision');
}

const waived = (webhook: TestWebhook, name: string) =>
  webhook.metric(`tidewaiter_waived_findings_total{exception="${name}"}`);

describe('an exception', () => {
  test('lets the pod in, and the audit annotations, the log and the metrics say so', async () => {
    const webhook = await start();
    const response = await review(webhook, pod('web'));
    expect(response).toMatchObject({
      allowed: true,
      auditAnnotations: { decision: 'allowed', 'excepted-by': 'active' },
    });
    expect(await waived(webhook, 'active')).toBe(1);
    expect(await waived(webhook, 'ended')).toBe(0);
    expect(
      await webhook.metric('tidewaiter_findings_total{policy="basics",rule="disallow-privileged",action="Deny"}'),
    ).toBe(0);
    expect(await decisions(webhook)).toMatchObject([{ allowed: true, rules: [], exceptions: ['active'] }]);
  });

  test('that has expired lets nothing in, and the message names it', async () => {
    const webhook = await start();
    const response = await review(webhook, pod('api'));
    expect(response).toMatchObject({
      allowed: false,
      status: { message: expect.stringContaining('exception ended expired on 2026-11-19') },
    });
    expect(response.auditAnnotations).not.toHaveProperty('excepted-by');
    const [line] = await decisions(webhook);
    expect(line).not.toHaveProperty('exceptions');
  });

  test('that nobody needed leaves no trace', async () => {
    const webhook = await start();
    expect((await review(webhook, goodPod())).auditAnnotations).not.toHaveProperty('excepted-by');
    expect(await waived(webhook, 'active')).toBe(0);
  });

  test('ends at midnight UTC, without a reload', async () => {
    let today = '2027-03-31';
    const webhook = await start({ today: () => today });
    const state = (name: string) => webhook.metric(`tidewaiter_exceptions{state="${name}"}`);
    expect((await review(webhook, pod('web'))).allowed).toBe(true);
    expect([await state('active'), await state('expired')]).toEqual([1, 1]);
    today = '2027-04-01';
    expect((await review(webhook, pod('web'))).allowed).toBe(false);
    expect([await state('active'), await state('expired')]).toEqual([0, 2]);
  });
});

test('the log of a load names the exceptions that have expired', async () => {
  const webhook = await start();
  const lines = (await webhook.endAndReadLog())
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as JsonObject);
  expect(lines.find(({ msg }) => msg === 'policies loaded')).toMatchObject({
    exceptions: 2,
    expiredExceptions: ['ended'],
  });
});

describe('annotations of other tools', () => {
  const KEY = 'ignore-check.kube-linter.io/privileged-container';
  const annotated = pod('other', { [KEY]: 'secret reason' });

  test('mean nothing unless they are honoured', async () => {
    const webhook = await start();
    const response = await review(webhook, annotated);
    expect(response.allowed).toBe(false);
    expect(await waived(webhook, 'annotations of objects')).toBe(0);
  });

  test('are named by their keys where they are honoured', async () => {
    const webhook = await start({ honoursAnnotations: true });
    const response = await review(webhook, annotated);
    expect(response).toMatchObject({ allowed: true, auditAnnotations: { 'excepted-by': KEY } });
    expect(await waived(webhook, 'annotations of objects')).toBe(1);
    const log = await webhook.endAndReadLog();
    expect(log).toContain(`"exceptions":["${KEY}"]`);
    expect(log).not.toContain('secret reason');
  });
});
