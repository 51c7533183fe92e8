import { createHash } from 'node:crypto';
import type { NamedTrustRoot } from './verification.ts';

/** The trust roots that count now, by name. */
export class TrustStore {
  #roots: ReadonlyMap<string, string>;
  #version: string;

  /** `roots`: TrustedRoot messages in JSON, by name. */
  constructor(roots: ReadonlyMap<string, string>) {
    this.#roots = roots;
    this.#version = versionOf(roots);
  }

  /** Changes with the content of any root: what was proved under another version is asked for again. */
  get version(): string {
    return this.#version;
  }

  /** Takes the place of all roots. */
  replace(roots: ReadonlyMap<string, string>): void {
    this.#roots = roots;
    this.#version = versionOf(roots);
  }

  /** @throws Error where there is no root of such a name: the policies were loaded without it */
  roots(names: ReadonlySet<string>): readonly NamedTrustRoot[] {
    return [...names].toSorted().map((name) => {
      const json = this.#roots.get(name);
      if (json === undefined) throw new Error(`there is no trust root "${name}"`);
      return { name, json };
    });
  }
}

function versionOf(roots: ReadonlyMap<string, string>): string {
  const sorted = [...roots].toSorted(([one], [other]) => (one < other ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 16);
}
