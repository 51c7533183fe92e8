import { DPKG_STATUS, debianParts, readDpkgStatus } from '../sbom/debian.ts';
import { type Part, sbomOf } from '../sbom/document.ts';
import { type Claim, sbomClaim } from './claims.ts';
import { githubProvenance } from './provenance.ts';
import { cosignScan, type FoundVulnerability, LOG4SHELL } from './scans.ts';

/** A web shop in Java on Debian. */
export interface ShopSpec {
  /** Of log4j-core: 2.14.1 has Log4Shell. Default: a version that is mended. */
  readonly log4j?: string;
  /** When all of it was written. Default: the time that builders of claims have. */
  readonly at?: Date;
}

const LOG4J = 'org.apache.logging.log4j';
/** Nobody is going to mend it, and nobody has to. */
const OLD_NEWS: FoundVulnerability = {
  id: 'CVE-2019-1010024',
  package: 'libc6',
  version: '2.36-9+deb12u4',
  purl: 'pkg:deb/debian/libc6@2.36-9%2Bdeb12u4?arch=amd64&distro=debian-12&upstream=glibc',
  severity: 'negligible',
  published: '2019-07-15T04:15:00Z',
};

/** What is attested of the shop: what is in it, how it was built, and what a scan found. */
export function shopClaims({ log4j = '2.24.3', at }: ShopSpec = {}): readonly Claim[] {
  const time = at?.toISOString();
  // Nobody says under which licence the database of time zones is: it is in the public domain.
  const packages = readDpkgStatus(DPKG_STATUS).filter(({ name }) => name !== 'tzdata');
  const parts = [...debianParts(packages), ...javaParts(log4j)];
  const found = log4j === LOG4SHELL.version ? [LOG4SHELL, OLD_NEWS] : [OLD_NEWS];
  return [
    sbomClaim('cyclonedx', sbomOf('cyclonedx', { parts, ...(time !== undefined && { created: time }) })),
    githubProvenance(time === undefined ? {} : { finished: time }),
    cosignScan('trivy', { found, ...(time !== undefined && { finished: time, database: time }) }),
  ];
}

function javaParts(version: string): readonly Part[] {
  const jar = (name: string, needs: readonly string[] = []): Part => ({
    group: LOG4J,
    name,
    version,
    purl: `pkg:maven/${LOG4J}/${name}@${version}`,
    license: 'Apache-2.0',
    supplier: 'The Apache Software Foundation',
    needs,
  });
  return [jar('log4j-api'), jar('log4j-core', [`pkg:maven/${LOG4J}/log4j-api@${version}`])];
}
