import { realpathSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { joinLayers, type LintLayer, layerOf, policiesFor } from '../../lint/config.ts';
import { compileLinter, type Linter, lintRuleNames } from '../../lint/linter.ts';
import { RULESETS } from '../../lint/rulesets.ts';
import type { LintRuleNames, LintSettings } from '../../model/lint-policy.ts';
import { SourceError } from '../../model/source.ts';
import { DOCKERFILE_RULES } from '../../rules/dockerfile/index.ts';
import { fileProblem } from '../file-problem.ts';
import type { Environment } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { commandLineLayers, type LintFlags } from './command-line-layer.ts';
import { refuseCompatFlags } from './compat-flags.ts';
import type { HadolintMode } from './hadolint.ts';
import { NearestFile } from './nearest-file.ts';
import type { LoadedPolicies, RunningImage } from './policy-judge.ts';
import type { Project } from './project.ts';
import { repositoryOf } from './repository.ts';

const SETTINGS_FILE = '.tidewaiter.yaml';
/** Who calls it so means it. */
const MISNAMED_SETTINGS = '.tidewaiter.yml';
const HADOLINT_FILES = ['.hadolint.yaml', '.hadolint.yml'];

/** What holds for one file. */
export interface FileSetup {
  readonly linter: Linter;
  /** Whether the settings leave the file out of what is found in folders. */
  readonly isExcluded: boolean;
  /** What the settings say of ShellCheck. */
  readonly shellcheck: string | undefined;
  /** Policies of a cluster; undefined: there are none. */
  readonly policies: LoadedPolicies | undefined;
  /** What the settings say of manifests that run the image. */
  readonly running: RunningImage;
}

interface LoadedProject extends Project {
  /** Linters by the policies that are about a file. */
  readonly linters: Map<string, Linter>;
  readonly folder: string;
}

const NOTHING: Project = { settings: undefined, policies: [] };

/** Finds and joins what is said of linting: by settings, by policies, and on the command line. Each once. */
export class Configuration {
  readonly #flags: LintFlags;
  readonly #commandLine: readonly LintLayer[];
  #knownNames: LintRuleNames | undefined;
  readonly #environment: Environment;
  readonly #tellOnce: (note: string) => void;
  readonly #nearest = new NearestFile([SETTINGS_FILE, MISNAMED_SETTINGS]);
  readonly #nearestHadolint = new NearestFile(HADOLINT_FILES);
  #compat: Promise<HadolintMode> | undefined;
  /** By file. */
  readonly #hadolintLayers = new Map<string, Promise<LintLayer>>();
  /** Folders from which the globs of policies count, by the folder of a Dockerfile. */
  readonly #roots = new Map<string, string>();
  /** By the file of the settings; '' where there are none. */
  readonly #projects = new Map<string, Promise<LoadedProject>>();

  /** @throws UsageError where flags contradict each other or name no rule */
  constructor(flags: LintFlags, environment: Environment, tell: (note: string) => void) {
    refuseCompatFlags(flags);
    if (flags.config !== undefined && flags.noConfig) {
      throw new UsageError(['--config and --no-config exclude each other']);
    }
    this.#flags = flags;
    this.#environment = environment;
    const told = new Set<string>();
    this.#tellOnce = (note) => {
      if (!told.has(note)) tell(note);
      told.add(note);
    };
    this.#commandLine = flags.compat === undefined ? commandLineLayers(flags, () => this.#names) : [];
  }

  /** What `--compat hadolint` makes of the run; undefined without it. */
  compat(): Promise<HadolintMode> | undefined {
    if (this.#flags.compat === undefined) return undefined;
    this.#compat ??= import('./hadolint.ts').then(({ hadolintMode }) => hadolintMode(this.#flags, this.#environment));
    return this.#compat;
  }

  /** Few runs name a rule. */
  get #names(): LintRuleNames {
    this.#knownNames ??= lintRuleNames(DOCKERFILE_RULES);
    return this.#knownNames;
  }

  /**
   * @param path of a Dockerfile, as the user named it
   * @throws SourceError and UsageError where settings or policies cannot be used
   */
  async of(path: string): Promise<FileSetup> {
    const compat = await this.compat();
    if (compat !== undefined) {
      return { linter: compat.linter, isExcluded: false, shellcheck: undefined, policies: undefined, running: {} };
    }
    const project = await this.#projectOf(path);
    const { settings, policies } = project;
    const hadolint = this.#hadolintFile(path);
    const applied = policies.length === 0 ? [] : policiesFor(policies, this.#pathForPolicies(path));
    const key = [hadolint ?? '', ...applied.map(({ name }) => name)].join('\n');
    const linter = project.linters.get(key) ?? this.#compile(await this.#hadolintLayer(hadolint), settings, applied);
    project.linters.set(key, linter);
    return {
      linter,
      isExcluded: settings?.excludes(relative(project.folder, realPath(path))) ?? false,
      shellcheck: settings?.shellcheck,
      policies: project.loaded,
      running: runningImage(project, path),
    };
  }

  /** The same wherever the command is run: from the root of the repository; where there is none, from the folder of the run. */
  #pathForPolicies(path: string): string {
    const real = resolve(realPath(path));
    const folder = dirname(real);
    const root = this.#roots.get(folder) ?? repositoryOf(folder) ?? realpathSync('.');
    this.#roots.set(folder, root);
    const below = relative(root, real);
    return below.startsWith('..') ? real : below;
  }

  #hadolintFile(path: string): string | undefined {
    const { config, noConfig } = this.#flags;
    return noConfig || config !== undefined ? undefined : this.#nearestHadolint.of(path);
  }

  /** What a configuration of hadolint says to our rules. What of it cannot be followed is told. */
  async #hadolintLayer(file: string | undefined): Promise<LintLayer> {
    if (file === undefined) return [];
    const known =
      this.#hadolintLayers.get(file) ??
      import('./hadolint.ts').then(({ hadolintLayer }) => {
        const { layer, notes } = hadolintLayer(file, this.#names);
        for (const note of notes) this.#tellOnce(`${file}: ${note}`);
        return layer;
      });
    this.#hadolintLayers.set(file, known);
    return known;
  }

  #compile(hadolint: LintLayer, settings: LintSettings | undefined, policies: LintLayer): Linter {
    const layers = [hadolint, ...(settings === undefined ? [] : [layerOf(settings)]), policies, ...this.#commandLine];
    return compileLinter(DOCKERFILE_RULES, joinLayers(layers, RULESETS));
  }

  #projectOf(path: string): Promise<LoadedProject> {
    const { config, noConfig } = this.#flags;
    const file = noConfig ? undefined : (config ?? this.#nearest.of(path));
    if (file !== undefined && config === undefined && basename(file) === MISNAMED_SETTINGS) {
      throw new SourceError([fileProblem(file, `settings are called ${SETTINGS_FILE}: rename the file`)]);
    }
    const known = this.#projects.get(file ?? '');
    if (known !== undefined) return known;
    const loading = this.#load(file);
    this.#projects.set(file ?? '', loading);
    return loading;
  }

  async #load(file: string | undefined): Promise<LoadedProject> {
    const { policies } = this.#flags;
    const project =
      file === undefined && policies === undefined
        ? NOTHING
        : await (await import('./project.ts')).loadProject(file, this.#flags, this.#names);
    return { ...project, linters: new Map(), folder: file === undefined ? '.' : realPath(dirname(file)) };
  }
}

function runningImage({ settings, folder }: LoadedProject, path: string): RunningImage {
  const { manifests, workloads } = settings ?? {};
  const workload = workloads?.get(relative(folder, realPath(path)));
  return {
    ...(manifests && { manifests: manifests.map((each) => join(folder, each)) }),
    ...(workload !== undefined && { workload }),
  };
}

/** The path without links in its folders; as it is where there is no such folder. */
function realPath(path: string): string {
  try {
    return join(realpathSync(dirname(path)), basename(path));
  } catch {
    return path;
  }
}
