import type { Kube } from './kube.ts';
import { until } from './wait.ts';

/** One entry of `rules` in a webhook configuration (admissionregistration.k8s.io/v1 RuleWithOperations). */
export interface HookRule {
  readonly apiGroups: readonly string[];
  /** Without it `v1`. */
  readonly apiVersions?: readonly string[];
  readonly resources: readonly string[];
  readonly operations: readonly string[];
}

/** A webhook to register; what is not given is as the chart has it. */
export interface Hook {
  readonly kind: 'validating' | 'mutating';
  /** `https://127.0.0.1:PORT/validate`. */
  readonly url: string;
  /** PEM of the CA that signed the server's certificate. */
  readonly ca: string;
  /** Chooses the namespaces whose objects it gets. */
  readonly namespaceSelector: object;
  /** Users see it in every denial. */
  readonly name?: string;
  readonly failurePolicy?: 'Fail' | 'Ignore';
  readonly timeoutSeconds?: number;
  readonly rules?: readonly HookRule[];
}

/** A configuration that the API server obeys; disposing of it waits until it does so no more. */
export interface Installed extends AsyncDisposable {
  /** Whether the API server counts this namespace among those that the configuration is for. */
  covers(namespace: string): Promise<boolean>;
}

const WRITES = ['CREATE', 'UPDATE'];

/** Pods with all their sub-resources that carry one, and every kind with a pod template. */
export const WORKLOADS: readonly HookRule[] = [
  {
    apiGroups: [''],
    resources: ['pods', 'pods/ephemeralcontainers', 'pods/resize', 'replicationcontrollers', 'podtemplates'],
    operations: WRITES,
  },
  { apiGroups: ['apps'], resources: ['deployments', 'statefulsets', 'daemonsets', 'replicasets'], operations: WRITES },
  { apiGroups: ['batch'], resources: ['jobs', 'cronjobs'], operations: WRITES },
];

/** What each kind is asked about: a mutated template would no longer be what its author applied. */
const RULES: Readonly<Record<Hook['kind'], readonly HookRule[]>> = {
  validating: WORKLOADS,
  mutating: [{ apiGroups: [''], resources: ['pods', 'pods/ephemeralcontainers'], operations: WRITES }],
};

/** The name of webhooks whose calls fail on purpose; those of all others must not. */
export const UNRELIABLE = 'unreliable.tidewaiter.test';

/** Its calls always fail, see installConfiguration. */
export const CANARY = 'canary.tidewaiter.test';

const CONFIGURATIONS = {
  validating: { kind: 'ValidatingWebhookConfiguration', resource: 'validatingwebhookconfigurations' },
  mutating: { kind: 'MutatingWebhookConfiguration', resource: 'mutatingwebhookconfigurations' },
} as const;

let installations = 0;

/** Registers a webhook, and waits until the API server calls it for `namespace`, which its selector must choose. */
export function installWebhook(kube: Kube, hook: Hook, namespace: string): Promise<Installed> {
  const { namespaceSelector } = hook;
  const webhook = {
    name: hook.name ?? `${hook.kind}.tidewaiter.test`,
    ...COMMON,
    clientConfig: { url: hook.url, caBundle: Buffer.from(hook.ca).toString('base64') },
    failurePolicy: hook.failurePolicy ?? 'Fail',
    timeoutSeconds: hook.timeoutSeconds ?? 10,
    namespaceSelector,
    rules: (hook.rules ?? RULES[hook.kind]).map((rule) => ({ apiVersions: ['v1'], ...rule, scope: 'Namespaced' })),
    ...(hook.kind === 'mutating' ? { reinvocationPolicy: 'IfNeeded' } : {}),
  };
  return installConfiguration(kube, hook.kind, { webhooks: [webhook], namespaceSelector, namespace });
}

const COMMON = { admissionReviewVersions: ['v1'], sideEffects: 'None', matchPolicy: 'Equivalent' };

/**
 * Creates a configuration with these webhooks and a canary: a webhook that nobody answers, for ConfigMaps
 * with one label. As a configuration takes effect whole, a ConfigMap that it stops shows that it has.
 */
export async function installConfiguration(
  kube: Kube,
  kind: Hook['kind'],
  of: { readonly webhooks: readonly object[]; readonly namespaceSelector: object; readonly namespace: string },
): Promise<Installed> {
  const configuration = CONFIGURATIONS[kind];
  const name = `e2e-${++installations}`;
  const path = `/apis/admissionregistration.k8s.io/v1/${configuration.resource}`;
  const { status, body } = await kube('POST', path, {
    body: {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: configuration.kind,
      metadata: { name },
      webhooks: [...of.webhooks, canary(name, of.namespaceSelector)],
    },
  });
  if (status !== 201) throw new Error(`the webhook configuration was not accepted: ${body.message}`);
  const covers = (namespace: string) => stopsCanary(kube, name, namespace);
  await until(`${name} to be active`, () => covers(of.namespace));
  return {
    covers,
    async [Symbol.asyncDispose]() {
      await kube('DELETE', `${path}/${name}`);
      await until(`${name} to be gone`, async () => !(await covers(of.namespace)));
    },
  };
}

function canary(configuration: string, namespaceSelector: object): object {
  return {
    name: CANARY,
    ...COMMON,
    // Nothing listens on port 1, so the call fails at once.
    clientConfig: { url: 'https://127.0.0.1:1/' },
    failurePolicy: 'Fail',
    timeoutSeconds: 1,
    namespaceSelector,
    objectSelector: { matchLabels: { [CANARY]: configuration } },
    rules: [{ apiGroups: [''], apiVersions: ['v1'], resources: ['configmaps'], operations: ['CREATE'] }],
  };
}

async function stopsCanary(kube: Kube, configuration: string, namespace: string): Promise<boolean> {
  const { status, body } = await kube('POST', `/api/v1/namespaces/${namespace}/configmaps?dryRun=All`, {
    body: { metadata: { name: 'canary', labels: { [CANARY]: configuration } } },
  });
  return status === 500 && String(body.message).includes(`failed calling webhook "${CANARY}"`);
}
