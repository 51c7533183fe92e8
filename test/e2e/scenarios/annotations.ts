import { describe, expect, test } from '@jest/globals';
import { goodContainer } from '../../support/pods.ts';
import { DENIED, outcome } from '../harness/answers.ts';
import { ourAnnotations } from '../harness/audit.ts';
import type { Cluster } from '../harness/cluster.ts';
import type { KubeAnswer } from '../harness/kube.ts';
import { DRY_RUN } from '../harness/namespace.ts';
import { pod, policy } from '../harness/objects.ts';
import { useGate } from '../harness/use-gate.ts';

const POLICIES = {
  ...policy('advice', {
    action: 'Warn',
    rules: [
      {
        id: 'no-note',
        message: 'the note reads {{ value }}',
        assert: { path: '$.metadata.annotations.note', absent: true },
      },
      {
        id: 'no-essay',
        message: 'word '.repeat(150),
        assert: { path: '$.metadata.annotations.essay', absent: true },
      },
      {
        id: 'few-containers',
        forEach: 'containers',
        message: 'container {{ name }} is one too many',
        assert: { path: '$.name', equals: 'app' },
      },
    ],
  }),
  ...policy('records', {
    action: 'Audit',
    rules: [{ id: 'owned', message: 'nobody owns it', assert: { path: '$.metadata.labels.owner', exists: true } }],
  }),
  ...policy('laws', {
    rules: [{ id: 'not-banned', message: 'it is banned', assert: { path: '$.metadata.labels.banned', absent: true } }],
  }),
};

/** Warnings to the user and annotations in the audit log. */
export function annotationScenarios(cluster: () => Cluster): void {
  describe('warnings', () => {
    const here = useGate(cluster, { policies: POLICIES });

    const warningFor = async (annotations: Readonly<Record<string, string>>) => {
      const answer = await here.namespace.pods.create(pod('web', { metadata: { annotations } }), DRY_RUN);
      expect(outcome(answer)).toBe('201');
      expect(answer.warnings).toHaveLength(1);
      return answer.warnings[0] ?? '';
    };

    test('reach the user beside an admission', async () => {
      expect(await warningFor({ note: 'hello' })).toMatch(/^advice\/no-note: the note reads "?hello"?/);
    });

    test('reach the user beside a denial', async () => {
      const metadata = { labels: { banned: 'yes' }, annotations: { note: 'hello' } };
      const answer = await here.namespace.pods.create(pod('web', { metadata }));
      expect(outcome(answer)).toMatch(DENIED);
      expect(answer.warnings).toEqual([expect.stringContaining('hello')]);
    });

    test('are cut where they are long', async () => {
      const warning = await warningFor({ essay: 'here' });
      expect([...warning]).toHaveLength(256);
      expect(warning).toMatch(/^advice\/no-essay: (word )+/);
      expect((await warningFor({ note: 'x'.repeat(100_000) })).length).toBeLessThanOrEqual(256);
    });

    test('lose nothing to control characters, quotes and emoji', async () => {
      const warning = await warningFor({ note: 'one\ntwo\u0007\u001b[31m "three" \\ four ⚓ 🚢' });
      expect(warning).toMatch(/one.+two.+three.+four.+⚓ 🚢/);
      expect(warning).not.toMatch(/\p{Cc}/u);
    });

    test('are few, however many there are', async () => {
      const containers = Array.from({ length: 40 }, (_, index) => goodContainer({ name: `extra-${index}` }));
      const answer = await here.namespace.pods.create(pod('web', { spec: { containers } }));
      expect(outcome(answer)).toBe('201');
      expect(answer.warnings).toHaveLength(11);
      expect(answer.warnings.at(-1)).toBe('and 30 more');
    });
  });

  describe('audit annotations', () => {
    const here = useGate(cluster, { policies: POLICIES });

    const annotations = ({ auditId }: KubeAnswer) => ourAnnotations(cluster().apiserver.auditLog, auditId);

    test('tell what the policies found', async () => {
      const labels = { banned: 'yes' };
      const denied = await here.namespace.pods.create(
        pod('bad', { metadata: { labels, annotations: { note: 'hello' } } }),
      );
      expect(await annotations(denied)).toEqual({
        decision: 'denied',
        'policy-version': expect.stringMatching(/^[0-9a-f]{12}$/),
        'denied-by': 'laws/not-banned',
        'warned-by': 'advice/no-note',
        'audited-by': 'records/owned',
      });
    });

    test('tell that there was nothing to find', async () => {
      const allowed = await here.namespace.pods.create(pod('good', { metadata: { labels: { owner: 'team-web' } } }));
      expect(allowed.warnings).toEqual([]);
      expect(await annotations(allowed)).toEqual({ decision: 'allowed', 'policy-version': expect.any(String) });
    });
  });
}
