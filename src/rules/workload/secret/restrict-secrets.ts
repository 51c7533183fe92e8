import type { FieldPath } from '../../../model/path.ts';
import type { Report } from '../../../model/problem.ts';
import { workloadRule } from '../../../model/rule.ts';
import { flag, list, optional, record } from '../../../model/schema.ts';
import type { Volume, Workload } from '../../../model/workload.ts';
import { fieldOf, listOf, problemAt, show } from '../shared/fields.ts';
import { compileNameGlobs, NAME_GLOB } from '../shared/name-globs.ts';
import { describeSource, type EnvReference, visitEnvReferences } from './env-references.ts';

/**
 * undefined, or a name that matches one of the globs:
 * spec.{initContainers,containers,ephemeralContainers}[*]
 *   env[*].valueFrom.secretKeyRef.name, envFrom[*].secretRef.name
 * spec.volumes[*]
 *   secret.secretName, azureFile.secretName
 *   projected.sources[*].secret.name
 *   csi.nodePublishSecretRef.name
 *   {cephfs,cinder,flexVolume,iscsi,rbd,scaleIO,storageos}.secretRef.name
 * spec.imagePullSecrets[*].name, by option
 */
const SOURCES = [
  'azureFile',
  'cephfs',
  'cinder',
  'csi',
  'flexVolume',
  'iscsi',
  'rbd',
  'scaleIO',
  'secret',
  'storageos',
] as const;
const NAME_FIELDS: Readonly<Record<(typeof SOURCES)[number], readonly string[]>> = {
  azureFile: ['secretName'],
  cephfs: ['secretRef', 'name'],
  cinder: ['secretRef', 'name'],
  csi: ['nodePublishSecretRef', 'name'],
  flexVolume: ['secretRef', 'name'],
  iscsi: ['secretRef', 'name'],
  rbd: ['secretRef', 'name'],
  scaleIO: ['secretRef', 'name'],
  secret: ['secretName'],
  storageos: ['secretRef', 'name'],
};
/** Volumes that always take a Secret. Of the others, some do. */
const ALWAYS = new Set<string>(['azureFile', 'secret']);

interface Options {
  readonly allow?: readonly string[];
  readonly imagePullSecrets?: boolean;
}

type IsAllowed = (name: string) => boolean;

export const restrictSecrets = workloadRule<Options>({
  id: 'restrict-secrets',
  severity: 'error',
  summary: 'Pods use no Secrets but those that are allowed',
  remediation: 'Remove the reference to the Secret, or have it allowed.',
  aliases: { kyverno: ['disallow-all-secrets', 'restrict-secrets-by-name'] },
  options: record('Which Secrets pods may use', {
    allow: optional(list('Globs of the Secrets that may be used (default none)', NAME_GLOB, { minItems: 0 })),
    imagePullSecrets: optional(flag('Judge the Secrets that images are pulled with too (default false)')),
  }),
  compile({ allow = [], imagePullSecrets = false }) {
    const isAllowed = compileNameGlobs(allow);
    return (workload, report) => {
      visitEnvReferences('Secret', workload, report, judgeReference, isAllowed);
      for (const volume of workload.volumes) judgeVolume(workload, volume, isAllowed, report);
      if (imagePullSecrets && !workload.narrowed) judgePullSecrets(workload, isAllowed, report);
    };
  },
});

function isRefused(name: unknown, isAllowed: IsAllowed): boolean {
  return typeof name !== 'string' || !isAllowed(name);
}

function judgeReference(found: EnvReference, workload: Workload, report: Report, isAllowed: IsAllowed): void {
  if (!isRefused(fieldOf(found.reference, 'name'), isAllowed)) return;
  const message = `${found.taker} from ${describeSource(found)}, which is not allowed`;
  report(problemAt(workload, [...found.path, 'name'], message));
}

function judgeVolume(workload: Workload, volume: Volume, isAllowed: IsAllowed, report: Report): void {
  for (const source of SOURCES) {
    const content = volume.spec[source];
    if (content === undefined || content === null) continue;
    let name: unknown = content;
    for (const field of NAME_FIELDS[source]) name = fieldOf(name, field);
    if (name === undefined && !ALWAYS.has(source) && !takesSecret(content, source)) continue;
    judgeName(workload, volume, name, [source, ...NAME_FIELDS[source]], isAllowed, report);
  }
  if (volume.spec.projected === undefined) return;
  const projected = listOf(fieldOf(volume.spec.projected, 'sources'));
  for (let index = 0; index < projected.length; index += 1) {
    const secret = fieldOf(projected[index], 'secret');
    if (secret === undefined) continue;
    judgeName(
      workload,
      volume,
      fieldOf(secret, 'name'),
      ['projected', 'sources', index, 'secret', 'name'],
      isAllowed,
      report,
    );
  }
}

/** A reference is there, though without a name. */
function takesSecret(content: unknown, source: (typeof SOURCES)[number]): boolean {
  return fieldOf(content, NAME_FIELDS[source][0] ?? '') !== undefined;
}

function judgeName(
  workload: Workload,
  volume: Volume,
  name: unknown,
  field: FieldPath,
  isAllowed: IsAllowed,
  report: Report,
): void {
  if (!isRefused(name, isAllowed)) return;
  const secret = name === undefined ? 'a Secret without a name' : `the Secret ${show(name, 128)}`;
  const message = `volume ${show(volume.name)} uses ${secret}, which is not allowed`;
  report(problemAt(workload, [...volume.path, ...field], message));
}

function judgePullSecrets(workload: Workload, isAllowed: IsAllowed, report: Report): void {
  const secrets = listOf(workload.pod.imagePullSecrets);
  for (let index = 0; index < secrets.length; index += 1) {
    const name = fieldOf(secrets[index], 'name');
    if (name === undefined || !isRefused(name, isAllowed)) continue;
    const path = [...workload.podPath, 'imagePullSecrets', index, 'name'];
    report(problemAt(workload, path, `the pod pulls images with the Secret ${show(name, 128)}, which is not allowed`));
  }
}
