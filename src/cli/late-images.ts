import type {
  ImageAnswer,
  ImageHooks,
  ImageQuestion,
  ImageService,
  Puller,
  Unavailable,
} from '../model/image-evidence.ts';
import type { ImageSettings } from '../model/image-policy.ts';
import type { PolicySet } from '../model/policy.ts';
import type { ImageServiceOptions, RegistryImages } from './image-service.ts';

/** Whether a policy of the set wants to know anything of images. */
function asksAboutImages({ policies }: PolicySet): boolean {
  return policies.some(({ rules }) => rules.some(({ asks }) => asks !== undefined));
}

const NOT_READY: Unavailable = {
  state: 'unavailable',
  cause: 'internal',
  reason: 'images cannot be looked up yet: the policies that ask for it are being loaded',
};

/** Loads what looks images up when a policy asks for it, and not before: most of what it takes is the registry client. */
export class LateImages implements ImageService {
  readonly #options: () => Promise<ImageServiceOptions>;
  #hooks: ImageHooks | undefined;
  #settings: ImageSettings | undefined;
  #service: RegistryImages | undefined;
  #opening: Promise<void> = Promise.resolve();

  constructor(options: () => Promise<ImageServiceOptions>) {
    this.#options = options;
  }

  start(hooks: ImageHooks): this {
    this.#hooks = hooks;
    this.#reopen().catch(hooks.fault);
    return this;
  }

  /** Takes up what a set of policies says of images, before it judges. @throws Error where images cannot be looked up at all */
  async prepareFor(policySet: PolicySet): Promise<void> {
    if (!asksAboutImages(policySet)) return;
    this.#settings = policySet.images;
    await this.#reopen();
  }

  recall(question: ImageQuestion): ImageAnswer | undefined {
    return this.#service?.recall(question);
  }

  async ask(question: ImageQuestion, puller: Puller, signal: AbortSignal): Promise<ImageAnswer> {
    return this.#service?.ask(question, puller, signal) ?? NOT_READY;
  }

  trustAges(): ReadonlyMap<string, number> {
    return this.#service?.trustAges() ?? new Map();
  }

  async close(): Promise<void> {
    await this.#opening.catch(() => undefined);
    await this.#service?.close();
  }

  /** One after the other, so that the last settings count. */
  #reopen(): Promise<void> {
    const opening = this.#opening.catch(() => undefined).then(() => this.#open());
    this.#opening = opening;
    return opening;
  }

  async #open(): Promise<void> {
    const [hooks, settings] = [this.#hooks, this.#settings];
    if (settings === undefined) return;
    const { RegistryImages } = await import('./images.ts');
    const options = await this.#options();
    if (hooks === undefined) return;
    this.#service ??= new RegistryImages(options, hooks);
    await this.#service.use(settings);
  }
}
