import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../../src/model/json.ts';
import { outcome } from '../harness/answers.ts';
import type { Cluster } from '../harness/cluster.ts';
import { openGate } from '../harness/gate.ts';
import { type KubeObject, PATCH } from '../harness/kube.ts';
import { type Collection, namespaceOf } from '../harness/namespace.ts';
import { policy } from '../harness/objects.ts';
import { useGate } from '../harness/use-gate.ts';
import { WORKLOADS } from '../harness/webhooks.ts';

const HARDEN = {
  controllers: 'Warn',
  rules: ['run-as-non-root', 'disallow-privilege-escalation', 'drop-all-capabilities'].map((rule) => ({
    rule,
    options: { mutate: true },
  })),
};

const HARDENED = { runAsNonRoot: true, allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };

/** The mutating webhook is asked about controllers as well, which the chart does not have it be. */
const GATE = { kinds: ['mutating', 'validating'], hook: { rules: WORKLOADS } } as const;

const LABELS = { app: 'web' };

/** What somebody keeps in git, and nothing more. */
const MANIFEST: JsonObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', labels: LABELS },
  spec: {
    selector: { matchLabels: LABELS },
    template: {
      metadata: { labels: LABELS },
      spec: { containers: [{ name: 'app', image: 'registry.example.com/web:1', ports: [{ containerPort: 8_080 }] }] },
    },
  },
};

/** Tools that apply what stands in git, and compare. */
export function driftScenarios(cluster: () => Cluster): void {
  /** As `kubectl apply --server-side` does, and Argo CD with server-side diff, which only looks. */
  const apply = ({ patch }: Collection, query = '') =>
    patch('web', PATCH.apply, MANIFEST, `?fieldManager=gitops&force=true${query}`);
  const look = (deployments: Collection) => apply(deployments, '&dryRun=All');

  describe('a Deployment under policies that change pods', () => {
    const here = useGate(cluster, { policies: policy('harden', HARDEN), ...GATE });

    test('is stored as it was sent, however often it is applied', async () => {
      const { deployments } = here.namespace;
      const plain = namespaceOf(cluster().kube, await cluster().newNamespace());
      const { body: expected } = await apply(plain.deployments);
      const first = await apply(deployments);
      expect(outcome(first)).toBe('201');
      expect(first.body.spec).toEqual(expected.spec);
      const stored = (await deployments.get('web')).body;
      for (const answer of [await look(deployments), await look(deployments), await apply(deployments)]) {
        expect(outcome(answer)).toBe('200');
        expect(unmanaged(answer.body)).toEqual(unmanaged(stored));
      }
      expect(outcome(await deployments.replace('web', stored))).toBe('200');
      expect((await deployments.get('web')).body.metadata.resourceVersion).toBe(stored.metadata.resourceVersion);
    });

    test('makes pods that are changed', async () => {
      const { deployments, pods } = here.namespace;
      const { template } = (await apply(deployments)).body.spec;
      const answer = await pods.create({
        metadata: { ...template.metadata, generateName: 'web-' },
        spec: template.spec,
      });
      expect(outcome(answer)).toBe('201');
      expect(answer.body.spec.containers[0].securityContext).toEqual(HARDENED);
      expect((await deployments.get('web')).body.spec.template).toEqual(template);
    });
  });

  test('a Deployment is changed where a policy asks for that, and settles at once', async () => {
    const policies = policy('harden', { ...HARDEN, controllers: 'Deny', mutation: { controllers: true } });
    await using gate = await openGate(cluster(), { policies, ...GATE });
    const { deployments } = await gate.newNamespace();
    const first = await apply(deployments);
    expect(outcome(first)).toBe('201');
    const [container] = first.body.spec.template.spec.containers;
    expect(container.securityContext).toEqual(HARDENED);
    expect(unmanaged((await look(deployments)).body)).toEqual(unmanaged(first.body));
  });
}

/** Without the times at which somebody last wrote. */
function unmanaged({ metadata, ...object }: KubeObject): KubeObject {
  const { managedFields: _, ...rest } = metadata;
  return { ...object, metadata: rest };
}
