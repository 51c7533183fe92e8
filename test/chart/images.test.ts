import { expect, test } from '@jest/globals';
import { kinds, one, type Rendered, render, withHelm } from './helm.ts';
import { everything } from './value-sets.ts';

const IMAGE_POLICY = { policies: { extra: { 'team.yaml': 'kind: ImagePolicy\n' } } };

const podOf = (objects: Rendered[]): Rendered => one(objects, 'Deployment').spec.template.spec;
const container = (objects: Rendered[]): Rendered => podOf(objects).containers[0];
/** Where a volume of the pod is mounted. */
const mountOf = (objects: Rendered[], name: string): Rendered =>
  container(objects).volumeMounts.find((mount: Rendered) => mount.name === name);
const volumeOf = (objects: Rendered[], name: string): Rendered =>
  podOf(objects).volumes.find((volume: Rendered) => volume.name === name);

withHelm('images', () => {
  test('nothing about them is there until it is asked for', async () => {
    const objects = await render();
    expect(container(objects)).not.toHaveProperty('env');
    expect(container(objects).args.join(' ')).not.toMatch(/pull-secrets|docker-config|trust-cache|evidence/);
    expect(podOf(objects).volumes.map(({ name }: Rendered) => name)).toEqual(['policies', 'tls']);
    expect(kinds(objects).filter((kind) => kind.includes('Role'))).toEqual(['ClusterRole', 'ClusterRoleBinding']);
  });

  test('pull secrets take the right to get them by name, and no other', async () => {
    const objects = await render({ images: { pullSecrets: true }, namespaceLookup: { enabled: false } });
    expect(container(objects).args).toContain('--pull-secrets=cluster');
    expect(podOf(objects).automountServiceAccountToken).toBe(true);
    expect(one(objects, 'ClusterRole', '-pull-secrets').rules).toEqual([
      { apiGroups: [''], resources: ['secrets'], verbs: ['get'] },
      { apiGroups: [''], resources: ['serviceaccounts'], verbs: ['get'] },
    ]);
    expect(one(objects, 'ClusterRoleBinding').subjects).toEqual([
      { kind: 'ServiceAccount', name: 'tidewaiter', namespace: 'tidewaiter' },
    ]);
    expect(kinds(await render({ images: { pullSecrets: true }, rbac: { create: false } }))).not.toContain(
      'ClusterRole',
    );
  });

  test('pull secrets can be narrowed to namespaces and names', async () => {
    const objects = await render(everything);
    const role = one(objects, 'ClusterRole', '-pull-secrets');
    expect(role.rules[0]).toMatchObject({ resources: ['secrets'], resourceNames: ['pull'] });
    const bindings = objects.filter(({ kind }) => kind === 'RoleBinding');
    expect(bindings.map(({ metadata }) => metadata.namespace)).toEqual(['shop', 'bank']);
    for (const { roleRef } of bindings)
      expect(roleRef).toMatchObject({ kind: 'ClusterRole', name: role.metadata.name });
    const wide = objects.filter(({ kind }) => kind === 'ClusterRoleBinding');
    expect(wide.map(({ roleRef }) => roleRef.name)).not.toContain(role.metadata.name);
  });

  test('an evidence pack is mounted where the flag says', async () => {
    const volume = { persistentVolumeClaim: { claimName: 'evidence' } };
    const digest = `sha256:${'a'.repeat(64)}`;
    const objects = await render({ images: { evidence: { volume, digest, roots: true } } });
    expect(container(objects).args).toEqual(
      expect.arrayContaining([`--evidence=/etc/tidewaiter/evidence@${digest}`, '--evidence-roots']),
    );
    expect(mountOf(objects, 'evidence')).toMatchObject({ mountPath: '/etc/tidewaiter/evidence', readOnly: true });
    expect(volumeOf(objects, 'evidence')).toEqual({ name: 'evidence', ...volume });
    const plain = container(await render({ images: { evidence: { volume } } })).args;
    expect(plain).toContain('--evidence=/etc/tidewaiter/evidence');
    expect(plain).not.toContain('--evidence-roots');
  });

  test('a docker config is mounted as the file that the flag names', async () => {
    const objects = await render({ images: { dockerConfigSecret: 'ours' } });
    expect(container(objects).args).toContain('--docker-config=/etc/tidewaiter/docker/config.json');
    expect(mountOf(objects, 'docker')).toEqual({ name: 'docker', mountPath: '/etc/tidewaiter/docker', readOnly: true });
    expect(volumeOf(objects, 'docker').secret).toEqual({
      secretName: 'ours',
      defaultMode: 0o440,
      items: [{ key: '.dockerconfigjson', path: 'config.json' }],
    });
  });

  test('files that policies name lie beside them, and secret ones apart', async () => {
    const objects = await render(everything);
    expect(Object.keys(one(objects, 'ConfigMap').data)).toEqual(
      expect.arrayContaining(['images.yaml', 'release.pem', 'trusted_root.json']),
    );
    expect(mountOf(objects, 'secrets')).toEqual({
      name: 'secrets',
      mountPath: '/etc/tidewaiter/secrets',
      readOnly: true,
    });
    expect(volumeOf(objects, 'secrets').secret).toEqual({ secretName: 'client-keys', defaultMode: 0o440 });
    const checksum = (rendered: Rendered[]): string =>
      one(rendered, 'Deployment').spec.template.metadata.annotations['checksum/policies'];
    const other = await render({ ...everything, policies: { ...everything.policies, files: { 'release.pem': 'x' } } });
    expect(checksum(other)).not.toBe(checksum(objects));
  });

  test('the cache of trust roots is the one place that can be written to, for temporary files too', async () => {
    const objects = await render({ images: { trustCache: { enabled: true, sizeLimit: '8Mi' } } });
    expect(container(objects).args).toContain('--trust-cache=/var/cache/tidewaiter');
    expect(container(objects).env).toEqual([{ name: 'TMPDIR', value: '/var/cache/tidewaiter' }]);
    expect(mountOf(objects, 'cache')).toEqual({ name: 'cache', mountPath: '/var/cache/tidewaiter' });
    expect(volumeOf(objects, 'cache').emptyDir).toEqual({ sizeLimit: '8Mi' });
    const writable = container(objects).volumeMounts.filter(({ readOnly }: Rendered) => readOnly !== true);
    expect(writable).toHaveLength(1);
  });

  test('proxies are variables, which variables of the user may overrule', async () => {
    const env: readonly { name: string; value: string }[] = container(await render(everything)).env;
    expect(Object.fromEntries(env.map(({ name, value }) => [name, value]))).toEqual({
      TMPDIR: '/var/cache/tidewaiter',
      HTTP_PROXY: 'http://proxy.example.com:3128',
      HTTPS_PROXY: 'http://proxy.example.com:3128',
      NO_PROXY: '.svc,10.0.0.0/8',
      NODE_USE_ENV_PROXY: '1',
      TIDEWAITER_LOG_LEVEL: 'debug',
    });
    expect(env.at(-1)?.name).toBe('TIDEWAITER_LOG_LEVEL');
    const direct = await render({ images: { proxy: { noProxy: 'registry.example.com' } } });
    expect(container(direct).env).toEqual([{ name: 'NO_PROXY', value: 'registry.example.com' }]);
  });
});

withHelm('the network policy', () => {
  const egress = async (values: object): Promise<Rendered> =>
    one(await render(values), 'NetworkPolicy').spec.egress.map(({ ports, to }: Rendered) => ({
      ports: ports.map(({ port, protocol }: Rendered) => `${protocol} ${port}`),
      ...(to && { to }),
    }));
  const enabled = { networkPolicy: { enabled: true } };
  const alone = { ...enabled, namespaceLookup: { enabled: false } };
  const dns = { ports: ['UDP 53', 'TCP 53'] };

  test('opens a way to registries and to DNS only where a policy asks registries', async () => {
    expect(await egress(alone)).toEqual([]);
    expect(await egress(enabled)).toEqual([{ ports: ['TCP 443', 'TCP 6443'] }]);
    expect(await egress({ ...alone, ...IMAGE_POLICY })).toEqual([dns, { ports: ['TCP 443'] }]);
    expect(await egress({ ...alone, images: { pullSecrets: true } })).toEqual([{ ports: ['TCP 443', 'TCP 6443'] }]);
  });

  test('can name the ports and peers', async () => {
    const networkPolicy = { ...everything.networkPolicy, registryPorts: [443, 5000] };
    expect(await egress({ ...everything, networkPolicy })).toEqual([
      { ports: ['TCP 443', 'TCP 6443'], to: [{ ipBlock: { cidr: '10.0.0.1/32' } }] },
      dns,
      { ports: ['TCP 443', 'TCP 5000'], to: [{ ipBlock: { cidr: '10.1.0.0/16' } }] },
    ]);
  });
});
