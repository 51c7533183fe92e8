import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { JsonObject } from '../../src/model/json.ts';
import { loadPolicies } from '../../src/policy/load.ts';
import { WORKLOAD_RULES } from '../../src/rules/index.ts';
import { listProjectFolder, readProjectFile } from '../rules/marked-yaml.ts';
import { goodPod } from '../support/pods.ts';
import { EFFORT, SEED, TIMEOUT } from './mode.ts';
import type { Mutation } from './mutation.ts';
import {
  claimExemption,
  claimLabel,
  markDeleted,
  nameOwner,
  writeServerFields,
  writeStatus,
} from './mutations/claims.ts';
import { addSiblings, pushDown, renameContainer } from './mutations/containers.ts';
import { addUnknownField, shuffleFields, shuffleLists } from './mutations/shape.ts';
import { wrapInCustom, wrapPod } from './mutations/wrapping.ts';
import { Random } from './random.ts';
import { Specimen } from './specimen.ts';
import { spell } from './spelling.ts';
import { decideReview, reviewOf } from './whole-path.ts';

/** What keeps a violating object violating keeps a good one good: the other half of the bypass tests. */

const CHANGES: readonly Mutation[] = [
  addSiblings,
  addUnknownField,
  claimExemption,
  claimLabel,
  markDeleted,
  nameOwner,
  pushDown,
  renameContainer,
  shuffleFields,
  shuffleLists,
  wrapInCustom,
  wrapPod,
  writeServerFields,
  writeStatus,
];

const folders = listProjectFolder('policies').filter((name) => !name.includes('.'));
const shipped = folders.map((name) => {
  const files = listProjectFolder(`policies/${name}`)
    .filter((file) => file.endsWith('.yaml') && file !== 'test.yaml')
    .map((file) => ({ file, text: readProjectFile(`policies/${name}/${file}`) }));
  return { name, files };
});
const withPolicies = shipped.filter(({ files }) => files.some(({ text }) => text.includes('kind: AdmissionPolicy')));

const CASES_OF_POLICY = 60;

const volumes = [
  { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } },
  { name: 'config', configMap: { name: 'web' } },
];
const rich = goodPod({
  serviceAccountName: 'web',
  automountServiceAccountToken: false,
  volumes,
  terminationGracePeriodSeconds: 30,
});

describe.each(withPolicies)('policies/$name', ({ files }) => {
  const policySet = loadPolicies(files, WORKLOAD_RULES);

  async function denials(object: JsonObject, random: Random): Promise<unknown> {
    const verdict = await decideReview(spell(reviewOf({ object, namespace: 'shop' }), random), policySet);
    return verdict.kind === 'decided' ? verdict.decision.findings.filter(({ action }) => action === 'Deny') : verdict;
  }

  const staysAllowed = async () => {
    const steps = fc.array(fc.tuple(fc.constantFrom(...CHANGES), fc.nat()), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(goodPod(), rich), steps, fc.nat(), async (pod, changes, seed) => {
        const specimen = new Specimen(pod);
        for (const [{ apply }, choices] of changes) apply(specimen, new Random(choices));
        expect(await denials(specimen.object, new Random(seed))).toEqual([]);
      }),
      { numRuns: CASES_OF_POLICY * EFFORT, seed: SEED },
    );
  };
  test('good pods stay allowed', staysAllowed, TIMEOUT);
});
