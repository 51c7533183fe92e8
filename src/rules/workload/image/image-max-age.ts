import { workloadRule } from '../../../model/rule.ts';
import { flag, number, optional, record, required } from '../../../model/schema.ts';
import type { ImageUse, Workload } from '../../../model/workload.ts';
import { parseTime } from '../../../parse/time.ts';
import { show } from '../shared/fields.ts';
import { askForConfig, configProblem } from './image-configs.ts';

/**
 * spec.{initContainers,containers,ephemeralContainers}[*].image
 *   `created` of the image, on every platform: at most maxDays ago; with the option allowUnknown also no real time
 *
 * Image volumes hold artifacts, which need no config; images that an object names outside of pods are judged.
 */
interface Options {
  readonly maxDays: number;
  readonly allowUnknown?: boolean;
}

const DAY = 86_400_000;
/** Before it there were no container images: builds that are to come out the same every time write such times. */
const EARLIEST = Date.UTC(2013, 0, 1);

export const imageMaxAge = workloadRule<Options>({
  id: 'image-max-age',
  severity: 'warning',
  summary: 'No container runs an image that was made too long ago',
  remediation: 'Build the image anew, on a base image of today, and use what comes out.',
  aliases: { kyverno: ['block-stale-images'] },
  reads: ['images'],
  asks: (reference, workload, use) => (isOfContainer(use, workload) ? askForConfig(reference) : undefined),
  options: record('How old images may be', {
    maxDays: required(
      number('Days since the image was made, in UTC, from 1 to 3650', { integer: true, minimum: 1, maximum: 3_650 }),
    ),
    allowUnknown: optional(
      flag('Accept images that do not say when they were made, or name a time before 2013 (default false)'),
    ),
  }),
  compile({ maxDays, allowUnknown = false }) {
    return (workload, report, { images }) => {
      const faultOf = ({ created }: { readonly created: string | undefined }) =>
        images && ageFault(created, Date.parse(images.today()), { maxDays, allowUnknown });
      for (const use of workload.images) {
        if (!isOfContainer(use, workload)) continue;
        const problem = configProblem(workload, use, images, { faultOf });
        if (problem !== undefined) report(problem);
      }
    };
  },
});

function isOfContainer({ container }: ImageUse, { holds }: Workload): boolean {
  return container !== undefined || holds !== 'pod';
}

/** As a clause after the platform. */
function ageFault(
  created: string | undefined,
  today: number,
  { maxDays, allowUnknown }: Required<Options>,
): string | undefined {
  if (created === undefined) return allowUnknown ? undefined : 'does not say when it was made';
  const time = parseTime(created);
  if (time === undefined || time < EARLIEST) {
    return allowUnknown ? undefined : `says that it was made at ${show(created)}, so that its age is unknown`;
  }
  const day = new Date(time).toISOString().slice(0, 'yyyy-mm-dd'.length);
  const age = (today - Date.parse(day)) / DAY;
  // A day is for the clocks of those who build.
  if (age < -1) return `says that it was made on ${day}, which is still to come`;
  return age <= maxDays ? undefined : `was made on ${day}, ${age} days ago; at most ${maxDays} are allowed`;
}
