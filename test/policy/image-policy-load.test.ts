import { describe, expect, test } from '@jest/globals';
import type { SignatureRequirement } from '../../src/model/image-policy.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { CompiledPolicy } from '../../src/model/policy.ts';
import { parseImageReference } from '../../src/parse/image-reference.ts';
import { TestCoverage } from '../../src/policy/coverage.ts';
import { loadPolicies } from '../../src/policy/load.ts';
import { WORKLOAD_RULES } from '../../src/rules/index.ts';
import { goodPod, workloadOf } from '../support/pods.ts';
import { policyText, problemsOf } from './harness.ts';
import {
  GITHUB,
  imageFaults,
  imagePolicy,
  imageSettings,
  KEYLESS,
  loadImages,
  publicKey,
  WORKFLOW,
  withAuthorities,
} from './image-documents.ts';

function only(document: JsonObject): CompiledPolicy {
  const [policy] = loadImages([document]).policies;
  if (policy === undefined) throw new Error('there is no policy');
  return policy;
}

function reference(text: string) {
  const parsed = parseImageReference(text);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.reference;
}

/** What the policy wants to know of signatures. */
function requirement(document: JsonObject, setting = {}): SignatureRequirement {
  const [policy] = loadImages([document], setting).policies;
  const rule = policy?.rules.find(({ id }) => id === 'image-signature');
  const question = rule?.asks?.(reference('registry.example.com/app:1'), workloadOf(goodPod()));
  if (question?.about !== 'signatures') throw new Error('nothing is asked of signatures');
  return question.requirement;
}

describe('an image policy', () => {
  test('with everything by default', () => {
    const policy = only(withAuthorities(KEYLESS));
    expect(policy).toMatchObject({
      name: 'images',
      source: { file: 'policy.yaml', line: 1 },
      controllers: 'Deny',
      followsToPods: true,
      mutation: { controllers: false, ephemeralContainers: false },
    });
    expect(policy.rules.map(({ id, action }) => [id, action])).toEqual([
      ['image-digest', 'Deny'],
      ['image-signature', 'Deny'],
    ]);
    expect(requirement(withAuthorities(KEYLESS))).toEqual({
      key: expect.stringMatching(/^[0-9a-f]{64}$/),
      authorities: [
        {
          name: 'release',
          kind: 'keyless',
          issuer: { exactly: GITHUB },
          subject: { exactly: WORKFLOW },
          extensions: {},
          transparency: 'required',
          trustRoots: ['public-good'],
        },
      ],
      atLeast: 1,
      signatureOn: 'index',
      pullSecrets: [],
      degrade: 'deny',
    });
  });

  test('with everything given', () => {
    const pem = publicKey();
    const document = imagePolicy({
      action: 'Warn',
      controllers: 'Warn',
      excludeImages: ['registry.example.com/sandbox/**'],
      match: { namespaces: { exclude: ['kube-system'] }, users: { include: ['a'] } },
      require: {
        digest: 'mutate',
        signatures: [
          {
            name: 'release',
            keyless: {
              issuerPattern: 'https://*.example.com',
              subjectRegExp: 'https://github.com/acme/.*',
              extensions: {
                runnerEnvironment: 'github-hosted',
                sourceRepositoryUri: { pattern: 'https://github.com/acme/*' },
                buildTrigger: { regExp: 'push|release' },
              },
            },
            maxAge: '90d',
          },
          { name: 'vendor', key: { pem: `# two\n${pem}${pem}` }, transparency: 'ignored' },
        ],
        atLeast: 1,
        signatureOn: 'either',
        platforms: ['linux/amd64', 'linux/arm64/v8'],
      },
      signatureRepository: { repository: 'registry.example.com/signatures', tagPrefix: 'app-' },
      pullSecrets: [{ namespace: 'tidewaiter', name: 'pull.secret' }],
      degrade: 'warn',
      exceptions: { owners: ['team-*'] },
    });
    expect(only(document)).toMatchObject({
      controllers: 'Warn',
      followsToPods: false,
      refusesAnnotations: true,
      mutation: { controllers: true, ephemeralContainers: true },
    });
    expect(only(document).rules.map(({ action }) => action)).toEqual(['Warn', 'Warn']);
    expect(requirement(document)).toMatchObject({
      authorities: [
        {
          issuer: { glob: 'https://*.example.com' },
          subject: { regexp: 'https://github.com/acme/.*' },
          extensions: {
            runnerEnvironment: { exactly: 'github-hosted' },
            sourceRepositoryUri: { glob: 'https://github.com/acme/*' },
            buildTrigger: { regexp: 'push|release' },
          },
          maxAge: 90 * 86_400_000,
        },
        { kind: 'key', keys: [pem, pem], transparency: 'ignored' },
      ],
      atLeast: 1,
      signatureOn: 'either',
      platforms: ['linux/amd64', 'linux/arm64/v8'],
      signatures: { registry: 'registry.example.com', repository: 'signatures', tagPrefix: 'app-' },
      pullSecrets: [{ namespace: 'tidewaiter', name: 'pull.secret' }],
      degrade: 'warn',
    });
  });

  test.each<[JsonObject, readonly string[], boolean, boolean]>([
    [{ digest: 'require' }, ['image-digest'], false, false],
    [{ digest: 'mutate' }, ['image-digest'], true, true],
    [{ digest: 'mutate-pods-only' }, ['image-digest'], false, true],
    [{ digest: 'annotate' }, ['image-digest'], false, false],
    [{ digest: 'ignore', signatures: [KEYLESS] }, ['image-signature'], false, false],
  ])('with %j', (require, rules, controllers, ephemeralContainers) => {
    const policy = only(imagePolicy({ require }));
    expect(policy.rules.map(({ id }) => id)).toEqual(rules);
    expect(policy.mutation).toEqual({ controllers, ephemeralContainers });
  });

  test('all of several authorities are wanted unless it says how many', () => {
    const document = withAuthorities(KEYLESS, { name: 'vendor', key: { pem: publicKey() } });
    expect(requirement(document).atLeast).toBe(2);
  });

  test('a static authority', () => {
    const denied = withAuthorities({ name: 'nobody', static: 'Deny', message: 'retired' });
    expect(requirement(denied).authorities).toEqual([
      { name: 'nobody', kind: 'static', result: 'Deny', message: 'retired' },
    ]);
    expect(requirement(withAuthorities({ name: 'all', static: 'Allow' })).authorities).toEqual([
      { name: 'all', kind: 'static', result: 'Allow' },
    ]);
  });

  test('is about the images that it names and does not exclude', () => {
    const { coversImage } = only(imagePolicy({ excludeImages: ['registry.example.com/sandbox/**'] }));
    const covered = ['registry.example.com/app', 'registry.example.com/sandbox/app', 'nginx'].map((text) =>
      coversImage?.(reference(text)),
    );
    expect(covered).toEqual([true, false, false]);
  });

  test('judges the pods of the service accounts that it names', () => {
    const { matches, rules } = only(imagePolicy({ match: { podServiceAccounts: { include: ['default/builder'] } } }));
    const judged = (object: JsonObject) => matches({ operation: 'CREATE', workload: workloadOf(object) });
    expect(judged(goodPod({ serviceAccountName: 'builder' }))).toBe(true);
    expect(judged(goodPod({ serviceAccount: 'builder' }))).toBe(true);
    expect(judged(goodPod({ serviceAccountName: 'other', serviceAccount: 'builder' }))).toBe(false);
    expect(judged(goodPod())).toBe(false);
    expect(judged(goodPod({ serviceAccountName: 7 }))).toBe(true);
    expect(rules[0]?.reads).toContainEqual({ from: 'template', path: ['spec', 'serviceAccountName'] });
    const byDefault = only(imagePolicy({ match: { podServiceAccounts: { include: ['*/default'] } } }));
    expect(byDefault.matches({ operation: 'CREATE', workload: workloadOf(goodPod()) })).toBe(true);
  });
});

describe('beside other documents', () => {
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
      'metadata.name: there already is a policy "images", at policy.yaml:1:80',
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
    expect(coverage.points.map(({ kind, name }) => `${kind} ${name}`)).toEqual(
      [
        'matcher spec.images',
        'matcher spec.excludeImages',
        'matcher spec.match.kinds',
        'rule images/image-digest',
        'rule images/image-signature',
        'rule settings/image-coverage',
      ].map((point) => expect.stringContaining(point)),
    );
  });
});
