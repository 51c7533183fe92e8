import { afterEach, describe, expect, test } from '@jest/globals';
import { BAD, findings, GOOD, removeFolders, review } from './review-files.ts';

afterEach(removeFolders);

describe('text', () => {
  test('says of each subject what was decided, where, why and what to do, and sums up', async () => {
    expect(await review({ 'a.yaml': BAD, 'b.yaml': GOOD })).toEqual({
      code: 1,
      err: '',
      out: [
        'DENIED Pod shop/bad (a.yaml:1)',
        '  Deny disallow-privileged a.yaml:13:21 (error, policy basics)',
        '    field: spec.containers[0].securityContext.privileged',
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
      last: '1 judged: 1 allowed, 0 denied; 2 not judged (no workload of a kind that is known): 1 Service, 1 Job',
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
