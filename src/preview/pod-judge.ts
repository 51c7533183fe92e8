import { assess, type World } from '../assess.ts';
import type { Decision, Finding } from '../model/decision.ts';
import type { ImageAnswer, ImageOracle, ImageQuestion } from '../model/image-evidence.ts';
import type { JsonObject } from '../model/json.ts';
import type { PolicySet } from '../model/policy.ts';
import type { Subject } from '../model/subject.ts';
import { withDefaults } from '../parse/defaulting.ts';
import { parseWorkloads } from '../parse/workload.ts';
import type { ImageGuess } from './image-guess.ts';
import { IMAGE, PLATFORM } from './pod.ts';

const POD = { apiVersion: 'v1', kind: 'Pod' };
const DIGEST = `sha256:${'0'.repeat(64)}`;

const NOT_BUILT: ImageAnswer = {
  state: 'unavailable',
  cause: 'absent',
  reason: 'the image of this file is not built yet',
};

/** Has pods that nobody wrote judged by the policies of a cluster. */
export class PodJudge {
  readonly #policySet: PolicySet;
  readonly #world: Omit<World, 'images' | 'surroundings'>;

  constructor(policySet: PolicySet, world: Omit<World, 'images' | 'surroundings'>) {
    this.#policySet = policySet;
    this.#world = world;
  }

  /** @param guess what the config of the image says to rules that ask for it */
  judge(pod: JsonObject, guess: ImageGuess): Promise<Decision> {
    return assess([subjectOf(pod)], this.#policySet, { ...this.#world, images: this.#oracle(guess) });
  }

  #oracle({ config, ports, env }: ImageGuess): ImageOracle {
    const answer = ({ about, reference }: ImageQuestion): ImageAnswer => {
      if (about !== 'config' || reference.registry !== IMAGE.slice(0, IMAGE.indexOf('/'))) return NOT_BUILT;
      const value = {
        digest: DIGEST,
        platform: PLATFORM,
        user: config,
        env: env.map(({ name }) => name),
        exposedPorts: ports.map(({ port, protocol }) => `${port}/${protocol}`),
        labels: new Map<string, string>(),
        created: `${this.#world.today()}T00:00:00Z`,
      };
      return { state: 'known', value: [value] };
    };
    return { recall: answer, ask: async (question) => answer(question) };
  }
}

/** A pod as it would be created. */
export function subjectOf(pod: JsonObject): Subject {
  const [workload] = parseWorkloads(withDefaults(pod, POD), { ...POD, namespace: namespaceOf(pod) }) ?? [];
  if (workload === undefined) throw new TypeError('a Pod is a workload');
  return { operation: 'CREATE', workload };
}

function namespaceOf({ metadata }: JsonObject): string {
  return (metadata as { readonly namespace: string }).namespace;
}

/** Tells findings apart: which rule of which policy found something where. */
export function placeKey({ policy, rule, path }: Finding): string {
  return JSON.stringify([policy, rule, path]);
}

/** Tells rules apart. */
export function ruleKey({ policy, rule }: { readonly policy: string; readonly rule: string }): string {
  return JSON.stringify([policy, rule]);
}
