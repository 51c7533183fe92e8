import { describe, expect, test } from '@jest/globals';
import { formatPath } from '../../src/model/path.ts';
import { DIGEST, goodPod } from '../support/pods.ts';
import { judge } from './marked-yaml.ts';
import { compileEntry } from './rule-fixture.ts';

/** [rule and options, pod spec, path of the problem, message]: what the author of an object gets to read. */
type Case = readonly [entry: Record<string, unknown>, spec: Record<string, unknown>, path: string, message: string];

const app = (fields: object) => ({ containers: [{ name: 'app', image: `nginx@${DIGEST}`, ...fields }] });
const secure = (securityContext: unknown) => app({ securityContext });
const APP = 'spec.containers[0]';
const CONTEXT = `${APP}.securityContext`;

const runAsNonRoot = { rule: 'run-as-non-root' };
const resources = { rule: 'require-resources' };
const drop = { rule: 'drop-all-capabilities' };
const registries = { rule: 'allowed-registries', options: { registries: ['registry.example.com/**'] } };

const CASES: readonly Case[] = [
  [
    runAsNonRoot,
    { securityContext: null, ...app({}) },
    APP,
    'container "app" may run as root: neither it nor the pod sets runAsNonRoot: true',
  ],
  [
    runAsNonRoot,
    secure({ runAsUser: 0 }),
    `${CONTEXT}.runAsUser`,
    'container "app" runs as root: it sets runAsUser: 0',
  ],
  [
    runAsNonRoot,
    { securityContext: { runAsUser: 0 }, ...app({}) },
    'spec.securityContext.runAsUser',
    'container "app" runs as root: the pod sets runAsUser: 0',
  ],
  [
    runAsNonRoot,
    secure({ runAsUser: 4294967296 }),
    `${CONTEXT}.runAsUser`,
    'container "app" may run as root: it sets runAsUser: 4294967296, not a whole number from 1 to 2147483647',
  ],
  [
    runAsNonRoot,
    { securityContext: { runAsNonRoot: false }, ...app({}) },
    'spec.securityContext.runAsNonRoot',
    'container "app" may run as root: the pod sets runAsNonRoot: false',
  ],
  [
    runAsNonRoot,
    secure({ windowsOptions: { runAsUserName: 'ContainerAdministrator' } }),
    `${CONTEXT}.windowsOptions.runAsUserName`,
    'container "app" may run as an administrator of Windows: it sets runAsUserName: "ContainerAdministrator"',
  ],
  [
    { rule: 'disallow-privileged' },
    { ephemeralContainers: [{ name: 'debug', securityContext: { privileged: true } }] },
    'spec.ephemeralContainers[0].securityContext.privileged',
    'ephemeral container "debug" has the rights of root on the node: it sets privileged: true',
  ],
  [
    { rule: 'disallow-privilege-escalation' },
    secure({}),
    CONTEXT,
    'container "app" lets its processes gain privileges: it does not set allowPrivilegeEscalation',
  ],
  [
    { rule: 'read-only-root-filesystem' },
    secure({ readOnlyRootFilesystem: 'yes' }),
    `${CONTEXT}.readOnlyRootFilesystem`,
    'container "app" can write to its root file system: it sets readOnlyRootFilesystem: "yes"',
  ],
  [
    drop,
    secure({ capabilities: { drop: [] } }),
    `${CONTEXT}.capabilities.drop`,
    'container "app" keeps default capabilities: it drops none',
  ],
  [
    drop,
    secure({ capabilities: { drop: ['NET_RAW', 'KILL'] } }),
    `${CONTEXT}.capabilities.drop`,
    'container "app" keeps default capabilities: it drops "NET_RAW", "KILL" and not "ALL"',
  ],
  [
    drop,
    secure({ capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE', 'SYS_TIME'] } }),
    `${CONTEXT}.capabilities.add[1]`,
    'container "app" adds the capability "SYS_TIME": only "NET_BIND_SERVICE" may be added',
  ],
  [
    { ...drop, options: { allowAdd: [] } },
    secure({ capabilities: { drop: ['ALL'], add: ['SYS_TIME'] } }),
    `${CONTEXT}.capabilities.add[0]`,
    'container "app" adds the capability "SYS_TIME": none may be added',
  ],
  [
    { rule: 'pin-image-digest' },
    app({ image: 'nginx:1.29' }),
    `${APP}.image`,
    'container "app" uses the image "nginx:1.29", which is not pinned by a digest and can change after review',
  ],
  [{ rule: 'pin-image-digest' }, { containers: [{ name: 'app' }] }, APP, 'container "app" names no image'],
  [
    { rule: 'disallow-latest-tag' },
    { volumes: [{ name: 'models', image: { reference: 'models:latest' } }] },
    'spec.volumes[0].image.reference',
    'image volume "models" uses the image "models:latest", whose tag latest moves with every release',
  ],
  [
    { rule: 'disallow-latest-tag' },
    app({ image: 'localhost:5000/nginx' }),
    `${APP}.image`,
    'container "app" uses the image "localhost:5000/nginx", which has no tag and so means latest',
  ],
  [
    registries,
    app({ image: 'nginx:1.29' }),
    `${APP}.image`,
    'container "app" uses the image "nginx:1.29", which is "docker.io/library/nginx:1.29" and matches none of the ' +
      'allowed patterns "registry.example.com/**"',
  ],
  [
    registries,
    app({ image: 'quay.io/acme/app:1.0' }),
    `${APP}.image`,
    'container "app" uses the image "quay.io/acme/app:1.0", which matches none of the allowed patterns ' +
      '"registry.example.com/**"',
  ],
  [
    { rule: 'disallow-registries' },
    app({ image: 'K8S.gcr.io/pause:3.2' }),
    `${APP}.image`,
    'container "app" uses the image "K8S.gcr.io/pause:3.2", which is "k8s.gcr.io/pause:3.2" and matches the ' +
      'disallowed pattern "k8s.gcr.io/**"',
  ],
  [
    { rule: 'image-pull-policy' },
    app({ image: `nginx:1.29@${DIGEST}`, imagePullPolicy: 'Never' }),
    `${APP}.imagePullPolicy`,
    `container "app" sets imagePullPolicy: "Never" for the image "nginx:1.29@${DIGEST}" with a digest: allowed are ` +
      '"Always", "IfNotPresent"',
  ],
  [
    { rule: 'image-pull-policy' },
    app({ image: 'https://shop:hunter2@registry.example.com/app:1.0', imagePullPolicy: 'Never' }),
    `${APP}.imagePullPolicy`,
    'container "app" sets imagePullPolicy: "Never" for the image "https://shop:***@registry.example.com/app:1.0" with ' +
      'no digest: allowed are "Always"',
  ],
  [
    { rule: 'restrict-dns-config' },
    { hostNetwork: 'yes', ...app({}) },
    'spec',
    'the pod does not set dnsPolicy, which has no clear meaning beside hostNetwork: "yes": allowed are "ClusterFirst", ' +
      '"ClusterFirstWithHostNet", "None"',
  ],
  [
    { rule: 'no-literal-secrets' },
    app({ env: [{ name: 'DB_PASSWORD', value: 'hunter2' }] }),
    `${APP}.env[0].value`,
    'container "app" has a literal secret in the environment variable "DB_PASSWORD": its name says that it is a password',
  ],
  [
    { rule: 'require-probes', options: { probes: ['startup'] } },
    { initContainers: [{ name: 'proxy', restartPolicy: 'Always' }], containers: [] },
    'spec.initContainers[0]',
    'sidecar container "proxy" has no startupProbe',
  ],
  [
    { rule: 'require-probes', options: { probes: ['startup'] } },
    app({ startupProbe: {} }),
    `${APP}.startupProbe`,
    'container "app" has no handler in its startupProbe',
  ],
  [
    resources,
    { initContainers: [{ name: 'setup' }], containers: [] },
    'spec.initContainers[0]',
    'init container "setup" sets no resources.requests.cpu, resources.requests.memory, resources.limits.memory, ' +
      'and neither does the pod',
  ],
  [
    resources,
    app({ resources: { requests: { cpu: '1' }, limits: { memory: '0' } } }),
    `${APP}.resources.limits.memory`,
    'container "app" sets resources.limits.memory: "0", which is not more than zero',
  ],
  [
    resources,
    { resources: { limits: { cpu: 1, memory: '1GB' } }, ...app({}) },
    'spec.resources.limits.memory',
    'the pod sets resources.limits.memory: "1GB", which is not a quantity such as 500m or 1Gi',
  ],
  [
    { ...resources, options: { max: { memory: '1Gi' } } },
    app({ resources: { limits: { cpu: 1, memory: '2Gi' } } }),
    `${APP}.resources.limits.memory`,
    'container "app" sets resources.limits.memory: "2Gi", which is more than the maximum of 1Gi',
  ],
  [
    { ...resources, options: { min: { cpu: 0.5 } } },
    app({ resources: { limits: { cpu: 0.25, memory: '2Gi' } } }),
    `${APP}.resources.limits.cpu`,
    'container "app" sets resources.limits.cpu: 0.25, which is less than the minimum of 0.5',
  ],
];

describe('what the author of an object reads', () => {
  test.each(CASES)('%j %j', (entry, spec, path, message) => {
    const { problems } = judge(compileEntry(entry), goodPod(spec));
    expect(problems.map((problem) => [formatPath(problem.path), problem.message])).toEqual([[path, message]]);
  });

  test('names and values from outside are cut and made visible', () => {
    const spec = {
      containers: [{ name: `app\u202e\n${'x'.repeat(5_000)}`, securityContext: { privileged: 'y'.repeat(5_000) } }],
    };
    const { problems } = judge(compileEntry({ rule: 'disallow-privileged' }), goodPod(spec));
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^container "app\\u\{202e\}\\u\{a\}x+…" has .* it sets privileged: "y+…"$/),
    ]);
    expect(problems[0]?.message.length).toBeLessThan(256);
  });
});
