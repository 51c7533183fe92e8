import fc from 'fast-check';
import type { JsonObject } from '../../src/model/json.ts';

const leaf = fc.oneof(
  fc.constantFrom<unknown>('a', 'team-a', '', 0, 1, true, null),
  fc.array(fc.constantFrom<unknown>('a', 1, null), { maxLength: 3 }),
);
const value = fc.oneof(
  leaf,
  fc.dictionary(fc.constantFrom('x', 'y', 'constructor'), leaf, { maxKeys: 2 }),
  fc.array(fc.dictionary(fc.constantFrom('x', 'y'), leaf, { maxKeys: 2 }), { maxLength: 3 }),
);
/** A pod with random data under `$.data`. */
export const object = fc.dictionary(fc.constantFrom('v', 'w', 'x'), value, { maxKeys: 3 }).map(
  (fields): JsonObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web' },
    spec: { containers: [] },
    data: fields,
  }),
);

const operators = fc.constantFrom<JsonObject>(
  { exists: true },
  { absent: true },
  { equals: 'a' },
  { notEquals: 1 },
  { in: ['a', 1] },
  { matches: 'team-*' },
  { contains: 'a' },
  { atMost: 0 },
  { length: { atLeast: 1 } },
  { equals: 'a', whenMissing: 'pass' },
  { exists: true, atLeast: 1 },
);
const paths = [
  '$.data.v',
  '$.data.v.x',
  '$.data.v[0]',
  '$.data.v[*]',
  '$.data.*',
  '$.data.v[*].x',
  '$..x',
  '$.data.w[1:]',
  '$.data.constructor',
];
/** An own rule that is one assertion over that data. */
export const assertion = fc
  .tuple(fc.constantFrom(...paths), operators)
  .map(([path, rest]): JsonObject => ({ assert: { path, ...rest } }));
/** An own rule of any, all, not and assertions. */
export const { condition } = fc.letrec<{ condition: JsonObject }>((tie) => {
  const parts = fc.array(tie('condition'), { minLength: 1, maxLength: 3 });
  return {
    condition: fc.oneof(
      { maxDepth: 4 },
      assertion,
      parts.map((any) => ({ any })),
      parts.map((all) => ({ all })),
      tie('condition').map((not) => ({ not })),
    ),
  };
});
