import { isObject, type JsonObject } from '../../src/model/json.ts';
import type { RuleEntry } from '../rules/rule-fixture.ts';
import { goodPod } from '../support/pods.ts';
import type { Base } from './bases.ts';
import type { Mutation } from './mutation.ts';
import { judgedKinds, maySitAnywhere } from './oracle.ts';
import { Random } from './random.ts';
import { asDraft, Specimen } from './specimen.ts';
import { spell } from './spelling.ts';
import { type Around, type Asked, decideFile, decideReview, isDenied, isFoundBy, reviewOf } from './whole-path.ts';

/** Changes, each with the seed of its choices. */
export type Steps = readonly (readonly [Mutation, number])[];

/** What an attempt to get a violating object past the rule came to. */
export interface Outcome {
  /** How it got through; undefined: it did not. */
  readonly bypass: string | undefined;
  /** The rule itself kept it out, not its shape. */
  readonly isFoundByRule: boolean;
  /** The changes that kept the verdict, by name. */
  readonly changes: readonly string[];
}

const SHARE_OF_UPDATES = 0.4;
const SHARE_OF_FILES = 0.3;

/** Changes a violating object, sends it on a way that the seed chooses, and looks whether it is still denied. */
export async function attempt(base: Base, steps: Steps, seed: number): Promise<Outcome> {
  const { policySet, rule } = base.rule;
  const specimen = new Specimen(base.object, base.path, judgedKinds(base));
  const kept = steps.filter(([mutation, choices]) => {
    if (!mutation.keeps(base, specimen)) return false;
    mutation.apply(specimen, new Random(choices));
    return true;
  });
  const changes = kept.map(([{ name }]) => name);
  const random = new Random(seed);
  const asked = ask(base, specimen, random);
  const { images } = base.rule;
  const around: Around = {
    ...(rule.crossObject === true && { surroundings: base.rule.surroundingsOf(asked.object, base.written) }),
    ...(images && { images }),
  };
  const isCreated = asked.before === undefined && base.holds !== 'connection';
  const mayBeFile = isCreated && base.isWorseThanDefaults && !isMending(base.rule.entry);
  const way = mayBeFile && random.chance(SHARE_OF_FILES) ? 'file' : 'review';
  const verdict =
    way === 'file'
      ? await decideFile(asked, policySet, around)
      : await decideReview(spell(reviewOf(asked), random), policySet, around);
  const story = { rule: base.rule.entry, message: base.message, changes, way, ...asked, verdict };
  return {
    bypass: isDenied(verdict, rule.id) ? undefined : JSON.stringify(story, undefined, 1),
    isFoundByRule: isFoundBy(verdict, rule.id),
    changes,
  };
}

/** Files are judged as mutation would leave them. */
function isMending({ options }: RuleEntry): boolean {
  return isObject(options) && options.mutate === true;
}

function ask(base: Base, specimen: Specimen, random: Random): Asked {
  const { object, offender, place } = specimen;
  const { namespace, holds } = base;
  if (holds === 'connection') {
    const { metadata, ...options } = object;
    const { name = 'web' } = asDraft(metadata) ?? {};
    return { object: options, namespace, connectsTo: String(name), subResource: 'exec' };
  }
  const isEphemeral = offender !== undefined && place.kind === 'Pod' && specimen.kindOf(offender) === 'ephemeral';
  if (isEphemeral && random.chance(SHARE_OF_UPDATES)) {
    return { object, namespace, before: withoutOffender(specimen), subResource: 'ephemeralcontainers' };
  }
  // Rules that need other objects are left out of requests.
  const mayUpdate = base.rule.rule.crossObject !== true && random.chance(SHARE_OF_UPDATES);
  const before = mayUpdate ? earlierObject(base, specimen, random) : undefined;
  return before === undefined ? { object, namespace } : { object, namespace, before };
}

function withoutOffender({ object, pod, offender }: Specimen): JsonObject {
  const containers = pod.ephemeralContainers;
  const others = Array.isArray(containers) ? containers.filter((container) => container !== offender) : [];
  return { ...object, spec: { ...pod, ephemeralContainers: others } };
}

/** An object as it may have been before it came to violate the rule; undefined where we know of none. */
function earlierObject(base: Base, specimen: Specimen, random: Random): JsonObject | undefined {
  const mended = specimen.place.kind === base.object.kind ? random.pick(base.mended) : undefined;
  if (mended !== undefined) return mended;
  const pod = goodPod({ hostname: 'earlier' });
  if (!maySitAnywhere(base) || base.rule.judge(pod, base.written).problems.length > 0) return undefined;
  const earlier = specimen.copy();
  earlier.template.spec = pod.spec;
  return earlier.object;
}
