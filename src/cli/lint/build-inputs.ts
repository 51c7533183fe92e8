import { NO_INPUTS } from '../../builds/build.ts';
import type { BuildInputs } from '../../model/build.ts';
import { STANDARD_INPUT } from '../input-files.ts';
import { LOCK_FILE } from '../lock-file.ts';
import { FolderContext } from './build-context.ts';
import type { LintFlags } from './command-line-layer.ts';
import type { LockFacts } from './lock-facts.ts';
import { NearestFile } from './nearest-file.ts';

/** Finds what is known besides each file: build arguments, the folder it is built in, and locks. */
export class InputFinder {
  readonly #buildArgs: ReadonlyMap<string, string>;
  readonly #context: string | undefined;
  readonly #lock: string | undefined;
  readonly #nearest = new NearestFile([LOCK_FILE]);
  readonly #locks = new Map<string, Promise<LockFacts>>();

  constructor({ buildArg, context, lock }: LintFlags) {
    this.#buildArgs = new Map(buildArg);
    this.#context = context;
    this.#lock = lock;
  }

  /**
   * @param path of the Dockerfile, as the user named it
   * @param name of it in reports, which for standard input the user may give
   * @throws SourceError where a lock cannot be used
   */
  async of(path: string, name: string): Promise<BuildInputs> {
    const isNowhere = path === STANDARD_INPUT && name === STANDARD_INPUT;
    const hasContext = !isNowhere || this.#context !== undefined;
    const lock = this.#lock ?? this.#nearest.of(isNowhere ? '.' : name);
    return {
      ...NO_INPUTS,
      buildArgs: this.#buildArgs,
      context: hasContext ? new FolderContext(isNowhere ? '' : name, this.#context) : undefined,
      ...(lock !== undefined && (await this.#factsOf(lock))),
    };
  }

  #factsOf(lock: string): Promise<LockFacts> {
    const known = this.#locks.get(lock) ?? import('./lock-facts.ts').then(({ lockFacts }) => lockFacts(lock));
    this.#locks.set(lock, known);
    return known;
  }
}
