import { isObject } from '../../../model/json.ts';
import type { Report } from '../../../model/problem.ts';
import type { Volume, Workload } from '../../../model/workload.ts';
import { fieldOf, problemAt, show } from '../shared/fields.ts';
import { type Flaw, flawOf, UNSEARCHABLE } from './literal-flaw.ts';

/** What a driver is told of a volume: maps of texts under names that the driver chooses. */
const PARAMETERS = [
  ['csi', 'volumeAttributes'],
  ['flexVolume', 'options'],
] as const;

/** Reports the secrets in what a volume is told. Messages never have a value in them. */
export function checkVolume(workload: Workload, volume: Volume, report: Report): void {
  const flaw = flawOf('', fieldOf(volume.spec.gitRepo, 'repository'));
  if (flaw !== undefined) reportFlaw(workload, volume, flaw, ['gitRepo', 'repository'], report);
  for (const [source, map] of PARAMETERS) {
    const parameters = fieldOf(volume.spec[source], map);
    if (parameters !== undefined) checkParameters(workload, volume, parameters, [source, map], report);
  }
}

function checkParameters(
  workload: Workload,
  volume: Volume,
  parameters: unknown,
  field: readonly string[],
  report: Report,
): void {
  if (!isObject(parameters)) {
    reportFlaw(workload, volume, UNSEARCHABLE, field, report);
    return;
  }
  for (const name of Object.keys(parameters)) {
    const flaw = flawOf(name, parameters[name] ?? undefined);
    if (flaw !== undefined) reportFlaw(workload, volume, flaw, [...field, name], report);
  }
}

function reportFlaw(
  workload: Workload,
  volume: Volume,
  { what, why }: Flaw,
  field: readonly string[],
  report: Report,
): void {
  const [source, map, name] = field;
  const place = `${source}.${map}${name === undefined ? '' : ` ${show(name)}`}`;
  const message = `volume ${show(volume.name)} has ${what} in ${place}${why}`;
  report(problemAt(workload, [...volume.path, ...field], message));
}
