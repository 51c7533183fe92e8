import { basename } from 'node:path';

const MANIFEST = /\.(?:ya?ml|json)$/;
/** As Docker and Podman name them, line feeds in them included. */
const DOCKERFILE = /^(?:Docker|Container)file(?:\..+)?$|\.(?:[Dd]ocker|[Cc]ontainer)file$/s;
/** Named after a Dockerfile, but none: what is left out of its context, templates that become one, notes, backups. */
const NO_DOCKERFILE =
  /\.(?:dockerignore|template|tmpl|gotmpl|tpl|j2|jinja2?|erb|mustache|hbs|in|md|adoc|rst|orig|rej|bak|swp)$/i;

/** Names of the files that are looked at in folders, for people. */
export const WANTED_FILES = '*.yaml, *.yml or *.json file, and no Dockerfile,';

/** Whether a file is YAML or JSON by its name. */
export function isManifest(path: string): boolean {
  return MANIFEST.test(path);
}

/** Whether a file is a Dockerfile by its name: `Dockerfile`, `Containerfile`, with more before or behind a dot. */
export function isDockerfile(path: string): boolean {
  return !isManifest(path) && DOCKERFILE.test(basename(path)) && !NO_DOCKERFILE.test(path);
}
