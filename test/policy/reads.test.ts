import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/model/json.ts';
import type { FieldPath } from '../../src/model/path.ts';
import { load, ownRule, policyText } from './harness.ts';

const ruleId = { rule: 'run-as-non-root' };

describe('what a rule reads', () => {
  const reads = (rule: JsonObject) => ownRule(rule).reads;
  const at = (path: string): JsonObject => ({ assert: { path, exists: true } });
  const object = (...path: FieldPath) => ({ from: 'object', path });
  const template = (...path: FieldPath) => ({ from: 'template', path });

  test.each<[string, JsonObject, unknown]>([
    ['a label', at('$.metadata.labels.owner'), [object('metadata', 'labels', 'owner')]],
    ['an index', at('$.spec.containers[0].image'), [object('spec', 'containers', 0, 'image')]],
    ['up to a wildcard', at('$.spec.containers[*].image'), [object('spec', 'containers')]],
    ['up to a slice', at('$.spec.containers[1:].image'), [object('spec', 'containers')]],
    ['up to a descent', at('$.spec..image'), [object('spec')]],
    ['everything', at('$'), [object()]],
    [
      'the union',
      { any: [at('$.a.b'), { not: { all: [at('$.c'), at('$.d')] } }] },
      [object('a', 'b'), object('c'), object('d')],
    ],
    ['a built-in condition', { not: ruleId }, ['pod']],
    ['both', { any: [ruleId, at('$.metadata.name')] }, ['pod', object('metadata', 'name')]],
    ['an image condition', { all: [{ rule: 'pin-image-digest' }, { rule: 'disallow-latest-tag' }] }, ['images']],
    [
      'what each condition reads',
      { any: [{ rule: 'minimum-replicas' }, { not: { rule: 'disallow-default-namespace' } }, ruleId] },
      [object('spec', 'replicas'), object('metadata', 'namespace'), 'pod'],
    ],
    ['containers', { forEach: 'allContainers', ...at('$.image') }, ['pod', 'resources']],
    ['volumes', { forEach: 'volumes', ...at('$.name') }, ['pod']],
    ['the pod spec', { forEach: 'pod', ...at('$.spec.nodeName') }, [template('spec', 'nodeName')]],
    ['the template', { forEach: 'pod', ...at('$.metadata.labels.app') }, [template('metadata', 'labels', 'app')]],
    [
      'a list',
      { forEach: '$.spec.template.spec.volumes[*].items', ...at('$.key') },
      [object('spec', 'template', 'spec', 'volumes')],
    ],
  ])('%s', (_, rule, expected) => {
    expect(reads(rule)).toEqual(expected);
  });

  test('built-in rules read the pod', () => {
    expect(load(policyText([ruleId])).policies[0]?.rules[0]?.reads).toEqual(['pod']);
  });

  test.each<[string, JsonObject, boolean]>([
    ['a label', at('$.metadata.labels.owner'), false],
    ['managedFields', at('$.metadata.managedFields'), true],
    ['into managedFields', at('$.metadata.managedFields[0].manager'), true],
    ['managedFields in quotes', at("$['metadata']['managedFields']"), true],
    ['a descent', at('$..image'), true],
    ['a wildcard in metadata', at('$.metadata.*'), true],
    ['a wildcard before it', at('$.*.managedFields'), true],
    ['a wildcard elsewhere', at('$.spec.*'), false],
    ['two wildcards', at('$.*[*]'), true],
    ['metadata itself', at('$.metadata'), true],
    ['the object', at('$'), true],
    ['a list', at('$[0]'), false],
    ['a message', { message: '{{ $.metadata.managedFields }}', ...at('$.spec.a') }, true],
    ['a message about something else', { message: '{{ $.metadata.name }}', ...at('$.spec.a') }, false],
    ['containers', { forEach: 'containers', ...at('$.*') }, false],
    ['the template, which may be the object', { forEach: 'pod', ...at('$.metadata.*') }, true],
    ['forEach over it', { forEach: '$.metadata.managedFields', ...at('$.manager') }, true],
    ['forEach over metadata', { forEach: '$.metadata.*', ...at('$.name') }, true],
    ['forEach over fields', { forEach: '$.*', ...at('$.managedFields') }, true],
    ['forEach over fields, with a wildcard', { forEach: '$.*', ...at('$.*') }, true],
    ['forEach elsewhere', { forEach: '$.spec.template.spec.volumes', ...at('$.*') }, false],
    ['a built-in rule', ruleId, false],
  ])('managedFields: %s', (_, rule, expected) => {
    const whole = 'rule' in rule ? rule : { id: 'own', message: 'm', ...rule };
    expect(load(policyText([whole])).readsManagedFields).toBe(expected);
  });
});
