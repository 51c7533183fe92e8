import { afterEach, describe, expect, test } from '@jest/globals';
import { exceptionDocument } from '../support/exceptions.ts';
import { documents, imagePolicy, imageSettings } from '../support/image-policies.ts';
import { findings, removeFolders, review } from './review-files.ts';

afterEach(removeFolders);

const API = 'apiVersion: tidewaiter.dev/v1alpha1';

function policyWith(rules: string, match = ''): string {
  return `${API}\nkind: AdmissionPolicy\nmetadata: { name: images }\nspec:\n  rules: ${rules}\n${match}`;
}

const TAGS = policyWith('[{ rule: disallow-latest-tag }]');
const DIGESTS = documents(imagePolicy({ require: { digest: 'require' } }, 'pinned'));
const DIGEST = `sha256:${'a'.repeat(64)}`;

const DOCKERFILE = `# syntax=docker/dockerfile:1
ARG VERSION=1.2
ARG BASE
FROM --platform=linux/amd64 nginx:latest AS web
FROM node:\${VERSION} AS build
COPY --from=web /a /a
COPY --from=busybox /a /a
RUN --mount=type=bind,from=alpine:latest true
FROM $BASE
FROM scratch
`;

describe('FROM lines', () => {
  test('and everything else that names an image are judged, with their places', async () => {
    const { code, subjects } = await findings({ Dockerfile: DOCKERFILE }, ['Dockerfile'], TAGS);
    expect(code).toBe(1);
    const [subject] = subjects;
    expect(subject.subject).toMatchObject({ kind: 'Dockerfile', name: 'Dockerfile', namespace: '' });
    const places = subject.findings.map(({ line, column, path, message }: Record<string, string>) => [
      `${line}:${column} ${path}`,
      message?.slice(0, message.indexOf(',')),
    ]);
    expect(places).toEqual([
      ['4:29 images[0]', 'FROM in line 4 uses the image "nginx:latest"'],
      ['7:13 images[2]', 'COPY --from in line 7 uses the image "busybox"'],
      ['8:28 images[3]', 'RUN --mount in line 8 uses the image "alpine:latest"'],
    ]);
  });

  test('with variables that have no value are listed as not checked, and counted', async () => {
    const { code, out } = await review({ Dockerfile: DOCKERFILE }, ['Dockerfile'], { policy: TAGS });
    expect(code).toBe(1);
    expect(out).toMatch(/^DENIED Dockerfile Dockerfile \(Dockerfile:1\)\n/);
    expect(out).toContain('\n  not checked: image $BASE Dockerfile:9:6: it has variables without a default\n');
    expect(out.split('\n').at(-2)).toBe(
      '1 judged: 0 allowed, 1 denied; findings: 3 Deny; 1 not checked: variables in images have no default',
    );
    const { subjects } = await findings({ Dockerfile: 'FROM $BASE\n' }, ['Dockerfile'], TAGS);
    expect(subjects).toMatchObject([{ allowed: true, unchecked: [{ image: '$BASE', path: 'images[0]' }] }]);
  });

  test('that are no references are denied', async () => {
    const { code, out } = await review({ Dockerfile: 'FROM Nginx:1\n' }, ['Dockerfile'], { policy: TAGS });
    expect(code).toBe(1);
    expect(out).toContain('which is not an image reference: ');
  });

  test('of a file that cannot be read are an error with its place', async () => {
    const { code, err } = await review({ Dockerfile: 'FROM a b c d\n' }, ['Dockerfile'], { policy: TAGS });
    expect(code).toBe(2);
    expect(err).toMatch(/^error: Dockerfile:1:1: FROM takes an image/);
  });

  test('answers for admission say what policies say', async () => {
    const { out } = await review({ Dockerfile: DOCKERFILE }, ['--format=admission', 'Dockerfile'], { policy: TAGS });
    expect(JSON.parse(out).response).toMatchObject({ allowed: false, status: { code: 403 } });
  });
});

describe('which files', () => {
  test('are found in folders by their names', async () => {
    const names = ['Dockerfile', 'Containerfile', 'a.Dockerfile', 'b/Dockerfile.prod', 'c.containerfile'];
    const others = ['Dockerfile.dockerignore', 'Dockerfiles', 'dockerfile.go', 'x.txt'];
    const files = Object.fromEntries([...names, ...others].map((name) => [name, 'FROM a:latest\n']));
    const { subjects, err } = await findings({ ...files, 'Dockerfile.yaml': '' }, ['.'], TAGS);
    expect(err).toBe('');
    expect(subjects.map(({ subject }) => subject.file).toSorted()).toEqual(names.toSorted());
  });

  test('that are empty are an error where they are named', async () => {
    const { code, err } = await review({ Dockerfile: ' \n' }, ['Dockerfile'], { policy: TAGS });
    expect({ code, err }).toEqual({ code: 2, err: 'error: Dockerfile:1:1: there is nothing in it to review\n' });
    expect((await review({ Dockerfile: ' \n' }, ['.'], { policy: TAGS })).code).toBe(0);
  });

  test('are no surroundings of objects', async () => {
    const policy = policyWith('[{ rule: service-account-exists }]');
    expect((await review({ Dockerfile: 'FROM a\n' }, ['.'], { policy })).code).toBe(0);
  });
});

describe('policies', () => {
  const judged = async (policy: string, dockerfile = 'FROM a:latest\n') => {
    const { code, subjects, err } = await findings({ Dockerfile: dockerfile }, ['Dockerfile'], policy);
    expect(err).toBe('');
    return { code, rules: subjects[0].findings.map(({ rule }: { rule: string }) => rule) };
  };
  const NONE = { code: 0, rules: [] };

  test('about pods and about objects have nothing to say', async () => {
    const rules = ['disallow-privileged', 'require-probes', 'disallow-default-namespace', 'image-runs-as-root'];
    const labels = '{ rule: require-labels, options: { labels: [{ key: team }] } }';
    expect(await judged(policyWith(`[${rules.map((rule) => `{ rule: ${rule} }`).join(', ')}, ${labels}]`))).toEqual(
      NONE,
    );
  });

  test.each([
    ['  match: { kinds: [Pod] }', false],
    ['  match: { kinds: [Pod, Deployment] }', false],
    ['  match: { kinds: [Dockerfile] }', true],
    ['  match: { operations: [UPDATE] }', false],
    ['  match: { namespaces: { include: [prod] } }', true],
    ['  match: { namespaces: { exclude: [kube-system] } }', true],
    ['  match: { namespaceSelector: { matchLabels: { env: prod } } }', true],
    ['  match: { objectSelector: { matchLabels: { app: web } } }', false],
    ['  match: { users: { include: [ann] } }', true],
    ['  controllers: Off', true],
    ['  controllers: Warn', true],
  ])('%s: %p', async (match, isJudged) => {
    const result = await judged(policyWith('[{ rule: disallow-latest-tag }]', match));
    expect(result).toEqual(isJudged ? { code: 1, rules: ['disallow-latest-tag'] } : NONE);
  });

  test('of their own judge objects and pods alone', async () => {
    const own = `[{ id: own, message: wrong, remediation: mend, assert: { path: $.metadata.labels.a, equals: b } }]`;
    expect(await judged(policyWith(own))).toEqual(NONE);
    const both =
      '[{ id: own, message: wrong, any: [{ rule: pin-image-digest }, { assert: { path: $.metadata.name, equals: b } }] }]';
    expect(await judged(policyWith(both))).toEqual(NONE);
    expect(await judged(policyWith('[{ id: own, message: wrong, all: [{ rule: pin-image-digest }] }]'))).toEqual({
      code: 1,
      rules: ['own'],
    });
  });

  test.each([
    ['a name', { names: ['Dockerfile'] }],
    ['an image', { images: ['docker.io/library/a'] }],
    ['a name and the kind', { names: ['Docker*'], kinds: ['Dockerfile'] }],
  ])('are excepted from by %s', async (_, match) => {
    const exception = exceptionDocument('spared', { images: ['disallow-latest-tag'] }, { match });
    const policy = `${TAGS}---\n${JSON.stringify(exception)}\n`;
    const result = await review({ Dockerfile: 'FROM a:latest\n' }, ['Dockerfile'], { policy });
    expect(result.err).toBe('');
    expect(result.out).toContain('takes out 1 finding');
    expect(result.code).toBe(0);
  });
});

describe('image policies', () => {
  test('that require digests want them in FROM', async () => {
    const { code, out } = await review({ Dockerfile: `FROM a:1\nFROM a:1@${DIGEST}\n` }, ['Dockerfile'], {
      policy: DIGESTS,
    });
    expect(code).toBe(1);
    expect(out).toContain('Deny image-digest Dockerfile:1:6 ');
    expect(out).not.toContain('Dockerfile:2:');
  });

  test.each(['mutate', 'mutate-pods-only', 'annotate'])(
    'whose webhook sees to digests (%s) want none of a file that it never sees',
    async (digest) => {
      const policy = documents(imagePolicy({ require: { digest } }));
      const { subjects, code } = await findings({ Dockerfile: 'FROM a:1\n' }, ['Dockerfile'], policy);
      expect(code).toBe(0);
      expect(subjects[0]).toMatchObject({ findings: [], patches: [] });
      expect(subjects[0].unchecked).toBeUndefined();
    },
  );

  test('that want signatures say what was not checked', async () => {
    const signatures = [{ name: 'nobody', keyless: { issuer: 'https://i.test', subject: 'me@i.test' } }];
    const policy = documents(imagePolicy({ require: { digest: 'ignore', signatures } }));
    const { subjects } = await findings({ Dockerfile: 'FROM a:1\n' }, ['Dockerfile'], policy);
    expect(subjects[0].unchecked).toMatchObject([{ image: 'a:1', rule: 'image-signature', policy: 'signed' }]);
  });

  test.each([{}, { match: { namespaceSelector: { matchLabels: { env: 'prod' } } } }])(
    'and images that none names: %j',
    async (more) => {
      const covering = imagePolicy({ images: ['docker.io/**'], require: { digest: 'mutate' }, ...more });
      const policy = documents(imageSettings('r.test', { onNoMatch: 'Deny' }), covering);
      const { subjects } = await findings({ Dockerfile: 'FROM a:1\nFROM r.test/b:1\n' }, ['Dockerfile'], policy);
      expect(subjects[0].findings).toMatchObject([{ rule: 'image-coverage', line: 2, column: 6 }]);
      expect(subjects[0].findings).toHaveLength(1);
    },
  );
});
