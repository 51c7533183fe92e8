import { describe, expect, test } from '@jest/globals';
import type { AdmissionRequest } from '../../src/model/admission.ts';
import type { Decision, Finding } from '../../src/model/decision.ts';
import { mutatingAnswer, outOfScopeAnswer, refusalAnswer, validatingAnswer } from '../../src/report/admission.ts';

const VERSION = '0123456789ab';
const request: AdmissionRequest = {
  uid: 'the-uid',
  kind: { group: '', version: 'v1', kind: 'Pod' },
  resource: 'pods',
  subResource: '',
  name: 'web',
  namespace: 'shop',
  operation: 'CREATE',
  requester: { username: 'alice', groups: [] },
  dryRun: false,
  object: null,
  oldObject: null,
};
const finding = (fields: Partial<Finding> = {}): Finding => ({
  message: 'container "app" runs as root',
  path: ['spec', 'containers', 0],
  rule: 'run-as-non-root',
  policy: 'pod-hygiene',
  action: 'Deny',
  severity: 'error',
  remediation: 'Set runAsNonRoot: true.',
  ...fields,
});
const decision = (fields: Partial<Decision> = {}): Decision => ({
  allowed: true,
  findings: [],
  waived: [],
  failures: [],
  images: [],
  unchecked: [],
  patches: [],
  ...fields,
});
const denied = (...findings: readonly Finding[]) =>
  validatingAnswer(request, decision({ allowed: false, findings }), VERSION).response;
const warned = (...messages: readonly string[]) =>
  validatingAnswer(
    request,
    decision({ findings: messages.map((message) => finding({ action: 'Warn', message })) }),
    VERSION,
  ).response.warnings;

describe('validating answers', () => {
  test('allowed: uid and GVK echoed, no status', () => {
    expect(validatingAnswer(request, decision(), VERSION)).toEqual({
      apiVersion: 'admission.k8s.io/v1',
      kind: 'AdmissionReview',
      response: {
        uid: 'the-uid',
        allowed: true,
        auditAnnotations: { decision: 'allowed', 'policy-version': '0123456789ab' },
      },
    });
  });

  test('one violation is one line, with a cause', () => {
    expect(denied(finding())).toEqual({
      uid: 'the-uid',
      allowed: false,
      status: {
        status: 'Failure',
        code: 403,
        reason: 'Forbidden',
        message:
          'pod-hygiene/run-as-non-root: container "app" runs as root (spec.containers[0]). Set runAsNonRoot: true.',
        details: {
          causes: [
            {
              reason: 'pod-hygiene/run-as-non-root',
              message: 'container "app" runs as root',
              field: 'spec.containers[0]',
            },
          ],
        },
      },
      auditAnnotations: {
        decision: 'denied',
        'policy-version': '0123456789ab',
        'denied-by': 'pod-hygiene/run-as-non-root',
      },
    });
  });

  test('all violations stand in one message, grouped by rule', () => {
    const { status } = denied(
      finding(),
      finding({ rule: 'pin-image-digest', message: 'tag only', path: ['spec', 'containers', 1, 'image'] }),
      finding({ message: 'container "b" runs as root', path: ['spec', 'containers', 1] }),
    );
    expect(status?.message).toBe(
      [
        '2 reasons:',
        '- pod-hygiene/run-as-non-root: container "app" runs as root (spec.containers[0]); container "b" runs as root (spec.containers[1]). Set runAsNonRoot: true.',
        '- pod-hygiene/pin-image-digest: tag only (spec.containers[1].image). Set runAsNonRoot: true.',
      ].join('\n'),
    );
    expect(status?.details?.causes).toHaveLength(3);
  });

  test('what concerns the whole object is said without a place', () => {
    expect(denied(finding({ path: [] })).status?.message).toBe(
      'pod-hygiene/run-as-non-root: container "app" runs as root. Set runAsNonRoot: true.',
    );
  });

  test('our own failure is named as such', () => {
    const failures = [{ code: 'namespace-lookup', message: 'the labels of namespace shop could not be read' }] as const;
    const { response } = validatingAnswer(request, decision({ allowed: false, failures }), VERSION);
    expect(response.status?.message).toBe(
      'could not decide, so denied: the labels of namespace shop could not be read',
    );
    expect(response.status).not.toHaveProperty('details');
    expect(response.auditAnnotations).toMatchObject({ decision: 'failed' });
  });

  test('findings that only warn or audit never reach the message', () => {
    const { status, warnings, auditAnnotations } = denied(
      finding(),
      finding({ action: 'Warn', rule: 'w', message: 'soft' }),
      finding({ action: 'Audit', rule: 'a', message: 'silent' }),
    );
    expect(status?.message).not.toMatch(/soft|silent/);
    expect(warnings).toEqual(['pod-hygiene/w: soft (spec.containers[0])']);
    expect(auditAnnotations).toMatchObject({
      'denied-by': 'pod-hygiene/run-as-non-root',
      'warned-by': 'pod-hygiene/w',
      'audited-by': 'pod-hygiene/a',
    });
  });

  test('never carries a patch', () => {
    const patches = [{ op: 'add', path: '/x', value: 1 }] as const;
    expect(JSON.stringify(validatingAnswer(request, decision({ patches }), VERSION))).not.toContain('patch');
  });

  test('stays small whatever the object holds', () => {
    const many = Array.from({ length: 5_000 }, (_, index) =>
      finding({ rule: `rule-${index % 400}`, message: 'x'.repeat(5_000), path: ['spec', 'y'.repeat(5_000)] }),
    );
    const answer = JSON.stringify(validatingAnswer(request, decision({ allowed: false, findings: many }), VERSION));
    expect(answer.length).toBeLessThan(102_400);
    expect(denied(...many).status?.message).toMatch(/^400 reasons:.*\n- and \d+ more$/s);
  });

  test('tells of a rule also where its details are long, and how many of them are left out', () => {
    const details = Array.from({ length: 40 }, (_, index) => `${index} ${'x'.repeat(590)}`);
    const message = denied(finding({ details }), finding({ details }), finding({ details })).status?.message ?? '';
    expect(message).toMatch(/^pod-hygiene\/run-as-non-root: container "app" runs as root/);
    expect(message).toMatch(/\n {2}\* 19 x+\n {2}\* and 100 more$/);
    expect(message.length).toBeLessThan(32_768);
  });

  test('audit annotation keys are what the API server accepts', () => {
    const actions = (['Deny', 'Warn', 'Audit'] as const).map((action) => finding({ action }));
    const { auditAnnotations } = denied(...actions);
    for (const key of Object.keys(auditAnnotations ?? {}))
      expect(key).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]{0,61}[A-Za-z0-9]$/);
  });

  test('audit values are bounded', () => {
    const many = Array.from({ length: 30 }, (_, index) => finding({ rule: `r${index}` }));
    expect(denied(...many).auditAnnotations?.['denied-by']).toMatch(/,\+10$/);
  });
});

describe('warnings', () => {
  test('one line each, at most 256 characters, no control characters', () => {
    const shown = warned('line\nbreak \u001b[31mred', 'x'.repeat(1_000), '😀'.repeat(1_000)) ?? [];
    expect(shown).toHaveLength(3);
    for (const line of shown) {
      expect(Array.from(line).length).toBeLessThanOrEqual(256);
      expect(line).not.toMatch(/\p{Cc}/u);
    }
  });

  test('the same text is said once, and no more than ten', () => {
    expect(warned('same', 'same')).toHaveLength(1);
    const shown = warned(...Array.from({ length: 50 }, (_, index) => `warning ${index}`));
    expect(shown).toHaveLength(11);
    expect(shown?.at(-1)).toBe('and 40 more');
  });
});

describe('mutating answers', () => {
  test('a patch comes with its type, as base64 of a JSON array', () => {
    const patches = [{ op: 'add', path: '/spec/x', value: true }] as const;
    const { response } = mutatingAnswer(request, decision({ patches }));
    expect(response).toMatchObject({ uid: 'the-uid', allowed: true, patchType: 'JSONPatch' });
    const { patch } = response as { patch: string };
    expect(JSON.parse(Buffer.from(patch, 'base64').toString())).toEqual(patches);
  });

  test('nothing to change: no patch and no patch type', () => {
    expect(mutatingAnswer(request, decision()).response).toEqual({ uid: 'the-uid', allowed: true });
  });

  test('our own failure is a denial without a patch', () => {
    const failed = decision({ allowed: false, failures: [{ code: 'patch', message: 'did not fit' }] });
    expect(mutatingAnswer(request, failed).response).toEqual({
      uid: 'the-uid',
      allowed: false,
      status: {
        status: 'Failure',
        code: 403,
        reason: 'Forbidden',
        message: 'could not decide, so denied: did not fit',
      },
    });
  });
});

test('requests out of scope are allowed, contradictory ones refused on one line', () => {
  expect(outOfScopeAnswer(request).response).toEqual({ uid: 'the-uid', allowed: true });
  expect(refusalAnswer(request, 'malformed\nrequest').response).toMatchObject({
    uid: 'the-uid',
    allowed: false,
    status: { code: 403, message: 'malformed\\u{a}request' },
  });
});
