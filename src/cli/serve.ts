import { flushCompileCache } from 'node:module';
import { SourceError } from '../model/source.ts';
import { loadCertificate } from '../webhook/certificate.ts';
import type { TlsFiles, WebhookOptions } from '../webhook/options.ts';
import { startWebhook, type Webhook } from '../webhook/server.ts';
import type { Invocation } from './command.ts';
import type { SERVE_FLAGS } from './command-flags.ts';
import { complainOf } from './complaint.ts';
import { type Evidence, evidenceOf, evidenceOptions } from './evidence.ts';
import { EXIT } from './exit-code.ts';
import { explained } from './explain-error.ts';
import { refuseUnreadable } from './flag-files.ts';
import type { ImageServiceOptions } from './image-service.ts';
import { InputReader } from './input-text.ts';
import { LateImages } from './late-images.ts';
import { runUntilSignal } from './lifetime.ts';
import { loadPolicyPaths } from './load-policies.ts';
import { StaticNamespaces } from './namespace-labels.ts';
import { clusterSource, type NamespaceSource, staticSource } from './namespace-source.ts';
import type { ReadSecret } from './policy-resources.ts';
import { type SecretLoader, type SecretSource, secretSource } from './secret-source.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';
import { utcDay } from './utc-day.ts';

type Serve = Invocation<typeof SERVE_FLAGS>;
type Flags = Serve['flags'];

/** `tidewaiter serve`. Where the webhook has started this ends the process; it resolves only where it has not. */
export const run = explained(async ({ flags, operands, terminal }: Serve): Promise<number> => {
  refuseContradictions(flags, operands);
  // Names of registries are looked up in threads, of which a slow name server must not take all.
  process.env.UV_THREADPOOL_SIZE ??= '16';
  const { tlsCert, tlsKey, clientCa, kubeconfig, namespaceLabels, dockerConfig } = flags;
  refuseUnreadable({ tlsCert, tlsKey, clientCa, kubeconfig, namespaceLabels, dockerConfig });
  const namespaces = await namespaceSource(flags, terminal);
  const evidence = await evidenceOf(flags, () => import('./images.ts'));
  const cluster = clusterSecrets(flags);
  const images = new LateImages(async () => imageOptions(flags, evidence, await cluster?.()));
  const options = webhookOptions(flags, { namespaces, images, evidence, cluster });
  // The webhook itself would start, not be ready, and wait for files to be mended. Here the user is waiting.
  const usable = await Promise.all([
    succeeds(options.policies.load, terminal),
    succeeds(() => loadCertificate(options.tls), terminal),
  ]);
  if (usable.includes(false)) return EXIT.error;
  const webhook = await start(options);
  if (evidence !== undefined) {
    const { images, digest: pack } = evidence.pack;
    const trustRoots = [...evidence.roots.counting.keys()];
    webhook.logger.info({ pack, images: images.length, trustRoots }, 'evidence pack read');
  }
  flushCompileCache();
  return runUntilSignal(webhook);
});

function refuseContradictions(flags: Flags, operands: readonly string[]): void {
  const { clientNames, clientCa, metricsPort, namespaceLabels, namespacesFrom, pullSecrets, kubeconfig } = flags;
  const problems = [
    operands.length > 0 && 'serve takes flags only; the policies are named by --policies',
    clientNames && !clientCa && '--client-names needs --client-ca, the authority that vouches for the names',
    clientCa && metricsPort === undefined && '--client-ca needs --metrics-port, as probes have no client certificate',
    namespaceLabels && namespacesFrom !== 'nowhere' && '--namespace-labels and --namespaces-from exclude each other',
    kubeconfig &&
      namespacesFrom === 'nowhere' &&
      pullSecrets === 'nowhere' &&
      '--kubeconfig needs --namespaces-from cluster or --pull-secrets cluster',
  ].filter((problem) => typeof problem === 'string');
  if (problems.length > 0) throw new UsageError(problems);
}

async function namespaceSource(flags: Flags, terminal: Terminal): Promise<NamespaceSource> {
  const { namespaceLabels: file, namespacesFrom, kubeconfig } = flags;
  if (namespacesFrom === 'cluster') return clusterSource(kubeconfig === undefined ? {} : { kubeconfig });
  const namespaces = new StaticNamespaces();
  if (file !== undefined) namespaces.addLabelFile(file, await new InputReader(terminal.input).read(file));
  return staticSource(namespaces);
}

/** What looking up images takes; the client of the cluster is loaded only for that. */
function imageOptions(
  { dockerConfig, trustCache }: Flags,
  evidence: Evidence | undefined,
  secrets: SecretSource | undefined,
): ImageServiceOptions {
  return {
    environment: process.env,
    ...evidenceOptions(evidence, false),
    ...(dockerConfig !== undefined && { dockerConfig: { path: dockerConfig, optional: false } }),
    ...(trustCache !== undefined && { trustCache }),
    ...(secrets && { secrets }),
  };
}

function clusterSecrets({ pullSecrets, kubeconfig }: Flags): SecretLoader | undefined {
  if (pullSecrets === 'nowhere') return undefined;
  return secretSource(kubeconfig === undefined ? {} : { kubeconfig });
}

/** What policies need besides their files. */
interface Sources {
  readonly namespaces: NamespaceSource;
  readonly images: LateImages;
  readonly evidence: Evidence | undefined;
  readonly cluster: SecretLoader | undefined;
}

function webhookOptions(flags: Flags, { namespaces, images, evidence, cluster }: Sources): WebhookOptions {
  const { host, port, metricsPort, clientNames, maxBody, maxConnections, drainWait, logLevel } = flags;
  return {
    listen: { host, port },
    tls: tlsFiles(flags),
    ...(clientNames && { allowedClientNames: clientNames }),
    ...(metricsPort !== undefined && { metrics: { host, port: metricsPort, tls: false } }),
    policies: {
      paths: flags.policies,
      load: async () => {
        const readSecret: ReadSecret | undefined = cluster && (async (secret) => (await cluster()).secretText(secret));
        const evidenceRoots = evidence?.roots;
        const policySet = await loadPolicyPaths(flags.policies, { ...(readSecret && { readSecret }), evidenceRoots });
        await Promise.all([namespaces.prepareFor(policySet), images.prepareFor(policySet)]);
        return policySet;
      },
    },
    namespaceLabels: namespaces.labels,
    today: utcDay,
    images: (hooks) => images.start(hooks),
    honoursAnnotations: flags.exemptionAnnotations === 'honour',
    log: { level: logLevel },
    limits: { maxBody, maxConnections },
    timings: { drainWait },
  };
}

function tlsFiles({ tlsCert: cert, tlsKey: key, clientCa }: Flags): TlsFiles {
  return clientCa === undefined ? { cert, key } : { cert, key, clientCa };
}

async function succeeds(attempt: () => Promise<unknown>, terminal: Terminal): Promise<boolean> {
  try {
    await attempt();
    return true;
  } catch (error) {
    if (error instanceof SourceError) for (const problem of error.problems) complainOf(problem, terminal);
    else terminal.complain(`error: ${messageOf(error)}`);
    return false;
  }
}

async function start(options: WebhookOptions): Promise<Webhook> {
  try {
    return await startWebhook(options);
  } catch (error) {
    throw new UsageError([`cannot listen: ${messageOf(error)}; look at --host, --port and --metrics-port`]);
  }
}

function messageOf(error: unknown): string {
  return Error.isError(error) ? error.message : String(error);
}
