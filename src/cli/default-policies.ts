import { existsSync } from 'node:fs';

const FOLDER = 'policies';

/** The paths of policies that were given, or else the folder `policies`; undefined where there is none. */
export function policiesOrDefault(given: readonly string[] | undefined): readonly string[] | undefined {
  return given ?? (existsSync(FOLDER) ? [FOLDER] : undefined);
}
