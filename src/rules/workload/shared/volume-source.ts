import { isObject, type JsonObject } from '../../../model/json.ts';

/** The fields of core/v1 Volume that say where its content comes from. */
export const VOLUME_SOURCES = [
  'awsElasticBlockStore',
  'azureDisk',
  'azureFile',
  'cephfs',
  'cinder',
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'fc',
  'flexVolume',
  'flocker',
  'gcePersistentDisk',
  'gitRepo',
  'glusterfs',
  'hostPath',
  'image',
  'iscsi',
  'nfs',
  'persistentVolumeClaim',
  'photonPersistentDisk',
  'portworxVolume',
  'projected',
  'quobyte',
  'rbd',
  'scaleIO',
  'secret',
  'storageos',
  'vsphereVolume',
] as const;
export type VolumeSource = (typeof VOLUME_SOURCES)[number];

/** Those that reach neither the node nor, past an administrator, storage: what the level restricted allows. */
export const RESTRICTED_SOURCES: readonly VolumeSource[] = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

const KNOWN: ReadonlySet<string> = new Set(VOLUME_SOURCES);

/** Whether a field of a volume may be its source, known or not: all but the name, unless null. */
export function isSource(volume: JsonObject, field: string): boolean {
  return field !== 'name' && volume[field] !== null && volume[field] !== undefined;
}

/** Without any, the API server makes the volume an emptyDir: it drops fields that it does not know. */
export function hasSource(volume: JsonObject): boolean {
  for (const field in volume) if (KNOWN.has(field) && isObject(volume[field])) return true;
  return false;
}
