import { readDockerignore } from '../../../../src/builds/dockerignore.ts';
import type { BuildInputs } from '../../../../src/model/build.ts';
import { contextOf } from '../../../support/build-context.ts';

/**
 * A check of another tool, a Dockerfile that it is made for, and one that it has nothing to say about. Texts without a FROM
 * have one put in front.
 */
export type PeerCase = readonly [alias: string, bad: string, good: string, inputs?: Partial<BuildInputs>];

/** A build context with a folder of sources, and one that .dockerignore leaves out. */
export function ignoring(folder: string): Partial<BuildInputs> {
  return contextOf(
    { [folder]: 'directory', [`${folder}/x`]: 'file', src: 'directory', 'src/x': 'file' },
    readDockerignore('.dockerignore', `${folder}\n`),
  );
}

/** A build context with what nobody wants in an image, and no .dockerignore. */
export const CONTEXT: Partial<BuildInputs> = contextOf({ '.git': 'directory', '.env': 'file', src: 'directory' });
