import { compileAttested } from './attested.ts';
import type { Judge, JudgeOptions, Terms } from './claim.ts';
import { compileCustom } from './custom.ts';
import { compileProvenance } from './provenance/judge.ts';
import { compileSbom } from './sbom/judge.ts';
import { compileVex } from './vex/judge.ts';
import { compileVulnerabilities } from './vulnerabilities/judge.ts';

/**
 * Compiles what an attestation must say. Terms were checked when the policy was loaded.
 * @throws Error where they were not, and cannot be compiled
 */
export function compileTerms(terms: Terms, options: JudgeOptions = {}): Judge {
  switch (terms?.kind) {
    case undefined:
      return compileAttested();
    case 'sbom':
      return compileSbom(terms, options);
    case 'provenance':
      return compileProvenance(terms, options);
    case 'vulnerabilities':
      return compileVulnerabilities(terms, options);
    case 'vex':
      return compileVex();
    case 'custom':
      return compileCustom(terms, options);
  }
}
