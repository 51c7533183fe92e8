import { expect } from '@jest/globals';
import type { DescriptorJson, Repository } from '../support/images/content.ts';
import { putImage } from '../support/images/image.ts';
import { type SignedImage, type SignedImageSpec, signedImage } from '../support/images/signed-image.ts';
import { startTestRegistry, type TestRegistry } from '../support/registry/server.ts';
import { createWorld, type World } from '../support/signing/index.ts';
import {
  type ImageScene,
  type ImageWebhook,
  RELEASE,
  settingsFor,
  startImageWebhook,
  trustRootDocument,
} from './image-webhook.ts';

/** Says where it came from when it gets into an answer or a log line. */
export const MARKER = 'MARKER-of-bytes-that-nobody-may-repeat';

export const BY_RELEASE = { identity: RELEASE } as const;

/** How an image of a repository that is given is signed. */
export type HowSigned = Omit<SignedImageSpec, 'repository'>;

/** A registry, signers that the policies trust, and a webhook with these policies. */
export interface Scene {
  readonly world: World;
  readonly registry: TestRegistry;
  readonly webhook: ImageWebhook;
  /** Puts a signed image under the tag v1. */
  put(repository: string, spec?: HowSigned, by?: World): Promise<SignedImage & { readonly image: string }>;
  /** Puts an image that nobody has signed. */
  putUnsigned(repository: string): UnsignedImage;
  /** Fails unless the image is denied for its signatures, with this in the reason. */
  expectDenied(image: string, why: RegExp): Promise<void>;
}

export interface UnsignedImage {
  readonly descriptor: DescriptorJson;
  readonly repository: Repository;
  /** How a pod names it. */
  readonly image: string;
}

/** `policies` get the registry that they are about. */
export async function startScene(
  policies: (registry: TestRegistry) => ImageScene['documents'],
  options: Omit<ImageScene, 'documents'> = {},
): Promise<Scene> {
  const [world, registry] = await Promise.all([createWorld(), startTestRegistry()]);
  const webhook = await startImageWebhook({
    ...options,
    files: { 'root.json': world.trustRoot, ...options.files },
    documents: [trustRootDocument(), settingsFor([registry]), ...policies(registry)],
  });
  const { host, content } = registry;
  return {
    world,
    registry,
    webhook,
    put: async (repository, spec = BY_RELEASE, by = world) => ({
      ...(await signedImage(by, content, { repository, ...spec })),
      image: `${host}/${repository}:v1`,
    }),
    putUnsigned: (name) => {
      const repository = content.repository(name);
      const descriptor = putImage(repository, { tag: 'v1', content: name });
      return { descriptor, repository, image: `${host}/${name}:v1` };
    },
    expectDenied: async (image, why) => {
      const verdict = await webhook.admit(image);
      expect(verdict).toMatchObject({ allowed: false, message: expect.stringMatching(why) });
      expect(verdict.message).toContain('image-signature');
      expect(verdict.text).not.toContain(MARKER);
    },
  };
}

/** A name of a repository made of a sentence. */
export function repositoryFor(sentence: string): string {
  return sentence
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/-$/, '');
}
