import type { JsonObject } from '../../../model/json.ts';

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

/** Whether a field of a volume may be its source, known or not: all but the name, unless null. */
export function isSource(volume: JsonObject, field: string): boolean {
  return field !== 'name' && volume[field] !== null && volume[field] !== undefined;
}

/** Without any, the API server makes the volume an emptyDir. */
export function hasSource(volume: JsonObject): boolean {
  for (const field in volume) if (isSource(volume, field)) return true;
  return false;
}
