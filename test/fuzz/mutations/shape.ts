import { isObject } from '../../../src/model/json.ts';
import { goodContainer } from '../../support/pods.ts';
import type { Mutation } from '../mutation.ts';
import { COMPARING, isItsOwnFault } from '../oracle.ts';
import type { Random } from '../random.ts';
import { type Draft, type Specimen, write } from '../specimen.ts';

/** Keys that users choose: a new one is no unknown field. */
const MAPS = new Set([
  'labels',
  'annotations',
  'nodeSelector',
  'matchLabels',
  'limits',
  'requests',
  'selector',
  'overhead',
  'volumeAttributes',
  'options',
]);
/** The order counts: words of a command, and what starts before what. */
const IN_ORDER = new Set(['command', 'args']);

/** Fields that no object of Kubernetes has, among them some that look like one. */
const UNKNOWN = [
  'exempt',
  'ignorePolicies',
  'SecurityContext',
  'security_context',
  'Containers',
  'privileged ',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'x'.repeat(500),
];

function unknownValue(random: Random): unknown {
  const good = goodContainer();
  return random.pick([
    null,
    true,
    'x',
    0,
    [],
    {},
    [good],
    good,
    { securityContext: good.securityContext, containers: [good], hostNetwork: false },
  ]);
}

/** The objects of fixed fields in a value, itself included. */
function structuresIn(value: unknown, found: Draft[] = []): Draft[] {
  if (Array.isArray(value)) for (const item of value) structuresIn(item, found);
  if (!isObject(value)) return found;
  found.push(value as Draft);
  for (const [key, field] of Object.entries(value)) if (!MAPS.has(key)) structuresIn(field, found);
  return found;
}

/** What the API server drops. */
export const addUnknownField: Mutation = {
  name: 'add a field that nobody knows',
  keeps: ({ rule }) => !COMPARING.has(rule.id),
  apply(specimen, random) {
    const holder = random.pick(structuresIn(specimen.object));
    const name = random.pick(UNKNOWN) ?? 'x';
    if (holder !== undefined && !Object.hasOwn(holder, name))
      write(holder, name, structuredClone(unknownValue(random)));
  },
};

export const shuffleFields: Mutation = {
  name: 'write fields in another order',
  keeps: () => true,
  apply(specimen, random) {
    for (const draft of structuresIn(specimen.object)) {
      const entries = random.shuffled(Object.entries(draft));
      for (const [key] of entries) delete draft[key];
      for (const [key, value] of entries) write(draft, key, value);
    }
  },
};

/** Which init container starts first counts for what a pod asks for as a whole. */
export const shuffleLists: Mutation = {
  name: 'write list items in another order',
  keeps: isItsOwnFault,
  apply: (specimen, random) => shuffleIn(specimen, random),
};

function shuffleIn(specimen: Specimen, random: Random): void {
  for (const draft of structuresIn(specimen.pod)) {
    for (const [key, value] of Object.entries(draft)) {
      if (Array.isArray(value) && !IN_ORDER.has(key)) write(draft, key, random.shuffled(value));
    }
  }
}
