import { afterEach, describe, expect, test } from '@jest/globals';
import { BAD, findings, GOOD, PROBE, removeFolders, review } from './review-files.ts';

afterEach(removeFolders);

describe('AdmissionReviews', () => {
  const request = (fields: object) => ({
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: {
      uid: 'c9a5e7c4-1d3e-4c57-9a8a-000000000001',
      kind: { group: '', version: 'v1', kind: 'Pod' },
      resource: { group: '', version: 'v1', resource: 'pods' },
      name: 'bad',
      namespace: 'shop',
      operation: 'CREATE',
      userInfo: { username: 'jane', groups: [] },
      object: pod(true),
      oldObject: null,
      ...fields,
    },
  });
  const pod = (privileged: boolean) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'bad', namespace: 'shop' },
    spec: {
      containers: [{ name: 'app', livenessProbe: PROBE, readinessProbe: PROBE, securityContext: { privileged } }],
    },
  });

  test('are judged as received: an UPDATE that changes nothing relevant passes', async () => {
    const files = {
      'create.json': JSON.stringify(request({})),
      'update.json': JSON.stringify(request({ operation: 'UPDATE', oldObject: pod(true) })),
      'worse.json': JSON.stringify(request({ operation: 'UPDATE', oldObject: pod(false) })),
    };
    const { code, subjects } = await findings(files);
    expect(code).toBe(1);
    expect(subjects.map(({ subject, allowed }) => [subject.file, allowed])).toEqual([
      ['create.json', false],
      ['update.json', true],
      ['worse.json', false],
    ]);
  });

  test('have positions below request.object', async () => {
    const { subjects } = await findings({ 'a.json': JSON.stringify(request({}), null, 1) });
    const lines = JSON.stringify(request({}), null, 1).split('\n');
    const { line } = subjects[0].findings[0];
    expect(lines[line - 1]).toContain('"privileged": true');
  });

  test('that contradict themselves are denied', async () => {
    const { code, subjects } = await findings({ 'a.json': JSON.stringify(request({ object: null })) });
    expect(code).toBe(1);
    expect(subjects[0]).toMatchObject({
      subject: { kind: 'Pod', name: 'bad', namespace: 'shop' },
      allowed: false,
      findings: [
        { rule: 'well-formed', message: 'malformed request: request.object is missing: a CREATE must carry it' },
      ],
    });
  });

  test('that cannot be answered are input errors', async () => {
    const { code, err } = await findings({
      'a.json': JSON.stringify(request({ uid: 7 })),
      'b.json': JSON.stringify({ ...request({}), apiVersion: 'admission.k8s.io/v1beta1' }),
    });
    expect(code).toBe(2);
    expect(err).toContain('error: a.json:1:1: this AdmissionReview cannot be judged: request.uid must be');
    expect(err).toContain('error: b.json:1:1: this AdmissionReview cannot be judged: the body must be');
  });

  test('are answered by --format admission, out of scope or not; manifests get the nil UUID', async () => {
    const service = {
      kind: { group: '', version: 'v1', kind: 'Service' },
      resource: { group: '', version: 'v1', resource: 'services' },
    };
    const { code, out } = await review(
      { 'a.json': JSON.stringify(request({})), 'b.json': JSON.stringify(request(service)), 'c.yaml': BAD },
      ['--format=admission', '.'],
    );
    expect(code).toBe(1);
    const answers = out
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));
    expect(answers.map(({ response }) => [response.uid, response.allowed])).toEqual([
      ['c9a5e7c4-1d3e-4c57-9a8a-000000000001', false],
      ['c9a5e7c4-1d3e-4c57-9a8a-000000000001', true],
      ['00000000-0000-0000-0000-000000000000', false],
    ]);
    expect(answers[0]).toMatchObject({
      apiVersion: 'admission.k8s.io/v1',
      kind: 'AdmissionReview',
      response: { status: { code: 403, details: { causes: [{ reason: 'basics/disallow-privileged' }] } } },
    });
  });
});

describe('rules that mutate', () => {
  const policy = `
apiVersion: tidewaiter.dev/v1alpha1
kind: AdmissionPolicy
metadata: { name: basics }
spec:
  rules:
    - rule: run-as-non-root
      options: { mutate: true }
    - rule: disallow-privileged
`;

  test('are applied before the verdict, and what they change is listed', async () => {
    const { code, subjects } = await findings({ 'a.yaml': GOOD, 'b.yaml': BAD }, ['.'], policy);
    expect(code).toBe(1);
    expect(subjects[0]).toMatchObject({ allowed: true, findings: [] });
    expect(subjects[0].patches).toEqual([
      { op: 'add', path: '/spec/containers/0/securityContext', value: { runAsNonRoot: true } },
    ]);
    expect(subjects[1].findings).toMatchObject([{ rule: 'disallow-privileged', line: 13, column: 21 }]);
    const { out } = await review({ 'a.yaml': GOOD }, ['.'], { policy });
    expect(out).toContain('  patch: add /spec/containers/0/securityContext {"runAsNonRoot":true}\n');
  });
});
