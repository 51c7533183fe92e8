/** Types of the documents that a registry answers with when it is asked for a manifest. */
export const OCI_INDEX = 'application/vnd.oci.image.index.v1+json';
export const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
export const DOCKER_LIST = 'application/vnd.docker.distribution.manifest.list.v2+json';
export const DOCKER_MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json';

/** What each of them holds. */
export const DOCUMENT_KINDS: ReadonlyMap<string, 'index' | 'manifest'> = new Map([
  [OCI_INDEX, 'index'],
  [OCI_MANIFEST, 'manifest'],
  [DOCKER_LIST, 'index'],
  [DOCKER_MANIFEST, 'manifest'],
]);

/** What registries and proxies say of JSON or bytes whose type they do not know. */
const UNSPECIFIC: readonly string[] = ['application/json', 'application/octet-stream'];

/** The type that a `Content-Type` header names, without parameters; undefined where it says nothing of the content. */
export function essenceOf(contentType: string | undefined): string | undefined {
  const essence = (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase();
  return essence === undefined || essence === '' || UNSPECIFIC.includes(essence) ? undefined : essence;
}
