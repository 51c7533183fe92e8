import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { JsonObject } from '../../src/model/json.ts';
import { formatPath } from '../../src/model/path.ts';
import { parseWorkloads } from '../../src/parse/workload.ts';
import { KINDS, machine, pipeline, rayCluster, rollout, template, workloadsOf } from '../support/custom-kinds.ts';
import { goodContainer } from '../support/pods.ts';

const parts = (object: JsonObject) =>
  workloadsOf(object).map(({ holds, podPath, containers, malformed }) => ({
    part: holds === 'pod' ? formatPath(podPath) : holds,
    containers: containers.map(({ path }) => formatPath(path)),
    malformed: malformed.map(({ path, message }) => `${formatPath(path)}: ${message}`),
  }));
const faults = (object: JsonObject) => workloadsOf(object).flatMap(({ malformed }) => malformed);

describe('one workload for each template', () => {
  test('with the paths of the object that the user wrote', () => {
    expect(parts(rayCluster([template(), template()]))).toEqual([
      {
        part: 'spec.headGroupSpec.template.spec',
        containers: ['spec.headGroupSpec.template.spec.containers[0]'],
        malformed: [],
      },
      {
        part: 'spec.workerGroupSpecs[0].template.spec',
        containers: ['spec.workerGroupSpecs[0].template.spec.containers[0]'],
        malformed: [],
      },
      {
        part: 'spec.workerGroupSpecs[1].template.spec',
        containers: ['spec.workerGroupSpecs[1].template.spec.containers[0]'],
        malformed: [],
      },
    ]);
  });

  test('they share what is said of the object', () => {
    const workloads = workloadsOf(rayCluster([template()]));
    expect(new Set(workloads.map(({ labels }) => labels)).size).toBe(1);
    expect(new Set(workloads.map(({ object }) => object)).size).toBe(1);
    expect(workloads.map(({ name, namespace, kind, apiVersion }) => [name, namespace, kind, apiVersion])).toEqual(
      Array(2).fill(['web', 'shop', 'RayCluster', 'ray.io/v1']),
    );
  });

  test('an object of another version is read like the version that is known', () => {
    expect(parts({ ...rayCluster([template()]), apiVersion: 'ray.io/v2' })).toHaveLength(2);
  });

  test('a kind that is not known holds no pod', () => {
    expect(parseWorkloads(rayCluster([]), { kind: 'RayCluster', namespace: 'shop' })).toBeUndefined();
    const other = { ...rayCluster([]), apiVersion: 'ray.example.com/v1' };
    expect(parseWorkloads(other, { kind: 'RayCluster', namespace: 'shop' }, KINDS)).toBeUndefined();
  });
});

describe('templates that are not there', () => {
  test('one that must be there is malformed', () => {
    const missing = 'malformed: the pod spec is missing or not an object';
    expect(faults({ ...rayCluster([]), spec: {} })).toEqual([
      { path: ['spec', 'headGroupSpec', 'template', 'spec'], message: missing },
    ]);
    expect(parts(pipeline({ steps: [{}] }))[0]?.malformed).toEqual([`spec.steps[0].template.spec: ${missing}`]);
  });

  test('so is a list that is not there', () => {
    expect(parts(pipeline({}))).toEqual([
      {
        part: 'images',
        containers: [],
        malformed: ['spec.steps: malformed: the list of pod templates is missing; it may be empty'],
      },
    ]);
  });

  test.each([
    ['a Rollout that refers to a Deployment', rollout({ workloadRef: { kind: 'Deployment', name: 'web' } })],
    ['a Rollout whose template is null', rollout({ template: null })],
    ['a Rollout without a spec', rollout(undefined)],
    ['a pipeline without steps', pipeline({ steps: [] })],
  ])('in order is %s', (_, object) => {
    expect(parts(object)).toEqual([{ part: 'images', containers: [], malformed: [] }]);
  });

  test.each<[string, JsonObject, string]>([
    ['a spec that is a string', rollout('text'), 'spec: malformed: must be an object, not a string'],
    ['a spec that is a list', rollout([{ template: {} }]), 'spec: malformed: must be an object, not a list'],
  ])('%s is not', (_, object, fault) => {
    expect(parts(object)).toEqual([{ part: 'images', containers: [], malformed: [fault] }]);
  });

  test.each([
    ['a string', 'text'],
    ['a number', 0],
    ['a list', []],
    ['an empty object', {}],
    ['a spec that is a string', { spec: 'text' }],
    ['a spec without containers', { spec: {} }],
  ])('nor is a template that is %s', (_, value) => {
    expect(faults(rollout({ template: value }))).toHaveLength(1);
  });

  test('one group that cannot be read leaves the others to be judged, and is malformed by itself', () => {
    const groups = [{ template: template() }, 'text'];
    const object = { ...rayCluster([]), spec: { headGroupSpec: { template: template() }, workerGroupSpecs: groups } };
    expect(parts(object).map(({ part, malformed }) => [part, malformed])).toEqual([
      ['images', ['spec.workerGroupSpecs[1]: malformed: must be an object, not a string']],
      ['spec.headGroupSpec.template.spec', []],
      ['spec.workerGroupSpecs[0].template.spec', []],
    ]);
  });

  test('more than 1,000 templates: none is read, not even one that the root seems to be', () => {
    const workers = Array.from({ length: 1_001 }, () => template({ securityContext: { privileged: true } }));
    const cluster = rayCluster(workers);
    const disguised = { ...cluster, spec: { ...(cluster.spec as JsonObject), containers: [goodContainer()] } };
    expect(parts(disguised)).toEqual([
      {
        part: 'images',
        containers: [],
        malformed: [': malformed: more than 1000 pod templates and images in one object'],
      },
    ]);
  });
});

describe('what is wrong with the object itself', () => {
  test.each([
    ['a string', 'text'],
    ['null', null],
    ['a list', []],
    ['absent', undefined],
  ])('an object that is %s', (_, object) => {
    const origin = { apiVersion: 'ray.io/v1', kind: 'RayCluster', namespace: 'shop' };
    const found = parseWorkloads(object, origin, KINDS);
    expect(found?.map(({ malformed }) => malformed)).toEqual([
      [{ message: 'malformed: the object must be a JSON object', path: [] }],
    ]);
    const images = parseWorkloads(
      object,
      { ...origin, apiVersion: 'kubevirt.io/v1', kind: 'VirtualMachineInstance' },
      KINDS,
    );
    expect(images?.[0].malformed).toHaveLength(1);
  });

  test('its metadata, said of each part', () => {
    const object = { ...rayCluster([template()]), metadata: { labels: { app: 1 } } };
    const fault = 'metadata.labels.app: malformed: must be a string, not a number';
    expect(parts(object).map(({ malformed }) => malformed)).toEqual([[fault], [fault]]);
  });

  test('the metadata of a template, said of that template', () => {
    const object = rayCluster([{ ...template(), metadata: 'text' }]);
    expect(parts(object).map(({ malformed }) => malformed)).toEqual([
      [],
      ['spec.workerGroupSpecs[0].template.metadata: malformed: must be an object, not a string'],
    ]);
  });

  test('what built-in kinds hold in spec means something else in others', () => {
    expect(faults(rollout({ strategy: 'fast', replicas: 'many', selector: 'all', template: template() }))).toEqual([]);
  });

  test('never throws, whatever the object is made of', () => {
    return fc.assert(
      fc.property(fc.constantFrom(rollout, pipeline), fc.jsonValue(), fc.jsonValue(), (make, spec, metadata) => {
        for (const workload of workloadsOf({ ...make(spec), metadata })) {
          expect([workload.images.length, workload.labels.size, workload.volumes.length]).toBeDefined();
        }
      }),
    );
  });
});

describe('images outside of pods', () => {
  const images = (object: JsonObject) =>
    workloadsOf(object).map(({ images }) => images.map(({ text, path, owner }) => [text, formatPath(path), owner]));

  test('make up a workload without a pod', () => {
    const [workload, ...rest] = workloadsOf(machine(['quay.io/vm:1', 'disk']));
    expect(rest).toEqual([]);
    expect(workload).toMatchObject({ holds: 'images', containers: [], volumes: [], malformed: [], windows: false });
    expect(images(machine(['quay.io/vm:1', 'disk']))).toEqual([
      [
        ['quay.io/vm:1', 'spec.volumes[0].containerDisk.image', 'the VirtualMachineInstance'],
        ['disk', 'spec.volumes[1].containerDisk.image', 'the VirtualMachineInstance'],
      ],
    ]);
  });

  test('come before the pods of the object', () => {
    const object = pipeline({ toolbox: { image: 'tools' }, steps: [{ template: template({ image: 'step' }) }] });
    expect(images(object)).toEqual([
      [['tools', 'spec.toolbox.image', 'the Pipeline']],
      [['step', 'spec.steps[0].template.spec.containers[0].image', 'container "app"']],
    ]);
  });

  test('none is in order; what is no text is not', () => {
    expect(parts(machine([]))).toEqual([{ part: 'images', containers: [], malformed: [] }]);
    expect(faults(machine([7, ['a']])).map(({ message }) => message)).toEqual([
      'malformed: must be an image reference, not a number',
      'malformed: must be an image reference, not a list',
    ]);
  });
});

describe('templates are completed like the pods made from them', () => {
  const written = rollout({
    template: { spec: { containers: [{ name: 'app', image: 'a' }], volumes: [{ name: 'v' }] } },
  });
  const [workload] = workloadsOf(written);

  test('with what the API server fills in', () => {
    expect(workload.pod).toMatchObject({ restartPolicy: 'Always', volumes: [{ name: 'v', emptyDir: {} }] });
    expect(workload.containers[0]?.spec.imagePullPolicy).toBe('Always');
    expect(workload.volumes[0]?.spec).toEqual({ name: 'v', emptyDir: {} });
  });

  test('while the object stays as it was written', () => {
    expect(workload.object).toBe(written);
    expect(written).toEqual(
      rollout({ template: { spec: { containers: [{ name: 'app', image: 'a' }], volumes: [{ name: 'v' }] } } }),
    );
  });

  test('those of built-in kinds are left to the API server', () => {
    const spec = { template: { spec: { containers: [{ name: 'app' }] } } };
    const [deployment] = workloadsOf({ apiVersion: 'apps/v1', kind: 'Deployment', spec });
    expect(deployment.pod).toBe(spec.template.spec);
  });
});
