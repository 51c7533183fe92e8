import { setTimeout as pause } from 'node:timers/promises';
import { verificationThreads } from '../src/cli/verification-threads.ts';
import {
  type DecisionTimes,
  imagePolicies,
  imageWorld,
  judge,
  type LoopDelay,
  loopDelay,
  pod,
  timeDecisions,
} from './image-decisions.ts';

export interface AttestationPlan {
  readonly trustRoot: string;
  readonly host: string;
  /** Text of the policy. */
  readonly policy: string;
  /** `repository@digest` of images whose SBOM is small. */
  readonly small: readonly string[];
  /** The same of large ones. */
  readonly large: readonly string[];
  readonly rounds: number;
  readonly milliseconds: number;
}

export interface AttestationMeasures {
  /** Milliseconds of CPU time of this process, all threads, for each of the large ones. */
  readonly cold: readonly number[];
  /** While nothing was done. */
  readonly idle: LoopDelay;
  /** While the large ones were judged. */
  readonly busy: LoopDelay;
  /** Decisions over two images that are known. */
  readonly decisions: DecisionTimes;
}

/** Milliseconds for which the idle event loop is watched. */
const IDLE = 3_000;

process.on('message', async (plan: AttestationPlan) => {
  process.send?.(await measure(plan));
});

/** The thread and its code are there before the first large SBOM comes; what is in it was never seen. */
async function measure(plan: AttestationPlan): Promise<AttestationMeasures> {
  const { host, trustRoot, policy } = plan;
  const threads = verificationThreads();
  const world = imageWorld([host], trustRoot, (job) => threads.verify(job));
  const policySet = await imagePolicies(trustRoot, policy);
  const [small, large] = [plan.small, plan.large].map((images) => images.map((image) => `${host}/${image}`));
  for (const image of small ?? []) await judge(pod([image]), policySet, world);
  const idle = await loopDelay(async () => pause(IDLE));
  const cold: number[] = [];
  const busy = await loopDelay(async () => {
    for (const image of large ?? []) {
      const start = process.cpuUsage();
      await judge(pod([image]), policySet, world);
      const { user, system } = process.cpuUsage(start);
      cold.push((user + system) / 1_000);
    }
  });
  const decisions = await timeDecisions((large ?? []).slice(-2), policySet, world, plan);
  return { cold, idle, busy, decisions };
}
