import { isObject } from '../../../model/json.ts';
import { workloadRule } from '../../../model/rule.ts';
import { list, optional, record, word } from '../../../model/schema.ts';
import { problemAt, show } from '../shared/fields.ts';
import { hasSource, isSource, RESTRICTED_SOURCES, VOLUME_SOURCES, type VolumeSource } from '../shared/volume-source.ts';

/**
 * spec.volumes[*]
 *   name and sources of the option allowed; without a source it is an emptyDir
 */
export const restrictVolumeTypes = workloadRule<{ readonly allowed?: readonly VolumeSource[] }>({
  id: 'restrict-volume-types',
  severity: 'error',
  summary: 'Every volume is of an allowed type',
  remediation: 'Use one of the allowed volume types, such as persistentVolumeClaim.',
  aliases: { kyverno: ['restrict-volume-types'], pss: ['restrictedVolumes'] },
  options: record('Which types of volumes may be used', {
    allowed: optional(
      list(
        'Allowed types (default configMap, csi, downwardAPI, emptyDir, ephemeral, image, persistentVolumeClaim, projected and secret)',
        word('A volume type, as the volume names its source', VOLUME_SOURCES),
        { minItems: 0, maxItems: VOLUME_SOURCES.length },
      ),
    ),
  }),
  compile({ allowed = RESTRICTED_SOURCES }) {
    const types = new Set<string>(allowed);
    const rest = allowed.length === 0 ? 'none is allowed' : `allowed are ${allowed.join(', ')}`;
    return (workload, report) => {
      for (const volume of workload.volumes) {
        const { name, spec, path } = volume;
        for (const field in spec) {
          if (!isSource(spec, field) || (types.has(field) && isObject(spec[field]))) continue;
          const type = types.has(field)
            ? `sets ${field}: ${show(spec[field])}`
            : `is of the type ${show(field)}: ${rest}`;
          report(problemAt(workload, [...path, field], `volume ${show(name)} ${type}`));
        }
        if (types.has('emptyDir') || hasSource(spec)) continue;
        report(problemAt(workload, path, `volume ${show(name)} names no source and so is an emptyDir: ${rest}`));
      }
    };
  },
});
