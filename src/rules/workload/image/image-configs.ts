import { askOnce, type ImageConfig } from '../../../model/image-evidence.ts';
import type { ImageReference } from '../../../model/image-reference.ts';
import { printable } from '../../../model/printable.ts';
import type { Problem } from '../../../model/problem.ts';
import type { ImageView } from '../../../model/rule.ts';
import type { ImageUse, Workload } from '../../../model/workload.ts';
import { imageProblem } from '../shared/image-check.ts';

/** The question for the config of an image: the same one, whichever rule asks it. */
export const askForConfig = askOnce((reference: ImageReference) => ({ about: 'config', reference }) as const);

const SHOWN_FAULTS = 3;
const SHOWN_PLATFORMS = 3;

/** What a rule asks of configs. */
export interface ConfigTest {
  /** What is wrong with one, as a clause after the platform. */
  faultOf(config: ImageConfig): string | undefined;
  /** Whether what it is for may run at all; default: all of them. */
  concerns?(config: ImageConfig): boolean;
}

/** The problem of one image whose config has to be in order, if there is one. */
export function configProblem(
  workload: Workload,
  use: ImageUse,
  images: ImageView | undefined,
  test: ConfigTest,
): Problem | undefined {
  const problem = imageProblem(workload, use, (reference) => configComplaint(images, reference, test));
  const isUnknown =
    use.parsed.ok && images?.answer<'config'>(askForConfig(use.parsed.reference))?.state === 'unavailable';
  return problem && isUnknown ? { ...problem, undecided: true } : problem;
}

/**
 * What is wrong with an image whose config has to be in order on every platform, as a clause after the image. Nothing is
 * said where nobody was asked. What could not be looked at is a complaint, and so is an image without a platform that
 * may run: nothing is known of it.
 */
function configComplaint(
  images: ImageView | undefined,
  reference: ImageReference,
  { faultOf, concerns = () => true }: ConfigTest,
): string | undefined {
  const answer = images?.answer<'config'>(askForConfig(reference));
  if (answer === undefined) return undefined;
  if (answer.state === 'unavailable') return `which could not be looked at: ${answer.reason}`;
  const configs = answer.value.filter(concerns);
  if (configs.length === 0) return 'which is for no platform that could run it, so that nothing is known of it';
  const faults = new Map<string, string[]>();
  for (const config of configs) {
    const fault = faultOf(config);
    if (fault === undefined) continue;
    const platforms = faults.get(fault);
    if (platforms === undefined) faults.set(fault, [config.platform]);
    else platforms.push(config.platform);
  }
  if (faults.size === 0) return undefined;
  const clauses = [...faults].map(([fault, platforms]) => `on ${showPlatforms(platforms)} ${fault}`);
  return `which ${shorten(clauses, SHOWN_FAULTS, '; ')}`;
}

function showPlatforms(platforms: readonly string[]): string {
  const names = platforms.map((platform) => (platform === 'unknown' ? 'an unknown platform' : printable(platform, 32)));
  return shorten(names, SHOWN_PLATFORMS, ', ');
}

function shorten(texts: readonly string[], most: number, separator: string): string {
  const shown = texts.slice(0, most).join(separator);
  return texts.length > most ? `${shown}${separator}and ${texts.length - most} more` : shown;
}
