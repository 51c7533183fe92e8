import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { VerificationPool } from '../evidence/pool.ts';

/** Each thread takes about 23 MB; one core is left for everything else. */
const MAX_THREADS = 4;
/** MiB of objects in one thread; reading the largest document that is read takes most of it. */
export const THREAD_MEMORY = 512;
const LIMITS = {
  threads: Math.max(1, Math.min(MAX_THREADS, availableParallelism() - 1)),
  waiting: 1_000,
  task: 10_000,
  memory: THREAD_MEMORY,
};

/** Threads that verify. In a bundle their code is a file beside ours; from source it is run as it stands. */
export function verificationThreads(): VerificationPool {
  const script = import.meta.filename.endsWith('.ts') ? '../evidence/worker.ts' : 'verification-worker.cjs';
  return new VerificationPool(join(import.meta.dirname, script), LIMITS);
}
