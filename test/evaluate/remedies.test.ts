import { describe, expect, test } from '@jest/globals';
import { remediesFor } from '../../src/evaluate/remedies.ts';
import { waiversFor } from '../../src/evaluate/waivers.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { type FieldPath, formatPath } from '../../src/model/path.ts';
import type { MutationScope } from '../../src/model/policy.ts';
import type { Check } from '../../src/model/rule.ts';
import type { Operation, Subject } from '../../src/model/subject.ts';
import { addedEphemeralContainers } from '../../src/parse/workload.ts';
import { exceptionDocument, loadDocuments, policyDocument } from '../support/exceptions.ts';
import { goodContainer, goodPod, workloadOf } from '../support/pods.ts';
import { policy, rule } from '../support/policies.ts';

/** Wants `tty: true` in every container, and `hostUsers: false` in the pod. */
const WISHES: Check = ({ containers, pod, podPath }, report) => {
  const wish = (path: FieldPath, value: boolean) => report({ message: 'x', path, remedy: { path, value } });
  if (pod.hostUsers === undefined) wish([...podPath, 'hostUsers'], false);
  for (const { spec, path } of containers) if (spec.tty === undefined) wish([...path, 'tty'], true);
};

const NOTHING: MutationScope = { controllers: false, ephemeralContainers: false };

function written(subject: Subject, mutation: Partial<MutationScope> = {}): readonly string[] {
  const wishing = policy([rule({ check: WISHES })], { mutation: { ...NOTHING, ...mutation } });
  return remediesFor(subject, [wishing], {}).map(({ path }) => formatPath(path));
}

const created = (object: JsonObject): Subject => ({ operation: 'CREATE', workload: workloadOf(object) });
const deployment = (template: JsonObject, kind = 'Deployment'): JsonObject => ({
  apiVersion: kind === 'CronJob' || kind === 'Job' ? 'batch/v1' : 'apps/v1',
  kind,
  metadata: { name: 'w' },
  spec: kind === 'CronJob' ? { jobTemplate: { spec: { template } } } : { template },
});

describe('without more', () => {
  test('a pod that is created is changed', () => {
    expect(written(created(goodPod()))).toEqual(['spec.hostUsers', 'spec.containers[0].tty']);
  });

  test.each(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'CronJob'])('a %s is not', (kind) => {
    expect(written(created(deployment(goodPod(), kind)))).toEqual([]);
  });

  test.each(['UPDATE', 'DELETE', 'CONNECT'] as const)('nothing is on %s', (operation: Operation) => {
    const before = workloadOf(goodPod({ hostPID: true }));
    expect(written({ operation, workload: workloadOf(goodPod()), before })).toEqual([]);
    expect(written({ operation, workload: workloadOf(goodPod()) })).toEqual([]);
  });

  test('the copy of a static pod is not', () => {
    expect(written(created(goodPod({}, { annotations: { 'kubernetes.io/config.mirror': '' } })))).toEqual([]);
  });

  test('an ephemeral container that is added is not', () => {
    const workload = workloadOf(goodPod({ ephemeralContainers: [goodContainer({ name: 'debug' })] }));
    expect(written({ operation: 'UPDATE', workload, before: workloadOf(goodPod()) })).toEqual([]);
  });
});

describe('with mutation.controllers', () => {
  test('a controller that is created is changed, in its pod template', () => {
    expect(written(created(deployment(goodPod())), { controllers: true })).toEqual([
      'spec.template.spec.hostUsers',
      'spec.template.spec.containers[0].tty',
    ]);
  });

  test('a controller that is updated is changed again: its file would undo what was written', () => {
    const made = created(deployment(goodPod()));
    const subject = { ...made, operation: 'UPDATE' } as const;
    expect(written(subject, { controllers: true })).toEqual(written(made, { controllers: true }));
    expect(written(subject, { controllers: true })).not.toEqual([]);
    expect(written(subject, { ephemeralContainers: true })).toEqual([]);
  });

  test('a controller that another one makes is not: that one would find the difference, and make another', () => {
    const object = deployment(goodPod());
    const owned = (owner: unknown) =>
      created({ ...object, metadata: { ...(object.metadata as object), ownerReferences: [owner] } });
    expect(written(owned({ kind: 'Deployment', controller: true }), { controllers: true })).toEqual([]);
    expect(written(owned({ kind: 'Application' }), { controllers: true })).not.toEqual([]);
  });
});

describe('with mutation.ephemeralContainers', () => {
  const debug = (fields: JsonObject = {}) => goodContainer({ name: 'debug', ...fields });
  const update = (before: JsonObject, after: JsonObject): Subject => {
    const old = workloadOf(before);
    return { operation: 'UPDATE', workload: addedEphemeralContainers(workloadOf(after), old), before: old };
  };
  const opened = (subject: Subject) => written(subject, { ephemeralContainers: true });

  test('only the containers that are added are changed', () => {
    const subject = update(
      goodPod({ ephemeralContainers: [debug({ name: 'old' })] }),
      goodPod({ ephemeralContainers: [debug({ name: 'old' }), debug()] }),
    );
    expect(opened(subject)).toEqual(['spec.ephemeralContainers[1].tty']);
  });

  test('wherever they stand in the list', () => {
    const subject = update(
      goodPod({ ephemeralContainers: [debug({ name: 'old' })] }),
      goodPod({ ephemeralContainers: [debug(), debug({ name: 'old' })] }),
    );
    expect(opened(subject)).toEqual(['spec.ephemeralContainers[0].tty']);
  });

  test('one that is there is never changed, not even where the request changes it', () => {
    const subject = update(
      goodPod({ ephemeralContainers: [debug({ stdin: true })] }),
      goodPod({ ephemeralContainers: [debug({ stdin: false })] }),
    );
    expect(opened(subject)).toEqual([]);
  });

  test('a controller is not changed, nor a container of another kind', () => {
    expect(opened(created(deployment(goodPod())))).toEqual([]);
    expect(opened(update(goodPod(), goodPod({ containers: [goodContainer({ image: 'other:1' })] })))).toEqual([]);
  });
});

test('an excepted rule changes nothing', () => {
  const mending = policyDocument('p', {
    rules: [
      { rule: 'drop-all-capabilities', options: { mutate: true } },
      { rule: 'read-only-root-filesystem', options: { mutate: true } },
    ],
  });
  const exception = exceptionDocument('e', { p: ['drop-all-capabilities'] }, { match: { names: ['web'] } });
  const { policies, exceptions } = loadDocuments(mending, exception);
  const subject = created(goodPod({ containers: [{ name: 'app', image: 'a:1' }] }));
  const on = (today: string) => {
    const waivers = waiversFor([subject.workload], { today: () => today, exceptions, annotations: false });
    return remediesFor(subject, policies, { waivers }).map(({ path }) => path.at(-1));
  };
  expect(on('2027-03-31')).toEqual(['readOnlyRootFilesystem']);
  expect(on('2027-04-01')).toEqual(['drop', 'readOnlyRootFilesystem']);
});

test('two remedies for one place make one', () => {
  const twice = policy([rule({ check: WISHES }), rule({ id: 'again', check: WISHES })]);
  expect(remediesFor(created(goodPod()), [twice, twice], {})).toHaveLength(2);
});
