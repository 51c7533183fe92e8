import type {
  ImageAnswer,
  ImageHooks,
  ImageKnowledge,
  ImageOracle,
  ImageQuestion,
  Puller,
} from '../model/image-evidence.ts';
import { questionKey } from '../model/image-evidence.ts';
import type { SecretName } from '../model/image-policy.ts';
import { formatImageReference } from '../parse/image-reference.ts';
import { RegistryError } from '../registry/source.ts';
import { goodUntil, isProved, resultOf, secretsFor, weigh } from './answers.ts';
import { type AttestationTools, findAttested } from './attested.ts';
import { ATTESTATION_LOOKUP, BoundedSource, SIGNATURE_LOOKUP } from './bounded-source.ts';
import { ExpiringCache } from './cache.ts';
import { CachedManifests } from './cached-manifests.ts';
import type { Connection } from './connection.ts';
import { Flights } from './flights.ts';
import { imageConfigs } from './image-config.ts';
import { JudgedAttestations } from './judged-attestations.ts';
import { LargeLookups } from './large-lookups.ts';
import { VerificationFailure } from './pool.ts';
import { resolve } from './resolve.ts';
import { findSignatures } from './signatures.ts';
import { OUTAGES, unavailable } from './unavailable.ts';
import { type VerifierOptions, verifierOf } from './verifier.ts';

export interface OracleOptions extends VerifierOptions {
  /** `secrets` are those of the policy. */
  readonly connect: (puller: Puller, secrets: readonly SecretName[]) => Connection;
  readonly hooks: Pick<ImageHooks, 'observe' | 'fault'>;
  readonly times?: Partial<typeof TIMES>;
}

/** Milliseconds. */
const TIMES = {
  /** What was proved of a digest stays proved. */
  proved: 15 * 60_000,
  /** What a tag stands for, and that an image is not signed: a signature often follows by seconds. */
  recent: 15_000,
  /** After that it may still count while a registry is down. */
  stale: 24 * 3_600_000,
  /** That a registry could not be asked. */
  outage: 3_000,
  /** One look-up, however many wait for it. */
  flight: 12_000,
};

/** Characters of all answers that are remembered: some 5,000 images, each signed once. */
const MAX_REMEMBERED = 4 * 1_024 * 1_024;
/** With 8 MiB for each look-up, 256 MiB at the very most. */
const MAX_FLIGHTS = { concurrent: 32, perLane: 8, waiting: 1_000 };
/** With 8 MiB for each look-up and 64 MiB for two that are large, 160 MiB at the very most. */
const MAX_ATTESTATION_FLIGHTS = { concurrent: 6, perLane: 3, waiting: 1_000 };

/**
 * Finds out about images. What was proved of a digest is remembered under the digest, the requirement and the trust
 * roots; everything else for seconds and only for who asked with the same credentials, so that nobody is denied because
 * somebody else may not pull. Askers of the same share one look-up.
 */
export class RegistryOracle implements ImageOracle {
  readonly #options: OracleOptions;
  readonly #times: typeof TIMES;
  readonly #proved: ExpiringCache<ImageAnswer>;
  readonly #recent: ExpiringCache<ImageAnswer>;
  readonly #manifests: CachedManifests;
  readonly #judged: JudgedAttestations;
  readonly #flights = new Flights(MAX_FLIGHTS);
  readonly #attestationFlights = new Flights(MAX_ATTESTATION_FLIGHTS);
  readonly #largeLookups = new LargeLookups();
  readonly #recalled = new WeakMap<ImageQuestion, Recalled>();

  constructor(options: OracleOptions) {
    this.#options = options;
    this.#times = { ...TIMES, ...options.times };
    this.#proved = new ExpiringCache(MAX_REMEMBERED, options.now, weigh);
    this.#recent = new ExpiringCache(MAX_REMEMBERED, options.now, weigh);
    this.#manifests = new CachedManifests();
    this.#judged = new JudgedAttestations(options.now);
  }

  recall(question: ImageQuestion): ImageAnswer | undefined {
    if (question.reference.digest === undefined) return undefined;
    const { now, trust, hooks } = this.#options;
    const recalled = this.#recalled.get(question);
    if (recalled !== undefined && recalled.expires > now() && recalled.trust === trust.version) {
      hooks.observe(question.about, 'cached');
      return recalled.answer;
    }
    const answer = this.#proved.get(this.#provedKey(question));
    if (answer !== undefined) {
      // Only so long that what is asked for all the time is not the first that the cache forgets.
      const expires = Math.min(now() + this.#times.recent, goodUntil(answer));
      this.#recalled.set(question, { answer, expires, trust: trust.version });
      hooks.observe(question.about, 'cached');
    }
    return answer;
  }

  async ask(question: ImageQuestion, puller: Puller, signal: AbortSignal): Promise<ImageAnswer> {
    const { hooks, connect } = this.#options;
    let known: ImageAnswer | undefined;
    let answer: ImageAnswer;
    try {
      const connection = connect(puller, secretsFor(question));
      const key = `${connection.id} ${this.#options.trust.version} ${questionKey(question)}`;
      known = this.#recent.get(key);
      const lane = puller.namespace;
      const flights = question.about === 'attestations' ? this.#attestationFlights : this.#flights;
      const flight = known ?? flights.join(key, lane, () => this.#lookUp(question, key, connection, lane));
      answer = await beforeDeadline(flight, question, signal);
    } catch (error) {
      answer = this.#failed(error);
    }
    const usable = this.#orStale(question, answer);
    hooks.observe(question.about, usable === known ? 'cached' : resultOf(usable));
    return usable;
  }

  /** Never rejects. */
  async #lookUp(question: ImageQuestion, key: string, connection: Connection, lane: string): Promise<ImageAnswer> {
    const most = question.about === 'attestations' ? ATTESTATION_LOOKUP : SIGNATURE_LOOKUP;
    const lookup = this.#largeLookups.begin();
    const bounded = new BoundedSource(connection.source, most, lookup.has);
    const source = this.#manifests.over({ ...connection, source: bounded });
    const { trust, now } = this.#options;
    const tools = {
      source,
      verify: verifierOf(this.#options, lane),
      judged: this.#judged.with(trust.version),
      now,
    };
    const signal = AbortSignal.timeout(this.#times.flight);
    // What is proved with the trust roots of now says nothing of those that may have come when it is done.
    const provedKey = this.#provedKey(question);
    try {
      const value = await this.#find(question, tools, signal);
      const answer: ImageAnswer = { state: 'known', value };
      if (question.reference.digest !== undefined && isProved(question, value)) {
        this.#proved.set(provedKey, answer, Math.min(this.#times.proved, goodUntil(answer) - now()));
      } else {
        this.#recent.set(key, answer, Math.min(this.#times.recent, goodUntil(answer) - now()));
      }
      return answer;
    } catch (error) {
      const answer = this.#failed(error);
      this.#recent.set(key, answer, this.#times.outage);
      return answer;
    } finally {
      lookup.end();
    }
  }

  async #find(
    question: ImageQuestion,
    tools: AttestationTools,
    signal: AbortSignal,
  ): Promise<ImageKnowledge[keyof ImageKnowledge]> {
    const { reference } = question;
    const { source } = tools;
    if (question.about === 'digest') return (await resolve(source, reference, signal)).image;
    if (question.about === 'config') {
      return imageConfigs(source, reference, await resolve(source, reference, signal), signal);
    }
    if (question.about === 'attestations') return findAttested(reference, question.requirement, tools, signal);
    return findSignatures(reference, question.requirement, tools, signal);
  }

  /**
   * While a registry cannot be asked, what was proved a short while ago may count on, where the policy says so; not where
   * it limits the age of signatures.
   */
  #orStale(question: ImageQuestion, answer: ImageAnswer): ImageAnswer {
    if (answer.state === 'known' || !('requirement' in question) || !OUTAGES.has(answer.cause)) return answer;
    const { authorities, degrade } = question.requirement;
    if (degrade === 'deny' || question.reference.digest === undefined) return answer;
    if (authorities.some((authority) => authority.kind !== 'static' && authority.maxAge !== undefined)) return answer;
    const before = this.#proved.getStale(this.#provedKey(question), this.#times.stale);
    if (before?.state !== 'known' || goodUntil(before) <= this.#options.now()) return answer;
    return { ...before, stale: true };
  }

  #provedKey(question: ImageQuestion): string {
    return `${this.#options.trust.version} ${questionKey(question)}`;
  }

  #failed(error: unknown): ImageAnswer {
    const answer = unavailable(error);
    // A thread that died is for the log also where the image brought it about.
    if (answer.cause === 'internal' || error instanceof VerificationFailure) this.#options.hooks.fault(error);
    return answer;
  }
}

interface Recalled {
  readonly answer: ImageAnswer;
  readonly expires: number;
  readonly trust: string;
}

async function beforeDeadline(
  flight: ImageAnswer | Promise<ImageAnswer>,
  { reference }: ImageQuestion,
  signal: AbortSignal,
): Promise<ImageAnswer> {
  if (!(flight instanceof Promise)) return flight;
  const aborted = Promise.withResolvers<never>();
  const image = formatImageReference(reference);
  const abort = () => aborted.reject(new RegistryError('deadline', `${image} was not looked up before the deadline`));
  signal.addEventListener('abort', abort, { once: true });
  try {
    if (signal.aborted) abort();
    return await Promise.race([flight, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
