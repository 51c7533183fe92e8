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
    decision: { allowed: true, findings: [], waived: [], failures: [], patches: [], ...decision },
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
        '    why: container "app" is bad',
        '    fix: Mend it.',
        '',
      ].join('\n'),
    );
  });

  test('offers no fix where a rule of the policy names none', () => {
    expect(explain(subject({ findings: [{ ...FINDING, remediation: '' }] }), plain)).not.toContain('fix:');
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
          findings: [{ ...FINDING, message: evil, remediation: evil }],
          failures: [{ code: 'internal', message: evil }],
          patches: [{ op: 'add', path: evil, value: evil }],
        },
        { kind: evil, name: evil, namespace: evil, file: evil },
      ),
      plain,
    );
    const lines = text.trimEnd().split('\n');
    expect(lines).toHaveLength(7);
    for (const line of lines) expect(line).toMatch(/^(?:DENIED| {2}Deny| {2}Warn| {4}why:| {4}fix:| {2}patch:) /);
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
  const nothing = { allowed: 0, denied: 0, findings: { Deny: 0, Warn: 0, Audit: 0 }, notJudged: 0, inputErrors: 0 };

  test('leaves out what there was none of', () => {
    expect(summarize(nothing, plain)).toBe('0 judged: 0 allowed, 0 denied\n');
  });

  test('counts everything', () => {
    const totals = { allowed: 2, denied: 1, findings: { Deny: 3, Warn: 0, Audit: 4 }, notJudged: 5, inputErrors: 2 };
    expect(summarize(totals, plain)).toBe(
      '3 judged: 2 allowed, 1 denied; findings: 3 Deny, 4 Audit; 5 not judged (no workload of a kind that is known); 2 input errors\n',
    );
    expect(summarize({ ...nothing, inputErrors: 1 }, plain)).toContain('; 1 input error\n');
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
