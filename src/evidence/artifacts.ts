import { printable } from '../model/printable.ts';
import {
  type Descriptor,
  type FetchedManifest,
  type ImageSource,
  type ManifestDocument,
  RegistryError,
  type RepositoryName,
} from '../registry/source.ts';
import { BUNDLE_PREFIX, DSSE_ENVELOPE, IMAGE_SIGNATURE, PREDICATE_ANNOTATION, SIMPLE_SIGNING } from './media-types.ts';
import type { Candidate, VerificationJob } from './verification.ts';

/** Signatures and attestations of one image that are looked at; cosign's bound as well. */
export const MAX_CANDIDATES = 100;
const MIB = 1_024 * 1_024;
/** Bytes of one signature, and of all of one image. */
const SIGNATURE_BYTES = { one: 2 * MIB, all: 16 * MIB };
const ATTESTATION_BYTES = { one: 32 * MIB, all: 64 * MIB };

/** What manifests were found to hold. */
export interface Found {
  readonly candidates: readonly Candidate[];
  /** What was passed over, and why. */
  readonly skipped: readonly string[];
}

/** Opens the manifests that may hold signatures of one digest, and fetches these. */
export class ArtifactReader {
  readonly #source: ImageSource;
  readonly #name: RepositoryName;
  readonly #subject: string;
  readonly #purpose: VerificationJob['purpose'];
  readonly #signal: AbortSignal;
  /** What could not be had; see `Discovery`. */
  readonly errors: RegistryError[] = [];
  #bytes = 0;

  constructor(
    source: ImageSource,
    name: RepositoryName,
    subject: string,
    purpose: VerificationJob['purpose'],
    signal: AbortSignal,
  ) {
    this.#source = source;
    this.#name = name;
    this.#subject = subject;
    this.#purpose = purpose;
    this.#signal = signal;
  }

  /** A manifest that is listed as one about the digest. */
  referrer({ digest }: Descriptor): Promise<Found> {
    const where = `referrer ${digest}`;
    return this.#attempt(where, () => this.#open(digest, where));
  }

  /** The manifest under a tag that cosign made of the digest. */
  async tagged({ document }: FetchedManifest, tag: string): Promise<Found> {
    const where = `tag ${tag}`;
    if (document.kind !== 'manifest') return skip(where, 'an index is no signature');
    if (document.subject !== undefined && document.subject !== this.#subject) {
      return skip(where, `it is about ${document.subject}`);
    }
    return this.#attempt(where, () => this.#layers(document, where));
  }

  /** What cannot be had takes nothing with it that can: each may be the signature that counts. */
  async #attempt(where: string, work: () => Promise<Found>): Promise<Found> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error;
      if (error.code === 'absent') return skip(where, 'it is listed, but it is not there');
      this.errors.push(error);
      return NOTHING;
    }
  }

  async #open(digest: string, where: string): Promise<Found> {
    const { document, bytes } = await this.#source.manifest(this.#name, digest, this.#signal);
    this.#count(bytes.length);
    if (document.kind !== 'manifest') return skip(where, 'an index is no signature');
    if (document.subject !== this.#subject) {
      return skip(where, document.subject === undefined ? 'it is about no image' : `it is about ${document.subject}`);
    }
    const type = document.layers[0]?.mediaType ?? document.artifactType ?? document.config.mediaType;
    if (!type.startsWith(BUNDLE_PREFIX)) return this.#layers(document, where);
    if (document.layers.length !== 1)
      return skip(where, `a bundle is one layer, and here are ${document.layers.length}`);
    // Empty where the bundle holds no statement, and then the bundle itself says what it is.
    const predicate = document.annotations.get(PREDICATE_ANNOTATION) || undefined;
    if (this.#purpose === 'signatures' && predicate !== undefined && predicate !== IMAGE_SIGNATURE) {
      return skip(where, `it says that it is an attestation (${printable(predicate, 128)}), not an image signature`);
    }
    if (this.#purpose === 'attestations' && predicate === IMAGE_SIGNATURE) return skip(where, NO_ATTESTATION);
    const [layer] = document.layers;
    return layer === undefined ? NOTHING : this.#fetch(layer, 'bundle', where);
  }

  async #layers({ layers, artifactType, config }: ManifestDocument, where: string): Promise<Found> {
    if (layers.length > MAX_CANDIDATES) {
      throw new RegistryError('too-large', `${where} has more than ${MAX_CANDIDATES} layers`);
    }
    if (layers.length === 0) return skip(where, `it has no layers (${typeName(artifactType ?? config.mediaType)})`);
    const found = await Promise.all(
      layers.map((layer, index) => {
        const place = `${where}, layer ${index + 1} of ${layers.length}`;
        return this.#attempt(place, () => this.#layer(layer, place));
      }),
    );
    return { candidates: found.flatMap((each) => each.candidates), skipped: found.flatMap((each) => each.skipped) };
  }

  async #layer(layer: Descriptor, where: string): Promise<Found> {
    if (layer.mediaType === SIMPLE_SIGNING) {
      return this.#purpose === 'signatures' ? this.#fetch(layer, 'simple-signing', where) : skip(where, NO_ATTESTATION);
    }
    if (layer.mediaType !== DSSE_ENVELOPE) {
      return skip(where, `${typeName(layer.mediaType)} is neither a signature nor an attestation`);
    }
    return this.#purpose === 'attestations'
      ? this.#fetch(layer, 'dsse', where)
      : skip(where, 'an attestation is no image signature');
  }

  async #fetch(layer: Descriptor, format: Candidate['format'], where: string): Promise<Found> {
    const most = this.#most;
    if (layer.size > most.one) return skip(where, `it is larger than ${most.one / MIB} MiB`);
    this.#count(layer.size);
    const bytes = await this.#source.blob(this.#name, layer, most.one, this.#signal);
    const { annotations } = layer;
    return { candidates: [{ format, where, subject: this.#subject, bytes, annotations }], skipped: [] };
  }

  get #most() {
    return this.#purpose === 'signatures' ? SIGNATURE_BYTES : ATTESTATION_BYTES;
  }

  #count(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes <= this.#most.all) return;
    throw new RegistryError('too-large', `the signatures together are larger than ${this.#most.all / MIB} MiB`);
  }
}

const NO_ATTESTATION = 'an image signature is no attestation';
const NOTHING: Found = { candidates: [], skipped: [] };

function skip(where: string, reason: string): Found {
  return { candidates: [], skipped: [`${where}: ${reason}`] };
}

function typeName(mediaType: string): string {
  return `type ${printable(mediaType, 128)}`;
}
