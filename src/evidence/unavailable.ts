import type { Unavailable } from '../model/image-evidence.ts';
import { RegistryError, type RegistryErrorCode } from '../registry/source.ts';
import { TooManyFlights } from './flights.ts';
import { VerificationFailure } from './pool.ts';

const CAUSES: Readonly<Record<RegistryErrorCode, Unavailable['cause']>> = {
  absent: 'absent',
  unauthorized: 'refused',
  blocked: 'refused',
  unreachable: 'unreachable',
  throttled: 'throttled',
  deadline: 'deadline',
  'too-large': 'malformed',
  protocol: 'malformed',
  malformed: 'malformed',
  digest: 'malformed',
  damaged: 'malformed',
};

/** Causes that say nothing of the image, and that may pass. */
export const OUTAGES: ReadonlySet<Unavailable['cause']> = new Set(['unreachable', 'throttled', 'deadline']);

/** Whether what is left may speak against the image: asking again later may help, or nobody who may push brings it about. */
export function leavesOpen({ code }: RegistryError): boolean {
  return code === 'damaged' || OUTAGES.has(CAUSES[code]);
}

/** What went wrong, as an answer. Only what registries say, and that too much waits, is told to users; anything else goes to the log. */
export function unavailable(error: unknown): Unavailable {
  if (error instanceof RegistryError) {
    return { state: 'unavailable', cause: CAUSES[error.code], reason: error.message };
  }
  // Whoever brings it about need not be who is denied: that is no error of ours, nor anything said of the image.
  if (error instanceof TooManyFlights) return { state: 'unavailable', cause: 'throttled', reason: error.message };
  if (error instanceof VerificationFailure && error.isTooMuch) {
    return {
      state: 'unavailable',
      cause: 'malformed',
      reason: `what is signed of the image cannot be verified: ${error.message}`,
    };
  }
  const reason = 'an unexpected error while the image was looked up, see the log';
  return { state: 'unavailable', cause: 'internal', reason };
}
