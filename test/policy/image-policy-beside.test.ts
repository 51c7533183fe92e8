import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/model/json.ts';
import { TestCoverage } from '../../src/policy/coverage.ts';
import { loadPolicies } from '../../src/policy/load.ts';
import { WORKLOAD_RULES } from '../../src/rules/index.ts';
import { policyText, problemsOf } from './harness.ts';
import {
  imageFaults,
  imagePolicy,
  imageSettings,
  loadImages,
  resourcesWith,
  withAuthorities,
} from './image-documents.ts';

describe('an image policy beside other documents', () => {
  const exception = (rules: readonly string[]): JsonObject => ({
    apiVersion: 'tidewaiter.dev/v1alpha1',
    kind: 'PolicyException',
    metadata: { name: 'legacy', namespace: 'shop' },
    spec: { policies: [{ name: 'images', rules }], reason: 'r', owner: 'o', expires: '2027-03-31' },
  });

  test('exceptions name its rules', () => {
    const { exceptions } = loadImages([imagePolicy(), exception(['image-digest', 'image-signature'])]);
    expect(exceptions[0]?.names('images', 'image-signature')).toBe(true);
    expect(imageFaults([imagePolicy({ require: {} }), exception(['image-signature'])])).toEqual([
      'spec.policies[0].rules[0]: policy "images" has no rule "image-signature"',
    ]);
    expect(imageFaults([imagePolicy({ exceptions: { allowed: 'None' } }), exception(['image-digest'])])).toEqual([
      'spec.policies[0]: policy "images" takes no exceptions',
    ]);
  });

  test('names are unique over policies of all kinds', () => {
    const other: unknown = JSON.parse(policyText([{ rule: 'run-as-non-root' }], {}, 'images'));
    expect(imageFaults([other, imagePolicy()])).toEqual([
      'metadata.name: there already is a policy "images", at policy.yaml:1:85',
    ]);
    expect(imageFaults([imagePolicy(), imageSettings({ onNoMatch: 'Warn' }, 'images')])).toEqual([
      expect.stringContaining('metadata.name: there already is a policy "images"'),
    ]);
  });

  test('it is enough to enforce; settings alone are not, unless they deny', () => {
    expect(loadImages([imagePolicy()]).policies).toHaveLength(1);
    expect(imageFaults([imageSettings({})])).toEqual([expect.stringContaining('nothing to enforce')]);
    expect(loadImages([imageSettings({ onNoMatch: 'Deny' })]).policies).toHaveLength(1);
  });

  test('who enforces nothing needs no policy', () => {
    const text = JSON.stringify(imageSettings({ registries: [{ host: 'registry.test' }] }));
    const options = { resources: resourcesWith(), mayEnforceNothing: true };
    const { policies, images } = loadPolicies([{ file: 'policy.yaml', text }], WORKLOAD_RULES, options);
    expect(policies).toEqual([]);
    expect(images.registries).toMatchObject([{ host: 'registry.test' }]);
  });

  test('more than a thousand are too many', () => {
    const many = Array.from({ length: 1_001 }, (_, index) => imagePolicy({ require: {} }, `p${index}`));
    const text = many.map((document) => JSON.stringify(document));
    const files = text.map((each, index) => ({ file: `${index}.yaml`, text: each }));
    expect(problemsOf(() => loadPolicies(files, WORKLOAD_RULES))).toEqual([
      '1000.yaml:1:1: there are more than 1000 image policies',
    ]);
  });

  test('without what the command line gives, patterns do not load', () => {
    const text = JSON.stringify(withAuthorities({ name: 'a', keyless: { issuer: 'i', subjectPattern: 'a/*' } }));
    expect(problemsOf(() => loadPolicies([{ file: 'policy.yaml', text }], WORKLOAD_RULES))).toEqual([
      expect.stringContaining('keyless.subjectPattern: patterns are not read here'),
    ]);
  });

  test('is watched, images and exclusions as matchers', () => {
    const coverage = new TestCoverage();
    const document = imagePolicy({ excludeImages: ['registry.example.com/sandbox/**'], match: { kinds: ['Pod'] } });
    loadImages([document, imageSettings({ onNoMatch: 'Deny' })], { coverage });
    expect(coverage.points.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'rule settings/image-coverage',
      'matcher spec.images',
      'matcher spec.excludeImages',
      'matcher spec.match.kinds',
      'rule images/image-digest',
      'rule images/image-signature',
    ]);
  });
});
