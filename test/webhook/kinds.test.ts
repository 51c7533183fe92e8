import { afterEach, describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/model/json.ts';
import { podCreate, podExec, type ReviewBody } from '../support/admission-reviews.ts';
import { KINDS, machine, rayCluster, template } from '../support/custom-kinds.ts';
import type { Answer } from '../support/https-client.ts';
import { objection, policy, policySet } from '../support/policies.ts';
import { closeTestWebhooks, NO_PRIVILEGED, startTestWebhook } from '../support/webhook.ts';

afterEach(closeTestWebhooks);

const digest = (character: string) => `sha256:${character.repeat(64)}`;
const PRIVILEGED = template({ securityContext: { privileged: true } });
const withKinds = { policies: { load: async () => ({ ...NO_PRIVILEGED, kinds: KINDS }) } };

/** A request about an object of a custom kind. */
function customReview(object: JsonObject, fields: JsonObject = {}): ReviewBody {
  const { request, ...review } = podCreate();
  const [group, version] = String(object.apiVersion).split('/');
  const kind = { group, version, kind: object.kind };
  return { ...review, request: { ...request, kind, resource: { group, version, resource: 'x' }, object, ...fields } };
}
const responseOf = (answer: Answer) => answer.json().response as JsonObject;

describe('custom kinds', () => {
  test('are denied where they break a rule, with the field in the object', async () => {
    const webhook = await startTestWebhook(withKinds);
    const answer = await webhook.post('/validate', customReview(rayCluster([template(), PRIVILEGED])));
    expect(answer.status).toBe(200);
    expect(responseOf(answer)).toMatchObject({
      allowed: false,
      status: {
        details: { causes: [{ field: expect.stringMatching(/^spec\.workerGroupSpecs\[1\]\.template\.spec/) }] },
      },
    });
    const good = await webhook.post('/validate', customReview(rayCluster([template()])));
    expect(responseOf(good)).toMatchObject({ allowed: true });
  });

  test('are passed over where no document names them', async () => {
    const webhook = await startTestWebhook();
    const answer = await webhook.post('/validate', customReview(rayCluster([PRIVILEGED])));
    expect(responseOf(answer)).toMatchObject({ allowed: true });
  });

  test('have the digests of all their parts in the log', async () => {
    const webhook = await startTestWebhook(withKinds);
    const image = (character: string) => `registry.example.com/a@${digest(character)}`;
    const workers = [template({ image: image('1') }), template({ image: image('2') }), template({ image: image('1') })];
    await webhook.post('/validate', customReview(rayCluster(workers, template({ image: image('0') }))));
    await webhook.post('/validate', customReview(machine([image('3'), image('4')])));
    const lines = (await webhook.endAndReadLog()).split('\n').filter((line) => line.includes('"decision"'));
    expect(lines.map((line) => JSON.parse(line).digests)).toEqual([
      ['0', '1', '2'].map(digest),
      ['3', '4'].map(digest),
    ]);
  });
});

test('connections are judged by rules about them, and never changed', async () => {
  const connections = policySet(policy([objection({ reads: ['connection'] })]));
  const webhook = await startTestWebhook({ policies: { load: async () => connections } });
  expect(responseOf(await webhook.post('/validate', podExec()))).toMatchObject({ allowed: false });
  expect(responseOf(await webhook.post('/validate', podCreate()))).toMatchObject({ allowed: true });
  const mutated = responseOf(await webhook.post('/mutate', podExec()));
  expect(mutated).toMatchObject({ allowed: true });
  expect(mutated).not.toHaveProperty('patch');
});
