import { describe, expect, test } from '@jest/globals';
import type { Decision, Finding } from '../../src/model/decision.ts';
import { jsonLine } from '../../src/report/jsonl.ts';
import type { ReviewedSubject } from '../../src/report/reviewed-subject.ts';
import { explain, plain, summarize, type Tone } from '../../src/report/text.ts';

const FINDING: Finding = {
  rule: 'a-rule',
  policy: 'a-policy',
  action: 'Warn',
  severity: 'warning',
  message: 'container "app" is bad',
  path: ['spec', 'containers', 0],
  remediation: 'Mend it.',
};

function subject(decision: Partial<Decision> = {}, fields: Partial<ReviewedSubject> = {}): ReviewedSubject {
  return {
    kind: 'Pod',
    name: 'web',
    namespace: 'shop',
    file: 'deploy/web.yaml',
    line: 3,
    decision: {
      allowed: true,
      findings: [],
      waived: [],
      failures: [],
      images: [],
      unchecked: [],
      patches: [],
      ...decision,
    },
    positionOf: (path) => ({ line: 10 + path.length, column: 5 }),
    ...fields,
  };
}

describe('explain', () => {
  test('tells of findings where they stand, why, and what to do', () => {
    expect(explain(subject({ findings: [FINDING] }), plain)).toBe(
      [
        'allowed Pod shop/web (deploy/web.yaml:3)',
        '  Warn a-rule deploy/web.yaml:13:5 (warning, policy a-policy)',
        '    field: spec.containers[0]',
        '    why: container "app" is bad',
        '    fix: Mend it.',
        '',
      ].join('\n'),
    );
  });

  test('offers no fix where a rule of the policy names none', () => {
    expect(explain(subject({ findings: [{ ...FINDING, remediation: '' }] }), plain)).not.toContain('fix:');
  });

  test('names no field where the object as a whole is meant', () => {
    expect(explain(subject({ findings: [{ ...FINDING, path: [] }] }), plain)).not.toContain('field:');
  });

  test('cuts a field that is long', () => {
    const path = Array.from({ length: 64 }, () => 'x'.repeat(500));
    const field = explain(subject({ findings: [{ ...FINDING, path }] }), plain).split('\n')[2];
    expect(field).toMatch(/^ {4}field: x+\.x+…$/);
    expect(field?.length).toBeLessThan(600);
  });

  test('tells a reason once for all findings that were taken out for it', () => {
    const exception = { exception: 'legacy', owner: 'team', expires: '2027-01-01', reason: 'The vendor is slow.' };
    const waived = [
      { ...FINDING, waiver: exception },
      { ...FINDING, waiver: { annotation: 'example.com/ignore' } },
      { ...FINDING, rule: 'b-rule', message: 'm'.repeat(1_000), waiver: exception },
    ];
    expect(explain(subject({ waived }), plain)).toBe(
      [
        'allowed Pod shop/web (deploy/web.yaml:3)',
        '  exception legacy of team until 2027-01-01 takes out 2 findings: The vendor is slow.',
        '    waived a-rule deploy/web.yaml:13:5: container "app" is bad',
        `    waived b-rule deploy/web.yaml:13:5: ${'m'.repeat(159)}…`,
        '  annotation example.com/ignore takes out 1 finding',
        '    waived a-rule deploy/web.yaml:13:5: container "app" is bad',
        '',
      ].join('\n'),
    );
  });

  test('tells of failures first, and of patches last', () => {
    const text = explain(
      subject({
        allowed: false,
        findings: [{ ...FINDING, policy: '' }],
        failures: [{ code: 'rule', message: 'rule x failed', cause: new Error('secret') }],
        patches: [{ op: 'add', path: '/spec/a', value: { b: ['c'] } }],
      }),
      plain,
    );
    expect(text).toBe(
      [
        'DENIED Pod shop/web (deploy/web.yaml:3)',
        '  Deny could not decide, so denied',
        '    why: rule x failed',
        '  Warn a-rule deploy/web.yaml:13:5 (warning)',
        '    field: spec.containers[0]',
        '    why: container "app" is bad',
        '    fix: Mend it.',
        '  patch: add /spec/a {"b":["c"]}',
        '',
      ].join('\n'),
    );
  });

  test('keeps every text from outside in its line, and begins each line with a word of ours', () => {
    const evil = '::error::x\n::error::y\u001b[2J';
    const text = explain(
      subject(
        {
          allowed: false,
          findings: [{ ...FINDING, message: evil, remediation: evil, path: [evil] }],
          waived: [
            { ...FINDING, message: evil, waiver: { exception: 'e', owner: evil, expires: '2027-01-01', reason: evil } },
            { ...FINDING, message: evil, waiver: { annotation: evil } },
          ],
          failures: [{ code: 'internal', message: evil }],
          patches: [{ op: 'add', path: evil, value: evil }],
        },
        { kind: evil, name: evil, namespace: evil, file: evil },
      ),
      plain,
    );
    const lines = text.trimEnd().split('\n');
    expect(lines).toHaveLength(12);
    const ours = /^(?:DENIED| {2}(?:Deny|Warn|patch:|exception|annotation)| {4}(?:field:|why:|fix:|waived)) /;
    for (const line of lines) expect(line).toMatch(ours);
    expect(text).not.toContain('\u001b');
  });

  test('says so where there is no name', () => {
    expect(explain(subject({}, { name: '' }), plain)).toBe('allowed Pod shop/(no name) (deploy/web.yaml:3)\n');
  });

  test('paints by meaning', () => {
    const seen: [Tone, string][] = [];
    const paint = (tone: Tone, text: string) => {
      seen.push([tone, text]);
      return text;
    };
    explain(
      subject({ allowed: false, findings: [FINDING, { ...FINDING, action: 'Deny' }, { ...FINDING, action: 'Audit' }] }),
      paint,
    );
    expect(seen).toEqual(
      expect.arrayContaining([
        ['denied', 'DENIED'],
        ['warned', 'Warn'],
        ['denied', 'Deny'],
        ['quiet', 'Audit'],
      ]),
    );
  });
});

describe('summarize', () => {
  const nothing = {
    allowed: 0,
    denied: 0,
    findings: { Deny: 0, Warn: 0, Audit: 0 },
    waived: 0,
    notJudged: new Map<string, number>(),
    undecided: 0,
    unchecked: 0,
    unresolved: 0,
    inputErrors: 0,
  };

  test('leaves out what there was none of', () => {
    expect(summarize(nothing, plain)).toBe('0 judged: 0 allowed, 0 denied\n');
  });

  test('counts everything', () => {
    const findings = { Deny: 3, Warn: 0, Audit: 4 };
    const notJudged = new Map([
      ['Deploymnet', 1],
      ['Service', 4],
    ]);
    const totals = {
      allowed: 2,
      denied: 1,
      findings,
      waived: 6,
      undecided: 0,
      unchecked: 0,
      unresolved: 0,
      notJudged,
      inputErrors: 2,
    };
    expect(summarize(totals, plain)).toBe(
      '3 judged: 2 allowed, 1 denied; findings: 3 Deny, 4 Audit; 6 waived; ' +
        '5 not judged (no workload of a kind that is known): 4 Service, 1 Deploymnet; 2 input errors\n',
    );
    expect(summarize({ ...nothing, inputErrors: 1 }, plain)).toContain('; 1 input error\n');
  });

  test('names eight kinds that were not judged, the most frequent ones, and none that could deceive', () => {
    const kinds = (count: number) =>
      new Map(Array.from({ length: count }, (_, index) => [`K${index}`, index + 1] as const));
    expect(summarize({ ...nothing, notJudged: kinds(10) }, plain)).toContain(
      '55 not judged (no workload of a kind that is known): 10 K9, 9 K8, 8 K7, 7 K6, 6 K5, 5 K4, 4 K3, 3 K2, and 2 more kinds\n',
    );
    expect(summarize({ ...nothing, notJudged: kinds(9) }, plain)).toContain('2 K1, and 1 more kind\n');
    expect(summarize({ ...nothing, notJudged: new Map([['\u001b[2J', 1]]) }, plain)).toContain(': 1 \\u{1b}[2J\n');
  });
});

describe('jsonLine', () => {
  test('has its keys in a fixed order', () => {
    expect(jsonLine(subject({ findings: [FINDING], patches: [{ op: 'add', path: '/a', value: 1 }] }))).toBe(
      '{"subject":{"kind":"Pod","name":"web","namespace":"shop","file":"deploy/web.yaml","line":3},"allowed":true,' +
        '"findings":[{"rule":"a-rule","policy":"a-policy","action":"Warn","severity":"warning",' +
        '"message":"container \\"app\\" is bad","path":"spec.containers[0]","file":"deploy/web.yaml","line":13,' +
        '"column":5,"remediation":"Mend it."}],"patches":[{"op":"add","path":"/a","value":1}]}\n',
    );
  });

  test('has failures only where there are some, without their causes', () => {
    const line = jsonLine(
      subject({ allowed: false, failures: [{ code: 'rule', message: 'm', cause: new Error('secret') }] }),
    );
    expect(line).toContain('"patches":[],"failures":[{"code":"rule","message":"m"}]}');
    expect(line).not.toContain('secret');
  });

  test('is one line that no name can act on, and reads back exactly', () => {
    const name = '\u001b[2J\u009b\u202e\u200b\ufeff\u2028\n\u{e0001}"\\';
    const line = jsonLine(subject({}, { name }));
    expect(line.slice(0, -1)).toMatch(/^[\x20-\x7e]+$/);
    expect(JSON.parse(line).subject.name).toBe(name);
  });
});
