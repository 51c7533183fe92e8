import { afterEach, beforeAll, beforeEach } from '@jest/globals';
import { RELEASE } from '../support/image-policies.ts';
import { type SignedImage, type SignedImageSpec, signedImage } from '../support/images/signed-image.ts';
import type { RegistryOptions } from '../support/registry/server.ts';
import { createWorld, type World } from '../support/signing/index.ts';
import { type RegistryWorkspace, registryWorkspace } from './registry-workspace.ts';

/** What the tests of one file share, and the workspace that each has for itself. */
export interface Here {
  readonly world: World;
  readonly workspace: RegistryWorkspace;
  /** Puts `team/app:v1`, signed by whom the policies want, unless the fields say otherwise. */
  signed(
    how?: { readonly [Field in keyof SignedImageSpec]?: SignedImageSpec[Field] | undefined },
  ): Promise<SignedImage>;
  /** Takes another workspace, whose registry is such. */
  reopen(options: RegistryOptions): Promise<void>;
}

/** One world for all tests of the file, and a new workspace with a registry for each. */
export function useRegistryWorkspace(): Here {
  let world: World;
  let workspace: RegistryWorkspace;
  beforeAll(async () => {
    world = await createWorld();
  });
  beforeEach(async () => {
    workspace = await registryWorkspace({}, world);
  });
  afterEach(() => workspace.close());
  return {
    get world() {
      return world;
    },
    get workspace() {
      return workspace;
    },
    signed: (how = {}) => {
      const spec: object = how;
      return signedImage(world, workspace.content, { repository: 'team/app', identity: RELEASE, ...spec });
    },
    async reopen(options) {
      await workspace.close();
      workspace = await registryWorkspace(options, world);
    },
  };
}
