import { type Circumstances, type Evaluation, evaluate } from '../../src/evaluate/evaluate.ts';
import { isObject, type JsonObject } from '../../src/model/json.ts';
import type { FieldPath } from '../../src/model/path.ts';
import type { PolicySet } from '../../src/model/policy.ts';
import type { Problem } from '../../src/model/problem.ts';
import { NO_SURROUNDINGS, type Surroundings } from '../../src/model/rule.ts';
import type { SourceDocument } from '../../src/model/source.ts';
import type { Workload } from '../../src/model/workload.ts';
import { ObjectSet } from '../../src/parse/object-set.ts';
import { namespaceOf, readWorkload } from '../rules/marked-yaml.ts';
import { type FixturePart, loadEntry, type RuleEntry, readFixture } from '../rules/rule-fixture.ts';
import type { StatedImages } from '../rules/stated-images.ts';
import { Recorder } from './recording.ts';

/** A rule as one part of its fixture configures it, with the manifests of that part. */
export class RuleUnderTest {
  readonly id: string;
  readonly entry: RuleEntry;
  readonly policySet: PolicySet;
  readonly crossObject: boolean;
  /** Plain copies, which may be written to. */
  readonly manifests: readonly JsonObject[];
  /** What the fixture states of images, for a rule that asks. */
  readonly images: StatedImages | undefined;
  readonly #documents: readonly JsonObject[];
  readonly #seen: ReadonlySet<string>;

  constructor(id: string, { entry, documents, manifests, images }: FixturePart) {
    this.id = id;
    this.images = images;
    this.entry = entry;
    this.policySet = changingControllers(loadEntry(entry));
    this.crossObject = this.rule.crossObject !== false;
    const copies = new Map(documents.map((document) => [document, plainCopy(document)]));
    this.#documents = [...copies.values()].filter(isObject);
    this.manifests = manifests.map((document) => copies.get(document)).filter(isObject);
    const reads = this.manifests.flatMap((manifest) => this.readsIn(manifest, manifest));
    this.#seen = new Set(reads.map((path) => JSON.stringify(path)));
  }

  get policy() {
    const [policy] = this.policySet.policies;
    if (policy === undefined) throw new Error('there is no policy');
    return policy;
  }

  get rule() {
    const [rule] = this.policy.rules;
    if (rule === undefined) throw new Error('the policy holds no rule');
    return rule;
  }

  /** What stands around an object that takes the place of a manifest. */
  surroundingsOf(object: JsonObject, manifest: JsonObject): Surroundings {
    if (!this.crossObject) return this.images ? { ...NO_SURROUNDINGS, images: this.images } : NO_SURROUNDINGS;
    const objects = new ObjectSet('default');
    for (const document of this.#documents) {
      const member = document === manifest ? object : document;
      objects.add(member, { apiVersion: String(member.apiVersion), kind: String(member.kind) });
    }
    return objects;
  }

  /** The same, as an evaluation takes it. */
  circumstancesOf(surroundings: Surroundings): Circumstances {
    return { ...(this.crossObject && { surroundings }), ...(this.images && { images: this.images }) };
  }

  /** The rule by itself, whatever the shape of the object. */
  check(workload: Workload, surroundings: Surroundings): readonly Problem[] {
    const problems: Problem[] = [];
    this.rule.check(workload, (problem) => problems.push(problem), surroundings);
    return problems;
  }

  /** What the rule looks at in an object that takes the place of a manifest, what is not there included. */
  readsIn(object: JsonObject, manifest: JsonObject): readonly FieldPath[] {
    const recorder = new Recorder(object);
    if (!isObject(recorder.proxy)) return [];
    const workload = readWorkload(recorder.proxy, namespaceOf(manifest));
    return recorder.during(() => this.check(workload, this.surroundingsOf(object, manifest)));
  }

  /** Whether the rule looks at a field of the object in any of the manifests. */
  looksAt(field: FieldPath): boolean {
    return this.#seen.has(JSON.stringify(field));
  }

  /** An object in the place of a manifest: by the rule alone, and by the whole path, well-formedness first. */
  judge(object: JsonObject, manifest: JsonObject): { problems: readonly Problem[]; evaluation: Evaluation } {
    const workload = readWorkload(object, namespaceOf(manifest));
    const surroundings = this.surroundingsOf(object, manifest);
    const circumstances = this.circumstancesOf(surroundings);
    return {
      problems: this.check(workload, surroundings),
      evaluation: evaluate({ operation: 'CREATE', workload }, [this.policy], circumstances),
    };
  }
}

/** A rule with each option set of its fixture. */
export function rulesUnderTest(id: string): readonly RuleUnderTest[] {
  return readFixture(id).parts.map((part) => new RuleUnderTest(id, part));
}

function plainCopy({ value }: SourceDocument): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** Where controllers are left alone, what a rule will write into their pods only warns: that is no bypass. */
function changingControllers({ policies, ...others }: PolicySet): PolicySet {
  const mutation = { controllers: true, ephemeralContainers: false };
  return { ...others, policies: policies.map((policy) => ({ ...policy, mutation })) };
}
