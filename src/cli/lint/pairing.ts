import { realpathSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { PairedContainer } from '../../model/paired-container.ts';
import { printable } from '../../model/printable.ts';
import { parseImageReference } from '../../parse/image-reference.ts';
import { STANDARD_INPUT } from '../input-files.ts';
import { UsageError } from '../usage-error.ts';
import type { BuildHint } from './build-hints.ts';
import type { ManifestSet, Manifests } from './manifests.ts';
import type { RunningContainer } from './running-containers.ts';

/** Containers that one Dockerfile is compared with: an image that more run is told of by these. */
const MOST_CONTAINERS = 100;

/** Finds the containers that run the image of a Dockerfile. */
export class Pairing {
  readonly #manifests: Manifests;
  readonly #workload: string | undefined;
  readonly #unpaired: string[] = [];

  /** @param workload that runs the images, as the user named it: `WORKLOAD` or `WORKLOAD/CONTAINER` */
  constructor(manifests: Manifests, workload: string | undefined) {
    this.#manifests = manifests;
    this.#workload = workload;
  }

  /**
   * What the user says counts alone; else what Compose files and skaffold.yaml say; else names.
   * @throws UsageError where there is no such workload, or it has several containers
   * @throws SourceError where manifests that the user named cannot be read
   */
  of(dockerfile: string): readonly PairedContainer[] {
    if (dockerfile === STANDARD_INPUT && !this.#manifests.areNamed) return [];
    const set = this.#manifests.for(dockerfile);
    if (this.#workload !== undefined) return named(this.#workload, set).slice(0, MOST_CONTAINERS);
    const hinted = byHints(dockerfile, set);
    const paired = hinted.length > 0 ? hinted : byName(dockerfile, set);
    if (paired.length === 0 && this.#manifests.areNamed) this.#unpaired.push(dockerfile);
    return paired.slice(0, MOST_CONTAINERS);
  }

  /** Dockerfiles that no manifest was found for, where manifests were named. */
  get notes(): readonly string[] {
    return this.#unpaired.map(
      (file) =>
        `no container of the manifests runs the image of ${printable(file, 512)}, as far as names tell: ` +
        '--workload, or `workloads` in the settings, says which does',
    );
  }
}

function named(written: string, { containers }: ManifestSet): readonly PairedContainer[] {
  const [name = '', containerName] = written.split('/', 2);
  const found = containers.filter(
    ({ workload, container }) =>
      workload.name === name &&
      (containerName === undefined ? container.list === 'containers' : container.name === containerName),
  );
  const shown = printable(written, 256);
  if (found.length === 0) throw new UsageError([`the manifests have no workload "${shown}"`]);
  const names = new Set(found.map(({ container }) => container.name));
  if (names.size > 1) {
    const list = [...names].map((each) => printable(`${name}/${each}`, 128)).join(', ');
    throw new UsageError([`the workload "${shown}" has several containers; name one of ${list}`]);
  }
  return found.map((container) => ({ ...container, because: 'the command line or the settings say so' }));
}

function byHints(dockerfile: string, { containers, hints }: ManifestSet): readonly PairedContainer[] {
  const real = realPath(dockerfile);
  const own = hints.filter((hint) => realPath(hint.dockerfile) === real);
  return containers.flatMap((container) => {
    const hint = own.find((each) => fits(container, each));
    return hint === undefined ? [] : [{ ...container, because: `${printable(hint.file, 256)} says so` }];
  });
}

function fits({ repository, registry, container, workload }: RunningContainer, { image, service }: BuildHint): boolean {
  const parsed = image === undefined ? undefined : parseImageReference(image);
  if (parsed?.ok) {
    const { reference } = parsed;
    if (repository === reference.repository.replace(/^library\//, '') && registry === reference.registry) return true;
  }
  return service !== undefined && [container.name, workload.name, lastSegment(repository)].includes(service);
}

/** `services/shop/Dockerfile` makes `shop`; `Dockerfile.worker` and `worker.dockerfile` make `worker`. */
function byName(dockerfile: string, { containers }: ManifestSet): readonly PairedContainer[] {
  const folder = basename(dirname(realPath(dockerfile)));
  const suffix = suffixOf(basename(dockerfile));
  const names = suffix === undefined ? [folder] : [suffix, `${folder}-${suffix}`];
  return containers.flatMap((container) => {
    const name = lastSegment(container.repository);
    if (name === undefined || !names.includes(name)) return [];
    return [{ ...container, because: `its image is called ${printable(name, 128)}` }];
  });
}

function suffixOf(name: string): string | undefined {
  const match = /^(?:Docker|Container)file\.(?<behind>.+)$|^(?<before>.+)\.(?:[Dd]ocker|[Cc]ontainer)file$/.exec(name);
  return match?.groups?.behind ?? match?.groups?.before;
}

function lastSegment(repository: string | undefined): string | undefined {
  return repository?.slice(repository.lastIndexOf('/') + 1);
}

/** As it is where there is no such file. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}
