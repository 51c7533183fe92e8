import { isObject, type JsonObject } from '../../src/model/json.ts';
import type { PolicySet } from '../../src/model/policy.ts';
import type { Check, Surroundings } from '../../src/model/rule.ts';
import type { SourceDocument } from '../../src/model/source.ts';
import { MANIFEST_LIMITS, parseYaml } from '../../src/parse/yaml.ts';
import { loadPolicies } from '../../src/policy/load.ts';
import { WORKLOAD_RULES } from '../../src/rules/index.ts';
import { readProjectFile, surroundingsOf, workloadsAmong } from './marked-yaml.ts';
import { type StatedImages, statedImages } from './stated-images.ts';

/** How a policy switches a rule on: `rule`, and perhaps `action` and `options`. */
export type RuleEntry = JsonObject;

/** A rule as its fixture configures it, and the manifests that follow. */
export interface FixturePart {
  readonly entry: RuleEntry;
  /** All of the part. */
  readonly documents: readonly SourceDocument[];
  /** Those that hold a pod template. */
  readonly manifests: readonly SourceDocument[];
  /** The documents, for rules over several objects; for those that ask about images, what the fixture states. */
  readonly surroundings: Surroundings;
  /** The same as whoever is asked: only where the fixture states something. */
  readonly images?: StatedImages;
}

/** A rule entry as the only one of a policy file: what a user writes is what is tested. */
export function loadEntry(entry: RuleEntry): PolicySet {
  const policy = {
    apiVersion: 'tidewaiter.dev/v1alpha1',
    kind: 'AdmissionPolicy',
    metadata: { name: 'under-test' },
    spec: { rules: [entry] },
  };
  return loadPolicies([{ file: 'policy.yaml', text: JSON.stringify(policy) }], WORKLOAD_RULES);
}

/** The check of a rule entry. */
export function compileEntry(entry: RuleEntry): Check {
  const rule = loadEntry(entry).policies[0]?.rules[0];
  if (rule === undefined) throw new Error('the policy holds no rule');
  return rule.check;
}

/** The same entry with one more option. */
export function withOption(entry: RuleEntry, name: string, value: unknown): RuleEntry {
  return { ...entry, options: { ...(isObject(entry.options) ? entry.options : {}), [name]: value } };
}

/** Reads test/fixtures/rules/<id>.yaml: a document with `rule` configures the manifests after it. */
export function readFixture(id: string): { readonly text: string; readonly parts: readonly FixturePart[] } {
  const text = readProjectFile(`test/fixtures/rules/${id}.yaml`);
  const parts: { entry: RuleEntry; manifests: SourceDocument[] }[] = [];
  for (const document of parseYaml(`${id}.yaml`, text, MANIFEST_LIMITS)) {
    if (isObject(document.value) && document.value.rule !== undefined) {
      parts.push({ entry: document.value, manifests: [] });
    } else {
      parts.at(-1)?.manifests.push(document);
    }
  }
  const images = statedImages(text);
  return {
    text,
    parts: parts.map(({ entry, manifests }) => ({
      entry,
      documents: manifests,
      manifests: workloadsAmong(manifests),
      surroundings: surroundingsOf(manifests, text),
      ...(images && { images }),
    })),
  };
}
