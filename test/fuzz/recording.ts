import type { FieldPath } from '../../src/model/path.ts';

/** Notes which fields of a JSON value are looked at, those that are not there included. */
export class Recorder {
  readonly proxy: unknown;
  #isOn = false;
  #reads = new Map<string, FieldPath>();
  readonly #proxies = new WeakMap<object, unknown>();

  constructor(root: unknown) {
    this.proxy = this.#wrap(root, []);
  }

  /** What `act` looks at, in the order of first looks. */
  during(act: () => void): readonly FieldPath[] {
    this.#reads = new Map();
    this.#isOn = true;
    try {
      act();
    } finally {
      this.#isOn = false;
    }
    return [...this.#reads.values()];
  }

  #wrap(value: unknown, path: FieldPath): unknown {
    if (typeof value !== 'object' || value === null) return value;
    const known = this.#proxies.get(value);
    if (known !== undefined) return known;
    const proxy = new Proxy(value, {
      get: (target, key) => this.#wrap(Reflect.get(target, key), this.#note(target, path, key)),
      has: (target, key) => {
        this.#note(target, path, key);
        return Reflect.has(target, key);
      },
      getOwnPropertyDescriptor: (target, key) => {
        const place = this.#note(target, path, key);
        const descriptor = Reflect.getOwnPropertyDescriptor(target, key);
        if (descriptor !== undefined && !(Array.isArray(target) && key === 'length')) {
          descriptor.value = this.#wrap(descriptor.value, place);
        }
        return descriptor;
      },
    });
    this.#proxies.set(value, proxy);
    return proxy;
  }

  /** The place of a field. Of a list, only its elements are fields. */
  #note(target: object, path: FieldPath, key: string | symbol): FieldPath {
    if (typeof key === 'symbol') return path;
    const isList = Array.isArray(target);
    if (isList && !Object.hasOwn(target, key)) return path;
    if (isList && key === 'length') return path;
    const place = [...path, isList ? Number(key) : key];
    if (this.#isOn) this.#reads.set(JSON.stringify(place), place);
    return place;
  }
}
