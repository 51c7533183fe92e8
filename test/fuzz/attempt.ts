import { isObject, type JsonObject } from '../../src/model/json.ts';
import { goodPod } from '../support/pods.ts';
import type { Base } from './bases.ts';
import type { Mutation } from './mutation.ts';
import { maySitAnywhere } from './oracle.ts';
import { Random } from './random.ts';
import { asDraft, Specimen } from './specimen.ts';
import { spell } from './spelling.ts';
import { type Asked, decideFile, decideReview, isDenied, isFoundBy, reviewOf } from './whole-path.ts';

/** Changes, each with the seed of its choices. */
export type Steps = readonly (readonly [Mutation, number])[];

/** What an attempt to get a violating object past the rule came to. */
export interface Outcome {
  /** How it got through; undefined: it did not. */
  readonly bypass: string | undefined;
  readonly isFoundByRule: boolean;
}

/** Changes a violating object, sends it on a way that the seed chooses, and looks whether it is still denied. */
export async function attempt(base: Base, steps: Steps, seed: number): Promise<Outcome> {
  const { rule, namespace, written } = base;
  const specimen = new Specimen(base.object, base.path);
  const done: string[] = [];
  for (const [mutation, choices] of steps) {
    if (!mutation.keeps(base, specimen)) continue;
    mutation.apply(specimen, new Random(choices), base);
    done.push(mutation.name);
  }
  const random = new Random(seed);
  const asked = ask(base, specimen, random);
  const object = asked.object;
  const surroundings = rule.rule.crossObject === true ? rule.surroundingsOf(object, written) : undefined;
  const isFile =
    asked.before === undefined && asked.connectsTo === undefined && base.isWorseThanDefaults && random.chance(0.3);
  const verdict = isFile
    ? await decideFile(asked, rule.policySet, surroundings)
    : await decideReview(spell(reviewOf(asked), random), rule.policySet, surroundings);
  const isFoundByRule = isFoundBy(verdict, rule.id);
  if (process.env.DBG && !isFoundByRule && verdict.kind === 'decided')
    console.log(
      'WF',
      rule.id,
      done,
      verdict.decision.findings.map((f) => f.message + ' ' + f.path.join('.')).slice(0, 2),
    );
  if (isDenied(verdict, rule.id)) return { bypass: undefined, isFoundByRule };
  const way = isFile ? 'file' : 'review';
  const what = { rule: rule.entry, message: base.message, done, way, ...asked, verdict };
  return { bypass: JSON.stringify(what, undefined, 1), isFoundByRule };
}

function ask(base: Base, specimen: Specimen, random: Random): Asked {
  const { object, offender } = specimen;
  const { namespace, holds } = base;
  if (holds === 'connection') {
    const { metadata, ...options } = object;
    const { name = 'web' } = asDraft(metadata) ?? {};
    return { object: options, namespace, connectsTo: String(name), subResource: 'exec' };
  }
  if (
    offender !== undefined &&
    specimen.place.kind === 'Pod' &&
    specimen.kindOf(offender) === 'ephemeral' &&
    random.chance(0.5)
  ) {
    return { object, namespace, before: withoutOffender(specimen), subResource: 'ephemeralcontainers' };
  }
  const before =
    base.rule.rule.crossObject !== true && random.chance(0.4) ? earlierObject(base, specimen, random) : undefined;
  return before === undefined ? { object, namespace } : { object, namespace, before };
}

function withoutOffender({ object, pod, offender }: Specimen): JsonObject {
  const containers = pod.ephemeralContainers;
  const others = Array.isArray(containers) ? containers.filter((container) => container !== offender) : [];
  return { ...object, spec: { ...pod, ephemeralContainers: others } };
}

/** An object as it may have been before it came to violate the rule; undefined where we know of none. */
function earlierObject(base: Base, specimen: Specimen, random: Random): JsonObject | undefined {
  if (specimen.place.kind === base.object.kind) {
    const mended = random.pick(base.mended);
    if (mended !== undefined) return mended;
  }
  const { reads } = base.rule.rule;
  if (!reads.every((part) => part === 'pod' || part === 'images') || !maySitAnywhere(base)) return undefined;
  const { spec } = goodPod({ terminationGracePeriodSeconds: 7, hostname: 'earlier' });
  const { template } = specimen;
  const earlier = structuredClone(specimen.object);
  const place = new Specimen(earlier, []);
  place.place = specimen.place;
  if (!isObject(template)) return undefined;
  place.template.spec = spec;
  return place.object;
}
