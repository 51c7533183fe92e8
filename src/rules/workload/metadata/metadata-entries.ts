import { isObject } from '../../../model/json.ts';
import type { FieldPath } from '../../../model/path.ts';
import type { Report } from '../../../model/problem.ts';
import type { Check, ReadPart } from '../../../model/rule.ts';
import { list, optional, record, required, type Schema, type TextCheck, text, word } from '../../../model/schema.ts';
import type { Workload } from '../../../model/workload.ts';
import { fieldOf, problemAt, show, showSome } from '../shared/fields.ts';
import { compileNameGlobs, NAME_GLOB } from '../shared/name-globs.ts';

/** The maps of ObjectMeta that hold what people write on objects. */
export type MetadataMap = 'labels' | 'annotations';
const NOUNS: Readonly<Record<MetadataMap, string>> = { labels: 'label', annotations: 'annotation' };

/** A key, and the globs of values that are meant: any value where there are none. */
export interface Entry {
  readonly key: string;
  readonly values?: readonly string[];
}

const WHERE = ['object', 'template', 'both'] as const;
export type Where = (typeof WHERE)[number];

/** Kubernetes: qualified name, `app.kubernetes.io/name`, `owner`. */
const KEY = /^(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?$/;
const checkKey: TextCheck = (key) => (KEY.test(key) ? undefined : 'must be one key, such as app.kubernetes.io/name');

/** The option that lists what is required. */
export function requiredEntries(description: string): Schema<readonly Entry[]> {
  const key = text('The key', { maxLength: 317, check: checkKey, examples: ['app.kubernetes.io/name'] });
  const values = list('Globs, one of which the value must match (default: any value but an empty one)', NAME_GLOB);
  return list(description, record('What is required', { key: required(key), values: optional(values) }));
}

/** The option that lists what is forbidden; keys are globs. */
export function forbiddenEntries(description: string): Schema<readonly Entry[]> {
  const values = list('Globs of the values that are forbidden (default: every value)', NAME_GLOB);
  return list(description, record('What is forbidden', { key: required(NAME_GLOB), values: optional(values) }));
}

/** The option that says whose metadata counts. */
export const ON = optional(
  word('Where it must be: on the object, on its pod template, or on both (default both)', WHERE),
);

/** What the checks of this file read. */
export function metadataReads(map: MetadataMap): readonly ReadPart[] {
  return [
    { from: 'object', path: ['metadata', map] },
    { from: 'object', path: ['spec', 'jobTemplate', 'metadata', map] },
    { from: 'template', path: ['metadata', map] },
  ];
}

/** Whose metadata: that of the object, of its pod template, or of the template of the Jobs that a CronJob makes. */
type Owner = 'object' | 'template' | 'jobTemplate';

function pathTo(map: MetadataMap, { templatePath }: Workload, owner: Owner): FieldPath {
  if (owner === 'object') return ['metadata', map];
  return owner === 'template' ? [...templatePath, 'metadata', map] : ['spec', 'jobTemplate', 'metadata', map];
}

function describeOwner({ kind }: Workload, owner: Owner): string {
  if (owner === 'object') return `the ${kind}`;
  return `the ${owner === 'template' ? 'pod' : 'job'} template of the ${kind}`;
}

function mapOf(holder: unknown, map: MetadataMap): unknown {
  return fieldOf(fieldOf(holder, 'metadata'), map);
}

/** Reports each entry that is missing, empty, or has none of the values that are meant. A Pod is its own template. */
export function requireEntries(map: MetadataMap, wanted: readonly Entry[], on: Where): Check {
  const demands = wanted.map(({ key, values }) => ({ key, values, matches: values && compileNameGlobs(values) }));
  const judge = (workload: Workload, owner: Owner, entries: unknown, report: Report) => {
    for (const { key, values, matches } of demands) {
      const value = entryOf(entries, key);
      if (typeof value === 'string' && value.trim() !== '' && (matches === undefined || matches(value))) continue;
      const flaw = describeFlaw(`the ${NOUNS[map]} ${show(key, 128)}`, value, values);
      const message = `${describeOwner(workload, owner)} ${flaw}`;
      report(problemAt(workload, [...pathTo(map, workload, owner), key], message));
    }
  };
  return (workload, report) => {
    const isPod = workload.templatePath.length === 0;
    if (isPod || on !== 'template') judge(workload, 'object', mapOf(workload.object, map), report);
    if (!isPod && on !== 'object') judge(workload, 'template', mapOf(workload.template, map), report);
  };
}

/** In maps of strings the API server reads null as ''. */
function entryOf(entries: unknown, key: string): unknown {
  if (!isObject(entries)) return fieldOf(entries, key);
  return Object.hasOwn(entries, key) ? (entries[key] ?? '') : undefined;
}

function describeFlaw(entry: string, value: unknown, values: readonly string[] | undefined): string {
  if (value === undefined) return `does not have ${entry}`;
  if (typeof value === 'string' && value.trim() === '') return `has ${entry} without a value`;
  if (typeof value !== 'string' || values === undefined) return `has ${entry} with ${show(value)}, which is no text`;
  return `has ${entry} with the value ${show(value)}, which matches none of ${showSome(values)}`;
}

interface Ban {
  readonly matchesKey: (key: string) => boolean;
  /** Absent: every value is forbidden. */
  readonly matchesValue: ((value: string) => boolean) | undefined;
}

/** Reports each entry that is forbidden, on the object, on its pod template and on the job template of a CronJob. */
export function forbidEntries(map: MetadataMap, forbidden: readonly Entry[]): Check {
  const isMentioned = compileNameGlobs(forbidden.map(({ key }) => key));
  const bans = forbidden.map(({ key, values }) => ({
    matchesKey: compileNameGlobs([key]),
    matchesValue: values && compileNameGlobs(values),
  }));
  const judge = (workload: Workload, owner: Owner, entries: unknown, report: Report) => {
    if (entries === undefined) return;
    if (!isObject(entries)) {
      const message = `${describeOwner(workload, owner)} has ${map} that cannot be read`;
      report(problemAt(workload, pathTo(map, workload, owner), message));
      return;
    }
    for (const key in entries) {
      const flaw = isMentioned(key) ? flawOf(bans, key, entries[key] ?? '') : undefined;
      if (flaw === undefined) continue;
      const message = `${describeOwner(workload, owner)} has the ${NOUNS[map]} ${show(key, 128)}, ${flaw}`;
      report(problemAt(workload, [...pathTo(map, workload, owner), key], message));
    }
  };
  return (workload, report) => {
    const { object, template, templatePath, kind } = workload;
    judge(workload, 'object', mapOf(object, map), report);
    if (templatePath.length > 0) judge(workload, 'template', mapOf(template, map), report);
    if (kind === 'CronJob') judge(workload, 'jobTemplate', mapOf(fieldOf(object.spec, 'jobTemplate'), map), report);
  };
}

/**
 * Why an entry is refused; undefined where it is not. What is no text may mean anything. The value is not shown: it may be
 * forbidden because it is a secret.
 */
function flawOf(bans: readonly Ban[], key: string, value: unknown): string | undefined {
  const matching = bans.filter(({ matchesKey }) => matchesKey(key));
  if (matching.some(({ matchesValue }) => matchesValue === undefined)) return 'which is forbidden';
  const isForbidden = typeof value !== 'string' || matching.some(({ matchesValue }) => matchesValue?.(value));
  return isForbidden ? 'whose value is forbidden' : undefined;
}
