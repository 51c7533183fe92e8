import { type LicenseEntry, readLicenseEntry } from './license-entry.ts';
import { formatTerm, type LicenseExpression, type LicenseTerm } from './license-expression.ts';
import { licenseIds, versionsFrom } from './license-ids.ts';

/** What a list of licences makes of an expression. */
export interface LicenseJudgement {
  readonly verdict: 'ok' | 'refused' | 'unknown';
  /** Of what is refused, the entry that denies it, or the licence that no entry allows; of what is unknown, the part. */
  readonly by?: string;
  /** Of what is refused: by which list. */
  readonly list?: 'denied' | 'allowed';
}

export interface LicenseRule {
  judge(expression: LicenseExpression): LicenseJudgement;
}

const OK: LicenseJudgement = { verdict: 'ok' };
/** Of steps that are no expression, which nothing that was parsed has. */
const UNKNOWN: LicenseJudgement = { verdict: 'unknown' };

/** What a list makes of one licence. */
type JudgeTerm = (term: LicenseTerm) => LicenseJudgement;
/** The entry that denies or allows a licence. */
type Lookup = (term: LicenseTerm) => string | undefined;
type LicenseGlob = Extract<LicenseEntry, { readonly kind: 'glob' }>;

/**
 * Refuses what is denied, and where there is a list of what is allowed, everything that is not on it. OR offers a choice:
 * it is refused where each branch is. AND is refused where any part is. Both lists are held against each licence by
 * itself: of `A OR B`, where A is denied and B is not allowed, neither will do.
 * @throws Error where `checkLicenseEntry` has something to say of an entry
 */
export function compileLicenses(denied: readonly string[], allowed?: readonly string[]): LicenseRule {
  const deny = denying(denied);
  const allow = allowed && allowing(allowed);
  return ruleOf((term) => {
    const [denial, allowance] = [deny(term), allow?.(term)];
    // A name of a document's own that an entry allows is known to its author.
    const isNamed = denial.verdict === 'unknown' && allowance?.verdict === 'ok';
    return isNamed ? OK : all([denial, ...(allowance === undefined ? [] : [allowance])]);
  });
}

/**
 * An entry without WITH denies the licence with every exception as well. `X-or-later`, or `X+`, in an expression offers
 * all versions from X on that SPDX knows; as an entry it denies all of them. What `LicenseRef-NAME` means is not known, but
 * where an entry denies it.
 */
function denying(entries: readonly string[]): JudgeTerm {
  const find = deniedBy(entries.map(readEntry));
  return (term) => {
    if (term.unknown === 'license') return { verdict: 'unknown', by: formatTerm(term) };
    const by = find(term) ?? (isChoice(term) ? everyVersion(term, find) : undefined);
    if (by !== undefined) return { verdict: 'refused', by, list: 'denied' };
    // What a document calls by a name of its own may be anything.
    const isKnown = term.unknown === undefined && !isReference(term.id);
    return isKnown ? OK : { verdict: 'unknown', by: formatTerm(term) };
  };
}

/** Allows what entries name, and nothing else: no other version, no exception and no reference that is not named. */
function allowing(entries: readonly string[]): JudgeTerm {
  const find = allowedBy(entries.map(readEntry));
  return (term) => {
    if (term.unknown !== undefined) return { verdict: 'unknown', by: formatTerm(term) };
    return find(term) === undefined ? { verdict: 'refused', by: formatTerm(term), list: 'allowed' } : OK;
  };
}

function readEntry(text: string): LicenseEntry {
  const result = readLicenseEntry(text);
  if (!result.ok) throw new Error(result.reason);
  return result.entry;
}

function isChoice({ id, plus }: LicenseTerm): boolean {
  return plus || (!isReference(id) && id.endsWith('-or-later'));
}

/** What denies the first of the versions that a licence offers, where all of them are denied. */
function everyVersion(term: LicenseTerm, find: Lookup): string | undefined {
  const denied = versionsFrom(term.id).map((id) => find({ ...term, id, plus: false }));
  return denied.includes(undefined) ? undefined : denied[0];
}

/**
 * Remembers what it made of an expression, as a cache of expressions gives the same one to thousands of components, and
 * of the licences of the list, as long expressions repeat them.
 */
function ruleOf(judgeTerm: JudgeTerm): LicenseRule {
  const expressions = new WeakMap<LicenseExpression, LicenseJudgement>();
  const terms = new Map<string, LicenseJudgement>();
  const judgeOnce = (term: LicenseTerm) => {
    const { id, plus, exception, unknown } = term;
    if (unknown !== undefined || exception !== undefined || isReference(id)) return judgeTerm(term);
    const key = plus ? `${id}+` : id;
    const judgement = terms.get(key) ?? judgeTerm(term);
    terms.set(key, judgement);
    return judgement;
  };
  return {
    judge: (expression) => {
      const judgement = expressions.get(expression) ?? evaluate(expression, judgeOnce);
      expressions.set(expression, judgement);
      return judgement;
    },
  };
}

/** Three-valued logic (Kleene, 1938) over the postfix steps: linear, whatever the expression. */
function evaluate(expression: LicenseExpression, judge: JudgeTerm): LicenseJudgement {
  const stack: LicenseJudgement[] = [];
  for (const step of expression.steps) {
    if (typeof step !== 'string') {
      stack.push(judge(step));
      continue;
    }
    const right = stack.pop() ?? UNKNOWN;
    const left = stack.pop() ?? UNKNOWN;
    stack.push(step === 'AND' ? all([left, right]) : any([left, right]));
  }
  const result = stack[0] ?? UNKNOWN;
  // Words that are no expression may name a denied licence; that they say anything good for sure cannot be told.
  return expression.loose && result.verdict === 'ok'
    ? { verdict: 'unknown', by: 'words that are no SPDX expression' }
    : result;
}

/** The worst of several: what is denied outright comes before what is only not allowed. */
function all(sides: readonly LicenseJudgement[]): LicenseJudgement {
  return (
    sides.find(({ list }) => list === 'denied') ??
    sides.find(({ verdict }) => verdict === 'refused') ??
    sides.find(({ verdict }) => verdict === 'unknown') ??
    OK
  );
}

/** The best of several. */
function any(sides: readonly LicenseJudgement[]): LicenseJudgement {
  return (
    sides.find(({ verdict }) => verdict === 'ok') ??
    sides.find(({ verdict }) => verdict === 'unknown') ??
    sides[0] ??
    UNKNOWN
  );
}

function isReference(id: string): boolean {
  return id.startsWith('LicenseRef-') || id.startsWith('DocumentRef-');
}

function keyOf({ id, plus, exception }: Pick<LicenseTerm, 'id' | 'plus' | 'exception'>): string {
  return `${id}${plus ? '+' : ''}${exception === undefined ? '' : ` ${exception}`}`.toLowerCase();
}

function deniedBy(entries: readonly LicenseEntry[]): Lookup {
  const exact = new Map<string, string>();
  for (const entry of entries) {
    if (entry.kind === 'glob') continue;
    const { term, text } = entry;
    const versions = isChoice(term) ? versionsFrom(term.id).map((id) => ({ ...term, id, plus: false })) : [];
    for (const denied of [term, ...versions]) addFirst(exact, keyOf(denied), text);
  }
  const globs = entries.filter((entry) => entry.kind === 'glob');
  spellOut(globs, exact);
  const find: Lookup = (term) => {
    const { id, plus } = term;
    return exact.get(keyOf({ id, plus })) ?? exact.get(keyOf(term)) ?? globs.find((glob) => matches(glob, term))?.text;
  };
  return (term) => {
    const { id } = term;
    // A reference into another document is denied by the name that it has there, too.
    const name = id.startsWith('DocumentRef-') ? id.slice(id.indexOf(':') + 1) : undefined;
    return find(term) ?? (name === undefined ? undefined : find({ ...term, id: name }));
  };
}

function allowedBy(entries: readonly LicenseEntry[]): Lookup {
  const exact = new Map<string, string>();
  for (const entry of entries) if (entry.kind === 'one') addFirst(exact, keyOf(entry.term), entry.text);
  const globs = entries.filter((entry) => entry.kind === 'glob');
  spellOut(globs, exact);
  const forReferences = globs.filter((glob) => glob.forReferences);
  return (term) => {
    if (term.plus) return exact.get(keyOf(term));
    const candidates = isReference(term.id) ? forReferences : globs;
    const found = candidates.find(
      (glob) => (glob.matchesException === undefined) === (term.exception === undefined) && matches(glob, term),
    );
    return exact.get(keyOf(term)) ?? found?.text;
  };
}

/** Adds the licences of the list that globs without WITH match, so that these need not be tried again. */
function spellOut(globs: readonly LicenseGlob[], exact: Map<string, string>): void {
  for (const { matchesId, matchesException, text } of globs) {
    if (matchesException !== undefined) continue;
    for (const id of licenseIds()) if (matchesId(id.toLowerCase())) addFirst(exact, id.toLowerCase(), text);
  }
}

/** What `spellOut` does not cover: references, and exceptions. */
function matches({ matchesId, matchesException }: LicenseGlob, { id, exception }: LicenseTerm): boolean {
  if (matchesException === undefined) return isReference(id) && matchesId(id.toLowerCase());
  return exception !== undefined && matchesException(exception.toLowerCase()) && matchesId(id.toLowerCase());
}

function addFirst(map: Map<string, string>, key: string, value: string): void {
  if (!map.has(key)) map.set(key, value);
}
