import { isObject, ownField } from '../model/json.ts';
import { printable } from '../model/printable.ts';
import { hasDigest, sha256Digest } from '../registry/digest.ts';
import { MAX_MANIFEST_BYTES } from '../registry/document.ts';
import { jsonOf } from '../registry/json.ts';
import type { PartialSource } from '../registry/layered-source.ts';
import { OciLayout } from '../registry/layout.ts';
import { LayoutFiles } from '../registry/layout-files.ts';
import { type Descriptor, type FetchedManifest, RegistryError, type RepositoryName } from '../registry/source.ts';
import {
  MAX_PACK_FILE,
  PACK_ANNOTATION,
  PACK_FILE,
  type PackDocument,
  type PackedImage,
  readPackDocument,
  trustRootFile,
} from './pack-document.ts';

const MAX_TRUST_ROOT = 2 ** 20;
/** Names that a message lists. */
const MAX_LISTED = 5;
const MAX_PATH = 4_096;

/** What a pack knows of one repository. */
interface Known {
  readonly manifest: ReadonlySet<string>;
  readonly referrers: ReadonlySet<string>;
  readonly blob: ReadonlySet<string>;
  readonly absent: ReadonlySet<string>;
}

/** What a pack is made of, once it was read. */
interface Parts {
  readonly name: string;
  readonly digest: string;
  readonly layout: OciLayout;
  readonly document: PackDocument;
  readonly trustRoots: ReadonlyMap<string, string>;
}

/**
 * An evidence pack: an OCI image layout with all that was looked up about some images, as `tidewaiter pack` makes it
 * (docs/evidence-packs.md). It answers the questions that were asked then, each as it was answered then, and refuses all
 * others: that nobody asked is not the same as that there is nothing.
 *
 * A pack proves nothing by itself. Bytes are hashed and signatures verified as if a registry had them.
 */
export class EvidencePack implements PartialSource {
  /** `sha256:` of index.json, which names everything else by digest. */
  readonly digest: string;
  readonly images: readonly PackedImage[];
  /** Trust roots by name, in JSON. Whoever made the pack chose them. */
  readonly trustRoots: ReadonlyMap<string, string>;
  readonly #name: string;
  readonly #layout: OciLayout;
  readonly #known: ReadonlyMap<string, Known>;

  private constructor({ name, digest, layout, document, trustRoots }: Parts) {
    this.digest = digest;
    this.images = document.images;
    this.trustRoots = trustRoots;
    this.#name = name;
    this.#layout = layout;
    this.#known = new Map(
      document.repositories.map(({ name: repository, manifests, referrers, blobs, absent }) => [
        repository,
        {
          manifest: new Set([...manifests, ...absent]),
          referrers: new Set(referrers),
          blob: new Set([...blobs, ...absent]),
          absent: new Set(absent),
        },
      ]),
    );
  }

  /**
   * Reads what is in a pack, and all of its manifests once. The folder must not change while it is in use.
   * @param pinned the digest that its index.json must have; absent: any
   * @throws RegistryError where the folder is no pack, another one than was pinned, or damaged
   */
  static async open(folder: string, pinned: string | undefined, signal: AbortSignal): Promise<EvidencePack> {
    const files = new LayoutFiles(folder);
    const name = `the evidence pack ${printable(folder, MAX_PATH)}`;
    const index = await part(name, files.read(['index.json'], MAX_MANIFEST_BYTES, signal));
    const digest = sha256Digest(index);
    if (pinned !== undefined && digest !== pinned) {
      throw new RegistryError('digest', `${name} is ${digest}, and not ${printable(pinned)}, which was asked for`);
    }
    const bytes = await part(name, files.read([PACK_FILE], MAX_PACK_FILE, signal));
    if (!hasDigest(bytes, packFileDigest(index))) {
      throw new RegistryError('digest', `${name} is damaged: its index.json is about another ${PACK_FILE}`);
    }
    const document = readPackDocument(bytes, `${PACK_FILE} of ${name}`);
    const trustRoots = new Map<string, string>();
    for (const root of document.trustRoots) {
      const text = await part(name, files.read(trustRootFile(root.name), MAX_TRUST_ROOT, signal));
      if (!hasDigest(text, root.digest)) {
        throw new RegistryError('digest', `${name} is damaged: its trust root "${root.name}" is another`);
      }
      trustRoots.set(root.name, text.toString('utf8'));
    }
    const layout = new OciLayout(folder, { completeIndex: index });
    // Reads all manifests, so that damage shows now and not in the middle of a review.
    const [image] = document.images;
    if (image !== undefined) await part(name, layout.referrers(NOWHERE, image.digest, Number.MAX_SAFE_INTEGER, signal));
    return new EvidencePack({ name, digest, layout, document, trustRoots });
  }

  knows(...[about, name, reference]: Parameters<PartialSource['knows']>): boolean {
    return this.#known.get(keyOf(name))?.[about].has(reference) === true;
  }

  manifest(name: RepositoryName, reference: string, signal: AbortSignal): Promise<FetchedManifest> {
    return this.#answer('manifest', name, reference, () => this.#layout.manifest(name, reference, signal));
  }

  referrers(name: RepositoryName, digest: string, max: number, signal: AbortSignal): Promise<readonly Descriptor[]> {
    return this.#answer('referrers', name, digest, () => this.#layout.referrers(name, digest, max, signal));
  }

  blob(name: RepositoryName, descriptor: Descriptor, maxBytes: number, signal: AbortSignal): Promise<Buffer> {
    const { digest } = descriptor;
    return this.#answer('blob', name, digest, () => this.#layout.blob(name, descriptor, maxBytes, signal));
  }

  /** What was there when the pack was made is in it: without it the pack is damaged, and that is not "absent". */
  async #answer<Value>(
    about: 'manifest' | 'referrers' | 'blob',
    name: RepositoryName,
    reference: string,
    look: () => Promise<Value>,
  ): Promise<Value> {
    const known = this.#known.get(keyOf(name));
    if (known?.[about].has(reference) !== true) throw this.#unasked(name, reference);
    if (known.absent.has(reference)) {
      const message = `${nameOf(name, reference)} was not there when ${this.#name} was made`;
      throw new RegistryError('absent', message);
    }
    return part(this.#name, look());
  }

  #unasked(name: RepositoryName, reference: string): RegistryError {
    const images = this.images.slice(0, MAX_LISTED).map(({ image }) => printable(image));
    const more = this.images.length > MAX_LISTED ? ` and ${this.images.length - MAX_LISTED} more` : '';
    const what = nameOf(name, reference);
    const message = `${what} was not looked up when ${this.#name} was made, which is about ${images.join(', ')}${more}`;
    return new RegistryError('blocked', message);
  }
}

/** Referrers in a layout are the same for all repositories. */
const NOWHERE: RepositoryName = { registry: '', repository: '' };

function keyOf({ registry, repository }: RepositoryName): string {
  return `${registry}/${repository}`;
}

function nameOf(name: RepositoryName, reference: string): string {
  return printable(`${keyOf(name)}${reference.includes(':') ? '@' : ':'}${reference}`, MAX_PATH);
}

/** A part of a pack, which was whole when it was made. @throws RegistryError `damaged` where it is not there, or not as it was */
async function part<Value>(name: string, reading: Promise<Value>): Promise<Value> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof RegistryError) || error.code === 'deadline') throw error;
    const { code, message } = error;
    const absent = `${name} is not whole: ${message}; make it anew with \`tidewaiter pack\``;
    throw new RegistryError('damaged', code === 'absent' ? absent : message, { cause: error });
  }
}

/** '' where index.json does not say it, which is no digest. */
function packFileDigest(index: Buffer): string {
  const document = jsonOf(index);
  const annotations = isObject(document) ? ownField(document, 'annotations') : undefined;
  const digest = isObject(annotations) ? ownField(annotations, PACK_ANNOTATION) : undefined;
  return typeof digest === 'string' ? digest : '';
}
