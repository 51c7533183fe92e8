import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { JsonObject } from '../../src/model/json.ts';
import type { FieldPath } from '../../src/model/path.ts';
import { podCreate, podUpdate, privilegedPod, type ReviewBody } from '../support/admission-reviews.ts';
import type { Answer } from '../support/https-client.ts';
import { isPrefix, pathsOf, replaced } from '../support/json-paths.ts';
import { goodPod } from '../support/pods.ts';
import { closeTestWebhooks, startTestWebhook, type TestWebhook } from '../support/webhook.ts';

let webhook: TestWebhook;
beforeAll(async () => {
  webhook = await startTestWebhook();
});
afterAll(closeTestWebhooks);

const anyJson = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(null, '', 0, -1, [], {}, [null], { __proto__: null }, 'Pod', 'x'.repeat(70_000), 1e308),
);

/** Holds for whatever arrives: an answer that the API server can verify, or a refusal in JSON. */
function expectVerifiable(body: unknown, answer: Answer): void {
  const parsed = answer.json();
  if (answer.status === 200) {
    const { uid } = (body as ReviewBody).request;
    expect(parsed).toMatchObject({
      apiVersion: 'admission.k8s.io/v1',
      kind: 'AdmissionReview',
      response: { uid, allowed: expect.any(Boolean) },
    });
    if ((parsed.response as JsonObject).allowed === false) {
      expect(parsed).toMatchObject({ response: { status: { code: 403, message: expect.stringMatching(/./) } } });
    }
    return;
  }
  expect(answer.status).toBe(400);
  expect(parsed).toEqual({ code: 400, message: expect.stringMatching(/^[^\n]{1,400}$/) });
}

describe.each(['/validate', '/mutate'])('whatever is sent to %s', (path) => {
  const bases = [podCreate(), podCreate(privilegedPod()), podUpdate(goodPod(), privilegedPod())];

  test('gets an answer that can be verified, or a refusal', async () => {
    const change = fc.option(anyJson, { nil: undefined });
    const mutated = fc.constantFrom(...bases).chain((base) => {
      const changes = fc.array(fc.tuple(fc.constantFrom(...pathsOf(base)), change), { minLength: 1, maxLength: 3 });
      return changes.map((list) => list.reduce<unknown>((body, [at, value]) => replaced(body, at, value), base));
    });
    await fc.assert(
      fc.asyncProperty(mutated, async (body) => {
        const text = JSON.stringify(body);
        fc.pre(text !== undefined);
        const answer = await webhook.post(path, text);
        expectVerifiable(body, answer);
        if (path === '/validate') expect(answer.text).not.toContain('"patch');
      }),
      { numRuns: 400 },
    );
  });
});

describe('a pod that violates', () => {
  const base = podCreate(privilegedPod());
  const violation: FieldPath = ['request', 'object', 'spec', 'containers', 0, 'securityContext', 'privileged'];
  const elsewhere = pathsOf(base).filter((path) => isPrefix(['request', 'object'], path) && !isPrefix(path, violation));

  test('is not allowed because of anything that is written elsewhere in it', async () => {
    expect(elsewhere.length).toBeGreaterThan(40);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...elsewhere), fc.option(anyJson, { nil: undefined }), async (path, change) => {
        const answer = await webhook.post('/validate', JSON.stringify(replaced(base, path, change)));
        expect(answer.json().response ?? { allowed: false }).toMatchObject({ allowed: false });
      }),
      { numRuns: 400 },
    );
  });

  test('is not allowed because of fields that are added to it', async () => {
    const parents: readonly FieldPath[] = [
      [],
      ['metadata'],
      ['spec'],
      ['spec', 'containers', 0],
      ['spec', 'containers', 0, 'securityContext'],
    ];
    const names = fc.oneof(
      fc.constantFrom(
        'deletionTimestamp',
        'annotations',
        'finalizers',
        'ephemeralContainers',
        'initContainers',
        '__proto__',
        'status',
        'hostUsers',
      ),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...parents), names, anyJson, async (parent, name, value) => {
        const path = ['request', 'object', ...parent, name];
        fc.pre(!isPrefix(path, violation));
        const answer = await webhook.post('/validate', JSON.stringify(replaced(base, path, value)));
        expect(answer.json().response ?? { allowed: false }).toMatchObject({ allowed: false });
      }),
      { numRuns: 300 },
    );
  });
});
