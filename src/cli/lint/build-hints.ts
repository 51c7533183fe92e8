import { basename, dirname, join } from 'node:path';
import { isObject, type JsonObject, ownField } from '../../model/json.ts';
import type { SourceDocument } from '../../model/source.ts';

/** What a Compose file or skaffold.yaml says: which image is built from which Dockerfile. */
export interface BuildHint {
  /** Path of the Dockerfile. */
  readonly dockerfile: string;
  /** Reference of the image; undefined where there is none. */
  readonly image: string | undefined;
  /** Name of a Compose service. */
  readonly service: string | undefined;
  /** The file that says so. */
  readonly file: string;
}

const COMPOSE = /^(?:docker-)?compose(?:\..+)?\.ya?ml$/;
/** Services and artifacts of one file that are looked at. */
const MOST = 1_000;

/** The builds that a file names; none where it is of another kind. */
export function buildHints(file: string, documents: readonly SourceDocument[]): readonly BuildHint[] {
  return documents.flatMap(({ value }) => {
    if (!isObject(value)) return [];
    if (COMPOSE.test(basename(file))) return composeHints(file, value);
    const apiVersion = ownField(value, 'apiVersion');
    return typeof apiVersion === 'string' && apiVersion.startsWith('skaffold/') ? skaffoldHints(file, value) : [];
  });
}

/** Compose specification, build.md: `build: DIR`, or `build: {context, dockerfile}`. */
function composeHints(file: string, document: JsonObject): readonly BuildHint[] {
  const services = ownField(document, 'services');
  if (!isObject(services)) return [];
  return Object.entries(services)
    .slice(0, MOST)
    .flatMap(([service, content]) => {
      if (!isObject(content)) return [];
      const build = ownField(content, 'build');
      const context = typeof build === 'string' ? build : isObject(build) ? (text(build, 'context') ?? '.') : undefined;
      if (context === undefined) return [];
      const name = (isObject(build) ? text(build, 'dockerfile') : undefined) ?? 'Dockerfile';
      return [{ dockerfile: join(dirname(file), context, name), image: text(content, 'image'), service, file }];
    });
}

/** skaffold.yaml, `build.artifacts`: `image`, `context`, `docker.dockerfile`, which lies in the context. */
function skaffoldHints(file: string, document: JsonObject): readonly BuildHint[] {
  const build = ownField(document, 'build');
  const artifacts = isObject(build) ? ownField(build, 'artifacts') : undefined;
  if (!Array.isArray(artifacts)) return [];
  return artifacts.slice(0, MOST).flatMap((artifact) => {
    if (!isObject(artifact)) return [];
    const image = text(artifact, 'image');
    if (image === undefined) return [];
    const docker = ownField(artifact, 'docker');
    const name = (isObject(docker) ? text(docker, 'dockerfile') : undefined) ?? 'Dockerfile';
    const dockerfile = join(dirname(file), text(artifact, 'context') ?? '.', name);
    return [{ dockerfile, image, service: undefined, file }];
  });
}

function text(object: JsonObject, field: string): string | undefined {
  const value = ownField(object, field);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
