import { describe, expect, test } from '@jest/globals';
import { formatPath, jsonPointer } from '../../src/model/path.ts';

describe('formatPath', () => {
  test.each([
    [[], ''],
    [['spec', 'containers', 0, 'image'], 'spec.containers[0].image'],
    [['metadata', 'labels', 'app.kubernetes.io/name'], 'metadata.labels[app.kubernetes.io/name]'],
    [['spec', 'a b'], 'spec[a b]'],
  ])('%j', (path, expected) => {
    expect(formatPath(path)).toBe(expected);
  });
});

test('a name of a whole request is cut', () => {
  expect(formatPath(['metadata', 'k'.repeat(513), 0])).toBe(`metadata[${'k'.repeat(512)}…][0]`);
  expect(formatPath(['metadata', 'k'.repeat(512), 0])).toBe(`metadata.${'k'.repeat(512)}[0]`);
});

describe('jsonPointer (RFC 6901)', () => {
  test.each([
    [[], ''],
    [['spec', 'containers', 0], '/spec/containers/0'],
    [['metadata', 'labels', 'a/b~c'], '/metadata/labels/a~1b~0c'],
  ])('%j', (path, expected) => {
    expect(jsonPointer(path)).toBe(expected);
  });
});
