import { setTimeout as delay } from 'node:timers/promises';
import { outcome } from '../harness/answers.ts';
import { startBalancer } from '../harness/balancer.ts';
import type { Cluster } from '../harness/cluster.ts';
import { openGate } from '../harness/gate.ts';
import { pod } from '../harness/objects.ts';
import { SHIPPED_POLICIES } from '../harness/tidewaiter.ts';

/** More than Node's default of 5 seconds and the 60 of its header time-out, less than the 90 of Go's idle time-out. */
const IDLE_MS = 62_000;

/** What came of two requests with a long pause between them. */
export interface IdleResult {
  readonly outcomes: readonly string[];
  /** Connections that the API server had opened after each of them. */
  readonly connections: readonly number[];
}

/**
 * Asks the API server for two pods, a minute apart, behind a webhook that gets nothing else meanwhile.
 * Rejects where the signal ends the wait.
 */
export async function askBeforeAndAfterIdling(cluster: Cluster, signal: AbortSignal): Promise<IdleResult> {
  await using front = await startBalancer();
  await using gate = await openGate(cluster, { policies: SHIPPED_POLICIES, front });
  const { pods } = await gate.newNamespace();
  const before = outcome(await pods.create(pod('before')));
  const first = front.connections;
  await delay(IDLE_MS, undefined, { signal });
  const after = outcome(await pods.create(pod('after')));
  return { outcomes: [before, after], connections: [first, front.connections] };
}
