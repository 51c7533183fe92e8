import { isObject, type JsonObject } from '../../../model/json.ts';
import type { Problem } from '../../../model/problem.ts';
import type { Volume, Workload } from '../../../model/workload.ts';
import { problemAt, show } from '../shared/fields.ts';
import { RESTRICTED_SOURCES, VOLUME_SOURCES } from '../shared/volume-source.ts';
import { podSecurityRule } from './pod-security-rule.ts';
import { pssHostPathVolumes } from './pss-host-path-volumes.ts';

/**
 * spec.volumes[*]
 *   a source of ALLOWED and none of REFUSED; a volume without a known source is of an unknown type
 *
 * The API server makes a volume without any source an emptyDir, before admission.
 */
const ALLOWED: ReadonlySet<string> = new Set(RESTRICTED_SOURCES);
const REFUSED: ReadonlySet<string> = new Set(VOLUME_SOURCES).difference(ALLOWED);

export const pssRestrictedVolumes = podSecurityRule({
  id: 'pss-restricted-volumes',
  check: 'restrictedVolumes',
  level: 'restricted',
  since: 0,
  overrides: pssHostPathVolumes,
  reason: 'restricted volume types',
  summary: 'Every volume is of a type that does not reach the node or storage by itself (restricted)',
  remediation:
    'Use a configMap, csi, downwardAPI, emptyDir, ephemeral, image, persistentVolumeClaim, projected or secret volume.',
  compile: () => (workload, report) => {
    for (const volume of workload.volumes) {
      if (!isOfAllowedType(volume.spec)) report(volumeProblem(workload, volume));
    }
  },
});

/** Fields that nobody knows do not count beside a source: the API server drops them. */
function isOfAllowedType(spec: JsonObject): boolean {
  let allowed = false;
  for (const field in spec) {
    if (spec[field] === null) continue;
    if (REFUSED.has(field)) return false;
    if (!ALLOWED.has(field)) continue;
    if (!isObject(spec[field])) return false;
    allowed = true;
  }
  return allowed;
}

/** Names the refused or unreadable source, or else the first field that might be a source. */
function volumeProblem(workload: Workload, volume: Volume): Problem {
  const who = `volume ${show(volume.name)}`;
  const fields = Object.keys(volume.spec).filter((field) => field !== 'name' && volume.spec[field] !== null);
  const refused = fields.find((field) => REFUSED.has(field));
  if (refused !== undefined) {
    return problemAt(workload, [...volume.path, refused], `${who} must not be of the type ${refused}`);
  }
  const unreadable = fields.find((field) => ALLOWED.has(field));
  if (unreadable !== undefined) {
    const message = `${who} must not set ${unreadable}: ${show(volume.spec[unreadable])}`;
    return problemAt(workload, [...volume.path, unreadable], message);
  }
  const [unknown] = fields;
  return unknown === undefined
    ? problemAt(workload, volume.path, `${who} is of an unknown type: it has no source`)
    : problemAt(workload, [...volume.path, unknown], `${who} is of an unknown type: it sets only ${show(unknown)}`);
}
