import { describe, expect, test } from '@jest/globals';
import { planPatch } from '../../src/evaluate/patch.ts';
import { goodPod } from '../support/pods.ts';

const object = { spec: { containers: [{ name: 'app', securityContext: null }] } };
const at = (...rest: (string | number)[]) => ['spec', 'containers', 0, ...rest];

describe('planPatch', () => {
  test('adds a missing field, and its missing parents with it', () => {
    const { operations, patched } = planPatch(goodPod(), [
      { path: at('lifecycle', 'preStop', 'sleep'), value: { seconds: 5 } },
    ]);
    expect(operations).toEqual([
      { op: 'add', path: '/spec/containers/0/lifecycle', value: { preStop: { sleep: { seconds: 5 } } } },
    ]);
    expect(patched).toHaveProperty(at('lifecycle', 'preStop', 'sleep', 'seconds').join('.'), 5);
  });

  test('a second remedy builds on what the first one made', () => {
    const { operations, patched } = planPatch(object, [
      { path: at('securityContext', 'runAsNonRoot'), value: true },
      { path: at('securityContext', 'capabilities', 'drop'), value: ['ALL'] },
    ]);
    expect(operations).toEqual([
      { op: 'replace', path: '/spec/containers/0/securityContext', value: { runAsNonRoot: true } },
      { op: 'add', path: '/spec/containers/0/securityContext/capabilities', value: { drop: ['ALL'] } },
    ]);
    expect(patched).toEqual({
      spec: { containers: [{ name: 'app', securityContext: { runAsNonRoot: true, capabilities: { drop: ['ALL'] } } }] },
    });
  });

  test('the object that was given stays as it was, and shares nothing with the patch', () => {
    const before = structuredClone(object);
    const value = { a: [1] };
    const { patched, operations } = planPatch(object, [{ path: ['x'], value }]);
    expect(object).toEqual(before);
    (patched.x as typeof value).a.push(2);
    expect(operations[0]?.value).toEqual({ a: [1] });
  });

  test('escapes field names as RFC 6901 asks', () => {
    const { operations } = planPatch({ metadata: { labels: {} } }, [
      { path: ['metadata', 'labels', 'a/b~c'], value: 'x' },
    ]);
    expect(operations).toEqual([{ op: 'add', path: '/metadata/labels/a~1b~0c', value: 'x' }]);
  });

  test.each([
    ['through a string', { spec: 'x' }, ['spec', 'a']],
    ['to a list item that is not there', { spec: [] }, ['spec', 0]],
    ['to the root', {}, []],
  ])('refuses a remedy %s', (_, target, path) => {
    expect(() => planPatch(target, [{ path, value: 1 }])).toThrow();
  });
});
