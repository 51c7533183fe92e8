import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { JSONPath } from 'jsonpath-plus';
import { isObject } from '../../src/model/json.ts';
import { type FieldPath, formatPath, jsonPointer } from '../../src/model/path.ts';
import { valueAt } from '../../src/model/value-at.ts';
import { joinPlace } from '../../src/policy/json-path.ts';
import { parseJsonPath } from '../../src/policy/json-path-parser.ts';
import { compilePath, MAX_NODES, type Visitor } from '../../src/policy/path-closure.ts';
import { FAILS, HOLDS, UNJUDGED, type Verdict } from '../../src/policy/verdict.ts';

type Event = readonly [kind: 'present' | 'missing' | 'empty' | 'mismatch', place: string, detail?: unknown];

/** Walks a path and notes each branch it ends in. */
function eventsOf(path: string, document: unknown): { readonly events: Event[]; readonly verdict: Verdict } {
  const trail: (string | number)[] = [];
  const events: Event[] = [];
  const place = () => formatPath(trail);
  const visitor: Visitor = {
    budget: 0,
    trail,
    present: (value) => note(['present', place(), value], HOLDS),
    missing: (rest) => note(['missing', joinPlace(place(), rest)], HOLDS),
    empty: (rest) => note(['empty', joinPlace(place(), rest)], HOLDS),
    mismatch: (_value, wanted) => note(['mismatch', place(), wanted], HOLDS),
    exhausted: () => UNJUDGED,
  };
  const note = (event: Event, verdict: Verdict) => {
    events.push(event);
    return verdict;
  };
  return { verdict: compilePath(parseJsonPath(path))(document, visitor), events };
}

describe('no branch vanishes', () => {
  const pod = {
    spec: {
      containers: [
        { name: 'a', securityContext: { runAsNonRoot: true } },
        { name: 'b' },
        { name: 'c', securityContext: null },
        null,
        'e',
      ],
      volumes: [],
      replicas: 3,
    },
  };

  test.each<[string, Event[]]>([
    ['$.spec.replicas', [['present', 'spec.replicas', 3]]],
    ['$.spec.paused', [['missing', 'spec.paused']]],
    ['$.status.phase', [['missing', 'status.phase']]],
    [
      '$.spec.containers[*].securityContext.runAsNonRoot',
      [
        ['present', 'spec.containers[0].securityContext.runAsNonRoot', true],
        ['missing', 'spec.containers[1].securityContext.runAsNonRoot'],
        ['missing', 'spec.containers[2].securityContext.runAsNonRoot'],
        ['missing', 'spec.containers[3].securityContext.runAsNonRoot'],
        ['mismatch', 'spec.containers[4]', 'an object'],
      ],
    ],
    ['$.spec.containers[2].securityContext', [['missing', 'spec.containers[2].securityContext']]],
    ['$.spec.containers[9]', [['missing', 'spec.containers[9]']]],
    ['$.spec.containers[7:]', [['empty', 'spec.containers[7:]']]],
    ['$.spec.containers.name', [['mismatch', 'spec.containers', 'an object']]],
    ['$.spec[0]', [['mismatch', 'spec', 'a list']]],
    ['$.spec[0:1]', [['mismatch', 'spec', 'a list']]],
    ['$.spec.replicas.*', [['mismatch', 'spec.replicas', 'a list or an object']]],
    ['$.spec.volumes[*].name', [['empty', 'spec.volumes[*].name']]],
    ['$.spec.volumes[0:2]', [['empty', 'spec.volumes[0:2]']]],
    [
      '$..securityContext.runAsNonRoot',
      [
        ['present', 'spec.containers[0].securityContext.runAsNonRoot', true],
        ['missing', 'spec.containers[2].securityContext.runAsNonRoot'],
      ],
    ],
    ['$..hostPath', [['missing', '..hostPath']]],
    ['$..[8].name', [['missing', '..[8].name']]],
    ['$.constructor', [['missing', 'constructor']]],
    ['$.spec.__proto__', [['missing', 'spec.__proto__']]],
    ['$.spec.containers.length', [['mismatch', 'spec.containers', 'an object']]],
  ])('%s', (path, events) => {
    expect(eventsOf(path, pod).events).toEqual(events);
  });

  test('a field that is called __proto__ is an ordinary one', () => {
    const document: unknown = JSON.parse('{"__proto__": {"a": 1}}');
    expect(eventsOf('$.__proto__.a', document).events).toEqual([['present', '__proto__.a', 1]]);
    expect(eventsOf('$..a', document).events).toEqual([['present', '__proto__.a', 1]]);
  });

  test('a root that is missing', () => {
    expect(eventsOf('$', null).events).toEqual([['missing', '']]);
    expect(eventsOf('$.a', undefined).events).toEqual([['missing', 'a']]);
  });
});

describe('bounds', () => {
  const counting = (budgetSpent: { nodes: number }): Visitor => ({
    budget: 0,
    trail: undefined,
    present: () => {
      budgetSpent.nodes += 1;
      return HOLDS;
    },
    missing: () => HOLDS,
    empty: () => HOLDS,
    mismatch: () => HOLDS,
    exhausted: () => UNJUDGED,
  });

  test.each(['$[*]', '$..*', '$[::1]', '$..a'])('%s over more values than allowed cannot be judged', (path) => {
    const spent = { nodes: 0 };
    const list = Array.from({ length: 3 * MAX_NODES }, () => ({ a: 1 }));
    expect(compilePath(parseJsonPath(path))(list, counting(spent))).toBe(UNJUDGED);
    expect(spent.nodes).toBeLessThanOrEqual(2 * MAX_NODES);
  });

  test('the budget is that of one walk', () => {
    const walk = compilePath(parseJsonPath('$[*]'));
    const list = Array.from({ length: MAX_NODES }, () => 1);
    const visitor = counting({ nodes: 0 });
    expect(walk(list, visitor)).toBe(HOLDS);
    expect(walk(list, visitor)).toBe(HOLDS);
  });

  test('a structure too deep for ".." cannot be judged and does not exhaust the stack', () => {
    let document: unknown = 1;
    for (let level = 0; level < 100_000; level += 1) document = { a: document };
    expect(eventsOf('$..b', document).verdict).toBe(UNJUDGED);
  });

  test('a failure ends the walk', () => {
    const seen: unknown[] = [];
    const visitor = { ...counting({ nodes: 0 }), present: (value: unknown) => (seen.push(value) < 2 ? HOLDS : FAILS) };
    for (const path of ['$[*]', '$.*', '$[0:4]', '$..*']) {
      seen.length = 0;
      const document = path === '$.*' ? { a: 1, b: 2, c: 3, d: 4 } : [1, 2, 3, 4];
      expect(compilePath(parseJsonPath(path))(document, visitor)).toBe(FAILS);
      expect(seen).toEqual([1, 2]);
    }
  });
});

describe('the same values as jsonpath-plus finds', () => {
  const names = ['a', 'b', 'c', 'name', 'x-y', 'constructor', '__proto__'];
  const leaf = fc.oneof(fc.integer(), fc.constantFrom('', 'a', 'text'), fc.boolean(), fc.constant(null));
  const { node } = fc.letrec<{ node: unknown }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'medium', withCrossShrink: true },
      leaf,
      fc.array(tie('node'), { maxLength: 4 }),
      fc
        .uniqueArray(fc.tuple(fc.constantFrom(...names), tie('node')), { maxLength: 4, selector: ([key]) => key })
        .map((fields) => Object.fromEntries(fields) as unknown),
    ),
  }));
  const document = node.filter((value) => typeof value === 'object' && value !== null);

  const child = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...names).map((name) => `.${name}`) },
    { weight: 1, arbitrary: fc.constantFrom('a', 'name', 'x-y').map((name) => `['${name}']`) },
    { weight: 2, arbitrary: fc.nat({ max: 4 }).map((index) => `[${index}]`) },
    { weight: 2, arbitrary: fc.constantFrom('[*]', '.*') },
    {
      weight: 1,
      arbitrary: fc
        .tuple(
          fc.option(fc.integer({ min: -5, max: 5 })),
          fc.option(fc.integer({ min: -5, max: 5 })),
          fc.option(fc.integer({ min: 1, max: 3 })),
        )
        .map(([start, end, step]) => `[${start ?? ''}:${end ?? ''}${step === null ? '' : `:${step}`}]`),
    },
  );
  const path = fc
    .tuple(
      fc.array(child, { maxLength: 3 }),
      fc.option(fc.constantFrom('..a', '..name', '..*', '..[0]', '..[*]', '..[1:]', "..['x-y']")),
      fc.array(child, { maxLength: 3 }),
    )
    .map(([before, descent, after]) => `$${before.join('')}${descent ?? ''}${after.join('')}`)
    .filter((text) => (text.match(/\*/g)?.length ?? 0) <= 4);

  /** The oracle's matches, less those that our semantics calls missing or mismatched on purpose. */
  function oracle(text: string, root: unknown): string[] {
    const found: string[] = [];
    const matches: unknown = JSONPath({ path: text, json: root as object, eval: false, resultType: 'all' });
    for (const { pointer, value } of matches as { pointer: string; value: unknown }[]) {
      if (value !== null && value !== undefined) found.push(pointer);
    }
    return found.filter((pointer) => isReachedByType(pointer, root));
  }

  /** Names lead into objects and indices into lists; jsonpath-plus also takes characters of strings. */
  function isReachedByType(pointer: string, root: unknown): boolean {
    let value = root;
    for (const step of pointer.split('/').slice(1)) {
      const isIndex = /^\d+$/.test(step);
      if (isIndex ? !Array.isArray(value) : !isObject(value)) return false;
      value = (value as Record<string, unknown>)[step];
    }
    return true;
  }

  function ours(text: string, root: unknown): string[] {
    const trail: (string | number)[] = [];
    const found: FieldPath[] = [];
    const nothing = (): Verdict => HOLDS;
    compilePath(parseJsonPath(text))(root, {
      budget: 0,
      trail,
      present(value) {
        found.push([...trail]);
        expect(value).toBe(valueAt(root, trail));
        return HOLDS;
      },
      missing: nothing,
      empty: nothing,
      mismatch: nothing,
      exhausted: nothing,
    });
    return found.map(jsonPointer);
  }

  test('property: present values, in the same order', () => {
    let hits = 0;
    void fc.assert(
      fc.property(document, path, (root, text) => {
        const found = ours(text, root);
        hits += found.length > 0 ? 1 : 0;
        expect(found).toEqual(oracle(text, root));
      }),
      { numRuns: 3_000 },
    );
    expect(hits).toBeGreaterThan(200);
  });
});
