import { imageConfigs, isContainerImage } from '../evidence/image-config.ts';
import { type Resolution, resolve } from '../evidence/resolve.ts';
import type { ImageConfig } from '../model/image-evidence.ts';
import type { ImageReference } from '../model/image-reference.ts';
import { type ImageSource, RegistryError } from '../registry/source.ts';
import { canonicalText } from './canonical-image.ts';

/** Milliseconds for all that is asked about one reference. */
const TIME_LIMIT = 60_000;
/** References that are looked up at a time. */
const CONCURRENT = 4;

/** What was found out about a reference, or why nothing was. */
export type Found<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly reason: string };

/** Asks for each reference once. */
export class Lookups<Value> {
  readonly #look: (reference: ImageReference, signal: AbortSignal) => Promise<Value>;
  readonly #known = new Map<string, Found<Value>>();

  constructor(look: (reference: ImageReference, signal: AbortSignal) => Promise<Value>) {
    this.#look = look;
  }

  /** Finds out about all references, a few at a time. */
  async prepare(references: readonly ImageReference[]): Promise<void> {
    const missing = new Map(references.map((reference) => [canonicalText(reference), reference]));
    const queue = [...missing].filter(([text]) => !this.#known.has(text)).values();
    const work = async () => {
      for (const [text, reference] of queue) this.#known.set(text, await this.#ask(reference));
    };
    await Promise.all(Array.from({ length: CONCURRENT }, work));
  }

  /** What `prepare` found out. */
  get(reference: ImageReference): Found<Value> {
    return this.#known.get(canonicalText(reference)) ?? { ok: false, reason: 'it was not looked up' };
  }

  async #ask(reference: ImageReference): Promise<Found<Value>> {
    try {
      return { ok: true, value: await this.#look(reference, AbortSignal.timeout(TIME_LIMIT)) };
    } catch (error) {
      if (error instanceof RegistryError) return { ok: false, reason: error.message };
      throw error;
    }
  }
}

/** An image as a lock keeps it. */
export interface FoundImage {
  readonly resolution: Resolution;
  /** One for each platform; none where it is no container image, but a model or the like. */
  readonly configs: readonly ImageConfig[];
}

/**
 * Resolves a reference and reads the config of each platform.
 * @throws RegistryError
 */
export async function findImage(
  source: ImageSource,
  reference: ImageReference,
  signal: AbortSignal,
): Promise<FoundImage> {
  const resolution = await resolve(source, reference, signal);
  const { document } = resolution.manifest;
  const isOther = document.kind === 'manifest' && !isContainerImage(document);
  return { resolution, configs: isOther ? [] : await imageConfigs(source, reference, resolution, signal) };
}
