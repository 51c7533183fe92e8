import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { evaluate } from '../../src/evaluate/evaluate.ts';
import { waiversFor } from '../../src/evaluate/waivers.ts';
import type { Finding } from '../../src/model/decision.ts';
import type { CompiledException } from '../../src/model/exception.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { jsonPointer } from '../../src/model/path.ts';
import { parseWorkloads } from '../../src/parse/workload.ts';
import { type Excepted, exceptionDocument, loadDocuments, policyDocument } from '../support/exceptions.ts';

/** Two exceptions never take out more, together, than each does by itself. */

const TODAY = '2026-11-20';
const OWN = { id: 'owned', message: 'm', assert: { path: '$.metadata.labels.owner', exists: true } };
const RULES = ['run-as-non-root', 'disallow-privileged', 'disallow-host-namespaces', 'owned'];
const rules = [...RULES.slice(0, 3).map((rule) => ({ rule })), OWN];
const SEVERAL_PODS = {
  apiVersion: 'tidewaiter.dev/v1alpha1',
  kind: 'WorkloadKinds',
  metadata: { name: 'several' },
  spec: {
    podTemplates: ['spec.one', 'spec.other'].map((path) => ({ apiVersion: 'example.com/v1', kind: 'Twin', path })),
  },
};
const POLICIES = [policyDocument('one', { rules }), policyDocument('other', { rules }), SEVERAL_PODS];

const some = (words: readonly string[]) => fc.subarray([...words], { minLength: 1 });
const IMAGES = ['a.example.com/x:1', 'b.example.com/x:1', 'b.example.com/y:1', 'x', 'not an image'];

const container = fc.record({
  name: fc.constantFrom('app', 'proxy'),
  image: fc.constantFrom(...IMAGES),
  securityContext: fc.record({ privileged: fc.boolean(), runAsUser: fc.constantFrom(0, 1000) }),
});
const podSpec = fc.record({
  hostPID: fc.boolean(),
  initContainers: fc.array(container, { maxLength: 2 }),
  containers: fc.array(container, { minLength: 1, maxLength: 3 }),
  volumes: fc.array(
    fc.record({ name: fc.constant('v'), image: fc.record({ reference: fc.constantFrom(...IMAGES) }) }),
    { maxLength: 1 },
  ),
});
const metadata = fc.record({
  name: fc.constantFrom('web', 'web-1', 'api'),
  labels: fc.dictionary(fc.constantFrom('owner', 'tier'), fc.constantFrom('a', 'b'), { maxKeys: 2 }),
});

const object: fc.Arbitrary<JsonObject> = fc
  .record({ kind: fc.constantFrom('Pod', 'Deployment', 'Twin'), metadata, spec: podSpec, second: podSpec })
  .map(({ kind, metadata: names, spec, second }): JsonObject => {
    if (kind === 'Pod') return { apiVersion: 'v1', kind, metadata: names, spec };
    if (kind === 'Deployment') return { apiVersion: 'apps/v1', kind, metadata: names, spec: { template: { spec } } };
    const twins = { one: { spec }, other: { spec: second } };
    return { apiVersion: 'example.com/v1', kind, metadata: names, spec: twins };
  });

const excepted = fc.oneof(
  some(RULES).map((ids): Excepted => ({ one: ids })),
  fc.tuple(some(RULES), some(RULES)).map(([one, other]): Excepted => ({ one, other })),
);
const match = fc.record(
  {
    names: some(['web*', 'web-*', 'a?i', '*']),
    namespaces: some(['shop', 's*']),
    kinds: fc.constant(['Pod', 'Deployment', 'Twin']),
    images: some(['a.example.com/**', 'b.example.com/x', 'x', '**']),
    labels: fc.constantFrom<JsonObject>(
      { matchLabels: { tier: 'a' } },
      { matchExpressions: [{ key: 'owner', operator: 'DoesNotExist' }] },
    ),
  },
  { requiredKeys: [] },
);
const exception = fc
  .record({ rules: excepted, match, expires: fc.constantFrom('2027-03-31', '2027-03-31', TODAY, '2026-11-19') })
  .map(({ rules: named, ...spec }) => {
    const namespace = 'namespaces' in spec.match ? undefined : 'shop';
    return (name: string) => exceptionDocument(name, named, spec, namespace);
  });

/** Loading takes longer than judging. */
const SET = loadDocuments(
  ...POLICIES,
  ...fc.sample(exception, { numRuns: 500, seed: 20261120 }).map((named, index) => named(`e-${index}`)),
);

const keyOf = ({ policy, rule, path, message }: Finding) => `${policy}/${rule} ${jsonPointer(path)} ${message}`;

/** What stays and what is taken out. */
function verdict(subject: JsonObject, exceptions: readonly CompiledException[]) {
  const parts = parseWorkloads(subject, { kind: String(subject.kind), namespace: 'shop' }, SET.kinds) ?? [];
  const waivers = waiversFor(parts, { today: () => TODAY, exceptions, annotations: false });
  const evaluations = parts.map((workload) => evaluate({ operation: 'CREATE', workload }, SET.policies, { waivers }));
  const findings = new Set(evaluations.flatMap((evaluation) => evaluation.findings.map(keyOf)));
  const waived = new Set(evaluations.flatMap((evaluation) => evaluation.waived.map(keyOf)));
  return { findings, waived };
}

test('two exceptions take out exactly what each takes out by itself, in either order', async () => {
  let both = 0;
  const one = fc.constantFrom(...SET.exceptions);
  const takesOutTheUnion = fc.property(object, one, one, (subject, a, b) => {
    const first = verdict(subject, [a]);
    const second = verdict(subject, [b]);
    const together = verdict(subject, [a, b]);
    expect(together.waived).toEqual(first.waived.union(second.waived));
    expect(together.findings).toEqual(verdict(subject, []).findings.difference(together.waived));
    expect(verdict(subject, [b, a])).toEqual(together);
    if (first.waived.difference(second.waived).size > 0 && second.waived.difference(first.waived).size > 0) both += 1;
  });
  await fc.assert(takesOutTheUnion, { numRuns: 2_000, seed: 20261120 });
  expect(both).toBeGreaterThan(50);
});
