import { describe, expect, test } from '@jest/globals';
import { githubProvenance, githubProvenance02 } from '../support/attestations/provenance.ts';
import { cosignScan, LOG4SHELL } from '../support/attestations/scans.ts';
import { openVex } from '../support/attestations/vex.ts';
import { sbomOf } from '../support/sbom/document.ts';
import { npmSbom } from '../support/sbom/npm.ts';
import { STATEMENT_V1 } from '../support/signing/payloads.ts';
import { documentWorkspace, wanting } from './document-workspace.ts';

const LOG4J = 'pkg:maven/org.apache.logging.log4j/log4j-core';
const NO_LOG4J = { deny: { packages: [{ purl: `${LOG4J}@<2.17.1`, reason: 'Log4Shell' }] } };
const POLICY = wanting([{ type: 'cyclonedx', sbom: NO_LOG4J }]);
const parts = (version: string) => [
  {
    group: 'org.apache.logging.log4j',
    name: 'log4j-core',
    version,
    purl: `${LOG4J}@${version}`,
    license: 'Apache-2.0',
  },
];
const CLEAN = sbomOf('cyclonedx', { parts: parts('2.24.3') });
const BAD = sbomOf('cyclonedx', { parts: parts('2.14.1') });

const MANY = sbomOf('cyclonedx', {
  parts: Array.from({ length: 50 }, (_, at) => ({
    name: `p${at}`,
    version: '1',
    purl: `pkg:npm/p${at}@1`,
    license: 'AGPL-3.0-only',
  })),
});
const NO_AGPL = wanting([{ type: 'sbom', sbom: { deny: { licenses: ['AGPL-*'] } } }]);

describe('an SBOM', () => {
  test('that is as the policy wants it: 0, and nothing is said of signatures', async () => {
    expect(await documentWorkspace({ 'sbom.json': CLEAN }, POLICY).run('lint', ['@/sbom.json'])).toEqual({
      code: 0,
      out: 'allowed CycloneDX (sbom.json)\n1 document judged: 1 allowed, 0 denied; signatures were not looked at\n',
      err: '',
    });
  });

  test('with what is forbidden: 1, with component, range and reason', async () => {
    const { code, out } = await documentWorkspace({ 'sbom.json': BAD }, POLICY).run('lint', ['@/sbom.json']);
    expect(code).toBe(1);
    expect(out).toContain(
      'DENIED CycloneDX (sbom.json)\n  Deny sbom.deny.packages: org.apache.logging.log4j/log4j-core 2.14.1',
    );
    expect(out).toContain('<2.17.1 (Log4Shell) (error, policy shop, attestation cyclonedx)\n');
    expect(out).toContain('1 document judged: 0 allowed, 1 denied; findings: 1 Deny; signatures were not looked at\n');
  });

  test('as data: everything that is known of each offender', async () => {
    const { run } = documentWorkspace({ 'sbom.json': BAD }, POLICY);
    const offence = {
      term: 'sbom.deny.packages',
      action: 'Deny',
      component: 'org.apache.logging.log4j/log4j-core',
      version: '2.14.1',
      purl: `${LOG4J}@2.14.1`,
    };
    const { out } = await run('lint', ['--format=json', '@/sbom.json']);
    expect(JSON.parse(out)).toMatchObject({
      documents: [
        {
          kind: 'cyclonedx',
          predicateType: 'https://cyclonedx.org/bom',
          allowed: false,
          verdicts: [{ policy: 'shop', requirement: 'cyclonedx', severity: 'error', unlisted: 0, offences: [offence] }],
        },
      ],
      summary: { judged: 1, denied: 1, findings: { Deny: 1 }, signaturesChecked: false },
    });
    const lines = await run('lint', ['--format=jsonl', '@/sbom.json']);
    expect(lines.out.match(/\n/g)).toHaveLength(1);
    expect(JSON.parse(lines.out)).toMatchObject({ policy: 'shop', requirement: 'cyclonedx', ...offence });
  });

  test('with 50 offences: 20 and a count in words, all in data', async () => {
    const { run } = documentWorkspace({ 'sbom.json': MANY }, NO_AGPL);
    const { code, out } = await run('lint', ['@/sbom.json']);
    expect(code).toBe(1);
    expect(out.match(/^ {2}Deny /gm)).toHaveLength(20);
    expect(out).toContain('\n  and 30 more (error, policy shop, attestation sbom)\n');
    const lines = (await run('lint', ['--format=jsonl', '@/sbom.json'])).out.trim().split('\n');
    expect(lines).toHaveLength(50);
    expect(JSON.parse(lines[49] ?? '')).toMatchObject({ license: 'AGPL-3.0-only', component: 'p49' });
  });

  test('of npm itself', async () => {
    const policy = wanting([
      { type: 'sbom', sbom: { minComponents: 300, deny: { packages: [{ purl: 'pkg:npm/undici@<1' }] } } },
    ]);
    const { run } = documentWorkspace(
      { 'a.json': await npmSbom('own', 'cyclonedx'), 'b.json': await npmSbom('own', 'spdx') },
      policy,
    );
    expect(await run('lint', ['@/a.json', '@/b.json'])).toMatchObject({ code: 0, err: '' });
  });

  test('that is too old by what it says itself; a log is not asked', async () => {
    const old = sbomOf('cyclonedx', { parts: parts('2.24.3'), created: '2020-01-01T00:00:00Z' });
    const { run } = documentWorkspace(
      { 'a.json': old },
      wanting([{ type: 'sbom', maxAge: '1d', sbom: { maxAge: '90d' } }]),
    );
    const { code, out } = await run('lint', ['@/a.json']);
    expect(code).toBe(1);
    expect(out).toMatch(/^ {2}Deny sbom\.maxAge: it is \d+ days old by what it says itself, more than 90 days/m);
    expect(out).not.toContain('vouches');
  });

  test('in SPDX 3 is refused by name', async () => {
    const spdx3 = { '@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld', '@graph': [] };
    const { code, out } = await documentWorkspace({ 'a.json': spdx3 }, NO_AGPL).run('lint', ['@/a.json']);
    expect(code).toBe(1);
    expect(out).toContain('Deny sbom: SPDX 3.0.1 is not supported yet');
  });

  test('by policies that warn or only record: 0, and it is said', async () => {
    for (const action of ['Warn', 'Audit']) {
      const policy = wanting([{ type: 'sbom', sbom: NO_LOG4J }], { action });
      const { code, out } = await documentWorkspace({ 'a.json': BAD }, policy).run('lint', ['@/a.json']);
      expect(code).toBe(0);
      expect(out).toContain(`allowed CycloneDX (a.json)\n  ${action} sbom.deny.packages: `);
      expect(out).toContain(`; findings: 1 ${action}; `);
    }
  });
});

describe('which policies count', () => {
  const other = wanting([{ type: 'sbom', sbom: { minComponents: 9 } }], { images: ['elsewhere.test/**'] }, 'other');

  test('all, or those that name the image', async () => {
    const { run } = documentWorkspace({ 'a.json': CLEAN }, POLICY, other);
    expect((await run('lint', ['@/a.json'])).out).toContain('sbom.minComponents: ');
    expect((await run('lint', ['--image=registry.test/app', '@/a.json'])).code).toBe(0);
    expect((await run('lint', ['--image=elsewhere.test/app', '@/a.json'])).code).toBe(1);
  });

  test.each([
    [
      ['--image=nobody.test/app'],
      'tidewaiter: no ImagePolicy that names the image says what attestations must be like',
    ],
    [['--image=https://x'], 'tidewaiter: --image: "https://x" is no image reference'],
    [['--policies=/nowhere'], 'there is no policy file or folder'],
  ])('%j is an error', async ([flag = ''], reason) => {
    const { code, out, err } = await documentWorkspace({ 'a.json': CLEAN }, POLICY).run('lint', [flag, '@/a.json']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(flag.startsWith('--policies') ? 'given twice' : reason);
  });

  test('none that says what attestations must be like is an error', async () => {
    const { code, err } = await documentWorkspace({ 'a.json': CLEAN }, wanting([{ type: 'sbom' }])).run('lint', [
      '@/a.json',
    ]);
    expect(code).toBe(2);
    expect(err).toContain('tidewaiter: no ImagePolicy says what attestations must be like');
  });

  test('an image by digest: a statement about another one says nothing of it', async () => {
    const statement = {
      _type: STATEMENT_V1,
      subject: [{ digest: { sha256: 'b'.repeat(64) } }],
      predicateType: 'https://cyclonedx.org/bom',
      predicate: CLEAN,
    };
    const { run } = documentWorkspace({ 'a.json': statement }, POLICY);
    expect((await run('lint', [`--image=registry.test/app@sha256:${'b'.repeat(64)}`, '@/a.json'])).code).toBe(0);
    const { code, out } = await run('lint', [`--image=registry.test/app@sha256:${'c'.repeat(64)}`, '@/a.json']);
    expect(code).toBe(1);
    expect(out).toContain(`Deny subject: the statement is not about sha256:${'c'.repeat(64)}`);
  });

  test('a statement that names no digest is about no image', async () => {
    const statement = { _type: STATEMENT_V1, subject: [{ name: 'app' }], predicateType: 'https://cyclonedx.org/bom' };
    const { run } = documentWorkspace({ 'a.json': { ...statement, predicate: CLEAN } }, POLICY);
    for (const flags of [[], [`--image=registry.test/app@sha256:${'b'.repeat(64)}`]]) {
      const { code, out } = await run('lint', [...flags, '@/a.json']);
      expect(code).toBe(1);
      expect(out).toContain('Deny subject: the statement names no digest, and so is about no image');
    }
  });
});

describe('other documents', () => {
  test('provenance, of both versions', async () => {
    const policy = wanting([{ type: 'provenance', provenance: { builders: [{ id: 'https://github.com/acme/**' }] } }]);
    const { run } = documentWorkspace(
      { 'v1.json': githubProvenance().predicate as object, 'v02.json': githubProvenance02().predicate as object },
      policy,
    );
    expect((await run('lint', ['@/v1.json'])).code).toBe(0);
    const { code, out } = await run('lint', ['@/v02.json']);
    expect(code).toBe(1);
    expect(out).toContain('Deny provenance.builders: ');
  });

  test('scans, with what VEX says of them', async () => {
    const policy = (vex: object) =>
      wanting([{ type: 'vulnerabilities', vulnerabilities: { maxSeverity: 'high', ...vex } }]);
    const files = {
      'scan.json': cosignScan('trivy', { found: [LOG4SHELL] }).predicate as object,
      'vex.json': openVex([
        {
          vulnerability: LOG4SHELL.id,
          status: 'not_affected',
          justification: 'vulnerable_code_not_present',
          products: [{ id: LOG4SHELL.purl ?? '' }],
        },
      ]).predicate as object,
      'broken.json': '{"@context": "https://openvex.dev/ns/v0.2.0", "statements": 1}',
    };
    const trusting = documentWorkspace(files, policy({ vex: { signedBy: ['release'] } }));
    const alone = await trusting.run('lint', ['@/scan.json']);
    expect(alone.code).toBe(1);
    expect(alone.out).toContain('Deny vulnerabilities.maxSeverity: CVE-2021-44228 (critical) in ');
    const joined = await trusting.run('lint', ['--vex=@/vex.json', '@/scan.json']);
    expect(joined.code).toBe(0);
    expect(joined.out).toContain(
      '  left out: CVE-2021-44228 in org.apache.logging.log4j:log4j-core: not_affected (vulnerable_code_not_present) ',
    );
    // A policy that trusts nobody's VEX takes no word of it.
    expect((await documentWorkspace(files, policy({})).run('lint', ['--vex=@/vex.json', '@/scan.json'])).code).toBe(1);
    expect(await trusting.run('lint', ['--vex=@/broken.json', '@/scan.json'])).toMatchObject({ code: 2, out: '' });
  });

  test('own ones, by the type that is named or that the statement names', async () => {
    const rule = { id: 'passed', message: 'the tests failed', assert: { path: '$.passed', equals: true } };
    const policy = wanting([{ type: 'https://acme.test/tests/v1', custom: { rules: [rule] } }]);
    const { run } = documentWorkspace({ 'yes.json': { passed: true }, 'no.json': { passed: false } }, policy);
    expect((await run('lint', ['@/yes.json'])).err).toContain('it is no document that is known');
    expect((await run('lint', ['--type=https://acme.test/tests/v1', '@/yes.json'])).code).toBe(0);
    const { code, out } = await run('lint', ['--type=https://acme.test/tests/v1', '@/no.json']);
    expect(code).toBe(1);
    expect(out).toContain('the tests failed');
  });
});
