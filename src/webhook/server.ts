import type { SecureContextOptions } from 'node:tls';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { createApp } from './app.ts';
import { Capacity } from './capacity.ts';
import { certificateProblems, certificateStore } from './certificate-store.ts';
import { clientCheck } from './client-names.ts';
import { Deadlines } from './deadlines.ts';
import { Drain } from './drain.ts';
import { reportFault } from './faults.ts';
import { ImageMetrics } from './image-metrics.ts';
import { createTlsListener, type ListenerParts, listen } from './listener.ts';
import { Log } from './log.ts';
import { Metrics } from './metrics.ts';
import { createMetricsListener } from './metrics-listener.ts';
import { LIMITS, TIMINGS, type WebhookOptions } from './options.ts';
import { policyProblems, policyStore } from './policy-store.ts';
import { Refusal, refuse } from './respond.ts';
import { ReviewHandler } from './review-handler.ts';
import { routeReader } from './route.ts';

const FORBIDDEN_CLIENT = new Refusal(403, 'this client certificate is not allowed here');

/** A running webhook. */
export interface Webhook {
  /** Where reviews go: `https://host:port`. */
  readonly url: string;
  /** Where /metrics is: the same, or that of the second listener. */
  readonly metricsUrl: string;
  /** For what the rest of the process has to say. */
  readonly logger: Logger;
  /** Why it is not ready, one line each; empty where it is. */
  problems(): readonly string[];
  /** Counts and logs an error that reached nobody, such as an unhandled rejection. */
  reportFault(error: unknown): void;
  /** Leaves in order, losing no request. @returns as `close` */
  drain(): Promise<boolean>;
  /**
   * Leaves at once.
   * @returns false where standard output did not take the last log lines: ending in the usual way would then wait
   * for ever for the thread that is writing them, so that only a signal ends the process
   */
  close(): Promise<boolean>;
}

/**
 * Starts the webhook. Where policies or the certificate cannot be used yet it starts all the same, is not
 * ready, and says why in `problems`, the log and /readyz; it takes them up as soon as their files are mended.
 * @throws Error where an address cannot be listened on
 */
export async function startWebhook(options: WebhookOptions): Promise<Webhook> {
  const parts = createParts(options);
  const { metrics, log, timings } = parts;
  const capacity = new Capacity(parts.limits);
  const deadlines = new Deadlines();
  const { policies, policyMetrics } = policyStore(options.policies, options.today, parts);
  metrics.observe('reviews_in_flight', 'Reviews that are being read or decided.', () => capacity.reviews);

  const images = new ImageMetrics(metrics.registry).watch(options.images, {
    fault: (error) => reportFault(parts, error, 'an image could not be looked up'),
    trustNotRefreshed: (root, reason) =>
      log.logger.warn({ root, reason }, 'a trust root was not refreshed: the last good one goes on counting'),
  });

  const problems = () => [
    ...policyProblems(policies.current),
    ...certificateProblems(certificate.current),
    ...drain.problems(),
  ];
  const appWith = (registry?: Registry) =>
    createApp({ problems, log, linger: timings.linger, ...(registry && { registry }) });
  const second = options.metrics && createMetricsListener(options.metrics, appWith(metrics.registry), parts);
  const app = appWith(second ? undefined : metrics.registry);
  const reviews = new ReviewHandler({
    ...parts,
    policySet: () => policies.current,
    phase: () => drain.phase,
    namespaceLabels: options.namespaceLabels,
    today: options.today,
    honoursAnnotations: options.honoursAnnotations ?? false,
    images,
    capacity,
    deadlines,
    policyMetrics,
  });
  const mayTalk = clientCheck(options.allowedClientNames ?? []);
  const routeOf = routeReader();
  const server = createTlsListener(parts, options.tls.clientCa !== undefined, (request, response) => {
    if (drain.phase !== 'serving') response.setHeader('Connection', 'close');
    if (!mayTalk(request.socket)) return refuse(request, response, FORBIDDEN_CLIENT, timings.linger);
    const route = routeOf(request.url ?? '');
    if (route === undefined) app(request, response);
    else reviews.handle(route, request, response);
  });
  const drain = new Drain(server, timings);
  const install = (context: SecureContextOptions) => {
    server.setSecureContext(context);
    second?.install(context);
  };
  const certificate = certificateStore(options.tls, install, parts);

  let released: Promise<boolean> | undefined;
  const leave = (gone: Promise<void>) => {
    released ??= release(gone);
    return released;
  };
  const release = async (gone: Promise<void>) => {
    await gone;
    second?.close();
    policies.close();
    certificate.close();
    deadlines.close();
    await images.close();
    return log.close(timings.logFlush);
  };
  try {
    await Promise.all([policies.start(), certificate.start()]);
    const metricsUrl = await second?.listen();
    const url = await listen(server, options.listen, log);
    log.logger.info({ url, metricsUrl }, 'listening');
    return {
      url,
      metricsUrl: metricsUrl ?? url,
      logger: log.logger,
      problems,
      reportFault: (error) => reportFault(parts, error, 'an error reached nobody'),
      drain: () => leave(drain.start()),
      close: () => leave(drain.stop()),
    };
  } catch (error) {
    await leave(drain.stop());
    throw error;
  }
}

function createParts(options: WebhookOptions): ListenerParts {
  const metrics = new Metrics(options.processMetrics ?? true);
  const log = new Log(options.log ?? {}, (lines) => metrics.droppedLogLines.inc(lines));
  return { metrics, log, limits: { ...LIMITS, ...options.limits }, timings: { ...TIMINGS, ...options.timings } };
}
