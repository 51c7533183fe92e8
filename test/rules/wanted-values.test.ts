import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isObject } from '../../src/model/json.ts';
import type { FieldPath } from '../../src/model/path.ts';
import { parseQuantity } from '../../src/parse/quantity.ts';
import { WORKLOAD_RULES } from '../../src/rules/index.ts';
import { goodContainer, goodPod } from '../support/pods.ts';
import { judge } from './marked-yaml.ts';
import { compileEntry, readFixture } from './rule-fixture.ts';

/** Whatever stands in a field, a rule passes only the values it wants: the rest is found, never a crash. */

const checks = WORKLOAD_RULES.map(({ id }) => {
  const [part] = readFixture(id).parts;
  return [id, compileEntry(part?.entry ?? { rule: id }), part?.surroundings] as const;
});

const HANDLERS = ['httpGet', 'tcpSocket', 'exec', 'grpc'];
const isUser = (value: unknown) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 2_147_483_647;
const isProbe = (value: unknown) => isObject(value) && HANDLERS.some((name) => isObject(value[name]));

/** Fields of the container "app" of a good pod, and which values the rule lets pass there. */
const FIELDS: readonly (readonly [rule: string, field: FieldPath, passes: (value: unknown) => boolean])[] = [
  // The pod says runAsNonRoot: true, so an absent (null) field passes.
  ['run-as-non-root', ['securityContext', 'runAsNonRoot'], (value) => value === true || value === null],
  ['run-as-non-root', ['securityContext', 'runAsUser'], (value) => isUser(value) || value === null],
  ['disallow-privileged', ['securityContext', 'privileged'], (value) => value === false || value === null],
  ['disallow-privilege-escalation', ['securityContext', 'allowPrivilegeEscalation'], (value) => value === false],
  ['read-only-root-filesystem', ['securityContext', 'readOnlyRootFilesystem'], (value) => value === true],
  [
    'drop-all-capabilities',
    ['securityContext', 'capabilities', 'drop'],
    (value) => [value].flat().includes('ALL') && Array.isArray(value),
  ],
  ['require-probes', ['livenessProbe'], isProbe],
  ['require-probes', ['readinessProbe'], isProbe],
];

/** Objects that every rule over them has to refuse, unless null makes them absent. */
const CONTEXTS: readonly (readonly [rule: string, field: FieldPath])[] = [
  ['run-as-non-root', ['securityContext']],
  ['disallow-privileged', ['securityContext']],
  ['disallow-privilege-escalation', ['securityContext']],
  ['read-only-root-filesystem', ['securityContext']],
  ['drop-all-capabilities', ['securityContext']],
  ['drop-all-capabilities', ['securityContext', 'capabilities']],
  ['require-resources', ['resources']],
  ['require-resources', ['resources', 'limits']],
  ['require-resources', ['resources', 'limits', 'memory']],
];

const json = fc.jsonValue({ maxDepth: 3 });
const likely = fc.constantFrom<unknown>(
  true,
  false,
  null,
  'true',
  'false',
  0,
  1,
  -1,
  1e10,
  'ALL',
  ['ALL'],
  [],
  {},
  {
    httpGet: {},
  },
  { exec: null },
  { constructor: {} },
);

/** A copy of the container with `value` at `field`. */
function withField(value: unknown, [step, ...rest]: FieldPath, container: unknown = goodContainer()): unknown {
  if (step === undefined) return value;
  const fields = isObject(container) ? container : {};
  return { ...fields, [step]: withField(value, rest, fields[step]) };
}

function problemsWith(rule: string, field: FieldPath, value: unknown): readonly unknown[] {
  const check = new Map(checks.map(([id, compiled]) => [id, compiled])).get(rule);
  if (check === undefined) throw new Error(`no rule ${rule}`);
  return judge(check, goodPod({ containers: [withField(value, field)] })).problems;
}

describe('the wanted values and no others pass', () => {
  test.each(FIELDS)('%s: %j', (rule, field, passes) => {
    return fc.assert(
      fc.property(fc.oneof(likely, json), (value) => {
        expect(problemsWith(rule, field, value)).toHaveLength(passes(value) ? 0 : 1);
      }),
    );
  });

  test.each(CONTEXTS)('%s: %j of another type', (rule, field) => {
    const others = fc.oneof(likely, json).filter((value) => value !== null && !isObject(value) && !isAmount(value));
    return fc.assert(
      fc.property(others, (value) => {
        expect(problemsWith(rule, field, value).length).toBeGreaterThan(0);
      }),
    );
  });
});

describe('amounts', () => {
  const suffix = fc.constantFrom(
    '',
    'm',
    'u',
    'k',
    'K',
    'Ki',
    'ki',
    'M',
    'Mi',
    'mi',
    'G',
    'Gi',
    'T',
    'Ti',
    'e3',
    'E',
    'B',
  );
  const digits = fc.oneof(
    fc.integer({ min: -2, max: 20 }).map(String),
    fc.stringMatching(/^[+-]?[0-9]{0,40}\.?[0-9]{0,3}$/),
  );
  const amount = fc.oneof(
    fc.tuple(digits, suffix).map(([number, unit]) => number + unit),
    fc.string(),
  );

  test('those above zero pass and no others', () => {
    return fc.assert(
      fc.property(amount, (value) => {
        const isAmount = (parseQuantity(value) ?? 0n) > 0n;
        expect(problemsWith('require-resources', ['resources', 'limits', 'memory'], value)).toHaveLength(
          isAmount ? 0 : 1,
        );
      }),
    );
  });
});

/** Texts and numbers can be quantities. */
function isAmount(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && /^\d/.test(value));
}

describe('any pod at all', () => {
  const name = fc.oneof(fc.string(), fc.constantFrom('app', '__proto__', 'constructor'));
  const junk = fc.oneof(likely, json);
  const container = fc.record(
    {
      name: fc.oneof(name, junk),
      image: fc.oneof(fc.constantFrom('nginx', '', 'a@b', 'nginx:latest'), junk),
      restartPolicy: fc.oneof(fc.constant('Always'), junk),
      securityContext: fc.oneof(fc.record({ runAsUser: junk, capabilities: junk, privileged: junk }), junk),
      resources: fc.oneof(fc.record({ limits: junk, requests: fc.dictionary(name, junk) }), junk),
      livenessProbe: junk,
    },
    { requiredKeys: [] },
  );
  const containers = fc.oneof(fc.array(fc.oneof(container, junk), { maxLength: 4 }), junk);
  const spec = fc.record(
    {
      containers,
      initContainers: containers,
      ephemeralContainers: containers,
      volumes: fc.oneof(fc.array(fc.record({ name, image: fc.oneof(fc.record({ reference: junk }), junk) })), junk),
      securityContext: junk,
      resources: junk,
      os: fc.oneof(fc.constant({ name: 'windows' }), junk),
    },
    { requiredKeys: [] },
  );

  test.each(checks)('%s judges it without a crash, the same way twice', (_, check, surroundings) => {
    return fc.assert(
      fc.property(fc.oneof(spec, junk), (value) => {
        const pod = { apiVersion: 'v1', kind: 'Pod', spec: value };
        const again = judge(check, structuredClone(pod), surroundings).problems;
        expect(judge(check, pod, surroundings).problems).toEqual(again);
      }),
    );
  });
});
