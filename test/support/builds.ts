import { buildOf, NO_INPUTS } from '../../src/builds/build.ts';
import type { BaseFacts, Build, BuildInputs } from '../../src/model/build.ts';
import { parseDockerfile } from '../../src/parse/dockerfile/parse.ts';

/** What a build makes of a Dockerfile. */
export function built(text: string, inputs: Partial<BuildInputs> = {}): Build {
  return buildOf(parseDockerfile(text), { ...NO_INPUTS, ...inputs });
}

/** Inputs that know one base image. */
export function knowing(reference: string, facts: Partial<BaseFacts>): Partial<BuildInputs> {
  const all: BaseFacts = { digest: `sha256:${'0'.repeat(64)}`, ...facts };
  return { baseFacts: (asked) => (asked === reference ? all : undefined) };
}

/** Inputs with build arguments. */
export function given(buildArgs: Readonly<Record<string, string>>): Partial<BuildInputs> {
  return { buildArgs: new Map(Object.entries(buildArgs)) };
}
