import type { SecretName, TextCondition } from '../model/image-policy.ts';
import type { SourceDocument } from '../model/source.ts';
import type { PlacedKind } from './placed-texts.ts';

/** Characters of all files that policies name, together. */
const MAX_CHARACTERS = 64 * 1_024 * 1_024;

/** One entry of a Secret. */
export interface SecretKey extends SecretName {
  readonly key: string;
}

/** Tells entries of Secrets apart. */
export function secretId({ namespace, name, key }: SecretKey): string {
  return JSON.stringify([namespace, name, key]);
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
  /** What is wrong with the pattern of a package: `pkg:npm/lodash@<4.17.21`. */
  checkPackagePattern(pattern: string): string | undefined;
  /** What is wrong with what a policy says of licences: `MIT`, `GPL-*`. */
  checkLicenseEntry(entry: string): string | undefined;
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
  checkPackagePattern: () => 'patterns of packages are not read here',
  checkLicenseEntry: () => 'licences are not read here',
};

/** Reads what policies name, each file and Secret once, and keeps the texts: the version of the policies covers them. */
export class ResourceReader {
  readonly #resources: PolicyResources;
  readonly #texts = new Map<string, string>();
  readonly #readFor = new Map<SourceDocument, string[]>();
  #characters = 0;

  constructor(resources: PolicyResources) {
    this.#resources = resources;
  }

  /** What was read for a document, in the order in which it asks for it, whatever it was read from. */
  textsFor(document: SourceDocument): readonly string[] {
    return this.#readFor.get(document) ?? [];
  }

  get hasSecrets(): boolean {
    return this.#resources.secretText !== undefined;
  }

  /** @throws Error with a plain reason */
  file(document: SourceDocument, path: string): string {
    const { file } = document;
    return this.#once(document, JSON.stringify([file, path]), () => this.#resources.readText(file, path));
  }

  /** @throws Error with a plain reason */
  secret(document: SourceDocument, secret: SecretKey): string {
    return this.#once(document, secretId(secret), () => {
      if (this.#resources.secretText === undefined) throw new Error('there is no cluster to ask');
      return this.#resources.secretText(secret);
    });
  }

  checkTrustedRoot(json: string): string | undefined {
    return this.#resources.checkTrustedRoot(json);
  }

  /** A text to the letter is never wrong. */
  checkTextCondition(condition: TextCondition): string | undefined {
    return 'exactly' in condition ? undefined : this.#resources.checkTextCondition(condition);
  }

  checkPlacedText(kind: PlacedKind, text: string): string | undefined {
    switch (kind) {
      case 'glob':
        return this.#resources.checkTextCondition({ glob: text });
      case 'package':
        return this.#resources.checkPackagePattern(text);
      case 'license':
        return this.#resources.checkLicenseEntry(text);
    }
  }

  #once(document: SourceDocument, key: string, read: () => string): string {
    const text = this.#texts.get(key) ?? this.#counted(read());
    this.#texts.set(key, text);
    const texts = this.#readFor.get(document) ?? [];
    this.#readFor.set(document, texts);
    texts.push(text);
    return text;
  }

  #counted(text: string): string {
    this.#characters += text.length;
    if (this.#characters <= MAX_CHARACTERS) return text;
    throw new Error(`the files that policies name have more than ${MAX_CHARACTERS} characters together`);
  }
}

/** Why something could not be read, in words. */
export function reasonOf(error: unknown): string {
  return Error.isError(error) ? error.message : String(error);
}
