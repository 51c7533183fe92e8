import { access, constants, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { isObject, ownField } from '../../model/json.ts';
import { printable } from '../../model/printable.ts';
import { BoundedMap } from '../bounded-map.ts';
import { jsonOf } from '../json.ts';
import type { Credential } from '../keychain.ts';
import { SharedWork } from '../shared-work.ts';
import { Slots } from '../slots.ts';
import { RegistryError } from '../source.ts';
import { credentialOf } from './docker-config.ts';
import { isHelperName } from './helper-name.ts';
import { runProgram } from './run-program.ts';

/** Milliseconds for which an answer counts, also that there are no credentials. */
const LIFETIME = 5 * 60_000;
/** Registries whose answers are kept. */
const REMEMBERED = 1_000;
/** Programs that run at a time; who asks chooses for how many registries. */
const MAX_RUNNING = 16;
const TIME_LIMIT = 5_000;
const MAX_OUTPUT = 64 * 1024;
/** What helpers print, with exit code 1, where they know of no credentials. */
const NOT_FOUND = 'credentials not found in native keychain';

/** Where helpers are, and what they are given. */
export interface HelperOptions {
  /** Folders that are searched; those that are not absolute paths are left out. */
  readonly folders: readonly string[];
  /** The whole environment of a helper. */
  readonly environment: Readonly<Record<string, string>>;
  /** Milliseconds; a clock of one's own for tests. */
  readonly now?: () => number;
  /** Milliseconds that a helper may run. */
  readonly timeLimit?: number;
}

/** Programs `docker-credential-NAME` that know credentials (docker/docker-credential-helpers). */
export class CredentialHelpers {
  readonly #options: HelperOptions;
  readonly #now: () => number;
  readonly #answers = new BoundedMap<{ readonly credential: Credential | undefined; readonly until: number }>(
    REMEMBERED,
  );
  readonly #shared = new SharedWork<Credential | undefined>();
  readonly #slots = new Slots(MAX_RUNNING);

  constructor(options: HelperOptions) {
    this.#options = { ...options, folders: options.folders.filter(isAbsolute) };
    this.#now = options.now ?? Date.now;
  }

  /**
   * What a helper knows of a server; undefined where it knows nothing. Those who ask at the same time share one run.
   * @throws RegistryError `unauthorized` with the name of the helper; `deadline`
   */
  async ask(helper: string, server: string, signal: AbortSignal): Promise<Credential | undefined> {
    const key = `${helper} ${server}`;
    const known = this.#answers.get(key);
    if (known !== undefined && this.#now() < known.until) return known.credential;
    const name = `docker-credential-${helper}`;
    return this.#shared.join(
      key,
      name,
      async (alive) => {
        const credential = await this.#run(helper, server, alive);
        this.#answers.set(key, { credential, until: this.#now() + LIFETIME });
        return credential;
      },
      signal,
    );
  }

  async #run(helper: string, server: string, signal: AbortSignal): Promise<Credential | undefined> {
    const file = await this.#find(helper);
    const { environment, timeLimit = TIME_LIMIT } = this.#options;
    const options = { input: `${server}\n`, environment, timeLimit, maxOutput: MAX_OUTPUT, signal };
    const run = () => runProgram(file, ['get'], options);
    const { code, output, problem } = await this.#slots.run(run, `docker-credential-${helper}`, signal);
    if (problem !== undefined) throw fault(helper, problem);
    if (code === 0) return readAnswer(helper, output);
    if (output.toString().trim() === NOT_FOUND) return undefined;
    throw fault(helper, `it ended with exit code ${code}; run it by hand to see why`);
  }

  async #find(helper: string): Promise<string> {
    if (!isHelperName(helper)) throw fault(helper, 'this is no name of a credential helper');
    for (const folder of this.#options.folders) {
      const file = join(folder, `docker-credential-${helper}`);
      if (await isProgram(file)) return file;
    }
    throw fault(helper, 'it is in no folder of PATH; install it, or take it out of the docker config');
  }
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

function readAnswer(helper: string, output: Buffer): Credential | undefined {
  const answer = jsonOf(output);
  const username = isObject(answer) ? ownField(answer, 'Username') : undefined;
  const secret = isObject(answer) ? ownField(answer, 'Secret') : undefined;
  if (typeof username !== 'string' || typeof secret !== 'string') {
    throw fault(helper, 'its answer is not JSON with Username and Secret');
  }
  if (username === '' && secret === '') return undefined;
  if (username === '' || secret === '') throw fault(helper, 'its answer has only one of Username and Secret');
  return credentialOf(username, secret);
}

function fault(helper: string, problem: string): RegistryError {
  const name = `docker-credential-${printable(helper, 64)}`;
  return new RegistryError('unauthorized', `the credential helper ${name} gave no credentials: ${problem}`);
}
