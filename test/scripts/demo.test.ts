import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { DEMO_CASES, DEMO_POLICIES } from '../../scripts/demo-cases.ts';
import { tableHead, tableRow } from '../../scripts/demo-table.ts';
import { judge } from '../../src/cli/judge.ts';
import { loadPolicyPaths } from '../../src/cli/load-policies.ts';
import { manifestObjects } from '../../src/cli/manifest-objects.ts';
import { MANIFEST_LIMITS, parseYaml } from '../../src/parse/yaml.ts';

const ROOT = join(import.meta.dirname, '../..');
const REVIEWS = join(ROOT, 'test/fixtures/reviews');

describe('the reviews of the demo', () => {
  test('are all that there are', () => {
    expect(DEMO_CASES.map(({ review }) => `${review}.json`).toSorted()).toEqual(readdirSync(REVIEWS).toSorted());
  });

  test.each(DEMO_CASES)(
    '$review is judged by the shipped policies as the demo expects',
    async ({ review, expected }) => {
      const policySet = await loadPolicyPaths(DEMO_POLICIES.map((name) => join(ROOT, 'policies', name)));
      const text = readFileSync(join(REVIEWS, `${review}.json`), 'utf8');
      const { objects } = manifestObjects(parseYaml(review, text, MANIFEST_LIMITS), true);
      const world = {
        namespaceLabels: async () => new Map<string, string>(),
        signal: new AbortController().signal,
        today: () => '2026-11-20',
        honoursAnnotations: false,
      };
      const [object] = objects;
      if (object === undefined) throw new Error('no object');
      const outcome = await judge(object, { policySet, world, namespace: 'default' });
      const denied =
        outcome.kind === 'judged'
          ? outcome.subject.decision.findings.filter(({ action }) => action === 'Deny').map(({ rule }) => rule)
          : 'malformed';
      expect(denied).toEqual(expected);
    },
  );
});

describe('the table of the demo', () => {
  test('fits into 120 columns, whatever stands in it', () => {
    const cells = [
      'a title that is longer than its column',
      'allowed',
      '1234.5 ms',
      'r'.repeat(29),
      `${'x/y.z'.repeat(40)} end`,
    ];
    const lines = `${tableHead()}\n${tableRow(cells)}`.split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120);
    expect(lines.join('').replaceAll(/\s/g, '')).toContain('r'.repeat(29));
    expect(lines[2]).toContain('1234.5 ms');
    expect(
      lines
        .slice(2)
        .map((line) => line.slice(75))
        .join(''),
    ).toBe(`${'x/y.z'.repeat(40)} end`);
  });

  test('keeps columns under their titles', () => {
    const [title = '', , row = ''] = `${tableHead()}\n${tableRow(['a', 'b', 'c', 'd', 'e'])}`.split('\n');
    for (const [name, cell] of [
      ['decision', 'b'],
      ['time', 'c'],
      ['rule', 'd'],
      ['what', 'e'],
    ] as const) {
      expect(row.indexOf(cell)).toBe(title.indexOf(name));
    }
  });
});
