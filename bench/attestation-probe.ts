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
  /** Milliseconds of CPU time of all threads for each of the large ones. */
  readonly cold: readonly number[];
  /** The part of these that the thread with the event loop takes. */
  readonly own: readonly number[];
  /** While nothing was done, by round. */
  readonly idle: readonly LoopDelay[];
  /** While the large ones were judged. */
  readonly busy: readonly LoopDelay[];
  /** Decisions over two images that are known. */
  readonly decisions: DecisionTimes;
}

/** Milliseconds for which the idle event loop is watched. */
const IDLE = 1_000;
const ROUNDS = 3;

process.on('message', async (plan: AttestationPlan) => {
  process.send?.(await measure(plan));
});

/** The thread and its code are there before the first large SBOM comes; what is in it was never seen. */
async function measure(plan: AttestationPlan): Promise<AttestationMeasures> {
  const { host, trustRoot, policy } = plan;
  const threads = verificationThreads();
  const world = imageWorld([host], trustRoot, (job) => threads.verify(job));
  const policySet = imagePolicies(trustRoot, policy);
  const [small, large] = [plan.small, plan.large].map((images) => images.map((image) => `${host}/${image}`));
  for (const image of small ?? []) await judge(pod([image]), policySet, world);
  const idle: LoopDelay[] = [];
  const busy: LoopDelay[] = [];
  const cold: number[] = [];
  const own: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    idle.push(await loopDelay(async () => pause(IDLE)));
    const images = (large ?? []).filter((_, index) => index % ROUNDS === round);
    const delay = await loopDelay(async () => {
      for (const image of images) {
        const [all, main] = [process.cpuUsage(), process.threadCpuUsage()];
        await judge(pod([image]), policySet, world);
        cold.push(milliseconds(process.cpuUsage(all)));
        own.push(milliseconds(process.threadCpuUsage(main)));
      }
    });
    busy.push(delay);
  }
  const decisions = await timeDecisions((large ?? []).slice(-2), policySet, world, plan);
  return { cold, own, idle, busy, decisions };
}

function milliseconds({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1_000;
}
