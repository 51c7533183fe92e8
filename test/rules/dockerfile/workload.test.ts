import { describe, expect, test } from '@jest/globals';
import type { DockerfileRule } from '../../../src/model/dockerfile-rule.ts';
import { podEnvSecret } from '../../../src/rules/dockerfile/workload/env-secret.ts';
import { podOverridesEntrypoint } from '../../../src/rules/dockerfile/workload/overrides-entrypoint.ts';
import { podPortExposed } from '../../../src/rules/dockerfile/workload/port-exposed.ts';
import { podPrivilegedPort } from '../../../src/rules/dockerfile/workload/privileged-port.ts';
import { podProbesMissing } from '../../../src/rules/dockerfile/workload/probes.ts';
import { podReadOnlyRoot } from '../../../src/rules/dockerfile/workload/read-only-root.ts';
import { podSignals } from '../../../src/rules/dockerfile/workload/signals.ts';
import { podUserMatchesImage } from '../../../src/rules/dockerfile/workload/user-matches.ts';
import { problemsOf } from '../../support/dockerfile.ts';
import { containersIn, deployment } from '../../support/paired-containers.ts';

/** Dockerfiles beside the manifests that run the image. */

/** `line:column..endLine:endColumn covered`, with the softer severity where there is one. */
function found(rule: DockerfileRule, dockerfile: string, manifest: string, inputs = {}): readonly string[] {
  const problems = problemsOf(rule, dockerfile, { inputs: { containers: containersIn(manifest), ...inputs } });
  return problems.map(
    ({ line, column, endLine, endColumn, covered, atMost }) =>
      `${line}:${column}..${endLine}:${endColumn} ${covered}${atMost === undefined ? '' : ` (${atMost})`}`,
  );
}

type Case = readonly [title: string, dockerfile: string, manifest: string, expected: readonly string[]];

const knows = (facts: object) => ({ baseFacts: () => ({ digest: 'sha256:a', ...facts }) });
const NON_ROOT = 'securityContext: { runAsNonRoot: true }';

test.each([
  podEnvSecret,
  podOverridesEntrypoint,
  podPortExposed,
  podPrivilegedPort,
  podProbesMissing,
  podReadOnlyRoot,
  podSignals,
  podUserMatchesImage,
])('$id finds nothing without manifests', (rule) => {
  const text = 'FROM nginx\nENV A=1\nVOLUME /data\nEXPOSE 80\nHEALTHCHECK CMD x\nENTRYPOINT a\nCMD b\n';
  expect(problemsOf(rule, text)).toEqual([]);
  expect(problemsOf(rule, text, { inputs: { containers: [] } })).toEqual([]);
});

describe('pod-user-matches-image', () => {
  test.each<Case>([
    ['root', 'FROM scratch\nUSER root', deployment(NON_ROOT), ['2:6..2:10 root']],
    ['no user', 'FROM scratch', deployment(NON_ROOT), ['1:6..1:13 scratch']],
    ['a name', 'FROM a\nUSER app', deployment(NON_ROOT), ['2:6..2:9 app']],
    ['a name by a variable', 'FROM a\nARG U=app\nUSER ${U}', deployment(NON_ROOT), ['3:6..3:10 ${U}']],
    ['a number', 'FROM a\nUSER 5', deployment(NON_ROOT), []],
    ['an unknown base', 'FROM a', deployment(NON_ROOT), []],
    ['the security context of the pod', 'FROM a\nUSER app', deployment('', NON_ROOT), ['2:6..2:9 app']],
    [
      'the container wins over the pod',
      'FROM a\nUSER app',
      deployment('securityContext: { runAsNonRoot: false }', NON_ROOT),
      [],
    ],
    ['runAsUser', 'FROM a\nUSER app', deployment('securityContext: { runAsNonRoot: true, runAsUser: 5 }'), []],
    ['no promise', 'FROM a\nUSER app', deployment(''), []],
    ['Windows', 'FROM a\nUSER app', deployment(NON_ROOT, 'os: { name: windows }'), []],
    [
      'files of another user',
      'FROM a\nCOPY --chown=7:7 . /a\nADD --chown=8 . /b\nCOPY --chown=9:0 . /c\nCOPY . /d',
      deployment('securityContext: { runAsUser: 8 }'),
      ['2:14..2:17 7:7 (warning)'],
    ],
    [
      'files of a user with a name',
      'FROM a\nRUN useradd -u 7 app\nCOPY --chown=app . /a\nCOPY --chown=other . /a',
      deployment('securityContext: { runAsUser: 8 }'),
      ['3:14..3:17 app (warning)'],
    ],
    [
      'files of stages beneath, and of others',
      'FROM a AS one\nCOPY --chown=7 . /a\nFROM a AS two\nCOPY --chown=9 . /a\nFROM one',
      deployment('securityContext: { runAsUser: 8 }'),
      ['2:14..2:15 7 (warning)'],
    ],
  ])('%s', (_, dockerfile, manifest, expected) => {
    expect(found(podUserMatchesImage, dockerfile, manifest)).toEqual(expected);
  });

  test('a base image that is known counts, and the manifest is named', () => {
    const inputs = { containers: containersIn(deployment(NON_ROOT)), ...knows({ user: 'node' }) };
    const [problem] = problemsOf(podUserMatchesImage, 'FROM node', { inputs });
    expect(problem?.message).toBe(
      'the image names its user "node", so that the kubelet does not start container "app" of Deployment "shop", which ' +
        'sets runAsNonRoot: true',
    );
  });

  test('containers that are alike are told once', () => {
    const two = `${deployment(NON_ROOT)}---\n${deployment(NON_ROOT)}`;
    expect(found(podUserMatchesImage, 'FROM a\nUSER app', two)).toHaveLength(1);
  });
});

describe('pod-port-exposed', () => {
  const port = (number: number, protocol = '') => deployment(`ports: [{ containerPort: ${number}${protocol} }]`);
  test.each<Case>([
    ['another port', 'FROM scratch\nEXPOSE 80 81', port(82), ['2:8..2:13 80 81']],
    ['no port', 'FROM scratch', port(82), ['1:6..1:13 scratch']],
    ['the port', 'FROM scratch\nEXPOSE 82', port(82), []],
    ['a range', 'FROM scratch\nEXPOSE 80-90', port(82), []],
    ['another protocol', 'FROM scratch\nEXPOSE 82', port(82, ', protocol: UDP'), ['2:8..2:10 82']],
    ['an unknown base', 'FROM a\nEXPOSE 80', port(82), []],
    ['nothing that is a port', 'FROM scratch', deployment('ports: [{ containerPort: "x" }]'), []],
  ])('%s', (_, dockerfile, manifest, expected) => {
    expect(found(podPortExposed, dockerfile, manifest)).toEqual(expected);
  });
});

describe('pod-privileged-port', () => {
  const port = (more = '') => deployment(`ports: [{ containerPort: 80 }]${more}`);
  const bind = '\n          securityContext: { capabilities: { add: [cap_net_bind_service] } }';
  test.each<Case>([
    ['a user', 'FROM a\nEXPOSE 80\nUSER 5', port(), ['2:8..2:10 80']],
    ['a user, without EXPOSE', 'FROM a\nUSER 5', port(), ['1:6..1:7 a']],
    ['root', 'FROM scratch\nEXPOSE 80', port(), []],
    ['nobody knows', 'FROM a\nEXPOSE 80', port(), []],
    ['nobody knows but the manifest', 'FROM a\nEXPOSE 80', port(`\n          ${NON_ROOT}`), ['2:8..2:10 80']],
    ['the capability', 'FROM a\nEXPOSE 80\nUSER 5', port(bind), []],
    ['a port for all', 'FROM a\nUSER 5', deployment('ports: [{ containerPort: 1024 }]'), []],
    ['the manifest says root', 'FROM a\nUSER 5', port('\n          securityContext: { runAsUser: 0 }'), []],
  ])('%s', (_, dockerfile, manifest, expected) => {
    expect(found(podPrivilegedPort, dockerfile, manifest)).toEqual(expected);
  });
});

describe('pod-read-only-root', () => {
  const readOnly = 'securityContext: { readOnlyRootFilesystem: true }';
  const mounted = (path: string, more = '') =>
    deployment(
      `${readOnly}\n          volumeMounts: [{ name: d, mountPath: ${path}${more} }]`,
      'volumes: [{ name: d, emptyDir: {} }]',
    );
  test.each<Case>([
    ['VOLUME', 'FROM a\nVOLUME /data', deployment(readOnly), ['2:8..2:13 /data']],
    ['VOLUME, mounted', 'FROM a\nVOLUME /data', mounted('/data'), []],
    ['VOLUME, mounted above', 'FROM a\nVOLUME /var/data', mounted('/var/'), []],
    ['VOLUME, mounted beside', 'FROM a\nVOLUME /data', mounted('/dat'), ['2:8..2:13 /data']],
    ['VOLUME, mounted to be read', 'FROM a\nVOLUME /data', mounted('/data', ', readOnly: true'), ['2:8..2:13 /data']],
    ['a file system that can be written to', 'FROM a\nVOLUME /data', deployment(''), []],
    ['a well-known image', 'FROM nginx:1 AS b\nFROM b', mounted('/var/run'), ['1:6..1:13 nginx:1']],
    ['an image of that name elsewhere', 'FROM r.io/nginx:1', deployment(readOnly), []],
    ['WORKDIR', 'FROM a\nWORKDIR /app', deployment(readOnly), []],
    [
      'WORKDIR that is given to a user',
      'FROM a\nWORKDIR /app\nRUN chown -R 5 /app',
      deployment(readOnly),
      ['2:9..2:13 /app (info)'],
    ],
  ])('%s', (_, dockerfile, manifest, expected) => {
    expect(found(podReadOnlyRoot, dockerfile, manifest)).toEqual(expected);
  });
});

describe('pod-probes-missing', () => {
  const job =
    'apiVersion: batch/v1\nkind: Job\nmetadata: { name: j }\nspec: { template: { spec: { containers: [{ name: a, image: b }] } } }\n';
  test.each<Case>([
    ['no probe', 'FROM a\nHEALTHCHECK --interval=5s CMD x', deployment(''), ['2:1..2:12 HEALTHCHECK']],
    ['a probe', 'FROM a\nHEALTHCHECK CMD x', deployment('startupProbe: { exec: { command: [x] } }'), []],
    ['NONE', 'FROM a\nHEALTHCHECK NONE', deployment(''), []],
    ['no HEALTHCHECK', 'FROM a', deployment(''), []],
    ['a Job', 'FROM a\nHEALTHCHECK CMD x', job, []],
  ])('%s', (_, dockerfile, manifest, expected) => {
    expect(found(podProbesMissing, dockerfile, manifest)).toEqual(expected);
  });
});

describe('pod-overrides-entrypoint', () => {
  const both = 'FROM a\nENTRYPOINT ["x"]\nCMD ["y"]';
  test.each<Case>([
    ['command', both, deployment('command: [z]'), ['2:1..2:11 ENTRYPOINT']],
    ['command, of CMD alone', 'FROM a\nCMD y', deployment('command: [z]'), ['2:1..2:4 CMD']],
    ['args', both, deployment('args: [z]'), ['3:1..3:4 CMD']],
    ['args without CMD', 'FROM a\nENTRYPOINT ["x"]', deployment('args: [z]'), []],
    ['empty lists', both, deployment('command: []'), []],
    ['nothing', both, deployment(''), []],
  ])('%s', (_, dockerfile, manifest, expected) => {
    expect(found(podOverridesEntrypoint, dockerfile, manifest)).toEqual(expected);
  });
});

describe('pod-signals', () => {
  const grace = 'terminationGracePeriodSeconds: 60';
  const hook = 'lifecycle: { preStop: { exec: { command: [sleep, "5"] } } }';
  test.each<Case>([
    ['CMD in shell form and a grace period', 'FROM a\nCMD node x', deployment('', grace), ['2:5..2:11 node x']],
    ['ENTRYPOINT in shell form and a hook', 'FROM a\nENTRYPOINT x\nCMD ["y"]', deployment(hook), ['2:12..2:13 x']],
    ['exec', 'FROM a\nCMD exec node x', deployment('', grace), []],
    ['exec at the end', 'FROM a\nCMD setup && exec node x', deployment('', grace), []],
    ['JSON', 'FROM a\nCMD ["node", "x"]', deployment('', grace), []],
    ['a grace period that nobody wrote', 'FROM a\nCMD node x', deployment(''), []],
    ['another command', 'FROM a\nCMD node x', deployment('command: [z]', grace), []],
    ['other arguments', 'FROM a\nCMD node x', deployment('args: [z]', grace), []],
  ])('%s', (_, dockerfile, manifest, expected) => {
    expect(found(podSignals, dockerfile, manifest)).toEqual(expected);
  });
});

describe('pod-env-secret', () => {
  const secret = deployment(
    'env: [{ name: B, valueFrom: { secretKeyRef: { name: s, key: k } } }, { name: A, value: x }]',
  );
  test.each<Case>([
    ['the name, and not its value', 'FROM a\nENV A=1 B=changeme', secret, ['2:9..2:10 B']],
    ['another name', 'FROM a\nENV C=1', secret, []],
    ['a value of the manifest', 'FROM a\nENV A=1', secret, []],
    ['the legacy form', 'FROM a\nENV B changeme', secret, ['2:5..2:6 B']],
  ])('%s', (_, dockerfile, manifest, expected) => {
    expect(found(podEnvSecret, dockerfile, manifest)).toEqual(expected);
  });
});
