import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { JsonObject } from '../../src/model/json.ts';
import { formatPath } from '../../src/model/path.ts';
import type { PlacePath, WorkloadKind } from '../../src/model/workload-kind.ts';
import { findPlaces } from '../../src/parse/places.ts';

const kindOf = (fields: Partial<WorkloadKind>): WorkloadKind => ({
  group: 'example.com',
  kind: 'Farm',
  templates: [],
  images: [],
  ...fields,
});
const found = (root: unknown, fields: Partial<WorkloadKind>) => {
  const { templates, images, obstacles } = findPlaces(root as JsonObject, kindOf(fields));
  return {
    templates: templates.map(formatPath),
    images: images.map(formatPath),
    obstacles: obstacles.map(({ path, message }) => `${formatPath(path)}: ${message.replace('malformed: ', '')}`),
  };
};
const split = (path: string): PlacePath => path.replaceAll('[*]', '.*').split('.');
const needed = (root: unknown, path: string) => found(root, { templates: [{ path: split(path) }] });
const optional = (root: unknown, path: string) => found(root, { templates: [{ path: split(path), optional: true }] });
const images = (root: unknown, path: string) => found(root, { images: [split(path)] });
const NOTHING = { templates: [], images: [], obstacles: [] };

describe('pod templates', () => {
  test.each<[string, unknown]>([
    ['something', { spec: { template: {} } }],
    ['nothing', {}],
    ['something of the wrong type', { spec: 'text' }],
  ])('a fixed path leads to one place, where there is %s', (_, root) => {
    expect(needed(root, 'spec.template')).toEqual({ ...NOTHING, templates: ['spec.template'] });
  });

  test('a list leads to a place in each of its elements', () => {
    const root = { spec: { groups: [{ template: {} }, {}, null] } };
    expect(needed(root, 'spec.groups[*].template').templates).toEqual([
      'spec.groups[0].template',
      'spec.groups[1].template',
      'spec.groups[2].template',
    ]);
    expect(optional(root, 'spec.groups[*].template').templates).toEqual(['spec.groups[0].template']);
  });

  test('elements may be templates themselves, and lists may lie in each other', () => {
    expect(needed({ pods: [{}, null] }, 'pods[*]').templates).toEqual(['pods[0]', 'pods[1]']);
    expect(needed({ a: [{ b: [{}, {}] }, { b: [] }, { b: [{}] }] }, 'a[*].b[*].t').templates).toEqual([
      'a[0].b[0].t',
      'a[0].b[1].t',
      'a[2].b[0].t',
    ]);
  });

  test('an empty list is in order', () => {
    expect(needed({ groups: [] }, 'groups[*].template')).toEqual(NOTHING);
  });

  test.each([
    ['spec', {}],
    ['spec', { spec: null }],
    ['the list', { spec: {} }],
    ['the list', { spec: { groups: null } }],
  ])('an absent list is not, unless the template is optional: %s', (_, root) => {
    const missing = 'spec.groups: the list of pod templates is missing; it may be empty';
    expect(needed(root, 'spec.groups[*].template')).toEqual({ ...NOTHING, obstacles: [missing] });
    expect(optional(root, 'spec.groups[*].template')).toEqual(NOTHING);
  });

  test.each([
    ['absent', {}],
    ['null', { spec: { template: null } }],
    ['below null', { spec: null }],
  ])('an optional template may be %s', (_, root) => {
    expect(optional(root, 'spec.template')).toEqual(NOTHING);
  });

  test.each<[string, unknown, string]>([
    ['a string', { spec: 'text' }, 'spec: must be an object, not a string'],
    ['a list', { spec: [{ template: {} }] }, 'spec: must be an object, not a list'],
    ['a number', { spec: 0 }, 'spec: must be an object, not a number'],
    ['false', { spec: false }, 'spec: must be an object, not a boolean'],
    ['an empty text', { spec: '' }, 'spec: must be an object, not a string'],
  ])('a path through %s is an obstacle, also to an optional template', (_, root, obstacle) => {
    expect(optional(root, 'spec.template')).toEqual({ ...NOTHING, obstacles: [obstacle] });
  });

  test.each<[string, unknown, string]>([
    ['an object', { groups: { template: {} } }, 'groups: must be a list, not an object'],
    ['a string', { groups: 'text' }, 'groups: must be a list, not a string'],
    ['an element that is a string', { groups: ['text'] }, 'groups[0]: must be an object, not a string'],
    ['an element that is a list', { groups: [[{ template: {} }]] }, 'groups[0]: must be an object, not a list'],
  ])('%s where a list belongs is an obstacle', (_, root, obstacle) => {
    for (const look of [needed, optional]) {
      expect(look(root, 'groups[*].template')).toEqual({ ...NOTHING, obstacles: [obstacle] });
    }
  });

  test('whatever stands at the end of the path is the place: who looks there finds out', () => {
    for (const value of ['text', 0, false, [], {}]) {
      expect(optional({ template: value }, 'template').templates).toEqual(['template']);
    }
  });

  test('fields that every object inherits are not there', () => {
    expect(optional({}, 'constructor.prototype')).toEqual(NOTHING);
    expect(optional(JSON.parse('{"__proto__":{"template":{}}}'), '__proto__.template').templates).toEqual([
      '__proto__.template',
    ]);
    expect(optional({}, '__proto__.template')).toEqual(NOTHING);
  });
});

describe('images', () => {
  test('texts are places; what is absent is in order', () => {
    const root = {
      volumes: [{ disk: { image: 'a' } }, {}, { disk: null }, { disk: { image: null } }, { disk: { image: '' } }],
    };
    expect(images(root, 'volumes[*].disk.image')).toEqual({
      ...NOTHING,
      images: ['volumes[0].disk.image', 'volumes[4].disk.image'],
    });
    expect(images({}, 'volumes[*].disk.image')).toEqual(NOTHING);
  });

  test.each<[string, unknown, string]>([
    ['a list', { image: ['a'] }, 'image: must be an image reference, not a list'],
    ['an object', { image: { name: 'a' } }, 'image: must be an image reference, not an object'],
    ['a number', { image: 7 }, 'image: must be an image reference, not a number'],
  ])('%s is no image', (_, root, obstacle) => {
    expect(images(root, 'image')).toEqual({ ...NOTHING, obstacles: [obstacle] });
  });

  test('a path through a text is an obstacle', () => {
    expect(images({ disk: 'a' }, 'disk.image').obstacles).toEqual(['disk: must be an object, not a string']);
  });
});

describe('bounds', () => {
  const groups = (count: number) => ({ groups: Array.from({ length: count }, () => ({ template: {}, image: 'a' })) });
  const both = { templates: [{ path: split('groups[*].template') }], images: [split('groups[*].image')] };

  test('1,000 places are found, of one path or of several', () => {
    expect(needed(groups(1_000), 'groups[*].template').templates).toHaveLength(1_000);
    expect(found(groups(500), both)).toMatchObject({ templates: { length: 500 }, images: { length: 500 } });
  });

  test.each<[string, ReturnType<typeof found>]>([
    ['templates', needed(groups(1_001), 'groups[*].template')],
    ['optional templates', optional(groups(1_001), 'groups[*].template')],
    ['missing templates', needed({ groups: Array(1_001).fill({}) }, 'groups[*].template')],
    ['images', images(groups(1_001), 'groups[*].image')],
    ['templates and images', found(groups(501), both)],
  ])('with more %s, none is found and that is an obstacle', (_, result) => {
    const tooMany = ': more than 1000 pod templates and images in one object';
    expect(result).toEqual({ ...NOTHING, obstacles: [tooMany] });
  });

  test('of the obstacles, 100 are named', () => {
    const { obstacles } = images({ list: Array(5_000).fill('text') }, 'list[*].image');
    expect(obstacles).toHaveLength(101);
    expect(obstacles.at(-1)).toBe('list[100]: more than 100 fields have the wrong type, and the rest is not listed');
  });

  test('never throws, whatever the object is made of', () => {
    const fields = { templates: [...both.templates, { path: split('spec.template'), optional: true as const }] };
    return fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (list, spec) => {
        const root = { groups: list, spec } as JsonObject;
        expect(findPlaces(root, kindOf({ ...both, ...fields }))).toBeDefined();
      }),
    );
  });
});
