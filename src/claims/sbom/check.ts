import type { Offence } from '../../model/attestation-verdict.ts';
import type { Sbom } from '../../model/sbom.ts';

/** Looks at a document by one term of a policy, and tells of every offence. */
export type SbomCheck = (sbom: Sbom, tell: (offence: Offence) => void) => void;
