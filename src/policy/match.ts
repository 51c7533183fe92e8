import type { FieldPath } from '../model/path.ts';
import {
  type Infer,
  list,
  optional,
  type RecordFault,
  record,
  type Schema,
  type TextCheck,
  text,
  word,
} from '../model/schema.ts';
import { OPERATIONS, type Operation, type Requester, type Subject } from '../model/subject.ts';
import { suggest } from '../model/suggest.ts';
import type { Workload } from '../model/workload.ts';
import { checkGlob } from '../parse/glob.ts';
import { BUILT_IN_KIND_NAMES } from '../parse/workload-kinds.ts';
import { compileLabelSelector, LABEL_SELECTOR } from './label-selector.ts';
import { compileNames, isGlob, nameGlob } from './name-patterns.ts';
import { quoted } from './scalar-check.ts';
import { UNWATCHED, type WatchMatcher } from './watch.ts';

/** What an absent `operations` means: DELETE must be asked for. */
const DEFAULT_OPERATIONS: NonNullable<Match['operations']> = ['CREATE', 'UPDATE'];

/** A glob that matches every name. */
const EVERYTHING = /^\*+$/;

/** How the API server names a service account (`k8s.io/apiserver/pkg/authentication/serviceaccount`). */
const SERVICE_ACCOUNT = 'system:serviceaccount:';

/** Names to take and names to leave out. `total`: every request has such a name, so that excluding all leaves none. */
function filter(
  description: string,
  { total = false, check = checkGlob }: { total?: boolean; check?: TextCheck } = {},
) {
  const glob = nameGlob(check);
  const fields = {
    include: optional(list('Only these', glob)),
    exclude: optional(list('None of these, also where include names them', glob)),
  };
  return record(description, fields, ({ include, exclude = [] }): RecordFault | undefined => {
    if (include === undefined && exclude.length === 0) return { field: '', message: 'needs include, exclude or both' };
    const isExcluded = compileNames(exclude);
    const leavesNone =
      (total && exclude.some((pattern) => EVERYTHING.test(pattern))) ||
      include?.every((pattern) => !isGlob(pattern) && isExcluded(pattern));
    return leavesNone ? { field: 'exclude', message: 'leaves nothing that the policy could judge' } : undefined;
  });
}

const checkServiceAccount: TextCheck = (glob) =>
  glob.includes('/') || glob.includes('*')
    ? checkGlob(glob)
    : `no service account is called that: write namespace/name, not ${quoted(glob)}`;

/** The fields of `match`, given the names of the kinds that are known; without them, a name may be that of any kind. */
function matchFields(kinds: readonly string[] | undefined) {
  return {
    operations: optional(
      list(
        'Default: CREATE and UPDATE',
        word('An operation', OPERATIONS, {
          CONNECT: 'leave it out: rules about connections, such as deny-exec, judge every CONNECT to a pod',
          '*': 'name the operations one by one',
        }),
      ),
    ),
    kinds: optional(list('Default: every kind with a pod template, and Dockerfile', kindName(kinds))),
    namespaces: optional(filter('Conditions on the name of the namespace', { total: true })),
    namespaceSelector: optional(LABEL_SELECTOR),
    objectSelector: optional(LABEL_SELECTOR),
    users: optional(filter('Conditions on the user name of the requester', { total: true })),
    groups: optional(filter('Conditions on the groups of the requester')),
    serviceAccounts: optional(
      filter('Conditions on the service account that asks, as namespace/name', { check: checkServiceAccount }),
    ),
  };
}

const MATCH = 'Which requests the policy judges; every condition given must be met';

/** The schema of `match`. */
export function matchSchema(kinds: readonly string[] | undefined) {
  return record(MATCH, matchFields(kinds));
}

/** The schema of `match` in policies for images. */
export function imageMatchSchema(kinds: readonly string[] | undefined) {
  return record(MATCH, {
    ...matchFields(kinds),
    podServiceAccounts: optional(
      filter('Conditions on the service account of the pod, as namespace/name', {
        total: true,
        check: checkServiceAccount,
      }),
    ),
  });
}

function kindName(known: readonly string[] | undefined): Schema<string> {
  const checkKind: TextCheck = (kind) =>
    known === undefined || known.includes(kind)
      ? undefined
      : `unknown kind ${quoted(kind)}${suggest(kind, known)}; there are ${known.join(', ')}; a WorkloadKinds document ` +
        'can add those of custom resources';
  return text('A kind of workload', { maxLength: 63, examples: BUILT_IN_KIND_NAMES, check: checkKind });
}

export type Match = Infer<ReturnType<typeof imageMatchSchema>>;

/**
 * Whether a policy that judges a controller surely judges the pods that it makes: they lie in the same namespace, but
 * have a kind, labels and a requester of their own.
 */
export function followsToPods({ operations = DEFAULT_OPERATIONS, kinds, ...match }: Match): boolean {
  const { objectSelector, users, groups, serviceAccounts } = match;
  const ofTheObject = [objectSelector, users, groups, serviceAccounts];
  return (
    operations.includes('CREATE') &&
    (kinds === undefined || kinds.includes('Pod')) &&
    ofTheObject.every((condition) => condition === undefined)
  );
}
type Filter = NonNullable<Match['namespaces']>;
type Condition = (subject: Subject) => boolean;

/** The conditions of a policy, as `CompiledPolicy` has them. */
export interface CompiledMatch {
  matches(subject: Subject): boolean;
  selectsObject(labels: ReadonlyMap<string, string>): boolean;
  readonly selectsNamespace?: (labels: ReadonlyMap<string, string>) => boolean;
}

/** A condition is watched where it is asked for what it says, not where it counts as met because nobody knows. */
export function compileMatch(match: Match, watch: WatchMatcher = UNWATCHED): CompiledMatch {
  const selectsObject = compileLabelSelector(match.objectSelector ?? {});
  const conditions = [
    ...requestConditions(match, watch),
    ...requesterConditions(match, watch),
    ...podConditions(match, watch),
  ];
  if (match.objectSelector !== undefined) {
    const selects = watch<Subject>(pathOf('objectSelector'), ({ workload, before }) =>
      [workload, before].some((state) => state !== undefined && selectsObject(state.labels)),
    );
    // What cannot be read may hide the labels that are selected, and a connection does not name those of its pod.
    conditions.push(
      (subject) => subject.operation === 'CONNECT' || subject.workload.malformed.length > 0 || selects(subject),
    );
  }
  const compiled: CompiledMatch = {
    matches: (subject) => conditions.every((holds) => holds(subject)),
    selectsObject,
  };
  return match.namespaceSelector === undefined
    ? compiled
    : {
        ...compiled,
        selectsNamespace: watch(pathOf('namespaceSelector'), compileLabelSelector(match.namespaceSelector)),
      };
}

function pathOf(field: keyof Match): FieldPath {
  return ['spec', 'match', field];
}

function requestConditions({ operations, kinds, namespaces }: Match, watch: WatchMatcher): Condition[] {
  const conditions: Condition[] = [];
  const named: ReadonlySet<Operation> = new Set(operations ?? DEFAULT_OPERATIONS);
  const isNamed = (operation: Operation) => named.has(operation);
  const isJudged = operations === undefined ? isNamed : watch(pathOf('operations'), isNamed);
  conditions.push(({ operation }) => operation === 'CONNECT' || isJudged(operation));
  if (kinds !== undefined) {
    const known = new Set(kinds);
    const isKnown = watch(pathOf('kinds'), (kind: string) => known.has(kind));
    conditions.push(({ operation, workload }) => operation === 'CONNECT' || isKnown(workload.kind));
  }
  if (namespaces !== undefined) {
    const admits = watch(pathOf('namespaces'), compileFilter(namespaces));
    // What an image is built from lies in no namespace, and may come to run in any.
    conditions.push(({ workload }) => workload.holds === 'build' || admits([workload.namespace]));
  }
  return conditions;
}

/** Where nobody is known to ask, as offline, every condition on the requester is met. */
function requesterConditions(match: Match, watch: WatchMatcher): Condition[] {
  const conditions: Condition[] = [];
  const add = (field: 'users' | 'groups' | 'serviceAccounts', namesOf: (requester: Requester) => readonly string[]) => {
    const filter = match[field];
    if (filter === undefined) return;
    const admits = watch(pathOf(field), compileFilter(filter));
    conditions.push(({ requester }) => requester === undefined || admits(namesOf(requester)));
  };
  add('users', ({ username }) => [username]);
  add('groups', (requester) => requester.groups);
  add('serviceAccounts', serviceAccountsOf);
  return conditions;
}

/** What holds no pod, or none that can be read, meets every condition on it. */
function podConditions({ podServiceAccounts }: Match, watch: WatchMatcher): Condition[] {
  if (podServiceAccounts === undefined) return [];
  const admits = watch(pathOf('podServiceAccounts'), compileFilter(podServiceAccounts));
  return [
    ({ workload }) => workload.holds !== 'pod' || workload.malformed.length > 0 || admits([serviceAccountOf(workload)]),
  ];
}

/** Where a pod names none it gets `default`. */
function serviceAccountOf({ namespace, pod: { serviceAccountName, serviceAccount } }: Workload): string {
  const name = [serviceAccountName, serviceAccount].find((written) => typeof written === 'string' && written !== '');
  return `${namespace}/${name ?? 'default'}`;
}

function serviceAccountsOf({ username }: Requester): readonly string[] {
  return username.startsWith(SERVICE_ACCOUNT) ? [username.slice(SERVICE_ACCOUNT.length).replace(':', '/')] : [];
}

/** Some name must be included, where `include` is given, and none excluded. */
function compileFilter({ include, exclude }: Filter): (names: readonly string[]) => boolean {
  const isIncluded = include && compileNames(include);
  const isExcluded = exclude && compileNames(exclude);
  return (names) =>
    (isIncluded === undefined || names.some(isIncluded)) && (isExcluded === undefined || !names.some(isExcluded));
}
