import { parentPort } from 'node:worker_threads';
import { Judges } from './judges.ts';
import { TrustRoots } from './trust-roots.ts';
import type { VerificationJob, VerificationResult } from './verification.ts';
import { verifyJob } from './verify-job.ts';

/** What goes to the thread. */
export interface VerificationRequest {
  readonly id: number;
  readonly job: VerificationJob;
}

/** What comes back. `error` is for the log. */
export type VerificationResponse =
  | { readonly id: number; readonly result: VerificationResult }
  | { readonly id: number; readonly error: string };

const roots = new TrustRoots();
const judges = new Judges();

parentPort?.on('message', ({ id, job }: VerificationRequest) => {
  parentPort?.postMessage(respond(id, job));
});

function respond(id: number, job: VerificationJob): VerificationResponse {
  try {
    return { id, result: verifyJob(job, roots, judges) };
  } catch (error) {
    return { id, error: Error.isError(error) ? (error.stack ?? error.message) : String(error) };
  }
}
