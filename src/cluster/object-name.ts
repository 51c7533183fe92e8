/** Names of Kubernetes objects and namespaces: DNS subdomains (RFC 1123), of which namespaces use only one label. */
const NAME = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const MAX_LENGTH = 253;

/** Whether there can be an object of this name. Anything else, such as `..`, would change which path is asked for. */
export function isObjectName(name: string): boolean {
  return name.length <= MAX_LENGTH && NAME.test(name);
}
