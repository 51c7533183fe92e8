import { isObject, ownField } from '../model/json.ts';
import { printable } from '../model/printable.ts';
import { isDigest } from '../registry/digest.ts';
import { jsonOf } from '../registry/json.ts';
import { RegistryError } from '../registry/source.ts';

/** The file of an evidence pack that says what is in it. */
export const PACK_FILE = 'tidewaiter-pack.json';
/** Says in index.json which bytes that file has, so that the digest of index.json is that of the whole pack. */
export const PACK_ANNOTATION = 'dev.tidewaiter.pack';
/** Bytes of that file that are read. */
export const MAX_PACK_FILE = 16 * 2 ** 20;

const HEAD = { apiVersion: 'tidewaiter.dev/v1alpha1', kind: 'EvidencePack' };
/** Entries of one list. */
const MAX_ITEMS = 100_000;
const MAX_TEXT = 1_024;
const MAX_TRUST_ROOTS = 64;
/** The names that policies give to trust roots: DNS labels, so that each is the name of a file, too. */
const ROOT_NAME = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** An image that was asked for, and what there is of it. */
export interface PackedImage {
  /** The full name, with the tag or digest that it was asked by. */
  readonly image: string;
  readonly digest: string;
  /** Of what it names, and of all that belongs to it. */
  readonly signatures: number;
  readonly attestations: number;
  /** Of manifests, configs, signatures and attestations. */
  readonly bytes: number;
}

/** What was asked of one repository when the pack was made; every list is sorted. */
export interface PackedRepository {
  /** `registry.example.com/team/app`. */
  readonly name: string;
  /** Tags and digests of manifests that were there. */
  readonly manifests: readonly string[];
  /** Digests whose referrers are in the pack, all of them. */
  readonly referrers: readonly string[];
  readonly blobs: readonly string[];
  /** Tags and digests of what was not there. */
  readonly absent: readonly string[];
}

/** A trust root in `trusted-roots/<name>.json`. */
export interface PackedTrustRoot {
  readonly name: string;
  /** `sha256:` of the file. */
  readonly digest: string;
}

/** What an evidence pack says of itself. */
export interface PackDocument {
  readonly images: readonly PackedImage[];
  readonly repositories: readonly PackedRepository[];
  readonly trustRoots: readonly PackedTrustRoot[];
}

/** Path of a trust root in a pack. */
export function trustRootFile(name: string): readonly string[] {
  return ['trusted-roots', `${name}.json`];
}

/** The bytes of the file; the same for the same content. */
export function writePackDocument({ images, repositories, trustRoots }: PackDocument): Buffer {
  return Buffer.from(`${JSON.stringify({ ...HEAD, images, repositories, trustRoots }, undefined, 1)}\n`);
}

/** Whether bytes are those of such a file, be the rest of it right or wrong. */
export function isPackDocument(bytes: Buffer): boolean {
  const value = jsonOf(bytes);
  return isObject(value) && ownField(value, 'kind') === HEAD.kind;
}

/**
 * Reads the file. Strict in what counts, so that nothing is taken for said that is not.
 * @param where how messages name it
 * @throws RegistryError `malformed`
 */
export function readPackDocument(bytes: Buffer, where: string): PackDocument {
  return new Reader(where).document(jsonOf(bytes));
}

class Reader {
  readonly #where: string;

  constructor(where: string) {
    this.#where = where;
  }

  document(value: unknown): PackDocument {
    const [version, kind] = ['apiVersion', 'kind'].map((field) => this.#field(value, field));
    if (kind !== HEAD.kind) throw this.#malformed(`must have "kind": "${HEAD.kind}"`);
    if (version !== HEAD.apiVersion) {
      throw this.#malformed(`must have "apiVersion": "${HEAD.apiVersion}"; another version of Tidewaiter made it`);
    }
    return {
      images: this.#list(value, 'images', (image) => ({
        image: this.#text(image, 'image'),
        digest: this.#digest(image),
        signatures: this.#count(image, 'signatures'),
        attestations: this.#count(image, 'attestations'),
        bytes: this.#count(image, 'bytes'),
      })),
      repositories: this.#list(value, 'repositories', (repository) => ({
        name: this.#text(repository, 'name'),
        manifests: this.#texts(repository, 'manifests'),
        referrers: this.#texts(repository, 'referrers'),
        blobs: this.#texts(repository, 'blobs'),
        absent: this.#texts(repository, 'absent'),
      })),
      trustRoots: this.#list(value, 'trustRoots', (root) => this.#trustRoot(root), MAX_TRUST_ROOTS),
    };
  }

  #trustRoot(value: unknown): PackedTrustRoot {
    const name = this.#text(value, 'name');
    if (!ROOT_NAME.test(name)) throw this.#malformed(`has a trust root with the name "${printable(name, 80)}"`);
    return { name, digest: this.#digest(value) };
  }

  #field(value: unknown, field: string): unknown {
    return isObject(value) ? ownField(value, field) : undefined;
  }

  #list<Item>(value: unknown, field: string, read: (item: unknown) => Item, most = MAX_ITEMS): readonly Item[] {
    const list = this.#field(value, field);
    if (!Array.isArray(list) || list.length > most) {
      throw this.#malformed(`must have "${field}", a list of at most ${most}`);
    }
    return list.map(read);
  }

  #texts(value: unknown, field: string): readonly string[] {
    return this.#list(value, field, (item) => this.#asText(item, field));
  }

  #text(value: unknown, field: string): string {
    return this.#asText(this.#field(value, field), field);
  }

  #asText(value: unknown, field: string): string {
    if (typeof value === 'string' && value.length <= MAX_TEXT) return value;
    throw this.#malformed(`must have texts of at most ${MAX_TEXT} characters as "${field}"`);
  }

  #digest(value: unknown): string {
    const digest = this.#text(value, 'digest');
    if (isDigest(digest)) return digest;
    throw this.#malformed('must have sha256 or sha512 digests as "digest"');
  }

  #count(value: unknown, field: string): number {
    const count = this.#field(value, field);
    if (typeof count === 'number' && Number.isSafeInteger(count) && count >= 0) return count;
    throw this.#malformed(`must have whole numbers as "${field}"`);
  }

  #malformed(problem: string): RegistryError {
    return new RegistryError('malformed', `${this.#where} ${problem}`);
  }
}
