import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { documents, imageSettings, TRUST_ROOT } from '../support/image-policies.ts';
import type { Content } from '../support/images/content.ts';
import { writeLayout } from '../support/images/layout.ts';
import { type RegistryOptions, startTestRegistry, type TestRegistry } from '../support/registry/server.ts';
import { createWorld, type World } from '../support/signing/index.ts';
import { folderWith, type Surroundings, tidewaiter } from './command-line.ts';

/** A registry, policies for it and files of a user, for commands that look images up. */
export class RegistryWorkspace {
  readonly world: World;
  readonly registry: TestRegistry;
  readonly root: string;
  readonly #remove: () => void;

  constructor(world: World, registry: TestRegistry) {
    const { path, remove } = folderWith({ 'policies/root.json': world.trustRoot });
    this.world = world;
    this.registry = registry;
    this.root = path;
    this.#remove = remove;
  }

  get content(): Content {
    return this.registry.content;
  }

  /** Writes a file of the user and gives its path. */
  write(name: string, text: string): string {
    const path = join(this.root, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  }

  /** The policies beside the settings of the registry and the trust root of the world. */
  policies(...policies: readonly object[]): void {
    this.policiesWith({}, ...policies);
  }

  policiesWith(settings: object, ...policies: readonly object[]): void {
    const all = documents(imageSettings(this.registry.host, settings), TRUST_ROOT, ...policies);
    this.write('policies/policy.yaml', all);
  }

  /** Runs a command with the policies; `%` stands for the registry, `@` for the folder of the user. */
  async run(name: string, args: readonly string[], surroundings: Surroundings = {}) {
    const given = args.map((arg) => arg.replaceAll('%', this.registry.host).replaceAll('@/', `${this.root}/`));
    const isNamed = given.some((arg) => arg.startsWith('--policies'));
    const policies = isNamed ? [] : [`--policies=${join(this.root, 'policies')}`];
    const { code, out, err } = await tidewaiter([name, ...policies, ...given], surroundings);
    const shorten = (text: string) => text.replaceAll(this.registry.host, '%').replaceAll(`${this.root}/`, '');
    return { code, out: shorten(out), err: shorten(err) };
  }

  /** Writes what the registry holds as an OCI image layout, and gives its folder. */
  async layout(content = this.content): Promise<string> {
    const path = join(this.root, 'layout');
    await writeLayout(content, path, (repository, tag) => `${this.registry.host}/${repository}:${tag}`);
    return path;
  }

  async close(): Promise<void> {
    this.#remove();
    await this.registry.close();
  }
}

/** Starts a registry, with a world of its own unless one is given. */
export async function registryWorkspace(options: RegistryOptions = {}, world?: World): Promise<RegistryWorkspace> {
  const [ownWorld, registry] = await Promise.all([world ?? createWorld(), startTestRegistry(options)]);
  return new RegistryWorkspace(ownWorld, registry);
}
