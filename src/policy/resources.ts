import type { SecretName, TextCondition } from '../model/image-policy.ts';
import type { SourceDocument } from '../model/source.ts';

/** Characters of all files that policies name, together. */
const MAX_CHARACTERS = 64 * 1_024 * 1_024;

/** One entry of a Secret. */
export interface SecretKey extends SecretName {
  readonly key: string;
}

/** What loading needs besides the policy files: it does no I/O of its own. */
export interface PolicyResources {
  /**
   * The text of a file that a policy names. `path` is absolute, or starts at the folder of the file `fromFile`.
   * @throws Error with a plain reason
   */
  readText(fromFile: string, path: string): string;
  /** What is wrong with a `TrustedRoot` in JSON. */
  checkTrustedRoot(json: string): string | undefined;
  /** What is wrong with a pattern or regular expression. */
  checkTextCondition(condition: TextCondition): string | undefined;
  /**
   * The text of an entry of a Secret. Absent: there is no cluster to ask.
   * @throws Error with a plain reason
   */
  secretText?(secret: SecretKey): string;
}

/** For policies that name nothing outside of their files. */
export const NO_RESOURCES: PolicyResources = {
  readText: () => {
    throw new Error('files are not read here');
  },
  checkTrustedRoot: () => 'trust roots are not read here',
  checkTextCondition: () => 'patterns are not read here',
};

/** Reads what policies name, each file and Secret once, and keeps the texts: the version of the policies covers them. */
export class ResourceReader {
  readonly #resources: PolicyResources;
  readonly #texts = new Map<string, string>();
  #characters = 0;

  constructor(resources: PolicyResources) {
    this.#resources = resources;
  }

  /** Every text that was read, whatever it was read from. */
  get texts(): readonly string[] {
    return [...this.#texts.values()].toSorted();
  }

  get hasSecrets(): boolean {
    return this.#resources.secretText !== undefined;
  }

  /** @throws Error with a plain reason */
  file({ file }: SourceDocument, path: string): string {
    return this.#once(JSON.stringify([file, path]), () => this.#resources.readText(file, path));
  }

  /** @throws Error with a plain reason */
  secret({ namespace, name, key }: SecretKey): string {
    return this.#once(JSON.stringify({ namespace, name, key }), () => {
      if (this.#resources.secretText === undefined) throw new Error('there is no cluster to ask');
      return this.#resources.secretText({ namespace, name, key });
    });
  }

  checkTrustedRoot(json: string): string | undefined {
    return this.#resources.checkTrustedRoot(json);
  }

  /** A text to the letter is never wrong. */
  checkTextCondition(condition: TextCondition): string | undefined {
    return 'exactly' in condition ? undefined : this.#resources.checkTextCondition(condition);
  }

  #once(key: string, read: () => string): string {
    const known = this.#texts.get(key);
    if (known !== undefined) return known;
    const text = read();
    this.#characters += text.length;
    if (this.#characters > MAX_CHARACTERS) {
      throw new Error(`the files that policies name have more than ${MAX_CHARACTERS} characters together`);
    }
    this.#texts.set(key, text);
    return text;
  }
}

/** Why something could not be read, in words. */
export function reasonOf(error: unknown): string {
  return Error.isError(error) ? error.message : String(error);
}
