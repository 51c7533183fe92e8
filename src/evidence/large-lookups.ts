import { Slots } from '../registry/slots.ts';
import { RegistryError } from '../registry/source.ts';

const MIB = 1_024 * 1_024;
/** Bytes that a look-up may fetch without further ado. */
const FREE = 8 * MIB;
const AT_A_TIME = 2;

/** Lets few look-ups at a time fetch much, so that what all of them hold has a bound, and those that are small go on. */
export class LargeLookups {
  readonly #places = new Slots(AT_A_TIME);

  /** A look-up, until `end` is called. */
  begin(): { readonly has: (bytes: number, signal: AbortSignal) => Promise<void>; readonly end: () => void } {
    const over = Promise.withResolvers<void>();
    let entered: Promise<void> | undefined;
    return {
      has: async (bytes, signal) => {
        if (bytes <= FREE) return;
        entered ??= this.#enter(over.promise, signal);
        await entered;
      },
      end: over.resolve,
    };
  }

  #enter(over: Promise<void>, signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const stay = () => {
      resolve();
      return over;
    };
    this.#places.run(stay, '', signal).catch((cause: unknown) => {
      const message = `${AT_A_TIME} other images of which more than ${FREE / MIB} MiB are attested were looked up until it was too late`;
      reject(new RegistryError('deadline', message, { cause }));
    });
    return promise;
  }
}
