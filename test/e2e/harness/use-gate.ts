import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import type { Cluster } from './cluster.ts';
import { type Gate, type GateOptions, openGate } from './gate.ts';
import type { Namespace } from './namespace.ts';

/** What the tests of one `describe` share, and the namespace that each has for itself. */
export interface Surroundings {
  readonly gate: Gate;
  readonly namespace: Namespace;
}

/** One gate for all tests of the `describe` around, and a new namespace behind it for each. */
export function useGate(cluster: () => Cluster, options: GateOptions): Surroundings {
  let gate: Gate | undefined;
  let namespace: Namespace | undefined;

  beforeAll(async () => {
    gate = await openGate(cluster(), options);
  });
  beforeEach(async () => {
    namespace = await gate?.newNamespace();
  });
  afterAll(async () => {
    await gate?.[Symbol.asyncDispose]();
  });

  return {
    get gate() {
      return present(gate);
    },
    get namespace() {
      return present(namespace);
    },
  };
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('only for use inside a test');
  return value;
}
