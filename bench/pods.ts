import { Dice } from './dice.ts';
import { managedFields } from './managed-fields.ts';
import { appContainer, type Json, podMetadata, podSpec, proxyContainer } from './pod-parts.ts';

const CONTROLLER = 'kube-controller-manager';

/** A pod that a ReplicaSet made, with two containers. It passes every check of bench/policies. */
export function goodPod(): Json {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: podMetadata(),
    spec: podSpec([appContainer(), proxyContainer()]),
    status: { phase: 'Pending', qosClass: 'Burstable' },
  };
}

/** A pod as people write them: one container and no more fields than the shipped policies ask for. */
export function smallPod(): Json {
  const { name, image, resources, securityContext, livenessProbe, readinessProbe } = appContainer();
  const container = { name, image, resources, securityContext, livenessProbe, readinessProbe };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers: [container] } };
}

/** The object with `metadata.managedFields` as the API server adds it before it asks webhooks. */
export function managed(object: Json): Json {
  const { metadata, ...rest } = object;
  return { ...rest, metadata: { ...(metadata as Json), managedFields: managedFields(object, CONTROLLER) } };
}

/** The good pod with one flaw for each of five checks: owner, privileged, digest, limits, root file system. */
export function deniedPod(): Json {
  const app = appContainer();
  const { owner: _owner, ...labels } = podMetadata().labels;
  const container = {
    ...app,
    image: 'registry.example.com/shop/checkout:3.18.2',
    securityContext: { ...app.securityContext, privileged: true, readOnlyRootFilesystem: false },
    resources: { requests: app.resources.requests, limits: { cpu: '1' } },
  };
  return { ...goodPod(), metadata: { ...podMetadata(), labels }, spec: podSpec([container, proxyContainer()]) };
}

/** The good pod with further environment variables: each adds about 150 bytes of JSON. */
export function largePod(variables: number): Json {
  const app = appContainer();
  const env = Array.from({ length: variables }, (_, index) => ({
    name: `FEATURE_${String(index).padStart(4, '0')}`,
    value: `https://flags.shop.svc.cluster.local/v1/${index}`,
  }));
  return { ...goodPod(), spec: podSpec([{ ...app, env: [...app.env, ...env] }, proxyContainer()]) };
}

/** A Deployment with the good pod as its template. */
export function goodDeployment(): Json {
  const { labels, annotations } = podMetadata();
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'checkout', namespace: 'shop', labels, annotations, generation: 1 },
    spec: {
      replicas: 3,
      revisionHistoryLimit: 10,
      selector: { matchLabels: { app: 'checkout' } },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
      template: { metadata: { labels, annotations }, spec: podSpec([appContainer(), proxyContainer()]) },
    },
  };
}

/** Good pods that differ in containers, optional fields and the order of keys; the same on every call. */
export function variedPods(count: number): readonly Json[] {
  const dice = new Dice(20_261_120);
  return Array.from({ length: count }, (_, index) => dice.shuffleKeys(variedPod(dice, index)));
}

function variedPod(dice: Dice, index: number): Json {
  const containers = Array.from({ length: 1 + dice.below(4) }, (_, position) => {
    const { env, volumeMounts, ...container } = appContainer();
    const kept = env.slice(0, dice.below(env.length));
    const optional = {
      ...(kept.length > 0 ? { env: kept } : {}),
      ...(dice.coin() ? { volumeMounts } : {}),
      ...(dice.coin() ? { workingDir: '/srv' } : {}),
      ...(dice.coin() ? { startupProbe: container.readinessProbe } : {}),
      ...(dice.coin() ? { lifecycle: { preStop: { sleep: { seconds: 5 } } } } : {}),
    };
    return { ...container, name: `app-${position}`, ...optional };
  });
  const init = dice.coin() ? [{ ...proxyContainer(), name: 'proxy', restartPolicy: 'Always' }] : undefined;
  const labels = Object.fromEntries(Array.from({ length: dice.below(8) }, (_, n) => [`tier-${n}`, `v${index}`]));
  const metadata = podMetadata();
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...metadata, labels: { ...metadata.labels, ...labels } },
    spec: {
      ...podSpec(containers),
      ...(init ? { initContainers: init } : {}),
      ...(dice.coin() ? { priorityClassName: 'standard' } : {}),
      ...(dice.coin() ? { hostAliases: [{ ip: '10.0.0.7', hostnames: ['ledger'] }] } : {}),
    },
  };
}
