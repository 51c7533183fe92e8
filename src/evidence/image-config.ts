import type { ImageConfig, PlatformManifest } from '../model/image-evidence.ts';
import { isObject, type JsonObject } from '../model/json.ts';
import { JsonError, readJson } from '../parse/json-reader.ts';
import { fieldOf, malformed, readObject } from '../registry/descriptor.ts';
import { type ImageSource, type ManifestDocument, RegistryError, type RepositoryName } from '../registry/source.ts';
import { imageDefaults } from './image-defaults.ts';
import { platformName, type Resolution } from './resolve.ts';

/** Config blobs are a few KB; the history of a large image makes 100. */
const MAX_CONFIG = 4 * 1_024 * 1_024;
/** Fields that are read; writers in Go would take a name in another case for the same (encoding/json). */
const CONFIG_FIELDS = ['config', 'os', 'architecture', 'variant', 'created'];
const SETTINGS_FIELDS = ['User', 'Env', 'ExposedPorts', 'Labels'];

/** The history has a few for each layer. */
const MAX_MEMBERS = 20_000;

const CONFIG_TYPES: ReadonlySet<string> = new Set([
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
]);

/** Whether a manifest is that of a container image, and not of a chart, a model or the like. */
export function isContainerImage({ config }: ManifestDocument): boolean {
  return CONFIG_TYPES.has(config.mediaType);
}

/**
 * The config of each platform of an image (OCI image spec, config.md). What is no container image, such as a chart or a
 * model, has none.
 * @throws RegistryError
 */
export async function imageConfigs(
  source: ImageSource,
  name: RepositoryName,
  { image, manifest }: Resolution,
  signal: AbortSignal,
): Promise<readonly ImageConfig[]> {
  if (manifest.document.kind === 'manifest') {
    const config = await readConfig(source, name, manifest.document, manifest.digest, signal);
    return [config];
  }
  return Promise.all(
    image.platforms.map(async (platform) => {
      const { document } = await source.manifest(name, platform.digest, signal);
      if (document.kind === 'manifest') return readConfig(source, name, document, platform.digest, signal, platform);
      throw new RegistryError('malformed', `${platform.digest} is an index inside of an index`);
    }),
  );
}

async function readConfig(
  source: ImageSource,
  name: RepositoryName,
  document: ManifestDocument,
  digest: string,
  signal: AbortSignal,
  listed?: PlatformManifest,
): Promise<ImageConfig> {
  if (!isContainerImage(document)) {
    throw new RegistryError('malformed', `${digest} is no container image: its config has another type`);
  }
  const { config } = document;
  const bytes = await source.blob(name, config, MAX_CONFIG, signal);
  const where = `image config ${config.digest}`;
  const content = readObject({ value: parseConfig(bytes, where), where }, CONFIG_FIELDS);
  const settings = readObject(
    { value: fieldOf(content, 'config') ?? {}, where: `config of ${where}` },
    SETTINGS_FIELDS,
  );
  const text = (object: JsonObject, field: string): string | undefined => {
    const value = fieldOf(object, field);
    if (value === undefined || typeof value === 'string') return value;
    throw malformed(`${field} of ${where}`, 'must be a text');
  };
  const entries = (field: string): JsonObject => {
    const value = fieldOf(settings, field) ?? {};
    if (isObject(value)) return value;
    throw malformed(`${field} of ${where}`, 'must be an object');
  };
  const environment = fieldOf(settings, 'Env') ?? [];
  if (!Array.isArray(environment)) throw malformed(`Env of ${where}`, 'must be a list');
  const [os, architecture, variant] = ['os', 'architecture', 'variant'].map((field) => text(content, field));
  const own = os && architecture ? platformName({ os, architecture, ...(variant && { variant }) }) : 'unknown';
  return {
    digest,
    platform: listed === undefined || listed.platform === 'unknown' ? own : listed.platform,
    user: text(settings, 'User') ?? '',
    env: environment.map((entry, index) => textOf(entry, `Env[${index}] of ${where}`).split('=', 1)[0] ?? ''),
    exposedPorts: Object.keys(entries('ExposedPorts')),
    labels: new Map(
      Object.entries(entries('Labels')).map(([key, value]) => [key, textOf(value, `Labels of ${where}`)]),
    ),
    created: text(content, 'created'),
    defaults: imageDefaults(settings),
  };
}

/** Null is empty, as in Go. */
function textOf(value: unknown, where: string): string {
  if (typeof value === 'string' || value === null) return value ?? '';
  throw malformed(where, 'must hold texts only');
}

function parseConfig(bytes: Buffer, where: string): unknown {
  try {
    return readJson(bytes, { skipManagedFields: false, maxMembers: MAX_MEMBERS });
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw malformed(where, `is not JSON: ${error.message}`);
  }
}
