import type {
  ImageAnswer,
  ImageConfig,
  ImageOracle,
  ImageQuestion,
  ResolvedImage,
  SignatureVerdict,
} from '../model/image-evidence.ts';
import type { SignatureRequirement } from '../model/image-policy.ts';
import type { ImageReference } from '../model/image-reference.ts';
import type { StatedImage } from '../policy/stated-images.ts';
import { OCI_MANIFEST } from '../registry/media-type.ts';
import type { Predicates } from './stated-predicates.ts';

type KnownImage = Exclude<StatedImage, { readonly unavailable: string }>;

/** Images that are stated are of one platform. */
const PLATFORM = 'linux/amd64';

/** Knows what a test case states of images, and nothing of others. */
export class StatedOracle implements ImageOracle {
  readonly #images: readonly StatedImage[];
  readonly #predicates: Predicates;
  readonly #now: () => number;

  /** `predicates`: what the stated attestations say. `now`: the moment of the case, in milliseconds since the epoch. */
  constructor(images: readonly StatedImage[], predicates: Predicates = new Map(), now: () => number = Date.now) {
    this.#images = images;
    this.#predicates = predicates;
    this.#now = now;
  }

  /** Whether anything is stated of an image. */
  states(reference: ImageReference): boolean {
    return this.#find(reference) !== undefined;
  }

  /** Reading attestations takes time, and code that most cases have no need of. */
  recall(question: ImageQuestion): ImageAnswer | undefined {
    const image = this.#find(question.reference);
    if (image === undefined) {
      return { state: 'unavailable', cause: 'absent', reason: 'the test case does not say anything of this image' };
    }
    if ('unavailable' in image) return { state: 'unavailable', cause: 'unreachable', reason: image.unavailable };
    switch (question.about) {
      case 'digest':
        return { state: 'known', value: resolved(image) };
      case 'config':
        return { state: 'known', value: [config(image)] };
      case 'signatures':
        return { state: 'known', value: verdict(image, question.requirement) };
      case 'attestations':
        return undefined;
    }
  }

  async ask(question: ImageQuestion): Promise<ImageAnswer> {
    const known = this.recall(question);
    if (known !== undefined) return known;
    const image = this.#find(question.reference);
    if (question.about !== 'attestations' || image === undefined || 'unavailable' in image) {
      throw new Error('only attestations are not known at once');
    }
    const { judgeStated } = await import('./stated-attestations.ts');
    const { attestations } = image;
    const stated = { image: resolved(image), attestations, predicates: this.#predicates };
    return { state: 'known', value: judgeStated(stated, question.requirement, this.#now()) };
  }

  #find(asked: ImageReference): StatedImage | undefined {
    return this.#images.find(({ reference, ...known }) =>
      isSame(reference, 'digest' in known ? known.digest : undefined, asked),
    );
  }
}

/** A digest says what is meant, whatever the tag beside it. */
function isSame(stated: ImageReference, digest: string | undefined, asked: ImageReference): boolean {
  if (stated.registry !== asked.registry || stated.repository !== asked.repository) return false;
  if (asked.digest !== undefined) return asked.digest === (digest ?? stated.digest);
  return stated.digest === undefined && (stated.tag ?? 'latest') === (asked.tag ?? 'latest');
}

function resolved({ digest }: KnownImage): ResolvedImage {
  return { digest, mediaType: OCI_MANIFEST, kind: 'manifest', platforms: [{ digest, platform: PLATFORM }] };
}

function config({ digest, user, created }: KnownImage): ImageConfig {
  return { digest, platform: PLATFORM, user, env: [], exposedPorts: [], labels: new Map(), created };
}

function verdict(image: KnownImage, { authorities, atLeast }: SignatureRequirement): SignatureVerdict {
  const vouches = (authority: SignatureRequirement['authorities'][number]) =>
    authority.kind === 'static' ? authority.result === 'Allow' : image.signedBy.includes(authority.name);
  const satisfied = authorities.filter(vouches).map(({ name }) => name);
  const missing = authorities.map(({ name }) => name).filter((name) => !satisfied.includes(name));
  return {
    image: resolved(image),
    verified: satisfied.length >= atLeast,
    satisfied,
    missing,
    signatures: image.signedBy.map((name) => ({
      where: `signedBy: ${name}`,
      format: 'bundle',
      signed: image.digest,
      accepted: satisfied.filter((authority) => authority === name),
      refusals: [],
    })),
    skipped: [],
  };
}
