import { CLAIM_TYPES, type Claim } from './claims.ts';

/** A vulnerability that a scan found. */
export interface FoundVulnerability {
  readonly id: string;
  readonly package: string;
  readonly version: string;
  readonly purl?: string;
  /** The version that mends it; absent: none. */
  readonly fixed?: string;
  /** As one writes it; each scanner spells it in its own way. */
  readonly severity?: 'unknown' | 'negligible' | 'low' | 'medium' | 'high' | 'critical';
  readonly aliases?: readonly string[];
  /** RFC 3339. Only Trivy says it. */
  readonly published?: string;
}

/** How a scan was made. */
export interface ScanSpec {
  readonly found?: readonly FoundVulnerability[];
  /** RFC 3339; null: the scan does not say. */
  readonly finished?: string | null;
  /** When the scanner's data were renewed; null: the scan does not say. */
  readonly database?: string | null;
  readonly uri?: string;
}

const FINISHED = '2026-11-01T12:00:00Z';
const DATABASE = '2026-11-01T06:00:00Z';

/** Found in every image that holds the library. */
export const LOG4SHELL: FoundVulnerability = {
  id: 'CVE-2021-44228',
  aliases: ['GHSA-jfh8-c2jp-5v3q'],
  package: 'org.apache.logging.log4j:log4j-core',
  version: '2.14.1',
  purl: 'pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1',
  fixed: '2.15.0',
  severity: 'critical',
  published: '2021-12-10T10:15:09.143Z',
};

/** A scan as `cosign attest --type vuln` wraps it around the scanner's own result. */
export function cosignScan(scanner: 'trivy' | 'grype', spec: ScanSpec = {}): Claim {
  const { found = [], finished = FINISHED, database = DATABASE } = spec;
  return {
    predicateType: CLAIM_TYPES.scan,
    predicate: {
      invocation: { parameters: null, uri: '', event_id: '', 'builder.id': '' },
      scanner: {
        uri: spec.uri ?? `pkg:github/${scanner === 'trivy' ? 'aquasecurity/trivy@0.67.2' : 'anchore/grype@0.100.0'}`,
        version: scanner === 'trivy' ? '0.67.2' : '0.100.0',
        db: { uri: '', version: '', ...(database !== null && { lastUpdate: database }) },
        result: scanner === 'trivy' ? trivyResult(found) : grypeResult(found, database),
      },
      metadata: timesOf(finished),
    },
  };
}

/** A scan in the form of the in-toto project; `nested`: with the fields where the text of its version 0.1 has them. */
export function inTotoScan(version: '0.1' | '0.2', spec: ScanSpec & { readonly nested?: boolean } = {}): Claim {
  const { found = [], finished = FINISHED, database = DATABASE, nested = false } = spec;
  return {
    predicateType: version === '0.1' ? CLAIM_TYPES.vulns01 : CLAIM_TYPES.vulns02,
    predicate: {
      scanner: {
        uri: spec.uri ?? 'pkg:github/aquasecurity/trivy@0.67.2',
        version: '0.67.2',
        db: {
          uri: 'pkg:github/aquasecurity/trivy-db',
          version: '2',
          ...(database !== null && { lastUpdate: database }),
        },
        result: found.map(inTotoResult).map((result) => (nested ? { vulnerability: result } : result)),
      },
      metadata: timesOf(finished),
    },
  };
}

function inTotoResult({ id, severity = 'unknown', ...rest }: FoundVulnerability): object {
  const { purl, package: name, version, fixed } = rest;
  return {
    id,
    severity: [{ method: 'nvd', score: severity }],
    annotations: [
      { package: name, version },
      ...(purl === undefined ? [] : [{ purl }]),
      ...(fixed === undefined ? [] : [{ fixed }]),
    ],
  };
}

/** What `trivy image --format json` writes. */
function trivyResult(found: readonly FoundVulnerability[]): object {
  return {
    SchemaVersion: 2,
    CreatedAt: FINISHED,
    ArtifactName: 'registry.test/app:v1',
    ArtifactType: 'container_image',
    Metadata: { OS: { Family: 'debian', Name: '12.5' } },
    Results: [
      {
        Target: 'registry.test/app:v1 (debian 12.5)',
        Class: 'os-pkgs',
        Type: 'debian',
        ...(found.length > 0 && { Vulnerabilities: found.map(trivyVulnerability) }),
      },
    ],
  };
}

function trivyVulnerability({
  id,
  aliases,
  package: name,
  version,
  purl,
  fixed,
  severity = 'unknown',
  published,
}: FoundVulnerability): object {
  return {
    VulnerabilityID: id,
    ...(aliases !== undefined && { VendorIDs: aliases }),
    PkgID: `${name}@${version}`,
    PkgName: name,
    ...(purl !== undefined && { PkgIdentifier: { PURL: purl, UID: '0123456789abcdef' } }),
    InstalledVersion: version,
    ...(fixed !== undefined && { FixedVersion: fixed }),
    Status: fixed === undefined ? 'affected' : 'fixed',
    PrimaryURL: `https://avd.aquasec.com/nvd/${id.toLowerCase()}`,
    Title: `${name}: something is wrong`,
    // Trivy has no word for it below LOW.
    Severity: severity === 'negligible' ? 'LOW' : severity.toUpperCase(),
    ...(published !== undefined && { PublishedDate: published, LastModifiedDate: published }),
  };
}

/** What `grype --output json` writes. */
function grypeResult(found: readonly FoundVulnerability[], database: string | null = DATABASE): object {
  return {
    matches: found.map(grypeMatch),
    source: { type: 'image', target: { userInput: 'registry.test/app:v1' } },
    distro: { name: 'debian', version: '12' },
    descriptor: {
      name: 'grype',
      version: '0.100.0',
      timestamp: FINISHED,
      ...(database !== null && { db: { status: { schemaVersion: 'v6.1.0', built: database, valid: true } } }),
    },
  };
}

function grypeMatch({
  id,
  aliases = [],
  package: name,
  version,
  purl,
  fixed,
  severity = 'unknown',
}: FoundVulnerability): object {
  return {
    vulnerability: {
      id,
      dataSource: `https://nvd.nist.gov/vuln/detail/${id}`,
      namespace: 'nvd:cpe',
      severity: severity.replace(/^./, (first) => first.toUpperCase()),
      fix: fixed === undefined ? { versions: [], state: 'not-fixed' } : { versions: [fixed], state: 'fixed' },
    },
    relatedVulnerabilities: aliases.map((alias) => ({ id: alias, namespace: 'github:language:java' })),
    matchDetails: [{ type: 'exact-direct-match', matcher: 'java-matcher' }],
    artifact: { name, version, type: 'java-archive', ...(purl !== undefined && { purl }) },
  };
}

function timesOf(finished: string | null): object {
  return finished === null ? {} : { scanStartedOn: finished, scanFinishedOn: finished };
}
