import type { Report } from '../../../model/problem.ts';
import { workloadRule } from '../../../model/rule.ts';
import { list, optional, record, text } from '../../../model/schema.ts';
import type { Volume, Workload } from '../../../model/workload.ts';
import { fieldOf, problemAt, show, showSome } from '../shared/fields.ts';
import { compileNameGlobs, NAME_GLOB } from '../shared/name-globs.ts';

/**
 * spec.volumes[*]
 *   csi.driver  a driver of the option allowed
 *   ephemeral.volumeClaimTemplate
 *     spec.storageClassName, metadata.annotations["volume.beta.kubernetes.io/storage-class"]
 *       one of them, and what is there matches the option storageClasses
 */
const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';
const TEMPLATE = ['ephemeral', 'volumeClaimTemplate'];

interface Options {
  readonly allowed?: readonly string[];
  readonly storageClasses?: readonly string[];
}

export const restrictCsiDrivers = workloadRule<Options>({
  id: 'restrict-csi-drivers',
  severity: 'error',
  summary: 'Volumes that live and die with a pod come from allowed CSI drivers and storage classes',
  remediation: 'Use an allowed driver or storage class, or a persistentVolumeClaim.',
  options: record('Which drivers and storage classes may be used', {
    allowed: optional(
      list('CSI drivers that inline volumes may use (default none)', text('The name of a CSI driver'), {
        minItems: 0,
      }),
    ),
    storageClasses: optional(
      list('Globs of storage classes that ephemeral volumes may ask for (default: any class)', NAME_GLOB, {
        minItems: 0,
      }),
    ),
  }),
  compile({ allowed = [], storageClasses }) {
    const drivers = new Set<unknown>(allowed);
    const rest = allowed.length === 0 ? 'no driver is allowed' : `allowed are ${showSome(allowed)}`;
    const judgeClass = storageClasses && classJudge(storageClasses);
    return (workload, report) => {
      for (const volume of workload.volumes) {
        const { csi, ephemeral } = volume.spec;
        if (csi !== undefined && csi !== null) {
          const driver = fieldOf(csi, 'driver');
          if (!drivers.has(driver)) {
            const uses = driver === undefined ? 'names no CSI driver' : `uses the CSI driver ${show(driver, 256)}`;
            const message = `volume ${show(volume.name)} ${uses}: ${rest}`;
            report(problemAt(workload, [...volume.path, 'csi', 'driver'], message));
          }
        }
        if (judgeClass && ephemeral !== undefined && ephemeral !== null) judgeClass(workload, volume, report);
      }
    };
  },
});

/** The annotation goes before the field, so each of them is judged where it is there. */
function classJudge(patterns: readonly string[]): (workload: Workload, volume: Volume, report: Report) => void {
  const matches = compileNameGlobs(patterns);
  const isAllowed = (name: unknown) => typeof name === 'string' && matches(name);
  const rest = patterns.length === 0 ? 'no class is allowed' : `allowed are ${showSome(patterns)}`;
  return (workload, volume, report) => {
    const who = `volume ${show(volume.name)}`;
    const template = fieldOf(volume.spec.ephemeral, 'volumeClaimTemplate');
    const annotated = fieldOf(fieldOf(fieldOf(template, 'metadata'), 'annotations'), CLASS_ANNOTATION);
    const named = fieldOf(fieldOf(template, 'spec'), 'storageClassName');
    const field = [...volume.path, ...TEMPLATE, 'spec', 'storageClassName'];
    if (annotated !== undefined && !isAllowed(annotated)) {
      const path = [...volume.path, ...TEMPLATE, 'metadata', 'annotations', CLASS_ANNOTATION];
      report(problemAt(workload, path, `${who} asks for the storage class ${show(annotated, 256)}: ${rest}`));
    }
    if (named !== undefined && !isAllowed(named)) {
      report(problemAt(workload, field, `${who} asks for the storage class ${show(named, 256)}: ${rest}`));
    }
    if (annotated === undefined && named === undefined) {
      report(problemAt(workload, field, `${who} names no storage class and gets the default one: ${rest}`));
    }
  };
}
