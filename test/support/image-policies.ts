import { ISSUER } from './images/signed-image.ts';

/** Policies for images of a test registry, as text. JSON is YAML. */

export const API_VERSION = 'tidewaiter.dev/v1alpha1';
export const RELEASE = 'https://ci.test/release';

/** Who must sign in tests: by the identity `RELEASE` of the test world. */
export const RELEASE_AUTHORITY = {
  name: 'release',
  keyless: { issuer: ISSUER, subject: RELEASE },
  trustRoots: ['test'],
};

/** An ImagePolicy; without more, one that wants every image signed by `RELEASE`. */
export function imagePolicy(spec: object = {}, name = 'signed'): object {
  const require = { digest: 'ignore', signatures: [RELEASE_AUTHORITY] };
  return {
    apiVersion: API_VERSION,
    kind: 'ImagePolicy',
    metadata: { name },
    spec: { images: ['**'], require, ...spec },
  };
}

/** Says that a registry on the loopback interface is reached over plain HTTP. */
export function imageSettings(host: string, spec: object = {}): object {
  const registries = [{ host, insecure: true, allowPrivate: true }];
  return { apiVersion: API_VERSION, kind: 'ImageSettings', metadata: { name: 'test' }, spec: { registries, ...spec } };
}

/** Names the trust root in the file `root.json` beside it. */
export const TRUST_ROOT = {
  apiVersion: API_VERSION,
  kind: 'TrustRoot',
  metadata: { name: 'test' },
  spec: { file: 'root.json' },
};

export function documents(...all: readonly object[]): string {
  return all.map((document) => JSON.stringify(document)).join('\n---\n');
}
