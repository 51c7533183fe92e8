import { WELL_FORMED } from '../../src/model/decision.ts';
import { isObject, type JsonObject } from '../../src/model/json.ts';
import type { FieldPath } from '../../src/model/path.ts';
import { valueAt } from '../../src/model/value-at.ts';
import { CONTAINER_LISTS } from '../../src/model/workload.ts';
import { namespaceOf, readWorkload } from '../rules/marked-yaml.ts';
import { isPrefix, removed, replaced } from '../support/json-paths.ts';
import { rightValues } from './junk.ts';
import { CONNECTION, type FieldType, typeAt } from './kubernetes-types.ts';
import { Recorder } from './recording.ts';
import type { RuleUnderTest } from './rule-under-test.ts';

/** A field of a manifest that a rule looks at. */
export interface Site {
  readonly rule: RuleUnderTest;
  readonly manifest: JsonObject;
  readonly path: FieldPath;
  readonly type: FieldType;
  /**
   * The fewest problems that any right value, or none, leads to, where the number depends on the field: a wrong type
   * must lead to more. Undefined where the rule does not decide by the field, or only hears of it from the reader.
   */
  readonly fewest: number | undefined;
}

/** Who an object is: the reader of workloads and the links between objects make of them what they make. */
const IDENTITIES = new Set<string | number | undefined>(['kind', 'apiVersion', 'name', 'namespace']);
/** Rules that ask for two fields to differ: whatever one of them is, it differs. */
const COMPARING = new Set(['distinct-probes']);
const FRAME = new Set<string>([...CONTAINER_LISTS, 'volumes']);
/** Manifests in which a field is tried: the first one, and others where the verdict depends on it. */
const MAX_SITES = 3;
/** Values of a field in the fixture that are taken for right ones. */
const MAX_OBSERVED = 10;

/** Every field that the rule looks at in the manifests of its fixture, found by watching it. */
export function sitesOf(rule: RuleUnderTest): readonly Site[] {
  const byPattern = Map.groupBy(
    rule.manifests.flatMap((manifest) => readsOf(rule, manifest)),
    ({ pattern }) => pattern,
  );
  return [...byPattern.values()].flatMap((reads) => {
    const observed = distinct(reads.map(({ manifest, path }) => valueAt(manifest, path)));
    const sites: Site[] = [];
    for (const read of reads) {
      const site = siteOf(rule, read, observed);
      if (site !== undefined && (sites.length === 0 || site.fewest !== undefined)) sites.push(site);
      if (sites.length >= MAX_SITES) break;
    }
    return sites;
  });
}

/** The first few values, each once. */
function distinct(values: readonly unknown[]): readonly unknown[] {
  const known = new Map(values.map((value) => [JSON.stringify(value), value]));
  return [...known.values()].slice(0, MAX_OBSERVED);
}

interface Read {
  readonly manifest: JsonObject;
  readonly path: FieldPath;
  /** The rule itself looks at the field; or else only the reader of workloads does, on its behalf. */
  readonly byRule: boolean;
  readonly pattern: string;
}

function readsOf(rule: RuleUnderTest, manifest: JsonObject): readonly Read[] {
  const recorder = new Recorder(manifest);
  if (!isObject(recorder.proxy)) return [];
  const workload = readWorkload(recorder.proxy);
  // The reader copies what is asked of a running pod, so that nobody sees who looks at it.
  if (workload.holds === 'connection') return [...CONNECTION.keys()].map((field) => read(manifest, [field], true));
  const byReader = recorder.during(() => {
    void [workload.volumes, workload.images.map(({ parsed }) => parsed)];
  });
  const byRule = recorder.during(() => rule.check(workload, rule.surroundingsOf(manifest, manifest)));
  const known = new Set(byReader.map((path) => JSON.stringify(path)));
  return [
    ...byReader.map((path) => read(manifest, path, false)),
    ...byRule.filter((path) => !known.has(JSON.stringify(path))).map((path) => read(manifest, path, true)),
  ];
}

function read(manifest: JsonObject, path: FieldPath, byRule: boolean): Read {
  const steps = path.map((step) => (typeof step === 'number' ? '*' : step));
  return { manifest, path, byRule, pattern: JSON.stringify([manifest.kind, byRule, ...steps]) };
}

function siteOf(rule: RuleUnderTest, { manifest, path, byRule }: Read, observed: readonly unknown[]): Site | undefined {
  if (isPrefix(path, ['kind']) || isPrefix(path, ['apiVersion'])) return undefined;
  const type = typeAt(String(manifest.kind), path);
  if (type === undefined || type === 'anything') return undefined;
  const isLink = rule.crossObject && path.includes('metadata');
  const isJudged = byRule && !isLink && !COMPARING.has(rule.id) && !isFrame(path, manifest);
  return {
    rule,
    manifest,
    path,
    type,
    fewest: isJudged ? fewestProblems(rule, manifest, path, type, observed) : undefined,
  };
}

/** The way to the containers and volumes themselves, along which rules are led by the reader of workloads. */
function isFrame(path: FieldPath, manifest: JsonObject): boolean {
  const { podPath } = readWorkload(manifest);
  if (isPrefix(path, podPath)) return true;
  const [list, index, ...rest] = path.slice(podPath.length);
  return isPrefix(podPath, path) && FRAME.has(String(list)) && (index === undefined || rest.length === 0);
}

function fewestProblems(
  rule: RuleUnderTest,
  manifest: JsonObject,
  path: FieldPath,
  type: FieldType,
  observed: readonly unknown[],
): number | undefined {
  const count = (object: unknown) => {
    const workload = readWorkload(object as JsonObject, namespaceOf(manifest));
    return rule.check(workload, rule.surroundingsOf(object as JsonObject, manifest)).length;
  };
  const without = count(removed(manifest, path));
  if (IDENTITIES.has(path.at(-1))) {
    const present = count(manifest);
    return without > present ? present : undefined;
  }
  const counts = rightValues(type, observed).map((value) => count(replaced(manifest, path, value)));
  const fewest = Math.min(without, ...counts);
  return Math.max(without, ...counts) > fewest ? fewest : undefined;
}

/** What a wrong value leads to, against what is asked for; undefined where all is in order. */
export function faultAt({ rule, manifest, path, fewest }: Site, value: unknown): string | undefined {
  const object = replaced(manifest, path, value) as JsonObject;
  const { problems, evaluation } = rule.judge(object, manifest);
  const { findings, failures } = evaluation;
  if (failures.length > 0) return `the rule throws: ${failures[0]?.cause}`;
  const isAtPlace = (place: FieldPath) => isPrefix(path, place);
  const isMore = fewest !== undefined && problems.length > fewest;
  const isFound = isMore || findings.some((finding) => finding.rule === WELL_FORMED || isAtPlace(finding.path));
  if (!isFound) return 'the whole path finds nothing';
  if (fewest === undefined || value === null || isMore || problems.some((problem) => isAtPlace(problem.path))) {
    return undefined;
  }
  return `the rule by itself finds ${problems.length} problems, as with the best of the right values`;
}
