import type { Value, Variable } from '../model/build.ts';

/** A variable from a place of the file on. */
export interface Version {
  readonly variable: Variable;
  /** Number of the instruction that sets it; a fraction counts the ARGs of one instruction. */
  readonly at: number;
}

/** Variables that the instructions of one stage set, as each place sees them; then those of what the stage is built on. */
export class Scope {
  readonly #parent: Scope | undefined;
  /** Each name with its history, in the order of the file. */
  readonly #versions = new Map<string, Version[]>();

  constructor(parent: Scope | undefined) {
    this.#parent = parent;
  }

  set(name: string, source: Variable['source'], value: Value | undefined, at: number): void {
    const version = { variable: { name, value, source }, at };
    const history = this.#versions.get(name);
    if (history === undefined) this.#versions.set(name, [version]);
    else history.push(version);
  }

  /** What was set last before a place; scopes beneath are seen as a whole. */
  find(name: string, before: number): Variable | undefined {
    const own = this.#versions.get(name);
    const version = own === undefined ? undefined : lastBefore(own, before);
    if (version !== undefined) return version.variable;
    for (let scope = this.#parent; scope !== undefined; scope = scope.#parent) {
      const last = scope.#versions.get(name)?.at(-1);
      if (last !== undefined) return last.variable;
    }
    return undefined;
  }

  /** Adds the names that are set before a place, until there are as many as a limit says. */
  addNames(names: Set<string>, before: number, limit: number): void {
    for (const [name, [first]] of this.#versions) {
      if (names.size >= limit || (first !== undefined && first.at >= before)) break;
      names.add(name);
    }
    for (let scope = this.#parent; scope !== undefined; scope = scope.#parent) {
      for (const name of scope.#versions.keys()) {
        if (names.size >= limit) return;
        names.add(name);
      }
    }
  }
}

function lastBefore(history: readonly Version[], before: number): Version | undefined {
  const last = history.at(-1);
  if (last === undefined || last.at < before) return last;
  let [low, high] = [0, history.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((history[middle]?.at ?? 0) < before) low = middle + 1;
    else high = middle;
  }
  return history[low - 1];
}
