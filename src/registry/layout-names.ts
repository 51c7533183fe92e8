import type { ImageReference } from '../model/image-reference.ts';
import { parseImageReference } from '../parse/image-reference.ts';
import type { Descriptor, RepositoryName } from './source.ts';

/** `org.opencontainers.image.ref.name` (OCI image spec, annotations.md): a tag, or a reference. */
export const REF_NAME = 'org.opencontainers.image.ref.name';
/** Written by containerd: a whole reference, beside which the other annotation is its tag alone. */
const CONTAINERD_NAME = 'io.containerd.image.name';

const TAG = /^\w[\w.-]{0,127}$/;
/** A tag that is made from a digest, which names one content in whatever repository. */
const DIGEST_TAG = /^sha256-[0-9a-f]{64}(?:\.[a-z]+)?$/;
/** The same behind a repository: `registry.example.com/app:sha256-....sig`. */
const DIGEST_TAGGED = /^(?<repository>.*):(?<tag>sha256-[0-9a-f]{64}(?:\.[a-z]+)?)$/;

/** What an entry of index.json is called. */
type EntryName =
  | { readonly kind: 'tag'; readonly tag: string }
  | { readonly kind: 'reference'; readonly reference: Omit<ImageReference, 'digest'> }
  | { readonly kind: 'none' };

/**
 * The entries of a layout's index.json by their names.
 *
 * An entry is named by a whole reference, which is read like any other (`nginx:1` is of Docker Hub) and must be the one
 * that is asked for; or by a bare tag. A bare tag says nothing of the repository. It counts for any repository, but only
 * where all names in the layout are bare: beside a whole name nobody can tell which repository it belongs to. Tags that
 * are made of a digest always count: only that content can be behind them, and what signs it is verified.
 */
export class LayoutNames {
  /** The names that people gave, as they are written: tags made of a digest are those of signatures. */
  readonly written: readonly string[];
  readonly #bare: ReadonlyMap<string, readonly Descriptor[]>;
  readonly #whole: ReadonlyMap<string, readonly Descriptor[]>;

  constructor(entries: readonly Descriptor[]) {
    const bare = new Map<string, Descriptor[]>();
    const whole = new Map<string, Descriptor[]>();
    for (const entry of entries) {
      const name = nameOf(entry);
      if (name.kind === 'tag') add(bare, name.tag, entry);
      else if (name.kind === 'reference') add(whole, keyOf(name.reference, name.reference.tag), entry);
    }
    this.#bare = bare;
    this.#whole = whole;
    this.written = writtenNames(entries);
  }

  /** Those that a tag of a repository means. */
  find(name: RepositoryName, tag: string): readonly Descriptor[] {
    const counts = this.#whole.size === 0 || DIGEST_TAG.test(tag);
    return [...(this.#whole.get(keyOf(name, tag)) ?? []), ...((counts && this.#bare.get(tag)) || [])];
  }
}

function writtenNames(entries: readonly Descriptor[]): readonly string[] {
  const names = entries.flatMap(
    ({ annotations }) => annotations.get(CONTAINERD_NAME) ?? annotations.get(REF_NAME) ?? [],
  );
  return names.filter((name) => !DIGEST_TAG.test(name) && !DIGEST_TAGGED.test(name));
}

function add(entries: Map<string, Descriptor[]>, key: string, entry: Descriptor): void {
  const known = entries.get(key);
  if (known === undefined) entries.set(key, [entry]);
  else known.push(entry);
}

function keyOf({ registry, repository }: RepositoryName, tag: string | undefined): string {
  return JSON.stringify([registry, repository, tag]);
}

function nameOf({ annotations }: Descriptor): EntryName {
  const whole = annotations.get(CONTAINERD_NAME);
  if (whole !== undefined) return readReference(whole);
  const name = annotations.get(REF_NAME);
  if (name === undefined) return { kind: 'none' };
  return TAG.test(name) ? { kind: 'tag', tag: name } : readReference(name);
}

function readReference(text: string): EntryName {
  const { repository, tag } = DIGEST_TAGGED.exec(text)?.groups ?? {};
  // Such a tag is refused in references, where it would pass for a digest.
  const parsed = parseImageReference(repository ?? text);
  if (!parsed.ok) return { kind: 'none' };
  const { reference } = parsed;
  return {
    kind: 'reference',
    reference: { ...reference, tag: tag ?? reference.tag ?? (reference.digest === undefined ? 'latest' : undefined) },
  };
}
