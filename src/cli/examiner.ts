import type { Findings, Wanted } from '../evidence/survey.ts';
import type { ImageOracle, Unavailable } from '../model/image-evidence.ts';
import type { ImageReference } from '../model/image-reference.ts';

/** What an examination asks. */
export interface Examiner extends Pick<ImageOracle, 'ask'> {
  attestations(reference: ImageReference, wanted: Omit<Wanted, 'purpose'>, signal: AbortSignal): Promise<Findings>;
  signatures(reference: ImageReference, signal: AbortSignal): Promise<Findings>;
}

/** What could not be had. */
export interface Gap extends Pick<Unavailable, 'cause' | 'reason'> {
  readonly about: 'digest' | 'config' | 'signatures' | 'attestations';
}

/** What could not be had, of what. */
export function gap(about: Gap['about'], { cause, reason }: Unavailable): Gap {
  return { about, cause, reason };
}
