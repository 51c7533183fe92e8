import { ANY_OBJECT, BOOLEAN, INTEGER, list, object, QUANTITY, type Shape, STRING, STRING_MAP } from './shape.ts';

const ITEMS = list(object({ key: STRING, path: STRING }));
const WITH_SECRET = object({ secretRef: object({ name: STRING }) });
/** Sources in which rules look at the secret, at most. */
const STORAGE_VOLUMES = {
  awsElasticBlockStore: ANY_OBJECT,
  azureDisk: ANY_OBJECT,
  azureFile: object({ secretName: STRING }),
  cephfs: WITH_SECRET,
  cinder: WITH_SECRET,
  fc: ANY_OBJECT,
  flexVolume: WITH_SECRET,
  flocker: ANY_OBJECT,
  gcePersistentDisk: ANY_OBJECT,
  gitRepo: ANY_OBJECT,
  glusterfs: ANY_OBJECT,
  iscsi: WITH_SECRET,
  nfs: ANY_OBJECT,
  photonPersistentDisk: ANY_OBJECT,
  portworxVolume: ANY_OBJECT,
  quobyte: ANY_OBJECT,
  rbd: WITH_SECRET,
  scaleIO: WITH_SECRET,
  storageos: WITH_SECRET,
  vsphereVolume: ANY_OBJECT,
};
/** core/v1 Volume. */
export const VOLUME: Shape = object({
  ...STORAGE_VOLUMES,
  name: STRING,
  downwardAPI: ANY_OBJECT,
  image: object({ reference: STRING, pullPolicy: STRING }),
  hostPath: object({ path: STRING, type: STRING }),
  emptyDir: object({ medium: STRING, sizeLimit: QUANTITY }),
  secret: object({ secretName: STRING, optional: BOOLEAN, items: ITEMS }),
  configMap: object({ name: STRING, optional: BOOLEAN, items: ITEMS }),
  persistentVolumeClaim: object({ claimName: STRING, readOnly: BOOLEAN }),
  csi: object({ driver: STRING, readOnly: BOOLEAN, nodePublishSecretRef: object({ name: STRING }) }),
  ephemeral: object({
    volumeClaimTemplate: object({
      metadata: object({ labels: STRING_MAP, annotations: STRING_MAP }),
      spec: object({ storageClassName: STRING }),
    }),
  }),
  projected: object({
    sources: list(
      object({
        secret: object({ name: STRING, optional: BOOLEAN, items: ITEMS }),
        configMap: object({ name: STRING, optional: BOOLEAN, items: ITEMS }),
        serviceAccountToken: object({ audience: STRING, expirationSeconds: INTEGER, path: STRING }),
        downwardAPI: ANY_OBJECT,
        clusterTrustBundle: ANY_OBJECT,
        podCertificate: ANY_OBJECT,
      }),
    ),
  }),
});
