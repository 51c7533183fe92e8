import { MAX_ATTESTATION_BYTES } from '../model/attestation.ts';
import type { AttestationReport } from '../model/attestation-verdict.ts';
import { printable } from '../model/printable.ts';
import {
  type Descriptor,
  type FetchedManifest,
  type ImageSource,
  type ManifestDocument,
  RegistryError,
  type RepositoryName,
} from '../registry/source.ts';
import {
  BUNDLE_PREFIX,
  DSSE_ENVELOPE,
  IMAGE_SIGNATURE,
  IN_TOTO_STATEMENT,
  PREDICATE_ANNOTATION,
  SIMPLE_SIGNING,
  STATEMENT_ANNOTATION,
} from './media-types.ts';
import { type Candidate, MAX_SIGNATURE_BYTES, type VerificationJob } from './verification.ts';

/** Signatures and attestations of one image that are looked at; cosign's bound as well. */
export const MAX_CANDIDATES = 100;
const MIB = 1_024 * 1_024;
/** Bytes of one, and of all of one image. */
const SIGNATURE_BYTES = { one: MAX_SIGNATURE_BYTES, all: 16 * MIB };
const ATTESTATION_BYTES = { one: MAX_ATTESTATION_BYTES, all: 64 * MIB };

/** What is looked for. */
export interface Sought {
  readonly purpose: VerificationJob['purpose'];
  /** Attestations that say of themselves that they are of another type are left alone; absent: all are wanted. */
  readonly wants?: (predicateType: string) => boolean;
  /** What is known already of a blob about the digest: it is not fetched again. */
  readonly known?: (blob: string) => AttestationReport | undefined;
}

/** What manifests were found to hold. */
export interface Found {
  readonly candidates: readonly Candidate[];
  /** What was known of others. */
  readonly known: readonly AttestationReport[];
  /** What was passed over, and why. */
  readonly skipped: readonly string[];
}

/** Opens the manifests that may hold signatures of one digest, and fetches these. */
export class ArtifactReader {
  readonly #source: ImageSource;
  readonly #name: RepositoryName;
  readonly #subject: string;
  readonly #sought: Sought;
  readonly #signal: AbortSignal;
  /** What could not be had; see `Discovery`. */
  readonly errors: RegistryError[] = [];
  #bytes = 0;

  constructor(source: ImageSource, name: RepositoryName, subject: string, sought: Sought, signal: AbortSignal) {
    this.#source = source;
    this.#name = name;
    this.#subject = subject;
    this.#sought = sought;
    this.#signal = signal;
  }

  /** A manifest that is listed as one about the digest. */
  referrer({ digest }: Descriptor): Promise<Found> {
    const where = `referrer ${digest}`;
    return this.#attempt(where, () => this.#open(digest, where));
  }

  /** The manifest under a tag that cosign made of the digest. */
  async tagged({ document, digest }: FetchedManifest, tag: string): Promise<Found> {
    const where = `tag ${tag}`;
    if (document.kind !== 'manifest') return skip(where, 'an index is no signature');
    if (document.subject !== undefined && document.subject !== this.#subject) {
      return skip(where, `it is about ${document.subject}`);
    }
    return this.#attempt(where, () => this.#layers(document, digest, where));
  }

  /** A manifest that an index lists as one that holds what is attested of the digest (BuildKit). */
  carrier(digest: string): Promise<Found> {
    const where = `attestation manifest ${digest}`;
    return this.#attempt(where, async () => {
      const { document, bytes } = await this.#source.manifest(this.#name, digest, this.#signal);
      this.#count(bytes.length);
      return document.kind === 'manifest'
        ? this.#layers(document, digest, where)
        : skip(where, 'an index is no attestation');
    });
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
    if (!type.startsWith(BUNDLE_PREFIX)) return this.#layers(document, digest, where);
    if (document.layers.length !== 1)
      return skip(where, `a bundle is one layer, and here are ${document.layers.length}`);
    // Empty where the bundle holds no statement, and then the bundle itself says what it is.
    const predicate = document.annotations.get(PREDICATE_ANNOTATION) || undefined;
    const { purpose } = this.#sought;
    if (purpose === 'signatures' && predicate !== undefined && predicate !== IMAGE_SIGNATURE) {
      return skip(where, `it says that it is an attestation (${printable(predicate, 128)}), not an image signature`);
    }
    if (purpose === 'attestations' && predicate === IMAGE_SIGNATURE) return this.#signature(where);
    if (predicate !== undefined && this.#isUnwanted(predicate)) return skip(where, otherType(predicate));
    const [layer] = document.layers;
    return layer === undefined ? NOTHING : this.#fetch(layer, { format: 'bundle', where });
  }

  async #layers({ layers, artifactType, config }: ManifestDocument, carrier: string, where: string): Promise<Found> {
    if (layers.length > MAX_CANDIDATES) {
      throw new RegistryError('too-large', `${where} has more than ${MAX_CANDIDATES} layers`);
    }
    if (layers.length === 0) return skip(where, `it has no layers (${typeName(artifactType ?? config.mediaType)})`);
    const found = await Promise.all(
      layers.map((layer, index) => {
        const place = `${where}, layer ${index + 1} of ${layers.length}`;
        return this.#attempt(place, () => this.#layer(layer, carrier, place));
      }),
    );
    return joined(found);
  }

  async #layer(layer: Descriptor, carrier: string, where: string): Promise<Found> {
    const { purpose } = this.#sought;
    if (layer.mediaType === SIMPLE_SIGNING) {
      return purpose === 'signatures'
        ? this.#fetch(layer, { format: 'simple-signing', where })
        : this.#signature(where);
    }
    const isStatement = layer.mediaType === IN_TOTO_STATEMENT;
    if (layer.mediaType !== DSSE_ENVELOPE && !isStatement) {
      return skip(where, `${typeName(layer.mediaType)} is neither a signature nor an attestation`);
    }
    if (purpose === 'signatures') return skip(where, 'an attestation is no image signature');
    if (!isStatement) return this.#fetch(layer, { format: 'dsse', where });
    const predicate = layer.annotations.get(STATEMENT_ANNOTATION);
    if (predicate !== undefined && this.#isUnwanted(predicate)) return skip(where, otherType(predicate));
    return this.#fetch(layer, { format: 'statement', where, carrier });
  }

  /** Worth a word to who wants to see all that there is, and none to who wants attestations of a type. */
  #signature(where: string): Found {
    return this.#sought.wants === undefined ? skip(where, NO_ATTESTATION) : NOTHING;
  }

  /** The type is what nobody signed: whoever writes a wrong one hides what is his to hide. */
  #isUnwanted(predicateType: string): boolean {
    return this.#sought.wants?.(predicateType) === false;
  }

  async #fetch(layer: Descriptor, found: Pick<Candidate, 'format' | 'where' | 'carrier'>): Promise<Found> {
    const most = this.#most;
    if (layer.size > most.one) return skip(found.where, `it is larger than ${most.one / MIB} MiB`);
    const known = found.format === 'statement' ? undefined : this.#sought.known?.(layer.digest);
    if (known !== undefined) return { candidates: [], known: [known], skipped: [] };
    this.#count(layer.size);
    const bytes = await this.#source.blob(this.#name, layer, most.one, this.#signal);
    const { annotations, digest } = layer;
    return {
      candidates: [{ ...found, subject: this.#subject, blob: digest, bytes, annotations }],
      known: [],
      skipped: [],
    };
  }

  get #most() {
    return this.#sought.purpose === 'signatures' ? SIGNATURE_BYTES : ATTESTATION_BYTES;
  }

  #count(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes <= this.#most.all) return;
    const what = this.#sought.purpose === 'signatures' ? 'signatures' : 'attestations';
    throw new RegistryError('too-large', `the ${what} together are larger than ${this.#most.all / MIB} MiB`);
  }
}

const NO_ATTESTATION = 'an image signature is no attestation';
const NOTHING: Found = { candidates: [], known: [], skipped: [] };

function skip(where: string, reason: string): Found {
  return { ...NOTHING, skipped: [`${where}: ${reason}`] };
}

function typeName(mediaType: string): string {
  return `type ${printable(mediaType, 128)}`;
}

function otherType(predicateType: string): string {
  return `it says that it is of another type (${printable(predicateType, 128)})`;
}

/** Everything that was found, in its order. */
export function joined(found: readonly Found[]): Found {
  return {
    candidates: found.flatMap(({ candidates }) => candidates),
    known: found.flatMap(({ known }) => known),
    skipped: found.flatMap(({ skipped }) => skipped),
  };
}
