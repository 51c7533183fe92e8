import { Counter, Gauge, type Registry } from 'prom-client';
import {
  type ImageHooks,
  type ImageQuestion,
  type ImageService,
  LOOKUP_RESULTS,
  LOOKUP_SUBJECTS,
  type LookupResult,
  type Unavailable,
} from '../model/image-evidence.ts';

type Pending = Record<LookupResult, number>;

/**
 * What became of questions about images. Images and registries are no labels: whoever makes a pod chooses them. A
 * question only bumps a number; the counter is told when it is scraped.
 */
export class ImageMetrics {
  readonly #registry: Registry;
  readonly #pending: Readonly<Record<ImageQuestion['about'], Pending>> = {
    digest: nothing(),
    config: nothing(),
    signatures: nothing(),
    attestations: nothing(),
  };

  constructor(registry: Registry) {
    this.#registry = registry;
    const counter = new Counter({
      name: 'tidewaiter_image_lookups_total',
      help: 'Questions about images by what they came to.',
      labelNames: ['about', 'result'],
      registers: [registry],
      collect: () => {
        for (const about of LOOKUP_SUBJECTS) {
          const pending = this.#pending[about];
          for (const result of LOOKUP_RESULTS) counter.inc({ about, result }, pending[result]);
          Object.assign(pending, nothing());
        }
      },
    });
  }

  /** Starts to look up images, and counts. Without a way to look them up, nothing is known of any. */
  watch(
    start: ((hooks: ImageHooks) => ImageService) | undefined,
    hooks: Pick<ImageHooks, 'fault' | 'trustNotRefreshed'>,
  ): ImageService {
    if (start === undefined) return NOBODY;
    const observe: ImageHooks['observe'] = (about, result) => {
      this.#pending[about][result] += 1;
    };
    const service = start({ observe, ...hooks });
    const ages = new Gauge({
      name: 'tidewaiter_trust_root_age_seconds',
      help: 'Time since a trust root that is refreshed was last confirmed.',
      labelNames: ['root'],
      registers: [this.#registry],
      collect() {
        ages.reset();
        for (const [root, seconds] of service.trustAges()) ages.set({ root }, seconds);
      },
    });
    return service;
  }
}

function nothing(): Pending {
  return { cached: 0, found: 0, refused: 0, unavailable: 0, stale: 0 };
}

const UNASKED: Unavailable = {
  state: 'unavailable',
  cause: 'internal',
  reason: 'this webhook was started without a way to look up images',
};

/** Policies that ask are denied by: nothing is proved. */
const NOBODY: ImageService = {
  recall: () => UNASKED,
  ask: async () => UNASKED,
  trustAges: () => new Map(),
  close: async () => {},
};
