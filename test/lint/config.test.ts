import { describe, expect, test } from '@jest/globals';
import { joinLayers, layerOf, PLAIN_CONFIG, policiesFor } from '../../src/lint/config.ts';
import { compileLinter } from '../../src/lint/linter.ts';
import { OLDEST_RULESET, RULESETS, type Ruleset } from '../../src/lint/rulesets.ts';
import { failsAt, type LintLayerPart } from '../../src/model/lint-policy.ts';
import { found, type LintWith, lines, linterWith, lintText, NO_ADD, NO_PROGRAM, RULES } from './harness.ts';

const TEXT = lines('FROM a', 'ADD a b', 'RUN foo && bar && baz');
const severities = (using: LintWith, rules: readonly LintLayerPart[] = []) => {
  const layers = [layerOf(using), ...rules.map((part) => layerOf(part))];
  const { ruleset: _, ...joined } = joinLayers(layers, RULESETS);
  return lintText(TEXT, { ...using, config: { ...joined, ...using.config } }).findings.map(
    ({ rule, severity, message }) => `${rule} ${message} ${severity}`,
  );
};

describe('settings of a rule', () => {
  test('nothing said: on at its own severity, and off where policies have to ask for it', () => {
    expect(severities({})).toEqual(['no-add ADD warning', 'no-program foo error', 'no-program bar info']);
  });

  test.each([
    [
      'by id',
      { rule: 'no-add', severity: 'error' },
      ['no-add ADD error', 'no-program foo error', 'no-program bar info'],
    ],
    [
      'by the only alias of a tool',
      { rule: 'DL3020', severity: 'style' },
      ['no-add ADD style', 'no-program foo error', 'no-program bar info'],
    ],
    ['by another spelling', { rule: 'AVD-DS-0005', severity: 'off' }, ['no-program foo error', 'no-program bar info']],
    [
      'asked for without a severity',
      { rule: 'no-base' },
      ['no-base FROM info', 'no-add ADD warning', 'no-program foo error', 'no-program bar info'],
    ],
    ['one of several checks', { rule: 'DL3001', severity: 'off' }, ['no-add ADD warning', 'no-program bar info']],
    [
      'one of several, more severe',
      { rule: 'DL3001', severity: 'style' },
      ['no-add ADD warning', 'no-program foo style', 'no-program bar info'],
    ],
    [
      'with options',
      { rule: 'no-program', options: { name: 'baz' } },
      ['no-add ADD warning', 'no-program foo error', 'no-program bar info', 'no-program baz error'],
    ],
  ] as const)('%s', (_, rule, expected) => {
    expect(severities({ rules: [rule] })).toEqual(expected);
  });

  test('a rule that is off shows the one check that is on', () => {
    const rules = [
      { rule: 'no-program', severity: 'off' },
      { rule: 'DL3001', severity: 'warning' },
    ] as const;
    expect(severities({ rules })).toEqual(['no-add ADD warning', 'no-program foo warning']);
  });
});

describe('several policies', () => {
  const layer = (...rules: LintLayerPart['rules']) =>
    rules.map((rule, index) => ({ ...layerOf({ rules: [rule] })[0], name: `p${index}` }));
  const said = (...layers: readonly ReturnType<typeof layer>[]) => {
    const { ruleset: _, ...config } = joinLayers(layers as never, RULESETS);
    return lintText(TEXT, { rulesToUse: [NO_ADD, NO_PROGRAM], config }).findings;
  };

  test('of one folder: the strictest wins, and findings name it', () => {
    const findings = said(
      layer(
        { rule: 'no-add', severity: 'off' },
        { rule: 'no-add', severity: 'error' },
        { rule: 'no-add', severity: 'info' },
      ),
    );
    expect(findings[0]).toMatchObject({ rule: 'no-add', severity: 'error', policy: 'p1' });
  });

  test('of one folder: what one says of a code loosens nothing that another says of the rule', () => {
    const [whole, code] = [
      { rule: 'no-program', severity: 'error' },
      { rule: 'DL3001', severity: 'off' },
    ] as const;
    const severities = (...rules: LintLayerPart['rules']) =>
      said(layer(...rules)).flatMap(({ message, severity }) => (message === 'foo' ? [severity] : []));
    expect(severities(whole, code)).toEqual(['error']);
    expect(severities(code, whole)).toEqual(['error']);
    const both = { ...layerOf({ rules: [whole, code] })[0], name: 'one' };
    expect(said([both] as never).filter(({ message }) => message === 'foo')).toEqual([]);
  });

  test('of a stronger layer: the last wins', () => {
    const weak = layer({ rule: 'no-add', severity: 'error' });
    expect(said(weak, layer({ rule: 'no-add', severity: 'off' })).map(({ rule }) => rule)).not.toContain('no-add');
    expect(said(weak, layer({ rule: 'no-add', options: {} }))[0]).toMatchObject({ severity: 'error' });
  });

  test('a stronger layer that sets a rule takes back what a weaker one says of its checks', () => {
    const findings = said(
      layer({ rule: 'DL3001', severity: 'style' }),
      layer({ rule: 'no-program', severity: 'warning' }),
    );
    expect(findings.map(({ message, severity }) => [message, severity])).toContainEqual(['foo', 'warning']);
  });

  test('with different options: each must be met, and what both find is there once', () => {
    const findings = said(
      layer(
        { rule: 'no-program', options: { name: 'baz' } },
        { rule: 'no-program', options: {} },
        { rule: 'no-program' },
      ),
    );
    expect(findings.map(({ message, policy }) => [message, policy])).toEqual([
      ['ADD', undefined],
      ['foo', 'p0'],
      ['bar', 'p0'],
      ['baz', 'p0'],
    ]);
  });
});

describe('joined layers', () => {
  const part = (value: Partial<LintLayerPart>) => layerOf(value);

  test('the last layer wins in what it says', () => {
    const config = joinLayers(
      [
        part({
          failOn: 'style',
          buildArgs: new Map([
            ['A', '1'],
            ['B', '1'],
          ]),
          ruleset: 'nobody knows',
        }),
        part({ failOn: 'error', buildArgs: new Map([['B', '2']]) }),
        part({}),
      ],
      RULESETS,
    );
    expect(config.failOn).toBe('error');
    expect([...config.buildArgs]).toEqual([
      ['A', '1'],
      ['B', '2'],
    ]);
    expect(config.ruleset).toBe(OLDEST_RULESET);
  });

  test('in a layer the strictest level to fail at wins', () => {
    const layer = [...part({ failOn: 'none' }), ...part({ failOn: 'info' }), ...part({ failOn: 'error' })];
    expect(joinLayers([layer], RULESETS).failOn).toBe('info');
  });

  test('terms for comments only become stricter', () => {
    const config = joinLayers(
      [
        part({ ignores: { requireReason: true, maxDays: 10 }, forbidIgnores: ['a'] }),
        part({ ignores: { requireReason: false, maxDays: 30 }, forbidIgnores: ['b'] }),
      ],
      RULESETS,
    );
    expect(config.ignores).toEqual({ requireReason: true, maxDays: 10 });
    expect(config.forbidIgnores).toEqual([{ rule: 'a' }, { rule: 'b' }]);
  });

  test('policies are about files', () => {
    const policy = { ...layerOf({})[0], name: 'x', source: { file: 'x', line: 1, column: 1 } } as never as Parameters<
      typeof policiesFor
    >[0][number];
    const policies = [
      { ...policy, name: 'a', matches: (path: string) => path.startsWith('a/') },
      { ...policy, name: 'b', matches: () => true },
    ];
    expect(policiesFor(policies, 'b/Dockerfile').map(({ name }) => name)).toEqual(['b']);
  });

  test.each([
    ['warning', 'warning', true],
    ['error', 'warning', true],
    ['info', 'warning', false],
    ['style', 'style', true],
    ['error', 'none', false],
  ] as const)('%s at the level %s fails: %s', (severity, level, fails) => {
    expect(failsAt(severity, level)).toBe(fails);
  });
});

describe('rule sets', () => {
  const ruleset: Ruleset = {
    name: 'old',
    severities: new Map([
      ['no-add', 'style'],
      ['no-program', 'off'],
      ['no-base', 'error'],
    ]),
  };
  const shown = (rules: LintLayerPart['rules'], set = ruleset) =>
    compileLinter(RULES, { ...PLAIN_CONFIG, ruleset: set, layers: [rules] }).descriptions.filter(
      ({ id }) => id.startsWith('no-a') || id.startsWith('no-b') || id.startsWith('no-p'),
    );

  test('say which rules are on, and how severe', () => {
    expect(shown([]).map(({ id, severity }) => [id, severity])).toEqual([
      ['no-add', 'style'],
      ['no-base', 'error'],
    ]);
  });

  test('rules that are in none are previews, unless a policy asks for them', () => {
    const newer: Ruleset = { name: 'old', severities: new Map() };
    const text = lines('FROM a', 'ADD a b');
    expect(lintText(text, { config: { ruleset: newer } }).findings[0]).toMatchObject({ rule: 'no-add', preview: true });
    const asked = lintText(text, { config: { ruleset: newer, layers: [[{ rule: 'no-add', severity: 'error' }]] } })
      .findings[0];
    expect(asked?.preview).toBeUndefined();
  });

  test('a policy wins over them', () => {
    expect(shown([{ rule: 'no-program', severity: 'info' }]).map(({ id, severity }) => [id, severity])).toContainEqual([
      'no-program',
      'info',
    ]);
  });

  test('one that is asked for without a severity has that of the rule where the set switches it off', () => {
    expect(shown([{ rule: 'no-program' }]).map(({ id, severity }) => [id, severity])).toContainEqual([
      'no-program',
      'error',
    ]);
  });
});

test('names of all rules are known, those of the engine too', () => {
  const { names } = linterWith();
  expect(names.rulesNamed('DS005').map(({ id }) => id)).toEqual(['no-add']);
  expect(names.rulesNamed('DL1000').length).toBeGreaterThan(1);
  expect(names.rulesNamed('nothing')).toEqual([]);
  expect(names.rulesets).toContain('2026.11');
  expect(found('FROM a\n')).toEqual([]);
});
