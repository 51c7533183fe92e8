import { describe, expect, test } from '@jest/globals';
import { formatPath } from '../../src/model/path.ts';
import { NO_SURROUNDINGS } from '../../src/model/rule.ts';
import { addedEphemeralContainers, parseWorkloads } from '../../src/parse/workload.ts';
import { goodPod } from '../support/pods.ts';
import { compileEntry } from './rule-fixture.ts';

/** A container that is added to a running pod is judged for itself, with the volumes that it finds there. */

const POD = {
  hostNetwork: true,
  hostPID: true,
  securityContext: {
    runAsNonRoot: true,
    sysctls: [{ name: 'kernel.msgmax', value: '1' }],
    windowsOptions: { hostProcess: true },
  },
  volumes: [
    { name: 'logs', hostPath: { path: '/var/log' } },
    { name: 'etc', hostPath: { path: '/etc' } },
  ],
};

function placesOf(entry: Record<string, unknown>, added: Record<string, unknown>): readonly string[] {
  const origin = { kind: 'Pod', namespace: 'default' };
  const [before] = parseWorkloads(goodPod(POD), origin) ?? [];
  const [after] = parseWorkloads(goodPod({ ...POD, ephemeralContainers: [{ name: 'debug', ...added }] }), origin) ?? [];
  if (after === undefined) throw new Error('no workload');
  const places: string[] = [];
  const report = ({ path }: { readonly path: readonly (string | number)[] }) => places.push(formatPath(path));
  compileEntry(entry)(addedEphemeralContainers(after, before), report, NO_SURROUNDINGS);
  return places;
}

const DEBUG = 'spec.ephemeralContainers[0]';
const mounts = (...volumeMounts: readonly object[]) => ({ volumeMounts });

describe('an added ephemeral container', () => {
  test.each([
    'disallow-host-namespaces',
    'disallow-sensitive-host-mounts',
    'disallow-windows-host-process',
    'restrict-host-path',
    'restrict-sysctls',
    'restrict-volume-types',
  ])('%s: does not answer for the pod', (rule) => {
    expect(placesOf({ rule }, mounts({ name: 'etc', mountPath: '/etc' }))).toEqual([]);
  });

  test('read-only-host-path: mounts the volumes of the pod', () => {
    const added = mounts({ name: 'logs', mountPath: '/a', readOnly: true }, { name: 'logs', mountPath: '/b' });
    expect(placesOf({ rule: 'read-only-host-path' }, added)).toEqual([`${DEBUG}.volumeMounts[1]`]);
  });

  test('restrict-host-path: is held to readOnly', () => {
    const options = { allow: [{ path: '/var/log', readOnly: true }] };
    const added = mounts({ name: 'logs', mountPath: '/logs', readOnly: false });
    expect(placesOf({ rule: 'restrict-host-path', options }, added)).toEqual([`${DEBUG}.volumeMounts[0].readOnly`]);
  });

  test('disallow-windows-host-process: answers for itself', () => {
    const added = { securityContext: { windowsOptions: { hostProcess: true } } };
    expect(placesOf({ rule: 'disallow-windows-host-process' }, added)).toEqual([
      `${DEBUG}.securityContext.windowsOptions.hostProcess`,
    ]);
  });
});
