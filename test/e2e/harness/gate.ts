import type { Cluster } from './cluster.ts';
import { PATCH } from './kube.ts';
import { type Namespace, namespaceOf } from './namespace.ts';
import { startTidewaiter, type Tidewaiter, type TidewaiterOptions } from './tidewaiter.ts';
import { until } from './wait.ts';
import { type Hook, type Installed, installWebhook } from './webhooks.ts';

/** Namespaces with this label come to the gate that it names. */
const GATE_LABEL = 'gate.tidewaiter.test';

export interface GateOptions extends TidewaiterOptions {
  /** Which webhooks to register; without it the validating one. */
  readonly kinds?: readonly Hook['kind'][];
  readonly hook?: Partial<Hook>;
  /** What the API server calls in place of the webhook, to which it is then pointed. */
  readonly front?: Front;
}

/** Stands between an API server and a webhook. */
export interface Front extends AsyncDisposable {
  readonly port: number;
  /** Sends what comes from now on to this port. */
  pointTo(port: number): void;
}

/** A webhook that an API server calls for some namespaces. */
export interface Gate extends AsyncDisposable {
  readonly webhook: Tidewaiter;
  /** A namespace that no test has used and that this gate watches over. */
  newNamespace(labels?: Readonly<Record<string, string>>): Promise<Namespace>;
  /** Puts a namespace under this gate. */
  takeOver(namespace: Namespace): Promise<void>;
}

let gates = 0;

/** Starts a webhook and registers it, and waits until the API server calls it. */
export async function openGate(cluster: Cluster, options: GateOptions): Promise<Gate> {
  const { authority, kube } = cluster;
  await using stack = new AsyncDisposableStack();
  const webhook = stack.use(await startTidewaiter(cluster, options));
  const label = { [GATE_LABEL]: `gate-${++gates}` };
  const newNamespace = async (labels = {}) => namespaceOf(kube, await cluster.newNamespace({ ...labels, ...label }));
  const { name } = await newNamespace();
  options.front?.pointTo(webhook.port);
  const port = options.front?.port ?? webhook.port;
  const installed: Installed[] = [];
  for (const kind of options.kinds ?? ['validating']) {
    const url = `https://127.0.0.1:${port}/${kind === 'validating' ? 'validate' : 'mutate'}`;
    const hook = { kind, url, ca: authority.cert, namespaceSelector: { matchLabels: label }, ...options.hook };
    installed.push(stack.use(await installWebhook(kube, hook, name)));
  }
  const resources = stack.move();
  return {
    webhook,
    newNamespace,
    async takeOver(namespace) {
      await kube('PATCH', `/api/v1/namespaces/${namespace.name}`, {
        contentType: PATCH.merge,
        body: { metadata: { labels: label } },
      });
      for (const { covers } of installed) await until('the label of the namespace', () => covers(namespace.name));
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}
