import type { CompiledPolicy, CompiledRule } from '../model/policy.ts';
import type { Action } from '../model/problem.ts';
import type { WorkloadRule } from '../model/rule.ts';
import { type Infer, list, optional, type RecordFault, record, type TextCheck, text, word } from '../model/schema.ts';
import type { Subject } from '../model/subject.ts';
import { checkDnsLabel } from '../parse/kubernetes-names.ts';
import { traitsOf } from './built-in.ts';
import type { WatchMatcher } from './watch.ts';

/** The levels of the Pod Security Standards, laxest first. */
const LEVELS = ['privileged', 'baseline', 'restricted'] as const;
type Level = (typeof LEVELS)[number];

/** The modes of Pod Security admission, and what each means in our words. */
const MODES = { enforce: 'Deny', warn: 'Warn', audit: 'Audit' } as const satisfies Record<string, Action>;
type Mode = keyof typeof MODES;
const MODE_NAMES = Object.keys(MODES) as readonly Mode[];

const PREFIX = 'pod-security.kubernetes.io/';
const LATEST = 'latest';
const VERSION = /^v1\.(?:0|[1-9][0-9]*)$/;

const checkVersion: TextCheck = (version) =>
  version === LATEST || VERSION.test(version) ? undefined : 'must be latest or a version such as v1.29';

const level = (mode: string) =>
  optional(word(`Level to ${mode} where no label says otherwise; default: privileged`, LEVELS));
const version = (mode: string) =>
  optional(text(`Version of the level to ${mode}; default: latest`, { maxLength: 16, check: checkVersion }));

const exactName: TextCheck = (name) =>
  /[*?]/.test(name)
    ? 'must be an exact name: wildcards stand for nothing here, as in Pod Security admission'
    : undefined;
const names = (description: string, check: TextCheck) =>
  optional(list(description, text('A name', { check }), { minItems: 0 }));

/** The names are those of PodSecurityConfiguration (pod-security.admission.config.k8s.io/v1). */
export const POD_SECURITY = record(
  'The Pod Security Standards, at levels that the labels of each namespace choose',
  {
    namespaceLabels: optional(
      word(
        'Follow: labels pod-security.kubernetes.io/* of the namespace count (the default); Ignore: only defaults do',
        ['Follow', 'Ignore'],
      ),
    ),
    defaults: optional(
      record('What counts where a namespace has no label', {
        enforce: level('enforce'),
        'enforce-version': version('enforce'),
        warn: level('warn'),
        'warn-version': version('warn'),
        audit: level('audit'),
        'audit-version': version('audit'),
      }),
    ),
    exemptions: optional(
      record('What is not judged; exact names', {
        namespaces: names('Namespaces', checkDnsLabel),
        usernames: names('User names of requesters', exactName),
        runtimeClasses: names('Runtime classes of pods', exactName),
      }),
    ),
  },
  ({ namespaceLabels, defaults = {} }): RecordFault | undefined =>
    namespaceLabels === 'Ignore' && !MODE_NAMES.some((mode) => (defaults[mode] ?? 'privileged') !== 'privileged')
      ? { field: 'namespaceLabels', message: 'Ignore needs a default level: privileged asks for nothing' }
      : undefined,
);

export type PodSecuritySource = Infer<typeof POD_SECURITY>;

/** A level at a version, as labels write it. */
interface Standard {
  readonly level: Level;
  readonly version: string;
}
type Standards = Readonly<Record<Mode, Standard>>;

/** Whether the policy has nothing to say of a subject. */
export function compileExemptions(
  { exemptions = {} }: PodSecuritySource,
  watch: WatchMatcher,
): (subject: Subject) => boolean {
  const isAmong = (field: keyof typeof exemptions): ((name: unknown) => boolean) => {
    const names = new Set<unknown>(exemptions[field]);
    if (names.size === 0) return () => false;
    return watch(['spec', 'podSecurity', 'exemptions', field], (name) => names.has(name));
  };
  const exemptsNamespace = isAmong('namespaces');
  const exemptsUser = isAmong('usernames');
  const exemptsRuntimeClass = isAmong('runtimeClasses');
  return ({ workload, requester }) =>
    exemptsNamespace(workload.namespace) ||
    (requester !== undefined && exemptsUser(requester.username)) ||
    (workload.holds === 'pod' && exemptsRuntimeClass(workload.pod.runtimeClassName));
}

/** The rules of the standards, as `CompiledPolicy` has them. */
export function compilePodSecurity(
  { defaults = {}, namespaceLabels = 'Follow' }: PodSecuritySource,
  rules: Iterable<WorkloadRule>,
): Pick<CompiledPolicy, 'rules' | 'rulesFor'> {
  const checks = [...rules].filter(({ podSecurity }) => podSecurity !== undefined);
  const standard = (mode: Mode): Standard => ({
    level: defaults[mode] ?? 'privileged',
    version: defaults[`${mode}-version`] ?? LATEST,
  });
  const byDefault = { enforce: standard('enforce'), warn: standard('warn'), audit: standard('audit') };
  const compiled = new Map<string, readonly CompiledRule[]>();
  const rulesAt = (standards: Standards): readonly CompiledRule[] => {
    const key = JSON.stringify(Object.values(standards));
    const known = compiled.get(key);
    if (known !== undefined) return known;
    const rules = compileStandards(standards, checks);
    if (compiled.size < MAX_COMBINATIONS) compiled.set(key, rules);
    return rules;
  };
  if (namespaceLabels === 'Ignore') return { rules: rulesAt(byDefault) };
  const everything = (mode: Mode): readonly CompiledRule[] =>
    checks.map((check) => compileCheck(check, LATEST, MODES[mode]));
  return {
    rules: [...everything('enforce'), ...everything('warn'), ...everything('audit')],
    rulesFor: (labels) => rulesAt(standardsOf(labels, byDefault)),
  };
}

/** Compiled sets of rules that are kept: whoever may label namespaces could ask for ever new ones. */
const MAX_COMBINATIONS = 1_000;

/**
 * What the labels of a namespace ask for (k8s.io/pod-security-admission/api.PolicyToEvaluate): a level that does not
 * exist means restricted to enforce, and nothing to warn and audit; a version that does not exist means latest. A level
 * to enforce that is stricter than the default to warn is warned of too, where no label says otherwise.
 */
export function standardsOf(labels: ReadonlyMap<string, string>, defaults: Standards): Standards {
  const read = (mode: Mode, otherwise: Standard): Standard => ({
    level: readLevel(labels.get(PREFIX + mode), otherwise.level, mode === 'enforce' ? 'restricted' : 'privileged'),
    version: readVersion(labels.get(`${PREFIX}${mode}-version`), otherwise.version),
  });
  const enforce = read('enforce', defaults.enforce);
  const enforced = labels.get(`${PREFIX}enforce`);
  const isStricter =
    !labels.has(`${PREFIX}warn`) && isLevel(enforced) && strictness(enforced) > strictness(defaults.warn.level);
  const warn = read('warn', isStricter ? enforce : defaults.warn);
  return { enforce, warn, audit: read('audit', defaults.audit) };
}

function readLevel(label: string | undefined, absent: Level, wrong: Level): Level {
  if (label === undefined) return absent;
  return isLevel(label) ? label : wrong;
}

function readVersion(label: string | undefined, absent: string): string {
  if (label === undefined) return absent;
  return VERSION.test(label) ? label : LATEST;
}

function isLevel(text: string | undefined): text is Level {
  return LEVELS.some((known) => known === text);
}

function strictness(level: Level): number {
  return LEVELS.indexOf(level);
}

/**
 * One rule for each check, with the strictest of the actions that ask for it. Enforcing concerns pods alone; the other
 * two concern controllers as well.
 */
function compileStandards(standards: Standards, checks: readonly WorkloadRule[]): readonly CompiledRule[] {
  const rules = new Map<string, CompiledRule>();
  for (const mode of MODE_NAMES) {
    const { level, version } = standards[mode];
    for (const check of checksAt(level, minorOf(version), checks)) {
      const key = `${check.id} ${version}`;
      const stricter = rules.get(key);
      const action = MODES[mode];
      if (stricter === undefined) rules.set(key, compileCheck(check, version, action));
      else if (stricter.controllerAction === 'Off') rules.set(key, { ...stricter, controllerAction: action });
    }
  }
  return [...rules.values()];
}

function compileCheck(rule: WorkloadRule, version: string, action: Action): CompiledRule {
  return {
    ...traitsOf(rule),
    action,
    controllerAction: action === 'Deny' ? 'Off' : action,
    check: rule.compile({ version }),
  };
}

/** The checks of a level: restricted ones take the place of baseline ones as soon as they exist. */
function checksAt(level: Level, minor: number, checks: readonly WorkloadRule[]): readonly WorkloadRule[] {
  if (level === 'privileged') return [];
  const present = checks.filter(({ podSecurity }) => podSecurity !== undefined && podSecurity.since <= minor);
  const baseline = present.filter(({ podSecurity }) => podSecurity?.level === 'baseline');
  if (level === 'baseline') return baseline;
  const restricted = present.filter(({ podSecurity }) => podSecurity?.level === 'restricted');
  const overridden = new Set(restricted.map(({ podSecurity }) => podSecurity?.overrides));
  return [...baseline.filter(({ id }) => !overridden.has(id)), ...restricted];
}

/** Versions beyond those that are known mean the newest: no check ever goes away. */
function minorOf(version: string): number {
  return version === LATEST ? Number.POSITIVE_INFINITY : Number(version.slice('v1.'.length));
}
