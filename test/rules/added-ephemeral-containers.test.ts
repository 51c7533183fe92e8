import { describe, expect, test } from '@jest/globals';
import { formatPath } from '../../src/model/path.ts';
import { NO_SURROUNDINGS } from '../../src/model/rule.ts';
import type { Workload } from '../../src/model/workload.ts';
import { addedEphemeralContainers, parseWorkloads } from '../../src/parse/workload.ts';
import { goodPod } from '../support/pods.ts';
import { compileEntry } from './rule-fixture.ts';

/** A container that is added to a running pod is judged for itself, with what it takes over from the pod. */

/** Every field that a pod has for itself, as no rule likes it. */
const POD = {
  hostNetwork: true,
  hostPID: true,
  shareProcessNamespace: true,
  restartPolicy: 'Never',
  nodeName: 'node-1',
  serviceAccount: 'default',
  dnsPolicy: 'Default',
  tolerations: [{ operator: 'Exists' }],
  runtimeClassName: 'runc',
  schedulerName: 'volcano',
  terminationGracePeriodSeconds: 86_400,
  imagePullSecrets: [{ name: 'registry' }],
  resources: { requests: { memory: '1Gi' }, limits: { cpu: 0, memory: '64Gi' } },
  securityContext: { sysctls: [{ name: 'kernel.msgmax', value: '1+2' }] },
  volumes: [
    { name: 'logs', hostPath: { path: '/var/log' } },
    { name: 'etc', hostPath: { path: '/etc' } },
    { name: 'socket', hostPath: { path: '/run/docker.sock' } },
    { name: 'share', csi: { driver: 'smb.csi.k8s.io' } },
    { name: 'scratch', emptyDir: {} },
  ],
};

function podWith(fields: object, ephemeralContainers?: readonly object[]): Workload {
  const object = goodPod({ ...POD, ...fields, ...(ephemeralContainers && { ephemeralContainers }) });
  const [workload] = parseWorkloads(object, { kind: 'Pod', namespace: 'default' }) ?? [];
  if (workload === undefined) throw new Error('no workload');
  return workload;
}

function placesIn(entry: object, workload: Workload): readonly string[] {
  const places: string[] = [];
  compileEntry({ ...entry })(workload, ({ path }) => places.push(formatPath(path)), NO_SURROUNDINGS);
  return places;
}

/** Where a rule finds something in what a request adds. */
function placesOf(entry: object, added: object, fields: object = {}): readonly string[] {
  const after = podWith(fields, [{ name: 'debug', ...added }]);
  return placesIn(entry, addedEphemeralContainers(after, podWith(fields)));
}

const DEBUG = 'spec.ephemeralContainers[0]';
const mounts = (...volumeMounts: readonly object[]) => ({ volumeMounts });

describe('an added ephemeral container', () => {
  test.each([
    ['allowed-service-accounts', { allowed: ['app'] }],
    ['disable-service-account-token', {}],
    ['disable-service-links', {}],
    ['disallow-default-service-account', {}],
    ['disallow-deprecated-service-account-field', {}],
    ['disallow-host-namespaces', {}],
    ['disallow-runtime-socket', {}],
    ['disallow-sensitive-host-mounts', {}],
    ['disallow-shared-process-namespace', {}],
    ['limit-request-ratio', {}],
    ['memory-request-equals-limit', {}],
    ['require-active-deadline', {}],
    ['require-empty-dir-size-limit', {}],
    ['require-node-affinity', {}],
    ['require-priority-class', {}],
    ['require-qos-class', { class: 'Guaranteed' }],
    ['require-resources', {}],
    ['require-restart-policy', {}],
    ['require-user-namespaces', {}],
    ['restrict-control-plane-scheduling', {}],
    ['restrict-cpu-limits', { limits: 'Forbid' }],
    ['restrict-cpu-limits', { limits: 'Require' }],
    ['restrict-csi-drivers', {}],
    ['restrict-dns-config', {}],
    ['restrict-host-path', {}],
    ['restrict-node-selection', {}],
    ['restrict-runtime-class', { allowed: [] }],
    ['restrict-scheduler', {}],
    ['restrict-secrets', { imagePullSecrets: true, allow: [] }],
    ['restrict-sysctls', {}],
    ['restrict-termination-grace-period', {}],
    ['restrict-volume-types', {}],
  ])('%s %j: does not answer for the pod', (rule, options) => {
    const entry = { rule, options };
    expect(placesIn(entry, podWith({}))).not.toEqual([]);
    expect(placesOf(entry, mounts({ name: 'etc', mountPath: '/etc' }))).toEqual([]);
  });

  test('require-qos-class: makes no pod BestEffort', () => {
    const nothing = { resources: {} };
    expect(placesIn({ rule: 'require-qos-class' }, podWith(nothing))).not.toEqual([]);
    expect(placesOf({ rule: 'require-qos-class' }, {}, nothing)).toEqual([]);
  });

  test('require-seccomp-profile: answers for itself, where the pod has no profile', () => {
    const entry = { rule: 'require-seccomp-profile' };
    expect(placesIn(entry, podWith({}))).toEqual(['spec.securityContext']);
    expect(placesOf(entry, {})).toEqual([DEBUG]);
    expect(placesOf(entry, {}, { securityContext: { seccompProfile: { type: 'RuntimeDefault' } } })).toEqual([]);
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

  test.each<[rule: string, securityContext: object, field: string]>([
    ['disallow-windows-host-process', { windowsOptions: { hostProcess: true } }, 'windowsOptions.hostProcess'],
    ['restrict-se-linux', { seLinuxOptions: { type: 'spc_t' } }, 'seLinuxOptions.type'],
    ['restrict-app-armor', { appArmorProfile: { type: 'Unconfined' } }, 'appArmorProfile.type'],
    ['run-as-non-root', { runAsNonRoot: true, runAsUser: 0 }, 'runAsUser'],
  ])('%s: answers for itself, and for what it takes over from the pod', (rule, securityContext, field) => {
    const good = { runAsNonRoot: true };
    expect(placesOf({ rule }, { securityContext }, { securityContext: good })).toEqual([
      `${DEBUG}.securityContext.${field}`,
    ]);
    expect(placesOf({ rule }, {}, { securityContext: good })).toEqual([]);
    expect(placesOf({ rule }, {}, { securityContext })).toEqual([`spec.securityContext.${field}`]);
  });
});
