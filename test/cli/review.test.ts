import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { folderWith, type Surroundings, tidewaiter } from './command-line.ts';

const POLICY = `
apiVersion: tidewaiter.dev/v1alpha1
kind: AdmissionPolicy
metadata: { name: basics }
spec:
  rules:
    - rule: disallow-privileged
    - rule: require-probes
      action: Warn
`;

const PROBE = { exec: { command: ['a'] } };

const GOOD = `apiVersion: v1
kind: Pod
metadata: { name: good }
spec:
  containers:
    - { name: app, image: a, livenessProbe: &probe { exec: { command: [a] } }, readinessProbe: *probe }
`;

const BAD = `apiVersion: v1
kind: Pod
metadata:
  name: bad
  namespace: shop
spec:
  containers:
    - name: app
      image: a
      livenessProbe: { exec: { command: [a] } }
      readinessProbe: { exec: { command: [a] } }
      securityContext:
        privileged: true
`;

const folders: { remove(): void }[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});

/** Reviews files in a folder of their own, named without the folder. */
async function review(
  files: Readonly<Record<string, string | Buffer>>,
  args: readonly string[] = ['.'],
  { policy = POLICY, ...surroundings }: Surroundings & { policy?: string } = {},
) {
  const folder = folderWith({ 'policies/policy.yaml': policy, ...prefixed('in', files) });
  folders.push(folder);
  const inside = join(folder.path, 'in');
  const located = args.map((arg) => (arg.startsWith('-') ? arg.replace('=@', `=${inside}/`) : join(inside, arg)));
  const result = await tidewaiter(['review', `--policies=${folder.path}/policies`, ...located], surroundings);
  const shorten = (text: string) => text.replaceAll(`${inside}/`, '').replaceAll(inside, '.');
  return { code: result.code, out: shorten(result.out), err: shorten(result.err).replaceAll(folder.path, '') };
}

function prefixed(folder: string, files: Readonly<Record<string, string | Buffer>>) {
  return Object.fromEntries(Object.entries(files).map(([name, content]) => [`${folder}/${name}`, content]));
}

/** The lines of `--format jsonl`, parsed. */
async function findings(files: Readonly<Record<string, string>>, args: readonly string[] = ['.'], policy = POLICY) {
  const { code, out, err } = await review(files, ['--format=jsonl', ...args], { policy });
  return {
    code,
    err,
    subjects: out
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line)),
  };
}

describe('text', () => {
  test('says of each subject what was decided, where, why and what to do, and sums up', async () => {
    expect(await review({ 'a.yaml': BAD, 'b.yaml': GOOD })).toEqual({
      code: 1,
      err: '',
      out: [
        'DENIED Pod shop/bad (a.yaml:1)',
        '  Deny disallow-privileged a.yaml:13:21 (error, policy basics)',
        '    why: container "app" has the rights of root on the node: it sets privileged: true',
        '    fix: Remove securityContext.privileged and add only the capabilities or devices the program needs.',
        'allowed Pod default/good (b.yaml:1)',
        '2 judged: 1 allowed, 1 denied; findings: 1 Deny',
        '',
      ].join('\n'),
    });
  });

  test('a warning alone allows', async () => {
    const { code, out } = await review({ 'a.yaml': GOOD.replace('livenessProbe: &probe', 'startupProbe: &probe') });
    expect(code).toBe(0);
    expect(out).toContain('  Warn require-probes a.yaml:6:7 (warning, policy basics)');
    expect(out).toContain('1 judged: 1 allowed, 0 denied; findings: 1 Warn\n');
  });

  test('has colours on a terminal, and none with NO_COLOR or for a dumb one', async () => {
    const red = '\u001b[31mDENIED\u001b[39m';
    expect((await review({ 'a.yaml': BAD }, ['.'], { terminal: true })).out).toContain(red);
    for (const env of [{ NO_COLOR: '1' }, { TERM: 'dumb' }]) {
      expect((await review({ 'a.yaml': BAD }, ['.'], { terminal: true, env })).out).not.toContain('\u001b');
    }
  });

  test('shows control characters in names escaped', async () => {
    const { out } = await review({ 'a.yaml': BAD.replace('name: bad', 'name: "\\e[2J\\u202e\\nfake"') });
    expect(out).toContain('DENIED Pod shop/\\u{1b}[2J\\u{202e}\\u{a}fake (a.yaml:1)');
  });

  test('counts what no policy judges', async () => {
    const service =
      'apiVersion: v1\nkind: Service\nmetadata: { name: s }\n---\napiVersion: batch.example.com/v1\nkind: Job\n';
    const { code, out } = await review({ 'a.yaml': `${service}---\n${GOOD}` });
    expect({ code, last: out.split('\n').at(-2) }).toEqual({
      code: 0,
      last: '1 judged: 1 allowed, 0 denied; 2 not judged (kinds without a pod)',
    });
  });
});

describe('jsonl', () => {
  test('has one object for each subject, its keys in a fixed order', async () => {
    const { code, out } = await review({ 'a.yaml': BAD }, ['--format=jsonl', '.']);
    expect(code).toBe(1);
    expect(out).toBe(
      '{"subject":{"kind":"Pod","name":"bad","namespace":"shop","file":"a.yaml","line":1},"allowed":false,"findings":[' +
        '{"rule":"disallow-privileged","policy":"basics","action":"Deny","severity":"error",' +
        '"message":"container \\"app\\" has the rights of root on the node: it sets privileged: true",' +
        '"path":"spec.containers[0].securityContext.privileged","file":"a.yaml","line":13,"column":21,' +
        '"remediation":"Remove securityContext.privileged and add only the capabilities or devices the program needs."' +
        '}],"patches":[]}\n',
    );
  });

  test('keeps exact names and shows them harmlessly', async () => {
    const { out } = await review({ 'a.yaml': BAD.replace('name: bad', 'name: "\\u202e\\u009b"') }, [
      '--format=jsonl',
      '.',
    ]);
    expect(out).toContain('"name":"\\u202e\\u009b"');
    expect(JSON.parse(out).subject.name).toBe('\u202e\u009b');
  });
});

describe('positions are those of the file', () => {
  test('in later documents, in Lists, in typed lists and in lists in lists', async () => {
    const item = (indent: string) => `- ${BAD.trimEnd().replaceAll('\n', `\n${indent}`)}\n`;
    const untyped = BAD.split('\n').slice(2).join('\n');
    const files = {
      'a.yaml': `${GOOD}---\n# comment\n${BAD}`,
      'b.yaml': `apiVersion: v1\nkind: List\nitems:\n${item('  ')}`,
      'c.yaml': `apiVersion: v1\nkind: PodList\nitems:\n- ${untyped.trimEnd().replaceAll('\n', '\n  ')}\n`,
      'd.yaml': `apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: List\n  items:\n  ${item('    ')}`,
      'e.json': JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [{ apiVersion: 'v1', kind: 'Service' }] }),
    };
    const { subjects } = await findings(files);
    const found = subjects.flatMap(({ subject, findings: list }) =>
      list.map(({ line, column }: { line: number; column: number }) => [subject.file, subject.line, line, column]),
    );
    expect(found).toEqual([
      ['a.yaml', 9, 21, 21],
      ['b.yaml', 4, 16, 23],
      ['c.yaml', 4, 14, 23],
      ['d.yaml', 7, 19, 25],
    ]);
  });

  test('where a field is missing they are those of what is there', async () => {
    const { subjects } = await findings({ 'a.yaml': GOOD.replace('livenessProbe: &probe', 'startupProbe: &probe') });
    expect(subjects[0].findings[0]).toMatchObject({ path: 'spec.containers[0]', line: 6, column: 7 });
  });

  test('JSON that is indented with tabs, as jq and Go write it', async () => {
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'x' },
      spec: { containers: [{ name: 'app', securityContext: { privileged: true } }] },
    };
    const { code, subjects } = await findings({ 'a.json': JSON.stringify(pod, null, '\t') });
    expect(code).toBe(1);
    expect(subjects[0].findings[0]).toMatchObject({ rule: 'disallow-privileged', line: 12 });
  });
});

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
