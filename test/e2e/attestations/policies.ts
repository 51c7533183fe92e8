import { pemOf, type SigningKey, spkiOf, type World } from '../../support/signing/index.ts';
import { imagePolicy, trustRootDocument } from '../harness/image-gate.ts';
import { FORBIDDEN } from './content.ts';

export const ISSUER = 'https://token.actions.githubusercontent.com';

const RELEASE = {
  name: 'release',
  keyless: {
    issuer: ISSUER,
    subjectPattern: 'https://github.com/acme/*/.github/workflows/release.yml@refs/tags/*',
  },
  trustRoots: ['e2e'],
};

const NO_LOG4SHELL = {
  type: 'sbom',
  signedBy: ['release'],
  sbom: {
    deny: {
      packages: [{ purl: `${FORBIDDEN.purl?.replace(/@.*/, '')}@<2.17.1`, reason: 'Log4Shell' }],
      licenses: ['AGPL-*'],
    },
  },
};

const BUILT_FROM_OURS = {
  type: 'provenance',
  signedBy: ['release'],
  provenance: { sources: [{ repository: 'https://github.com/acme/*', ref: 'refs/tags/*' }] },
};

/** One policy for each first part of a repository's name, and the trust root that they name. */
export function attestationPolicies(host: string, { trustRoot }: World, security: SigningKey): readonly object[] {
  const securityTeam = {
    name: 'security',
    key: { pem: pemOf(spkiOf(security.publicKey), 'PUBLIC KEY') },
    transparency: 'required',
    trustRoots: ['e2e'],
  };
  const wanting = (name: string, attestations: readonly object[], authorities: readonly object[] = [RELEASE]) =>
    imagePolicy(name, `${host}/${name}/**`, { authorities, require: { digest: 'mutate-pods-only', attestations } });
  const scanned = {
    type: 'vulnerabilities',
    signedBy: ['release'],
    vulnerabilities: {
      maxAge: '24h',
      maxSeverity: 'medium',
      fixableOnly: true,
      graceDays: { critical: 14 },
      vex: { signedBy: ['security'] },
    },
  };
  return [
    trustRootDocument(trustRoot),
    wanting('parts', [NO_LOG4SHELL]),
    wanting('scanned', [scanned], [RELEASE, securityTeam]),
    wanting('built', [BUILT_FROM_OURS]),
    wanting('buildkit', [NO_LOG4SHELL, BUILT_FROM_OURS]),
  ];
}

/** Policies that differ in what they do while a registry is down, by the first part of a repository's name. */
export function degradingPolicies(host: string, { trustRoot }: World): readonly object[] {
  const require = { digest: 'ignore', attestations: [NO_LOG4SHELL] };
  const policies = ['deny', 'cached-only', 'warn'].map((degrade) =>
    imagePolicy(degrade, `${host}/${degrade}/**`, { degrade, authorities: [RELEASE], require }),
  );
  return [trustRootDocument(trustRoot), ...policies];
}
