import type { CompiledException } from '../model/exception.ts';
import type { FieldPath } from '../model/path.ts';
import type { CompiledPolicy } from '../model/policy.ts';
import { flag, type Infer, list, optional, type RecordFault, record, required, text, word } from '../model/schema.ts';
import type { SourceDocument } from '../model/source.ts';
import type { Workload } from '../model/workload.ts';
import { checkImagePattern, compileImagePattern } from '../parse/image-pattern.ts';
import { checkDate } from './date.ts';
import { API_VERSION, NAMESPACED_METADATA } from './document-head.ts';
import { compileLabelSelector, LABEL_SELECTOR } from './label-selector.ts';
import { compileNames, nameGlob } from './name-patterns.ts';
import { checkDnsLabel } from './names.ts';
import { oneLine } from './one-line.ts';

const MATCH = record('Which workloads are excepted; every condition given must be met', {
  namespaces: optional(list('Names of namespaces', nameGlob())),
  names: optional(list('Names of the workloads, and of pods that are made from them', nameGlob())),
  kinds: optional(list('Kinds of workload', text('A kind', { maxLength: 63 }))),
  labels: optional(LABEL_SELECTOR),
  images: optional(
    list(
      'Only problems of containers and volumes with these images; of the pod itself where all its images are among them',
      text('A pattern of images', { maxLength: 256, check: checkImagePattern }),
    ),
  ),
});

/** The schema of a `PolicyException` document. */
export const POLICY_EXCEPTION = record('A waiver with an owner and an end', {
  apiVersion: required(word('The version of this format', [API_VERSION])),
  kind: required(word('The kind of document', ['PolicyException'])),
  metadata: required(NAMESPACED_METADATA),
  spec: required(
    record('What is excepted from which rules', {
      policies: required(
        list(
          'The policies that it concerns',
          record('Rules of a policy', {
            name: required(text('Name of the policy', { maxLength: 63, check: checkDnsLabel })),
            rules: required(list('Ids of its rules', text('Id of a rule', { maxLength: 63, check: checkDnsLabel }))),
          }),
        ),
      ),
      match: optional(MATCH),
      reason: required(text('Why it is needed')),
      owner: required(text('Who answers for it', { maxLength: 253 })),
      expires: required(
        text('The last day on which it applies, in UTC: 2027-03-31', { maxLength: 10, check: checkDate }),
      ),
      ticket: optional(text('Where it was agreed on')),
    }),
  ),
});

export type ExceptionSource = Infer<typeof POLICY_EXCEPTION>;
type Match = Infer<typeof MATCH>;

/** What a policy says of exceptions from it. */
export const EXCEPTION_TERMS = record(
  'Who may be excepted from the policy, and how',
  {
    allowed: optional(word('None: nobody may; default: Any', ['Any', 'None'])),
    owners: optional(list('Who may own exceptions', nameGlob())),
    namespaces: optional(list('Exceptions must lie in one of these namespaces (metadata.namespace)', nameGlob())),
    requireTicket: optional(flag('Whether an exception must name a ticket; default: false')),
  },
  ({ allowed, ...terms }): RecordFault | undefined =>
    allowed === 'None' && Object.keys(terms).length > 0
      ? { field: 'allowed', message: 'None leaves nothing to say about exceptions' }
      : undefined,
);

export type ExceptionTerms = Infer<typeof EXCEPTION_TERMS>;

/** A policy as exceptions see it. */
export interface ExceptablePolicy {
  readonly policy: CompiledPolicy;
  readonly terms: ExceptionTerms;
}

/** Says what is wrong with an exception, at a place in it. */
type Complain = (path: FieldPath, message: string) => void;

/**
 * Compiles an exception. What it names must exist and agree to it: an exception that does not mean what its author
 * thought must not load.
 */
export function compileException(
  { metadata, spec }: ExceptionSource,
  document: SourceDocument,
  policies: ReadonlyMap<string, ExceptablePolicy>,
  complain: Complain,
): CompiledException {
  for (const [index, { name, rules }] of spec.policies.entries()) {
    const at: FieldPath = ['spec', 'policies', index];
    const exceptable = policies.get(name);
    if (exceptable === undefined) {
      complain([...at, 'name'], `there is no policy "${name}"`);
      continue;
    }
    checkTerms(exceptable.terms, { metadata, spec }, name, at, complain);
    const known = new Set(exceptable.policy.rules.map(({ id }) => id));
    for (const [position, rule] of rules.entries()) {
      if (!known.has(rule)) complain([...at, 'rules', position], `policy "${name}" has no rule "${rule}"`);
    }
  }
  if (metadata.namespace === undefined && Object.keys(spec.match ?? {}).length === 0) {
    complain(['spec'], 'would except everything: needs match or metadata.namespace');
  }
  const named = new Map(spec.policies.map(({ name, rules }) => [name, new Set(rules)]));
  return {
    name: metadata.name,
    source: { file: document.file, ...document.positionOf(['metadata', 'name']) },
    reason: oneLine(spec.reason),
    owner: spec.owner,
    ...(spec.ticket !== undefined && { ticket: spec.ticket }),
    expires: spec.expires,
    names: (policy, rule) => named.get(policy)?.has(rule) ?? false,
    matches: compileMatch(spec.match ?? {}, metadata.namespace),
    coversPlace: compileImages(spec.match?.images),
  };
}

function checkTerms(
  { allowed, owners, namespaces, requireTicket }: ExceptionTerms,
  { metadata, spec }: Pick<ExceptionSource, 'metadata' | 'spec'>,
  policy: string,
  at: FieldPath,
  complain: Complain,
): void {
  if (allowed === 'None') complain(at, `policy "${policy}" takes no exceptions`);
  if (owners !== undefined && !compileNames(owners)(spec.owner)) {
    complain(['spec', 'owner'], `policy "${policy}" takes exceptions of ${owners.join(', ')}, not of "${spec.owner}"`);
  }
  if (namespaces !== undefined && !(metadata.namespace !== undefined && compileNames(namespaces)(metadata.namespace))) {
    const where = namespaces.join(', ');
    complain(['metadata'], `policy "${policy}" takes only exceptions whose metadata.namespace is one of ${where}`);
  }
  if (requireTicket === true && spec.ticket === undefined) {
    complain(['spec'], `policy "${policy}" takes only exceptions that name a ticket`);
  }
}

function compileMatch(
  { namespaces, names, kinds, labels }: Match,
  ownNamespace: string | undefined,
): (workload: Workload) => boolean {
  const conditions: ((workload: Workload) => boolean)[] = [];
  if (ownNamespace !== undefined) conditions.push(({ namespace }) => namespace === ownNamespace);
  if (namespaces !== undefined) {
    const isNamed = compileNames(namespaces);
    conditions.push(({ namespace }) => isNamed(namespace));
  }
  if (names !== undefined) {
    const isNamed = compileNames(names);
    conditions.push(({ name }) => name !== '' && isNamed(name));
  }
  if (kinds !== undefined) {
    const known = new Set(kinds);
    conditions.push(({ kind }) => known.has(kind));
  }
  if (labels !== undefined) {
    const selects = compileLabelSelector(labels);
    conditions.push((workload) => workload.holds !== 'connection' && selects(workload.labels));
  }
  return (workload) => conditions.every((holds) => holds(workload));
}

function compileImages(patterns: readonly string[] | undefined): CompiledException['coversPlace'] {
  if (patterns === undefined) return () => true;
  const tests = patterns.map(compileImagePattern);
  return (workload, path) => {
    const images = imagesAt(workload, path);
    return (
      images.length > 0 && images.every(({ parsed }) => parsed.ok && tests.some((matches) => matches(parsed.reference)))
    );
  };
}

/** The images of the container or volume that a place lies in; otherwise all of them. */
function imagesAt({ containers, volumes, images }: Workload, path: FieldPath): Workload['images'] {
  const owner = [...containers, ...volumes].find((part) => isWithin(path, part.path))?.path;
  const own = images.filter((image) => isWithin(image.path, owner ?? path));
  return own.length > 0 ? own : images;
}

function isWithin(path: FieldPath, outer: FieldPath): boolean {
  return outer.length <= path.length && outer.every((step, index) => path[index] === step);
}
