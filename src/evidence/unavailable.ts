import type { Unavailable } from '../model/image-evidence.ts';
import { RegistryError, type RegistryErrorCode } from '../registry/source.ts';

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
};

/** What went wrong, as an answer. Only what registries say is told to users; anything else goes to the log. */
export function unavailable(error: unknown): Unavailable {
  if (error instanceof RegistryError) {
    return { state: 'unavailable', cause: CAUSES[error.code], reason: error.message };
  }
  const reason = 'an unexpected error while the image was looked up, see the log';
  return { state: 'unavailable', cause: 'internal', reason };
}
