import { describe, expect, test } from '@jest/globals';
import { DENIED, outcome } from '../harness/answers.ts';
import { auditEvent } from '../harness/audit.ts';
import type { Cluster } from '../harness/cluster.ts';
import { openGate } from '../harness/gate.ts';
import { type KubeAnswer, PATCH } from '../harness/kube.ts';
import { policy } from '../harness/objects.ts';
import { startStubWebhook } from '../harness/stub-webhook.ts';
import { useGate } from '../harness/use-gate.ts';
import { installWebhook } from '../harness/webhooks.ts';

const RULES = [
  'run-as-non-root',
  'read-only-root-filesystem',
  'disallow-privilege-escalation',
  'drop-all-capabilities',
] as const;

const HARDEN = { rules: RULES.map((rule) => ({ rule, options: { mutate: true } })) };

const KINDS = ['mutating', 'validating'] as const;

const HARDENED = {
  runAsNonRoot: true,
  readOnlyRootFilesystem: true,
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
};

const CONTAINER = { name: 'app', image: 'registry.example.com/web:1' };
const SIDECAR = { name: 'proxy', image: 'registry.example.com/proxy:1' };

const DEBUG = { spec: { ephemeralContainers: [{ name: 'debug', image: 'registry.example.com/debug:1' }] } };

const bare = (name: string, fields: object = {}) => ({
  metadata: { name },
  spec: { containers: [{ ...CONTAINER, ...fields }] },
});

/** Pods that policies complete. */
export function mutationScenarios(cluster: () => Cluster): void {
  describe('mutation', () => {
    const here = useGate(cluster, { policies: policy('harden', HARDEN), kinds: KINDS });

    /** Whether our webhook changed the object, as the audit log has it. */
    const wasMutated = async ({ auditId }: KubeAnswer) => {
      const { annotations = {} } = await auditEvent(cluster().apiserver.auditLog, auditId);
      const [, record] = Object.entries(annotations).find(([key]) => key.startsWith('mutation.webhook')) ?? [];
      return JSON.parse(record ?? '{}').mutated;
    };

    test('writes the missing fields, and the result passes', async () => {
      const answer = await here.namespace.pods.create(bare('web'));
      expect(outcome(answer)).toBe('201');
      expect(answer.body.spec.containers[0].securityContext).toEqual(HARDENED);
      expect(await wasMutated(answer)).toBe(true);
    });

    test('changes nothing a second time', async () => {
      const { pods } = here.namespace;
      const { body: first } = await pods.create(bare('web'));
      const again = await pods.replace('web', first);
      expect(again.body.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
      const copied = await pods.create({ metadata: { name: 'copy' }, spec: first.spec });
      expect(copied.body.spec).toEqual(first.spec);
      expect(await wasMutated(copied)).toBe(false);
    });

    test('keeps what the author wrote, which is then judged', async () => {
      const kept = await here.namespace.pods.create(bare('user', { securityContext: { runAsUser: 1000 } }));
      expect(kept.body.spec.containers[0].securityContext).toMatchObject({ runAsUser: 1000 });
      const denied = await here.namespace.pods.create(bare('root', { securityContext: { runAsUser: 0 } }));
      expect(outcome(denied)).toMatch(DENIED);
      expect(denied.body.message).toContain('runAsUser: 0');
    });

    test('completes a pod that has no name yet', async () => {
      const { spec } = bare('');
      const answer = await here.namespace.pods.create({ metadata: { generateName: 'gen-' }, spec });
      expect(outcome(answer)).toBe('201');
      expect(answer.body.spec.containers[0].securityContext).toEqual(HARDENED);
    });

    test('leaves a debug container as it is, which is then judged', async () => {
      const { pods } = here.namespace;
      await pods.create(bare('web'));
      expect(outcome(await pods.patch('web/ephemeralcontainers', PATCH.strategic, DEBUG))).toMatch(DENIED);
    });

    test('completes also what a later webhook adds', async () => {
      const { authority, kube } = cluster();
      await using injector = await startStubWebhook(authority, ({ object }) =>
        object.spec.containers.length > 1 ? [] : [{ op: 'add', path: '/spec/containers/-', value: SIDECAR }],
      );
      const { name, pods } = here.namespace;
      const namespaceSelector = { matchLabels: { 'kubernetes.io/metadata.name': name } };
      await using _installed = await installWebhook(
        kube,
        { kind: 'mutating', url: injector.url, ca: authority.cert, namespaceSelector },
        name,
      );
      const answer = await pods.create(bare('web'));
      expect(outcome(answer)).toBe('201');
      const { containers } = answer.body.spec;
      expect(containers.map((container: { name: string }) => container.name)).toEqual(['app', 'proxy']);
      expect(containers[1].securityContext).toEqual(HARDENED);
    });
  });

  test('a policy may ask for debug containers to be completed, and the rest is left alone', async () => {
    const policies = policy('harden', { ...HARDEN, mutation: { ephemeralContainers: true } });
    await using gate = await openGate(cluster(), { policies, kinds: KINDS });
    const { pods } = await gate.newNamespace();
    const { body: before } = await pods.create(bare('web'));
    const answer = await pods.patch('web/ephemeralcontainers', PATCH.strategic, DEBUG);
    expect(outcome(answer)).toBe('200');
    expect(answer.body.spec.ephemeralContainers[0].securityContext).toEqual(HARDENED);
    expect(answer.body.spec.containers).toEqual(before.spec.containers);
  });
}
