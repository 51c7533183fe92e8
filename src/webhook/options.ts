import type { NamespaceLabels } from '../assess.ts';
import type { ImageHooks, ImageService } from '../model/image-evidence.ts';
import type { PolicySet } from '../model/policy.ts';

/** Where to listen. Port 0 asks the system for a free one. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** PEM files; all are read again when they change. */
export interface TlsFiles {
  /** Leaf first, then intermediates. */
  readonly cert: string;
  readonly key: string;
  /** CAs that client certificates must come from. Absent: no client certificate is asked for. */
  readonly clientCa?: string;
}

export interface WebhookOptions {
  readonly listen: Address;
  readonly tls: TlsFiles;
  /**
   * Common names that a client certificate may carry; empty or absent: any that `tls.clientCa` vouches for.
   * Has no effect without `tls.clientCa`.
   */
  readonly allowedClientNames?: readonly string[];
  /**
   * A second listener for metrics and health, without client certificates. With it the first one no
   * longer serves metrics. Needed with `tls.clientCa`, because kubelet probes carry no certificate.
   */
  readonly metrics?: Address & { readonly tls: boolean };
  readonly policies: {
    /** Files and folders whose change asks for a reload. */
    readonly paths: readonly string[];
    /** Reads and compiles all policies. Rejects, best with a SourceError, where they cannot be used. */
    readonly load: () => Promise<PolicySet>;
  };
  readonly namespaceLabels: NamespaceLabels;
  /** The date in UTC, `2026-11-20`: exceptions end. */
  readonly today: () => string;
  /** Annotations of kube-linter and Polaris take out findings. Default false. */
  readonly honoursAnnotations?: boolean;
  /** Finds out about images, where policies ask. Given our metrics and log; closed with the webhook. */
  readonly images?: (hooks: ImageHooks) => ImageService;
  readonly log?: LogOptions;
  /** Adds the metrics of the Node process itself: memory, event loop, garbage collection. Default true. */
  readonly processMetrics?: boolean;
  readonly limits?: Partial<Limits>;
  readonly timings?: Partial<Timings>;
}

export interface LogOptions {
  /** File descriptor or file. Default 1, standard output. */
  readonly destination?: number | string;
  /** pino level of what is not a decision; decisions are always written. Default `info`. */
  readonly level?: string;
  /** Bytes that may wait for a slow reader before lines are dropped and counted: at least 128 KiB, default 4 MiB. */
  readonly maxWaiting?: number;
}

const KIB = 1_024;
const MIB = 1_024 * KIB;

/** Caps on what peers can make the process hold. Sizes in bytes. */
export const LIMITS = {
  /** One body. The API server takes objects of 3 MiB, and a review may carry two. */
  maxBody: 8 * MIB,
  /** All bodies of reviews under way, a quarter of it for those larger than 256 KiB. */
  maxBodies: 32 * MIB,
  maxConcurrentReviews: 1_000,
  maxConnections: 2_000,
  /** Request line and headers of one request. */
  maxHeader: 16 * KIB,
} as const satisfies Record<string, number>;
export type Limits = { readonly [name in keyof typeof LIMITS]: number };

/** Milliseconds. */
export const TIMINGS = {
  handshake: 5_000,
  headers: 10_000,
  /** To receive a whole request. */
  request: 20_000,
  /** To receive a body larger than 256 KiB once its turn has come: others may be waiting. */
  largeBody: 5_000,
  /** How often the limits above but the last are checked. */
  connectionCheck: 2_000,
  /** Longer than the 90 s for which the API server keeps idle connections: it must be the one to close. */
  keepAlive: 120_000,
  /** How long a connection stays open after an answer that left a part of the body unread. */
  linger: 3_000,
  /** After SIGTERM: how long endpoints may take to forget us. */
  drainWait: 5_000,
  /** After the wait: how long answers under way may take. */
  drainLimit: 25_000,
  /** How long the last log lines may take. */
  logFlush: 2_000,
  watchPoll: 10_000,
  watchSettle: 100,
  /** To load policies or a certificate. */
  load: 30_000,
} as const satisfies Record<string, number>;
export type Timings = { readonly [name in keyof typeof TIMINGS]: number };
