import { dirname, normalize } from 'node:path';
import { SourceError } from '../../model/source.ts';
import type { WorkloadKinds } from '../../model/workload-kind.ts';
import { withDefaults } from '../../parse/defaulting.ts';
import { MANIFEST_LIMITS, parseYaml } from '../../parse/yaml.ts';
import { isManifest } from '../file-names.ts';
import { fileProblem } from '../file-problem.ts';
import { findInputFiles, type SearchLimits } from '../input-files.ts';
import { parseManifest } from '../judge.ts';
import { manifestObjects } from '../manifest-objects.ts';
import { type BuildHint, buildHints } from './build-hints.ts';
import { type RunningContainer, runningContainers } from './running-containers.ts';
import { readSmallFile } from './small-file.ts';

/** What manifests say: which containers there are, and what is built from which file. */
export interface ManifestSet {
  readonly containers: readonly RunningContainer[];
  readonly hints: readonly BuildHint[];
}

/** Bounds where the user names what is to be looked at, and where the folder of a Dockerfile is searched. */
const NAMED: SearchLimits = { files: 10_000, entries: 1_000_000 };
const BESIDE: SearchLimits = { files: 500, entries: 20_000 };
/** Largest manifest, in bytes: what people write by hand. */
const MAX_BYTES = 4 * 2 ** 20;

const WANTED = { isWanted: isManifest, names: '*.yaml, *.yml or *.json file' };

/** Reads manifests, Compose files and skaffold.yaml: those that the user names, or those beside Dockerfiles. Each once. */
export class Manifests {
  readonly #paths: readonly string[] | undefined;
  readonly #kinds: WorkloadKinds;
  readonly #namespace: string;
  readonly #sets = new Map<string, ManifestSet>();
  readonly #files = new Map<string, ManifestSet | undefined>();

  /** @param paths undefined: the folder of each Dockerfile and those below it */
  constructor(paths: readonly string[] | undefined, kinds: WorkloadKinds, namespace: string) {
    this.#paths = paths;
    this.#kinds = kinds;
    this.#namespace = namespace;
  }

  /** Whether the user said what is to be looked at. */
  get areNamed(): boolean {
    return this.#paths !== undefined;
  }

  /**
   * What there is for a Dockerfile.
   * @throws SourceError where what the user named cannot be read; what happens to lie beside a Dockerfile is left out then
   */
  for(dockerfile: string): ManifestSet {
    const folder = this.#paths === undefined ? dirname(dockerfile) : '';
    const known = this.#sets.get(folder);
    if (known !== undefined) return known;
    const set = this.#paths === undefined ? this.#beside(folder) : this.#named(this.#paths);
    this.#sets.set(folder, set);
    return set;
  }

  #named(paths: readonly string[]): ManifestSet {
    const { files, problems } = findInputFiles(paths, NAMED, WANTED);
    if (problems.length > 0) throw new SourceError(problems);
    return joined(files.map(({ path }) => this.#read(path, textOf(path))));
  }

  #beside(folder: string): ManifestSet {
    const { files } = findInputFiles([folder], BESIDE, WANTED);
    return joined(files.flatMap(({ path }) => this.#readIfAny(path) ?? []));
  }

  /** Folders of Dockerfiles lie in each other: each file is read once. Undefined where it is no manifest. */
  #readIfAny(path: string): ManifestSet | undefined {
    const key = normalize(path);
    if (this.#files.has(key)) return this.#files.get(key);
    const set = this.#tryToRead(path);
    this.#files.set(key, set);
    return set;
  }

  #tryToRead(path: string): ManifestSet | undefined {
    const text = readSmallFile(path, MAX_BYTES);
    if (typeof text === 'string' || !MAY_MATTER.test(text.content)) return undefined;
    try {
      return this.#read(path, text.content);
    } catch (error) {
      // A template of Helm, or the like: nobody said that it is a manifest.
      if (error instanceof SourceError) return undefined;
      throw error;
    }
  }

  /** @throws SourceError */
  #read(path: string, text: string): ManifestSet {
    const documents = parseYaml(path, text, MANIFEST_LIMITS);
    const { objects } = manifestObjects(documents, false);
    const containers = objects.flatMap((manifest) => {
      const { apiVersion, kind } = manifest;
      const origin = { apiVersion, kind, namespace: this.#namespace, written: manifest.object };
      const workloads = parseManifest(withDefaults(manifest.object, manifest), origin, this.#kinds) ?? [];
      return workloads.flatMap((workload) => runningContainers(workload, manifest));
    });
    return { containers, hints: buildHints(path, documents) };
  }
}

/** Words that a manifest has, a Compose file, or skaffold.yaml. */
const MAY_MATTER = /apiVersion|services/;

function textOf(path: string): string {
  const text = readSmallFile(path, MAX_BYTES);
  if (typeof text !== 'string') return text.content;
  const reason =
    text === 'missing' ? 'there is no such file' : `not a file of at most ${MAX_BYTES} bytes that can be read`;
  throw new SourceError([fileProblem(path, reason)]);
}

function joined(sets: readonly ManifestSet[]): ManifestSet {
  return {
    containers: sets.flatMap(({ containers }) => containers),
    hints: sets.flatMap(({ hints }) => hints),
  };
}
