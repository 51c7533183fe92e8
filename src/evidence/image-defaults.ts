import type { ImageDefaults } from '../model/image-evidence.ts';
import { isObject, type JsonObject } from '../model/json.ts';
import { fieldOf } from '../registry/descriptor.ts';

const PATH = 'PATH=';

/**
 * What the `config` of an image config says of how containers start (OCI image spec, config.md; `Healthcheck` and `Shell`
 * are Docker's). Nobody is kept out by what is wrong with it: a field of another type is left out.
 */
export function imageDefaults(settings: JsonObject): ImageDefaults {
  const environment = textsOf(fieldOf(settings, 'Env'));
  const path = environment?.find((entry) => entry.startsWith(PATH))?.slice(PATH.length);
  const volumes = fieldOf(settings, 'Volumes') ?? {};
  const workingDir = fieldOf(settings, 'WorkingDir') ?? '';
  const entrypoint = textsOf(fieldOf(settings, 'Entrypoint'));
  const cmd = textsOf(fieldOf(settings, 'Cmd'));
  const shell = textsOf(fieldOf(settings, 'Shell'));
  const hasHealthcheck = isChecked(fieldOf(settings, 'Healthcheck'));
  return {
    ...(path !== undefined && { path }),
    ...(isObject(volumes) && { volumes: Object.keys(volumes) }),
    ...(typeof workingDir === 'string' && { workingDir }),
    ...(entrypoint && { entrypoint }),
    ...(cmd && { cmd }),
    ...(shell && { shell }),
    ...(hasHealthcheck !== undefined && { hasHealthcheck }),
  };
}

/** Nothing is an empty list. */
function textsOf(value: unknown): readonly string[] | undefined {
  if (value === undefined) return [];
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string') ? value : undefined;
}

/** `["NONE"]` takes away what a base image has. */
function isChecked(value: unknown): boolean | undefined {
  if (value === undefined) return false;
  const test = isObject(value) ? textsOf(fieldOf(value, 'Test')) : undefined;
  return test && test.length > 0 && test[0] !== 'NONE';
}
