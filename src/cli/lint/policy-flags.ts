import { file, folder, policyPaths } from '../command-flags.ts';
import { line, listOf, namespaceName, oneOf } from '../flag-types.ts';
import { flag, optionalFlag } from '../flags.ts';

/** Flags of `tidewaiter lint` about the policies of clusters. */
export const CLUSTER_FLAGS = {
  images: optionalFlag(
    oneOf('MODE', ['skip', 'registry']),
    'Dockerfiles: what becomes of rules of policies that ask about base images, such as who signed them: `skip` says how ' +
      'many were not checked; `registry` looks images up. Left out, `skip`, unless --layout or --evidence is given.',
  ),
  layout: optionalFlag(folder, 'Dockerfiles: folder with an OCI image layout to look base images up in.'),
  dockerConfig: optionalFlag(
    file,
    'Dockerfiles: registry credentials as Docker keeps them, for --images registry. Left out, those of the user count.',
  ),
  admission: optionalFlag(
    policyPaths,
    'Policy files and folders of a cluster: says of each of their rules whether pods of the image would be rejected. ' +
      'Manifests in the folder of a Dockerfile and below are compared with it.',
  ),
  manifests: optionalFlag(
    listOf('PATH', 'paths of files and folders, separated by commas'),
    'Manifests that run the images, Compose files and skaffold.yaml: the Dockerfiles are compared with them.',
  ),
  workload: optionalFlag(
    line('NAME', 'the name of a workload, or WORKLOAD/CONTAINER'),
    'Which workload of the manifests runs the image. Left out, it follows from Compose files, skaffold.yaml and the names ' +
      'of images.',
  ),
  namespace: flag(namespaceName(), 'default', 'With --admission: namespace that pods of the image would run in.'),
  namespaceLabels: optionalFlag(
    file,
    'With --admission: YAML file with the labels of namespaces, as `tidewaiter review` takes it.',
  ),
};
