import { checkDate } from '../model/date.ts';
import { WELL_FORMED } from '../model/decision.ts';
import type { CompiledException } from '../model/exception.ts';
import type { FieldPath } from '../model/path.ts';
import type { CompiledPolicy } from '../model/policy.ts';
import {
  flag,
  type Infer,
  list,
  optional,
  type RecordFault,
  record,
  required,
  type TextCheck,
  text,
  word,
} from '../model/schema.ts';
import type { SourceDocument } from '../model/source.ts';
import { suggest } from '../model/suggest.ts';
import { checkDnsLabel } from '../parse/kubernetes-names.ts';
import { API_VERSION, NAMESPACED_METADATA, namePlace } from './document-head.ts';
import { compileExceptionMatch, EXCEPTION_MATCH, isSelective } from './exception-match.ts';
import { compileNames, nameGlob } from './name-patterns.ts';
import { oneLine } from './one-line.ts';

/** Blanks, dashes and characters that nobody sees name nobody and give no reason. */
const checkReadable: TextCheck = (written) =>
  /[\p{L}\p{N}]/u.test(written) ? undefined : 'must say something: there is no letter and no digit in it';

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
      match: optional(EXCEPTION_MATCH),
      reason: required(text('Why it is needed', { check: checkReadable })),
      owner: required(text('Who answers for it', { maxLength: 253, check: checkReadable })),
      expires: required(
        text('The last day on which it applies, in UTC: 2027-03-31', { maxLength: 10, check: checkDate }),
      ),
      ticket: optional(text('Where it was agreed on', { check: checkReadable })),
    }),
  ),
});

export type ExceptionSource = Infer<typeof POLICY_EXCEPTION>;

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

/** What exceptions can name. */
export interface ExceptionContext {
  readonly document: SourceDocument;
  readonly policies: ReadonlyMap<string, ExceptablePolicy>;
  /** Names of kinds of workload, and of connections. */
  readonly kinds: readonly string[];
  /** Says what is wrong with an exception, at a place in it. */
  complain(path: FieldPath, message: string): void;
}

/**
 * Compiles an exception. What it names must exist and agree to it: an exception that does not mean what its author
 * thought must not load.
 */
export function compileException(source: ExceptionSource, context: ExceptionContext): CompiledException {
  const { metadata, spec } = source;
  const { document } = context;
  checkPolicies(source, context);
  checkMatch(source, context);
  const named = new Map(spec.policies.map(({ name, rules }) => [name, new Set(rules)]));
  return {
    name: metadata.name,
    source: namePlace(document),
    reason: oneLine(spec.reason),
    owner: spec.owner,
    ...(spec.ticket !== undefined && { ticket: spec.ticket }),
    expires: spec.expires,
    names: (policy, rule) => named.get(policy)?.has(rule) ?? false,
    coverageOf: compileExceptionMatch(spec.match ?? {}, metadata.namespace),
  };
}

function checkPolicies(source: ExceptionSource, { policies, complain }: ExceptionContext): void {
  const earlier = new Set<string>();
  for (const [index, { name, rules }] of source.spec.policies.entries()) {
    const at: FieldPath = ['spec', 'policies', index];
    const exceptable = policies.get(name);
    if (earlier.has(name)) complain([...at, 'name'], `"${name}" is named twice; list all of its rules at one place`);
    earlier.add(name);
    if (exceptable === undefined) {
      complain([...at, 'name'], `there is no policy "${name}"${suggest(name, policies.keys())}`);
      continue;
    }
    checkTerms(exceptable.terms, source, name, at, complain);
    const known = new Set(exceptable.policy.rules.map(({ id }) => id));
    for (const [position, rule] of rules.entries()) {
      if (known.has(rule)) continue;
      const message =
        rule === WELL_FORMED
          ? `nobody is excepted from ${WELL_FORMED}: what cannot be read cannot be judged`
          : `policy "${name}" has no rule "${rule}"${suggest(rule, known)}`;
      complain([...at, 'rules', position], message);
    }
  }
}

function checkTerms(
  { allowed, owners, namespaces, requireTicket }: ExceptionTerms,
  { metadata, spec }: ExceptionSource,
  policy: string,
  at: FieldPath,
  complain: ExceptionContext['complain'],
): void {
  if (allowed === 'None') complain(at, `policy "${policy}" takes no exceptions`);
  if (owners !== undefined && !compileNames(owners)(spec.owner)) {
    complain(['spec', 'owner'], `policy "${policy}" takes exceptions of ${owners.join(', ')}, not of "${spec.owner}"`);
  }
  if (namespaces !== undefined && !(metadata.namespace !== undefined && compileNames(namespaces)(metadata.namespace))) {
    const where = namespaces.join(', ');
    const message = `policy "${policy}" takes only exceptions that lie in one of these namespaces: ${where}`;
    complain(['metadata', 'namespace'], message);
  }
  if (requireTicket === true && spec.ticket === undefined) {
    complain(['spec'], `policy "${policy}" takes only exceptions that name a ticket`);
  }
}

function checkMatch({ metadata: { namespace }, spec: { match = {} } }: ExceptionSource, context: ExceptionContext) {
  const { kinds, complain } = context;
  if (namespace === undefined && !isSelective(match)) {
    const message =
      'would except nearly everything: it needs metadata.namespace, or in match namespaces, names, images or labels ' +
      'that not everybody has';
    complain(['spec', 'match'], message);
  }
  if (namespace !== undefined && match.namespaces !== undefined && !compileNames(match.namespaces)(namespace)) {
    const message = `the exception lies in "${namespace}", which is not among these, so that it would never apply`;
    complain(['spec', 'match', 'namespaces'], message);
  }
  for (const [index, kind] of (match.kinds ?? []).entries()) {
    if (kinds.includes(kind)) continue;
    complain(['spec', 'match', 'kinds', index], `"${kind}" is no kind that policies judge${suggest(kind, kinds)}`);
  }
}
