import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/model/json.ts';
import { valueAt } from '../../src/model/value-at.ts';
import { withDefaults } from '../../src/parse/defaulting.ts';

/** What a pod comes to state for all its containers (KEP-2837). */
function ofPod(
  resources: unknown,
  containers: readonly JsonObject[],
  initContainers: readonly JsonObject[] = [],
): unknown {
  const spec = { resources, containers, initContainers };
  return (withDefaults({ spec }, { apiVersion: 'v1', kind: 'Pod' }).spec as JsonObject).resources;
}
const asking = (requests: JsonObject, fields: JsonObject = {}) => ({ ...fields, resources: { requests } });
const limited = (limits: JsonObject) => ({ resources: { limits } });

describe('requests of a pod that states limits', () => {
  test('come from those of its containers', () => {
    const containers = [asking({ cpu: '100m', memory: '64Mi' }), asking({ cpu: '1' })];
    expect(ofPod({ limits: { cpu: '2' } }, containers)).toEqual({
      limits: { cpu: '2' },
      requests: { cpu: '1100m', memory: '67108864' },
    });
  });

  test('else from its limits', () => {
    expect(ofPod({ limits: { cpu: '2', 'hugepages-2Mi': '4Mi' } }, [{}])).toEqual({
      limits: { cpu: '2', 'hugepages-2Mi': '4Mi' },
      requests: { cpu: '2', 'hugepages-2Mi': '4Mi' },
    });
  });

  test('count the requests that containers have from their own limits', () => {
    expect(ofPod({ limits: { memory: '2Gi' } }, [limited({ memory: '1Gi' })])).toMatchObject({
      requests: { memory: '1073741824' },
    });
  });

  test('that are written stay', () => {
    const written = { limits: { cpu: '2' }, requests: { cpu: '1' } };
    expect(ofPod(written, [asking({ cpu: '100m' })])).toEqual(written);
  });

  test('are not made up for what a pod cannot state', () => {
    expect(ofPod({ limits: { 'example.com/gpu': 1 } }, [asking({ 'example.com/gpu': 1 })])).toEqual({
      limits: { 'example.com/gpu': 1 },
    });
  });

  test('what is no quantity counts nothing', () => {
    expect(ofPod({ limits: { cpu: '2' } }, [asking({ cpu: 'much' }), asking({ cpu: '1' })])).toMatchObject({
      requests: { cpu: '1' },
    });
  });

  const sidecar = (requests: JsonObject) => asking(requests, { restartPolicy: 'Always' });
  test.each<[string, readonly JsonObject[], readonly JsonObject[], string]>([
    ['containers at once', [], [asking({ cpu: '1' }), asking({ cpu: '2' })], '3'],
    ['with sidecars', [sidecar({ cpu: '1' })], [asking({ cpu: '2' })], '3'],
    [
      'or one init container after the other',
      [asking({ cpu: '5' }), asking({ cpu: '4' })],
      [asking({ cpu: '1' })],
      '5',
    ],
    ['with the sidecars started before', [sidecar({ cpu: '2' }), asking({ cpu: '4' })], [asking({ cpu: '1' })], '6'],
    ['but not those after', [asking({ cpu: '4' }), sidecar({ cpu: '2' })], [asking({ cpu: '1' })], '4'],
    ['sidecars add up', [sidecar({ cpu: '1' }), sidecar({ cpu: '2' })], [{}], '3'],
    [
      'another restartPolicy is no sidecar',
      [asking({ cpu: '2' }, { restartPolicy: 'Never' })],
      [asking({ cpu: '1' })],
      '2',
    ],
  ])('%s', (_, initContainers, containers, cpu) => {
    expect(ofPod({ limits: { cpu: '9' } }, containers, initContainers)).toMatchObject({ requests: { cpu } });
  });
});

describe('limits of a pod', () => {
  test('on huge pages come from those of its containers, where it states anything', () => {
    const containers = [limited({ 'hugepages-2Mi': '4Mi', cpu: '1' }), limited({ 'hugepages-2Mi': '2Mi' })];
    expect(ofPod({ requests: { cpu: '1' } }, containers)).toMatchObject({ limits: { 'hugepages-2Mi': '6291456' } });
    expect(ofPod({ requests: { 'hugepages-2Mi': '8Mi' } }, containers)).toEqual({
      requests: { 'hugepages-2Mi': '8Mi' },
    });
    expect(ofPod({ limits: { 'hugepages-2Mi': '8Mi' } }, containers)).toMatchObject({
      limits: { 'hugepages-2Mi': '8Mi' },
    });
  });

  test('on CPU and memory are not made up: not every version of the API server does', () => {
    const everywhere = [limited({ cpu: '1', memory: '1Gi' }), limited({ cpu: '2' })];
    expect(ofPod({ requests: { cpu: '1' } }, everywhere)).toEqual({ requests: { cpu: '1' } });
  });

  test.each([[undefined], [null], [{}], [{ limits: {} }], [{ requests: {}, limits: null }], ['x']])(
    'a pod that states nothing (%j) is given nothing',
    (resources) => {
      expect(ofPod(resources, [limited({ cpu: '1', 'hugepages-2Mi': '2Mi' })])).toEqual(resources);
    },
  );
});

test('a resource with a name like those of object internals is a resource', () => {
  const limits = JSON.parse('{"__proto__":"1","constructor":"2"}');
  const { spec } = withDefaults({ spec: { containers: [limited(limits)] } }, { apiVersion: 'v1', kind: 'Pod' });
  expect(JSON.stringify(valueAt(spec, ['containers', 0, 'resources', 'requests']))).toBe(JSON.stringify(limits));
});
