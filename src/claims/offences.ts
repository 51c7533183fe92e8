import { MAX_OFFENCES, type Offence, type Reading } from '../model/attestation-verdict.ts';
import type { JudgeOptions } from './claim.ts';

/** Collects offences; lists the first ones, those that deny before those that warn, and counts the rest. */
export class Offences {
  readonly #most: number;
  readonly #denying: Offence[] = [];
  readonly #warning: Offence[] = [];
  #denials = 0;
  #warnings = 0;

  constructor({ maxOffences = MAX_OFFENCES }: JudgeOptions = {}) {
    this.#most = maxOffences;
  }

  add(offence: Offence): void {
    const warns = offence.atMost !== undefined;
    if (warns) this.#warnings += 1;
    else this.#denials += 1;
    const list = warns ? this.#warning : this.#denying;
    if (list.length < this.#most) list.push(offence);
  }

  listed(): Pick<Reading, 'offences' | 'unlisted' | 'unlistedWarnings'> {
    const room = this.#most - this.#denying.length;
    const warning = this.#warning.slice(0, room);
    return {
      offences: [...this.#denying, ...warning],
      unlisted: this.#denials - this.#denying.length,
      unlistedWarnings: this.#warnings - warning.length,
    };
  }
}
