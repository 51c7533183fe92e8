import type { AttestationTerms } from '../model/attestation.ts';
import { list, number, optional, type RecordFault, type RecordOf, record, required, text } from '../model/schema.ts';
import { checkDnsLabel } from '../parse/kubernetes-names.ts';
import { checkPredicateType, kindsOf, type PredicateKind } from '../parse/predicate-type.ts';
import { documentRuleSchema } from './document-rule-schema.ts';
import { duration } from './duration.ts';
import { PROVENANCE_BLOCK, provenanceTerms } from './provenance-terms.ts';
import { SBOM_BLOCK, type SbomSource, sbomTerms } from './sbom-terms.ts';
import { MAX_AUTHORITIES, signerNames } from './signer-names.ts';
import { VULNERABILITY_BLOCK, vulnerabilityTerms } from './vulnerability-terms.ts';

/** Most attestations that one policy asks for. */
const MAX_ATTESTATIONS = 32;
/** Most own rules over one predicate. */
const MAX_RULES = 64;

const FIELDS = {
  name: optional(
    text('Its name, unique in the policy; default: the type where that is a name, else attestation-<number>', {
      maxLength: 63,
      check: checkDnsLabel,
    }),
  ),
  type: required(
    text('What kind of statement: sbom, cyclonedx, spdx, provenance, vulnerabilities, vex, or the URI of a type', {
      maxLength: 512,
      check: checkPredicateType,
      examples: ['sbom', 'cyclonedx', 'spdx', 'provenance', 'vulnerabilities', 'openvex'],
    }),
  ),
  signedBy: required(signerNames()),
  atLeast: optional(
    number('How many different signers must attest it; default: 1', {
      integer: true,
      minimum: 1,
      maximum: MAX_AUTHORITIES,
    }),
  ),
  maxAge: optional(duration('How old it may be, by a time that a log or timestamp authority vouches for: 12h, 90d')),
  sbom: optional(SBOM_BLOCK),
  provenance: optional(PROVENANCE_BLOCK),
  vulnerabilities: optional(VULNERABILITY_BLOCK),
  custom: optional(
    record('Rules of your own over what is attested', {
      rules: required(
        list('Rules as in other policies, where $ is what is attested', documentRuleSchema(), { maxItems: MAX_RULES }),
      ),
    }),
  ),
};

/** An attestation that a policy asks for. */
export type AttestationSource = RecordOf<typeof FIELDS>;

/** The field `attestations` of what a policy requires. */
export const ATTESTATIONS = list(
  'What must be attested of an image, each by itself; absent: nothing must',
  record('An attestation', FIELDS, checkAttestation),
  { maxItems: MAX_ATTESTATIONS },
);

/** Blocks that say what an attestation must be like, with the kinds of statement that each can read. */
const BLOCKS: Readonly<Record<AttestationTerms['kind'], readonly PredicateKind[] | 'any'>> = {
  sbom: ['cyclonedx', 'spdx'],
  provenance: ['slsa-0.2', 'slsa-1'],
  vulnerabilities: ['cosign-vuln', 'in-toto-vulns'],
  custom: 'any',
};
/** What to write for each block where the type does not fit. */
const FITTING = {
  sbom: 'sbom, cyclonedx or spdx',
  provenance: 'provenance',
  vulnerabilities: 'vulnerabilities',
  custom: 'any type',
} as const satisfies Readonly<Record<AttestationTerms['kind'], string>>;

function checkAttestation(source: AttestationSource): RecordFault | undefined {
  const { type, signedBy, sbom } = source;
  const twice = signedBy.find((name, index) => signedBy.indexOf(name) < index);
  if (twice !== undefined) return { field: 'signedBy', message: `names "${twice}" twice` };
  const [block, other] = blocksOf(source);
  if (block === undefined) return undefined;
  if (other !== undefined) {
    return {
      field: other,
      message: `goes without "${block}": an attestation has one of ${Object.keys(BLOCKS).join(', ')}`,
    };
  }
  const readable = BLOCKS[block];
  const kinds = kindsOf(type);
  if (readable === 'any') return undefined;
  if (kinds.length === 0 || !kinds.every((kind) => readable.includes(kind))) {
    return { field: block, message: `does not go with type ${type}: it reads type ${FITTING[block]}` };
  }
  return sbom && formatFault(sbom, kinds);
}

/** The blocks that an attestation has. */
function blocksOf(source: AttestationSource): readonly AttestationTerms['kind'][] {
  return (Object.keys(BLOCKS) as AttestationTerms['kind'][]).filter((block) => source[block] !== undefined);
}

function formatFault({ formats = [] }: SbomSource, kinds: readonly PredicateKind[]): RecordFault | undefined {
  const stranger = formats.find(({ format }) => !kinds.includes(format));
  return (
    stranger && { field: 'sbom', message: `asks for format ${stranger.format}, which no attestation of the type has` }
  );
}

/** What a checked attestation must be like; undefined: that it is attested is enough. */
export function termsOf({
  sbom,
  provenance,
  vulnerabilities,
  custom,
}: AttestationSource): AttestationTerms | undefined {
  if (sbom !== undefined) return sbomTerms(sbom);
  if (provenance !== undefined) return provenanceTerms(provenance);
  if (vulnerabilities !== undefined) return vulnerabilityTerms(vulnerabilities);
  return custom && { kind: 'custom', rules: custom.rules };
}
