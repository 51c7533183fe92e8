import { expect } from '@jest/globals';
import { assess, type World } from '../../src/assess.ts';
import type { AttestationVerdict } from '../../src/model/attestation-verdict.ts';
import type { ImageAnswer, ImageOracle } from '../../src/model/image-evidence.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { imagePolicy, KEYLESS, loadImages } from '../policy/image-documents.ts';
import { subjectsOf } from '../support/custom-kinds.ts';
import { goodPod } from '../support/pods.ts';

/** A pod, a policy that wants attestations, and an oracle that knows what became of them. */

export const IMAGE = 'registry.example.com/app:1';
export const SECURITY: JsonObject = { ...KEYLESS, name: 'security' };
export const SBOM: JsonObject = { name: 'sbom', type: 'cyclonedx', signedBy: ['release'] };

export function policyFor(attestations: readonly JsonObject[], spec: JsonObject = {}): JsonObject {
  const named = JSON.stringify(attestations);
  const authorities = [KEYLESS, SECURITY].filter(({ name }) => named.includes(`"${name as string}"`));
  return imagePolicy({ authorities, require: { digest: 'ignore', attestations }, ...spec });
}

export async function judge(answer: ImageAnswer | AttestationVerdict, policy = policyFor([SBOM]), image = IMAGE) {
  const known: ImageAnswer = 'state' in answer ? answer : { state: 'known', value: answer };
  const asked: string[] = [];
  const images: ImageOracle = {
    recall: (question) => {
      asked.push(question.about);
      return known;
    },
    ask: async () => known,
  };
  const world: World = {
    namespaceLabels: () => Promise.reject(new Error('nobody should ask')),
    signal: new AbortController().signal,
    today: () => '2026-11-20',
    honoursAnnotations: false,
    images,
  };
  const pod = goodPod({ containers: [{ name: 'app', image }] });
  const decision = await assess(subjectsOf(pod), loadImages([policy]), world);
  return { ...decision, asked };
}

export async function findingsOf(...given: Parameters<typeof judge>) {
  const { findings, failures } = await judge(...given);
  expect(failures).toEqual([]);
  return findings;
}
