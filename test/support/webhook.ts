import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { Agent } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PolicySet } from '../../src/model/policy.ts';
import type { WebhookOptions } from '../../src/webhook/options.ts';
import { startWebhook, type Webhook } from '../../src/webhook/server.ts';
import type { ReviewBody } from './admission-reviews.ts';
import { type Authority, createAuthority, type Pair } from './certificates.ts';
import { type Answer, agentFor, send } from './https-client.ts';
import { policy, policySet, rule } from './policies.ts';

/** A webhook under test, with its own folder, authority and client. */
export interface TestWebhook extends Webhook {
  readonly folder: string;
  readonly authority: Authority;
  readonly agent: Agent;
  /** Sends a review, or any bytes, with the content type of a review unless `headers` say otherwise. */
  post(path: string, body: ReviewBody | string | Buffer, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  get(path: string): Promise<Answer>;
  /** The value of one series as /metrics shows it: `name{label="value"}`; undefined where it is absent. */
  metric(series: string): Promise<number | undefined>;
  /** Puts a certificate in place as a careful tool does: each file is replaced by a rename. */
  installCertificate(pair: Pair): Promise<void>;
  /** The log as far as it has been written. */
  readLog(): Promise<string>;
  /** Ends the webhook and gives its whole log. */
  endAndReadLog(): Promise<string>;
}

export type TestOptions = Partial<Omit<WebhookOptions, 'policies' | 'tls'>> & {
  /** PEM of the authority of clients; asks for client certificates. */
  readonly clientCa?: string;
  readonly withoutCertificate?: boolean;
  readonly policies?: Partial<WebhookOptions['policies']>;
};

/** Denies pods with a privileged container: enough of a policy for tests that are about the webhook. */
export const NO_PRIVILEGED: PolicySet = policySet(
  policy(
    [
      rule({
        id: 'no-privileged',
        remediation: 'Remove privileged.',
        check: ({ containers }, report) => {
          for (const { name, spec, path } of containers) {
            const context = spec.securityContext as { privileged?: unknown } | undefined;
            if (context?.privileged === true) report({ message: `container "${name}" is privileged`, path });
          }
        },
      }),
    ],
    { name: 'tests' },
  ),
);

/** Starts a webhook on a free port with short intervals; `afterEach(closeTestWebhooks)` ends it. */
export async function startTestWebhook(testOptions: TestOptions = {}): Promise<TestWebhook> {
  const { clientCa, withoutCertificate = false, ...options } = testOptions;
  const folder = await mkdtemp(join(tmpdir(), 'tidewaiter-webhook-'));
  const authority = await createAuthority();
  const tls = {
    cert: join(folder, 'tls.crt'),
    key: join(folder, 'tls.key'),
    ...(clientCa === undefined ? {} : { clientCa: join(folder, 'clients.crt') }),
  };
  if (tls.clientCa !== undefined) await writeFile(tls.clientCa, String(clientCa));
  const logFile = join(folder, 'log');
  const readLog = () => readFile(logFile, 'utf8');
  const installCertificate = async ({ cert, key }: Pair) => {
    await writeFile(`${tls.cert}.new`, cert);
    await writeFile(`${tls.key}.new`, key);
    await rename(`${tls.cert}.new`, tls.cert);
    await rename(`${tls.key}.new`, tls.key);
  };
  if (!withoutCertificate) await installCertificate(await authority.issue());
  const webhook = await startWebhook({
    listen: { host: '127.0.0.1', port: 0 },
    namespaceLabels: async () => new Map(),
    today: () => '2026-11-20',
    processMetrics: false,
    log: { destination: logFile },
    ...options,
    tls,
    policies: { paths: [], load: async () => NO_PRIVILEGED, ...options.policies },
    timings: { watchPoll: 500, watchSettle: 20, drainWait: 100, logFlush: 1_000, ...options.timings },
  });
  const agent = agentFor(authority.cert);
  const end = async () => {
    agent.destroy();
    await webhook.close();
  };
  running.push(async () => {
    await end();
    await rm(folder, { recursive: true, force: true });
  });
  const get = (path: string) => send(webhook.url + path, { agent });
  return {
    ...webhook,
    folder,
    authority,
    agent,
    get,
    installCertificate,
    post: (path, body, headers = {}) =>
      send(webhook.url + path, {
        method: 'POST',
        agent,
        headers: { 'Content-Type': 'application/json', ...headers },
        body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
      }),
    metric: async (series) => {
      const { text } = await send(
        `${webhook.metricsUrl}/metrics`,
        webhook.metricsUrl.startsWith('https:') ? { agent } : {},
      );
      const line = text.split('\n').find((candidate) => candidate.startsWith(`${series} `));
      return line === undefined ? undefined : Number(line.slice(series.length + 1));
    },
    readLog,
    endAndReadLog: async () => {
      await end();
      return readLog();
    },
  };
}

const running: (() => Promise<void>)[] = [];

export async function closeTestWebhooks(): Promise<void> {
  await Promise.all(running.splice(0).map((end) => end()));
}

/** Tries until the check is true; fails after five seconds. */
export async function eventually(check: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = performance.now() + 5_000;
  while (!(await check())) {
    if (performance.now() > end) throw new Error(`never came true: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
