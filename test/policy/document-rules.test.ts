import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/model/json.ts';
import { formatPath } from '../../src/model/path.ts';
import { list, record, required } from '../../src/model/schema.ts';
import { POLICY_LIMITS, parseYaml } from '../../src/parse/yaml.ts';
import { checkDocumentRules, compileDocumentRule } from '../../src/policy/document-rule.ts';
import { type DocumentRuleSource, documentRuleSchema } from '../../src/policy/document-rule-schema.ts';
import { Patterns } from '../../src/policy/pattern.ts';
import { ProblemList } from '../../src/policy/problem-list.ts';
import { checkDocument } from '../../src/policy/schema-check.ts';
import { problemsOf } from './harness.ts';

const SCHEMA = record('Rules', { rules: required(list('Rules', documentRuleSchema())) });

/** What is wrong with rules, as `line:column: message`. */
function faultsOf(...rules: readonly unknown[]): readonly string[] {
  const [document] = parseYaml('rules.yaml', JSON.stringify({ rules }, undefined, 1), POLICY_LIMITS);
  if (document === undefined) throw new Error('no document');
  return problemsOf(() => {
    const problems = new ProblemList();
    const source = checkDocument(document, SCHEMA, problems);
    if (source !== undefined) {
      checkDocumentRules(source.rules, ['rules'], { document, problems, patterns: new Patterns() });
    }
    problems.throwIfAny();
  }).map((problem) => problem.replace(/^[^:]*:/, ''));
}

const RULE = { id: 'own', message: 'broken' };

/** `path: message` of each problem of a document. */
function judge(rule: JsonObject, document: unknown): readonly string[] {
  const source = { message: 'broken at {{ path }}: {{ value }}', id: 'own', ...rule } as unknown as DocumentRuleSource;
  expect(faultsOf(source)).toEqual([]);
  const fault = (_path: unknown, message: string) => {
    throw new Error(message);
  };
  const problems = compileDocumentRule(source, [], { patterns: new Patterns(), fault }).judge(document);
  return problems.map(({ path, message }) => `${formatPath(path)}: ${message}`);
}

describe('rules over documents', () => {
  test.each<[string, JsonObject, unknown, readonly string[]]>([
    ['an assertion that holds', { assert: { path: '$.a.b', equals: 1 } }, { a: { b: 1 } }, []],
    ['an assertion that fails', { assert: { path: '$.a.b', equals: 1 } }, { a: { b: 2 } }, ['a.b: broken at a.b: 2']],
    ['a missing value', { assert: { path: '$.a.b', equals: 1 } }, {}, [': broken at a.b: <none>']],
    ['a missing value that passes', { assert: { path: '$.a.b', equals: 1, whenMissing: 'pass' } }, {}, []],
    ['whenMissing at the rule', { whenMissing: 'pass', assert: { path: '$.a', equals: 1 } }, {}, []],
    ['not', { not: { assert: { path: '$.a', equals: 1 } } }, { a: 1 }, ['a: broken at a: 1']],
    ['any', { any: [{ assert: { path: '$.a', equals: 1 } }, { assert: { path: '$.b', equals: 1 } }] }, { b: 1 }, []],
    [
      'all',
      { all: [{ assert: { path: '$.a', equals: 1 } }, { assert: { path: '$.b', equals: 1 } }] },
      { b: 1 },
      [': broken at a: <none>'],
    ],
    [
      'each element of a list',
      { forEach: '$.items', message: '{{ name }} has {{ $.n }}', assert: { path: '$.n', lessThan: 2 } },
      { items: [{ n: 1 }, { n: 2, name: 'two' }, { n: 3 }] },
      ['items[1].n: two has 2', 'items[2].n: items[2] has 3'],
    ],
    [
      'a list that is missing',
      { forEach: '$.items', assert: { path: '$.n', equals: 1 } },
      {},
      [': broken at items: <none> (there is no items to look into)'],
    ],
    ['a pattern', { assert: { path: '$.a', pattern: 'x+' } }, { a: 'xxy' }, ['a: broken at a: xxy']],
    [
      'the name of a document',
      { message: '{{ name }}', assert: { path: '$.a', exists: true } },
      {},
      [': the document'],
    ],
    ['a document that is a text', { assert: { path: '$', equals: 'x' } }, 'y', [': broken at $: y']],
    [
      'a document that is no object',
      { assert: { path: '$.a', equals: 'x' } },
      [1],
      [': broken at $: [1] (cannot be judged: the path needs an object here, and this is a list)'],
    ],
    ['names of every object', { assert: { path: '$.constructor', absent: true } }, {}, []],
  ])('%s', (_name, rule, document, expected) => {
    expect(judge(rule, document)).toEqual(expected);
  });

  test('stop at 100 places and say so', () => {
    const problems = judge(
      { forEach: '$.n', assert: { path: '$', equals: 1 } },
      { n: Array.from({ length: 500 }, () => 2) },
    );
    expect(problems).toHaveLength(101);
    expect(problems.at(-1)).toBe(': more than 100 places break this rule; the rest is not listed');
  });

  test('break where there is more to look at than may be', () => {
    const [problem] = judge({ assert: { path: '$.n[*]', equals: 1 } }, { n: Array.from({ length: 100_001 }, () => 1) });
    expect(problem).toContain('cannot be judged: there are more than 100000 values to look at');
  });

  test('break where patterns would take too much effort', () => {
    const text = 'x'.repeat(1_000_000);
    const [problem] = judge({ assert: { path: '$.n[*]', pattern: '(?:x|y){1,200}' } }, { n: [text, text] });
    expect(problem).toContain('cannot be judged');
  });
});

describe('loading rules over documents', () => {
  test.each<[string, unknown, string]>([
    ['no condition', RULE, '3:3: rules[0]: a rule needs one of assert, any, all, not'],
    ['a built-in rule', { ...RULE, rule: 'image-tag' }, '3:3: rules[0]: a rule needs one of assert, any, all, not'],
    [
      'a built-in rule as a condition',
      { ...RULE, not: { rule: 'image-tag' } },
      'rules[0].not: a condition needs one of assert, any, all, not',
    ],
    [
      'a list of workloads',
      { ...RULE, forEach: 'containers', assert: { path: '$', equals: 1 } },
      'rules[0].forEach: is a list of workloads; here a JSONPath that starts with $ is needed',
    ],
    ['a path that is none', { ...RULE, forEach: 'items', assert: { path: '$', equals: 1 } }, 'rules[0].forEach:'],
    ['a severity', { ...RULE, severity: 'error', assert: { path: '$', equals: 1 } }, 'severity: unknown field'],
    ['an action', { ...RULE, action: 'Warn', assert: { path: '$', equals: 1 } }, 'action: unknown field'],
    [
      'a pattern that is none',
      { ...RULE, assert: { path: '$', pattern: '(' } },
      'rules[0].assert.pattern: not a regular expression in RE2 syntax',
    ],
    [
      'deep nesting',
      {
        ...RULE,
        ...Array.from({ length: 9 }).reduce<object>((inner) => ({ not: inner }), { assert: { path: '$', equals: 1 } }),
      },
      'any, all and not are nested more than 8 levels deep',
    ],
  ])('refuses %s', (_name, rule, expected) => {
    const faults = faultsOf(rule);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(expected);
  });

  test('refuses two rules of one id, at the second', () => {
    const rule = { ...RULE, assert: { path: '$', equals: 1 } };
    const faults = faultsOf(rule, { ...rule, id: 'other' }, rule);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(/^\d+:\d+: rules\[2\]\.id: there already is a rule "own" in this list$/);
  });

  test('a built-in rule that slipped in does not compile', () => {
    const told: string[] = [];
    const rule = compileDocumentRule({ ...RULE, rule: 'image-tag' } as unknown as DocumentRuleSource, ['rules', 0], {
      patterns: new Patterns(),
      fault: (path, message) => told.push(`${formatPath(path)}: ${message}`),
    });
    expect(told).toEqual(['rules[0].rule: a built-in rule judges workloads, and no documents']);
    expect(() => rule.judge({})).toThrow('the rule did not compile');
  });
});
