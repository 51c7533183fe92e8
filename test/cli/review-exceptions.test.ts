import { afterEach, describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/model/json.ts';
import { exceptionDocument } from '../support/exceptions.ts';
import { BAD, findings, GOOD, POLICY, removeFolders, review } from './review-files.ts';

afterEach(removeFolders);

/** The clock is the real one: these days are far from it. */
const LATER = '9999-12-31';
const LONG_AGO = '2020-01-01';

const exception = (name: string, spec: JsonObject = {}, namespace = 'shop') =>
  JSON.stringify(exceptionDocument(name, { basics: ['disallow-privileged'] }, { expires: LATER, ...spec }, namespace));
const under = (...exceptions: readonly string[]) => [POLICY.trim(), ...exceptions].join('\n---\n');

describe('an exception', () => {
  const policy = under(exception('legacy', { reason: 'The vendor\nis slow.', ticket: 'SHOP-1' }));

  test('says in the text by whom, until when and why, and of each finding where it stands and what it is', async () => {
    expect(await review({ 'a.yaml': BAD }, ['.'], { policy })).toEqual({
      code: 0,
      err: '',
      out: [
        'allowed Pod shop/bad (a.yaml:1)',
        '  exception legacy of team-shop until 9999-12-31 takes out 1 finding: The vendor is slow.',
        '    waived disallow-privileged a.yaml:13:21: container "app" has the rights of root on the node: it sets privileged: true',
        '1 judged: 1 allowed, 0 denied; 1 waived',
        '',
      ].join('\n'),
    });
  });

  test('stands in the JSON lines with the finding that it took out', async () => {
    const { code, subjects } = await findings({ 'a.yaml': BAD }, ['.'], policy);
    expect(code).toBe(0);
    expect(subjects).toMatchObject([
      {
        allowed: true,
        findings: [],
        waived: [
          {
            rule: 'disallow-privileged',
            policy: 'basics',
            action: 'Deny',
            path: 'spec.containers[0].securityContext.privileged',
            file: 'a.yaml',
            line: 13,
            column: 21,
            waiver: {
              exception: 'legacy',
              owner: 'team-shop',
              expires: LATER,
              reason: 'The vendor is slow.',
              ticket: 'SHOP-1',
            },
          },
        ],
      },
    ]);
    expect((await findings({ 'a.yaml': GOOD }, ['.'], policy)).subjects[0]).not.toHaveProperty('waived');
  });

  test('stands in the answers that the webhook would give', async () => {
    const { out } = await review({ 'a.yaml': BAD }, ['--format=admission', '.'], { policy });
    expect(JSON.parse(out).response).toMatchObject({ allowed: true, auditAnnotations: { 'excepted-by': 'legacy' } });
  });

  test('concerns only its namespace, as the manifest or the command line names it', async () => {
    const homeless = BAD.replace('  namespace: shop\n', '');
    expect((await review({ 'a.yaml': homeless }, ['.'], { policy })).code).toBe(1);
    expect((await review({ 'a.yaml': homeless }, ['--namespace=shop', '.'], { policy })).code).toBe(0);
    expect((await review({ 'a.yaml': BAD.replace('shop', 'pay') }, ['--namespace=shop', '.'], { policy })).code).toBe(
      1,
    );
  });

  test('shows deceptive characters of its owner escaped', async () => {
    const odd = under(exception('odd', { owner: 'team\u202e\u001b[2J' }));
    const { out } = await review({ 'a.yaml': BAD }, ['.'], { policy: odd });
    expect(out).toContain('  exception odd of team\\u{202e}\\u{1b}[2J until');
  });
});

describe('an exception that has expired', () => {
  const policy = under(exception('legacy', { expires: LONG_AGO }));

  test('no longer counts; the finding names it, and so does a warning', async () => {
    const { code, out, err } = await review({ 'a.yaml': BAD }, ['.'], { policy });
    expect(code).toBe(1);
    expect(out).toContain('    exception legacy expired on 2020-01-01\n');
    expect(out).not.toContain('waived');
    expect(err).toBe(
      'warning: /policies/policy.yaml:10:85: exception "legacy" of team-shop expired on 2020-01-01 and no longer applies\n',
    );
  });

  test('is named in the JSON lines with the finding', async () => {
    const { subjects } = await findings({ 'a.yaml': BAD }, ['.'], policy);
    expect(subjects[0].findings).toMatchObject([
      { rule: 'disallow-privileged', lapsed: { exception: 'legacy', expires: LONG_AGO } },
    ]);
    expect(subjects[0]).not.toHaveProperty('waived');
  });

  test('is warned of even where nothing would need it, and that alone is no failure', async () => {
    const { code, err } = await review({ 'a.yaml': GOOD }, ['.'], { policy });
    expect({ code, lines: err.split('\n').length - 1 }).toEqual({ code: 0, lines: 1 });
  });
});

describe('--report-unused', () => {
  const policy = under(
    exception('used'),
    exception('unused', {}, 'payments'),
    exception('ended', { expires: LONG_AGO }, 'payments'),
  );
  const warnings = async (...args: readonly string[]) => {
    const { code, err } = await review({ 'a.yaml': BAD }, [...args, '.'], { policy });
    expect(code).toBe(0);
    return err.split('\n').flatMap((line) => /exception "(?<what>.*)$/.exec(line)?.groups?.what ?? []);
  };
  const ended = 'ended" of team-shop expired on 2020-01-01 and no longer applies';
  const unused = 'unused" of team-shop took out nothing in what was reviewed';

  test('names exceptions that took out nothing', async () => {
    expect(await warnings('--report-unused')).toEqual([ended, unused]);
    expect(await warnings('--report-unused=true')).toEqual([ended, unused]);
  });

  test('is off unless it is asked for', async () => {
    expect(await warnings()).toEqual([ended]);
    expect(await warnings('--report-unused=false')).toEqual([ended]);
  });

  test('sees all files before it speaks', async () => {
    const files = { 'a.yaml': BAD, 'b.yaml': BAD.replace('shop', 'payments') };
    const { err } = await review(files, ['--report-unused', '.'], { policy });
    expect(err).not.toContain('took out nothing');
  });
});

describe('annotations of kube-linter and Polaris', () => {
  const KEY = 'ignore-check.kube-linter.io/privileged-container';
  const annotated = BAD.replace(
    '  namespace: shop\n',
    `  namespace: shop\n  annotations: { ${KEY}: "the agent needs it" }\n`,
  );

  test.each([
    [[], 0],
    [['--exemption-annotations=honour'], 0],
    [['--exemption-annotations=ignore'], 1],
  ] as const)('%j: the exit code is %s', async (args, code) => {
    const result = await review({ 'a.yaml': annotated }, [...args, '.']);
    expect(result.code).toBe(code);
    const waived = `  annotation ${KEY} takes out 1 finding\n    waived disallow-privileged a.yaml:14:21: `;
    expect(result.out.includes(waived)).toBe(code === 0);
  });

  test('are named in the JSON lines', async () => {
    const { subjects } = await findings({ 'a.yaml': annotated });
    expect(subjects[0].waived).toMatchObject([{ rule: 'disallow-privileged', waiver: { annotation: KEY } }]);
  });

  test('leave rules alone that the tools do not have', async () => {
    const own = POLICY.replace(
      '- rule: disallow-privileged',
      '- { id: owned, message: m, assert: { path: $.metadata.labels.owner, exists: true } }',
    );
    const everything = BAD.replace('  namespace: shop\n', '  annotations: { kube-linter.io/ignore-all: "" }\n');
    expect((await review({ 'a.yaml': everything }, ['.'], { policy: own })).code).toBe(1);
    expect((await review({ 'a.yaml': everything }, ['.'])).code).toBe(0);
  });
});

test('an exception that does not fit its policy is an error of the policies', async () => {
  const policy = under(exception('legacy').replace('disallow-privileged', 'disallow-priviledged'));
  const { code, err } = await review({ 'a.yaml': BAD }, ['.'], { policy });
  expect(code).toBe(2);
  expect(err).toContain('policy "basics" has no rule "disallow-priviledged"; did you mean "disallow-privileged"?');
});
