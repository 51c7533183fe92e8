import { describe, expect, test } from '@jest/globals';
import { POD_SECURITY_RULES } from '../../src/rules/workload/pod-security/index.ts';
import { judge } from './marked-yaml.ts';
import { compileEntry } from './rule-fixture.ts';

/** Which version of the Pod Security Standards the option `version` means, and what holds before a check exists. */

function problemsOf(rule: string, version: unknown, spec: object): number {
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'app' }, spec };
  return judge(compileEntry({ rule, options: { version } }), pod).problems.length;
}

function sysctl(name: string): object {
  return { securityContext: { sysctls: [{ name, value: '1' }] }, containers: [{ name: 'app' }] };
}

const ALLOWED_SINCE = [
  [27, 'net.ipv4.ip_local_reserved_ports'],
  [29, 'net.ipv4.tcp_fin_timeout'],
  [32, 'net.ipv4.tcp_rmem'],
  [37, 'net.ipv4.tcp_notsent_lowat'],
] as const;

/** The version that counts, as far as the lists of sysctls tell. */
function versionInForce(version: string): number {
  const known = ALLOWED_SINCE.filter(([, name]) => problemsOf('pss-sysctls', version, sysctl(name)) === 0);
  return known.at(-1)?.[0] ?? 0;
}

describe('the option version', () => {
  test.each([
    ['latest', 37],
    ['1.0', 0],
    ['v1.0', 0],
    ['1.26', 0],
    ['1.27', 27],
    ['v1.28', 27],
    ['1.29', 29],
    ['v1.29', 29],
    ['1.32', 32],
    ['1.36', 32],
    ['1.37', 37],
    ['v1.38', 37],
    ['1.99', 37],
    ['1.9999', 37],
  ])('%s: the list of 1.%i counts', (version, expected) => {
    expect(versionInForce(version)).toBe(expected);
  });

  test('is latest where it is missing', () => {
    const pod = { apiVersion: 'v1', kind: 'Pod', spec: sysctl('net.ipv4.tcp_notsent_lowat') };
    expect(judge(compileEntry({ rule: 'pss-sysctls' }), pod).problems).toEqual([]);
  });

  test.each([
    '',
    '1.x',
    '1',
    '1.',
    '2.0',
    '0.1',
    '1.01',
    '1.29.3',
    'V1.29',
    'vv1.29',
    ' 1.29',
    '1.29\n',
    '1.-1',
    '1.12345',
    'Latest',
    'newest',
    1.29,
    1,
    null,
    ['1.29'],
  ])('%j is refused', (version) => {
    expect(() => compileEntry({ rule: 'pss-sysctls', options: { version } })).toThrow('version');
  });

  test.each(POD_SECURITY_RULES.map(({ id }) => id))('%s has it', (rule) => {
    expect(() => compileEntry({ rule, options: { version: 'v1.29' } })).not.toThrow();
    expect(() => compileEntry({ rule, options: { version: '2.0' } })).toThrow('latest or a version such as 1.29');
  });
});

describe('before the first version of a check', () => {
  const probe = { httpGet: { port: 80, host: 'example.com' } };

  test.each([
    ['pss-host-probes-and-host-lifecycle', 34, { containers: [{ name: 'app', livenessProbe: probe }] }],
    ['pss-allow-privilege-escalation', 8, { containers: [{ name: 'app' }] }],
    ['pss-run-as-user', 23, { containers: [{ name: 'app', securityContext: { runAsUser: 0 } }] }],
  ])('%s, of 1.%i, passes everything', (rule, since, spec) => {
    expect(problemsOf(rule, '1.0', spec)).toBe(0);
    expect(problemsOf(rule, `1.${since - 1}`, spec)).toBe(0);
    expect(problemsOf(rule, `1.${since}`, spec)).toBe(1);
  });

  test.each([
    ['pss-capabilities-restricted', 22, { capabilities: { add: ['NET_ADMIN'] } }, { capabilities: { add: ['CHOWN'] } }],
    ['pss-proc-mount-restricted', 35, { procMount: 'Unmasked' }, {}],
  ])('%s, of 1.%i, leaves it to the baseline check', (rule, since, refused, passing) => {
    const version = `1.${since - 1}`;
    expect(problemsOf(rule, version, { containers: [{ name: 'app', securityContext: refused }] })).toBe(1);
    expect(problemsOf(rule, version, { containers: [{ name: 'app', securityContext: passing }] })).toBe(0);
  });
});

describe('annotations', () => {
  test.each(['pss-app-armor-profile', 'pss-seccomp-profile-baseline', 'pss-seccomp-profile-restricted'])(
    '%s is asked again when they change',
    (id) => {
      const reads = POD_SECURITY_RULES.find((rule) => rule.id === id)?.reads;
      expect(reads).toEqual(['pod', { from: 'template', path: ['metadata', 'annotations'] }]);
    },
  );
});
