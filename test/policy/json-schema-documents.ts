import type { JsonObject } from '../../src/model/json.ts';

/** Documents of every kind, which use every form and every field at least once. */

const API_VERSION = 'tidewaiter.dev/v1alpha1';
const assertion = { path: '$.metadata.labels.owner', matches: 'team-*' };

/** Uses every form and every field at least once. */
export const POLICY: JsonObject = {
  apiVersion: API_VERSION,
  kind: 'AdmissionPolicy',
  metadata: { name: 'everything', labels: { a: '' }, annotations: { b: 'c' } },
  spec: {
    action: 'Warn',
    controllers: 'Warn',
    exceptions: { allowed: 'Any', owners: ['team-*'], namespaces: ['shop'], requireTicket: true },
    mutation: { controllers: true, ephemeralContainers: false },
    match: {
      operations: ['CREATE', 'DELETE'],
      kinds: ['Pod'],
      namespaces: { include: ['a'], exclude: ['b*'] },
      namespaceSelector: { matchLabels: { env: 'prod' } },
      objectSelector: {
        matchExpressions: [
          { key: 'a', operator: 'In', values: ['x'] },
          { key: 'b', operator: 'Exists' },
        ],
      },
      users: { include: ['u'] },
      groups: { include: ['g'] },
      serviceAccounts: { exclude: ['n/s'] },
    },
    rules: [
      { rule: 'run-as-non-root', action: 'Deny', options: {} },
      {
        id: 'owner',
        message: 'm {{ value }}',
        action: 'Audit',
        severity: 'info',
        remediation: 'r',
        forEach: 'containers',
        whenMissing: 'pass',
        assert: { ...assertion, whenMissing: 'pass', equals: [{ a: 1 }], in: ['x', 1, true], length: { atLeast: 1 } },
      },
      {
        id: 'nested',
        message: 'm',
        any: [
          { rule: 'disallow-privileged' },
          { not: { assert: { path: '$.a', exists: true } } },
          { all: [{ any: [{ assert: { path: '$.b', length: 3, quantityAtMost: '1Gi', pattern: 'x', atMost: 3 } }] }] },
        ],
      },
      { id: 'negated', message: 'm', not: { assert: { path: '$.c', absent: true } } },
      { id: 'whole', message: 'm', all: [{ assert: { path: '$.d', notIn: [{}] } }] },
    ],
  },
};

/** In place of rules. */
export const LEVELS: JsonObject = {
  ...POLICY,
  spec: {
    controllers: 'Off',
    podSecurity: {
      namespaceLabels: 'Follow',
      defaults: { enforce: 'baseline', 'enforce-version': 'v1.30', warn: 'restricted', 'warn-version': 'latest' },
      exemptions: { namespaces: ['kube-system'], usernames: ['root'], runtimeClasses: [] },
    },
  },
};

export const TEST: JsonObject = {
  apiVersion: API_VERSION,
  kind: 'PolicyTest',
  metadata: { name: 'cases' },
  spec: {
    cases: [
      {
        name: 'a',
        resource: { kind: 'Pod', status: null },
        operation: 'UPDATE',
        oldResource: {},
        namespaceLabels: { a: 'b' },
        requester: { username: 'u', groups: [] },
        others: [{ kind: 'Service' }],
        images: {
          'registry.example.com/app:1': {
            digest: `sha256:${'0'.repeat(64)}`,
            signedBy: ['release'],
            attestations: [
              { type: 'cyclonedx', signedBy: ['release'], predicate: { a: 1 }, time: '2026-11-01T12:00:00Z' },
              { type: 'openvex', signedBy: ['security'], file: 'vex.json' },
            ],
            user: '1000',
            created: '2026-11-01T12:00:00Z',
          },
          nginx: { unavailable: 'the registry is down' },
        },
        today: '2027-03-31',
        expect: [{ rule: 'a', policy: 'b', action: 'Deny', path: 'spec' }],
      },
    ],
  },
};

export const EXCEPTION: JsonObject = {
  apiVersion: API_VERSION,
  kind: 'PolicyException',
  metadata: { name: 'waiver', namespace: 'shop', labels: { a: '' }, annotations: { b: 'c' } },
  spec: {
    policies: [{ name: 'excepted', rules: ['run-as-non-root'] }],
    match: {
      namespaces: ['shop'],
      names: ['web-*'],
      kinds: ['Pod'],
      images: ['x'],
      labels: { matchLabels: { a: 'b' } },
    },
    reason: 'r',
    owner: 'o',
    expires: '2027-03-31',
    ticket: 'T-1',
  },
};
const FARM = { apiVersion: 'example.com/v1', kind: 'Farm', path: 'spec.workers[*].template' };
export const KINDS: JsonObject = {
  apiVersion: API_VERSION,
  kind: 'WorkloadKinds',
  metadata: { name: 'kinds', labels: { a: '' } },
  spec: {
    podTemplates: [
      { ...FARM, whenMissing: 'pass' },
      { ...FARM, path: 'spec' },
    ],
    images: [FARM],
  },
};

/** Uses every field at least once. */
export const DOCKERFILES: JsonObject = {
  apiVersion: API_VERSION,
  kind: 'DockerfilePolicy',
  metadata: { name: 'dockerfiles' },
  spec: {
    ruleset: '2026.11',
    failOn: 'info',
    buildArgs: { VERSION: '1' },
    match: { files: { include: ['services'], exclude: ['vendor/**'] } },
    rules: [
      { rule: 'no-add', severity: 'off', options: { quiet: true } },
      { rule: 'DL3001', severity: 'style' },
    ],
    forbidIgnores: ['no-add'],
    ignores: { requireReason: true, maxDays: 90 },
  },
};

/** Uses every field at least once. */
export const LINT: JsonObject = {
  apiVersion: API_VERSION,
  kind: 'LintSettings',
  metadata: { name: 'shop' },
  spec: {
    ruleset: '2026.11',
    failOn: 'none',
    buildArgs: { VERSION: '1' },
    policies: ['../policies'],
    exclude: ['vendor'],
    shellcheck: 'auto',
  },
};
