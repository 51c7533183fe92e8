import { pairsOf } from '../claims/vex/statements.ts';
import type { Reading } from '../model/attestation-verdict.ts';

/** Offences that all readings of one look-up list together. */
const MAX_LISTED = 20_000;
/** Of each object that is looked at, and of each reading, there is room for so many at least. */
const LEAST_OF_OBJECT = 500;
const LEAST_OF_READING = 5;
/** Pairs of a vulnerability and a product that all readings of one look-up hold together. */
const MAX_PAIRS = 25_000;
const LEAST_PAIRS = 1_000;

/**
 * What the readings of one object may say together. Each has a bound of its own, and an image may have a hundred: what
 * is said of them goes to the thread that all reviews share.
 */
export class ReadingBudget {
  #offences: number;
  #pairs: number;

  /** @param objects among which the look-up shares what there is */
  constructor(objects = 1) {
    this.#offences = Math.max(LEAST_OF_OBJECT, Math.floor(MAX_LISTED / objects));
    this.#pairs = Math.max(LEAST_PAIRS, Math.floor(MAX_PAIRS / objects));
  }

  /** The reading as far as there is room for it. What is not listed counts all the same; a document of VEX that is cut says nothing. */
  fit(reading: Reading): Reading {
    return this.#fitOffences(this.#fitStatements(reading));
  }

  #fitOffences(reading: Reading): Reading {
    const { offences, unlisted, unlistedWarnings } = reading;
    const room = Math.max(LEAST_OF_READING, this.#offences);
    this.#offences -= Math.min(room, offences.length);
    if (offences.length <= room) return reading;
    const rest = offences.slice(room);
    const warnings = rest.filter(({ atMost }) => atMost !== undefined).length;
    return {
      ...reading,
      offences: offences.slice(0, room),
      unlisted: unlisted + rest.length - warnings,
      unlistedWarnings: unlistedWarnings + warnings,
    };
  }

  #fitStatements(reading: Reading): Reading {
    const { statements, ...rest } = reading;
    if (statements === undefined) return reading;
    const pairs = statements.reduce((sum, statement) => sum + pairsOf(statement), 0);
    if (pairs <= this.#pairs) {
      this.#pairs -= pairs;
      return reading;
    }
    const message = 'the documents about vulnerabilities of the image say too much together for all of them to be read';
    return { ...rest, offences: [...rest.offences, { term: 'vex', message }] };
  }
}
