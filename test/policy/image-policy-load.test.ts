import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/model/json.ts';
import type { CompiledPolicy } from '../../src/model/policy.ts';
import { parseImageReference } from '../../src/parse/image-reference.ts';
import { goodPod, workloadOf } from '../support/pods.ts';
import {
  GITHUB,
  imagePolicy,
  KEYLESS,
  loadImages,
  publicKey,
  requirementOf,
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
    expect(requirementOf(withAuthorities(KEYLESS))).toEqual({
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
    expect(requirementOf(document)).toMatchObject({
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
    expect(requirementOf(document).atLeast).toBe(2);
  });

  test('a static authority asks nobody', () => {
    const authorityOf = (authority: JsonObject) => {
      const { imageDemands, rules } = only(withAuthorities(authority));
      expect(rules.find(({ id }) => id === 'image-signature')?.asks).toBeUndefined();
      return imageDemands?.signatures?.authorities;
    };
    const message = 'retired:\n  use the new one\n';
    expect(authorityOf({ name: 'nobody', static: 'Deny', message })).toEqual([
      { name: 'nobody', kind: 'static', result: 'Deny', message: 'retired: use the new one' },
    ]);
    expect(authorityOf({ name: 'all', static: 'Allow' })).toEqual([{ name: 'all', kind: 'static', result: 'Allow' }]);
  });

  test('is about the images that it names and does not exclude', () => {
    const { coversImage } = only(imagePolicy({ excludeImages: ['registry.example.com/sandbox/**'] }));
    const covered = ['registry.example.com/app', 'registry.example.com/sandbox/app', 'nginx'].map((text) =>
      coversImage?.(reference(text)),
    );
    expect(covered).toEqual([true, false, false]);
  });

  test('is not evaded by writing what goes without saying', () => {
    const images = ['registry.example.com/**', 'docker.io/acme/*'];
    const { coversImage } = only(imagePolicy({ images, excludeImages: ['registry.example.com/sandbox/**'] }));
    const covered = [
      'registry.example.com:443/app',
      'registry.example.com:443/sandbox/app',
      'registry-1.docker.io/acme/app',
      'registry-1.docker.io:443/acme/app',
      'index.docker.io:443/acme/app',
      'registry.hub.docker.com/acme/app',
      'registry.example.com:8443/app',
      'registry-1.docker.io/other/app',
    ].map((text) => coversImage?.(reference(text)));
    expect(covered).toEqual([true, true, true, true, true, true, false, false]);
  });

  test('judges the pods of the service accounts that it names', () => {
    const { matches, rules } = only(imagePolicy({ match: { podServiceAccounts: { include: ['shop/builder'] } } }));
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
