import type { JudgeOptions } from '../../../src/claims/claim.ts';
import type { VulnerabilityTerms } from '../../../src/model/attestation.ts';
import type { Reading } from '../../../src/model/attestation-verdict.ts';
import { readingOf, told } from '../judging.ts';

export const COSIGN = 'https://cosign.sigstore.dev/attestation/vuln/v1';
export const IN_TOTO = 'https://in-toto.io/attestation/vulns/v0.2';
export const FINISHED = '2026-11-19T08:00:00Z';

export const LOG4J_PURL = 'pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1';

/** As `trivy image --format cosign-vuln` writes it, as far as anybody looks at it. */
export const LOG4J = {
  VulnerabilityID: 'CVE-2021-44228',
  VendorIDs: ['GHSA-jfh8-c2jp-5v3q'],
  PkgName: 'log4j-core',
  PkgIdentifier: { PURL: LOG4J_PURL, UID: '1' },
  InstalledVersion: '2.14.1',
  FixedVersion: '2.15.0',
  Status: 'fixed',
  Severity: 'CRITICAL',
  PublishedDate: '2021-12-10T10:15:09.143Z',
};
const ZLIB = {
  VulnerabilityID: 'CVE-2023-45853',
  PkgName: 'zlib1g',
  PkgIdentifier: { PURL: 'pkg:deb/debian/zlib1g@1.2.13?arch=amd64' },
  InstalledVersion: '1.2.13',
  Status: 'will_not_fix',
  Severity: 'MEDIUM',
};
export const TRIVY = {
  SchemaVersion: 2,
  ArtifactName: 'registry.example.com/app:1',
  Results: [
    { Target: 'app.jar', Class: 'lang-pkgs', Vulnerabilities: [LOG4J] },
    { Target: 'debian', Class: 'os-pkgs', Vulnerabilities: [ZLIB] },
    { Target: 'no findings', Class: 'lang-pkgs' },
  ],
};

/** As `grype -o json` writes it. */
export const GRYPE = {
  matches: [
    {
      vulnerability: {
        id: 'GHSA-jfh8-c2jp-5v3q',
        severity: 'Critical',
        fix: { versions: ['2.15.0', '2.12.2'], state: 'fixed' },
      },
      relatedVulnerabilities: [{ id: 'CVE-2021-44228' }],
      artifact: { name: 'log4j-core', version: '2.14.1', purl: LOG4J_PURL },
    },
    {
      vulnerability: { id: 'CVE-2023-45853', severity: 'Negligible', fix: { versions: [], state: 'wont-fix' } },
      artifact: { name: 'zlib1g', version: '1.2.13' },
    },
  ],
  descriptor: { name: 'grype', version: '0.99.0', db: { status: { built: '2026-11-18T08:00:00Z' } } },
};

export function cosignScan(result: unknown, scanner: object = {}): unknown {
  return {
    invocation: {},
    scanner: {
      uri: 'pkg:github/aquasecurity/trivy@0.70.0',
      version: '0.70.0',
      db: { uri: '', version: '', lastUpdate: '2026-11-19T02:00:00Z' },
      result,
      ...scanner,
    },
    metadata: { scanStartedOn: '2026-11-19T07:59:00Z', scanFinishedOn: FINISHED },
  };
}

/** The example of in-toto's predicate, with more. */
export const VULNS = cosignScan([
  {
    id: 'CVE-2021-44228',
    severity: [
      { method: 'nvd', score: 'medium' },
      { method: 'cvss_score', score: '9.0' },
      { method: 'epss', score: '0.97' },
    ],
    annotations: [
      { purl: LOG4J_PURL, version: '2.14.1' },
      { fixedVersion: '2.15.0', published: '2021-12-10', purl: 'x' },
    ],
  },
  { vulnerability: { id: 'CVE-2023-45853' }, severity: { method: 'CVSS_V4', score: 5.2 } },
]);

const TERMS: VulnerabilityTerms = {
  kind: 'vulnerabilities',
  onUnknownSeverity: 'deny',
  fixableOnly: false,
  graceDays: {},
  ignore: [],
};

export function judge(
  document: unknown,
  terms: Partial<VulnerabilityTerms> = {},
  type = COSIGN,
  options: JudgeOptions = {},
): Reading {
  return readingOf({ ...TERMS, ...terms }, type, document, options);
}

export function offences(document: unknown, terms: Partial<VulnerabilityTerms> = {}, type = COSIGN): readonly string[] {
  return told(judge(document, terms, type));
}

/** A scan of Trivy that found these, each like log4j's but for what is given. */
export function scanOf(...changes: readonly object[]): unknown {
  return cosignScan({ ...TRIVY, Results: [{ Vulnerabilities: changes.map((change) => ({ ...LOG4J, ...change })) }] });
}
