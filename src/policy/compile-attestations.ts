import type { AttestationRequirement, AttestationsRequirement } from '../model/attestation.ts';
import type { Authority } from '../model/image-policy.ts';
import type { FieldPath } from '../model/path.ts';
import { suggest } from '../model/suggest.ts';
import { checkDnsLabel } from '../parse/kubernetes-names.ts';
import { type AttestationSource, termsOf } from './attestation-schema.ts';
import type { AuthorityContext } from './compile-authority.ts';
import { checkDocumentRules } from './document-rule.ts';
import { durationOf } from './duration.ts';
import type { ImagePolicySource } from './image-policy-schema.ts';
import type { Patterns } from './pattern.ts';
import type { PlacedText } from './placed-texts.ts';
import { ATTESTING, type PolicyAuthorities } from './policy-authorities.ts';
import { mostSigners } from './possible-signers.ts';
import { provenanceTexts } from './provenance-terms.ts';
import { sbomTexts } from './sbom-terms.ts';
import { vulnerabilityTexts } from './vulnerability-terms.ts';

/** What compiling attestations needs to know besides their source, and where it says what is wrong. */
export interface AttestationContext extends AuthorityContext {
  /** Of all own rules over documents. */
  readonly documentPatterns: Patterns;
}

/** How evidence is looked up, whatever it is. */
export type LookUp = Pick<AttestationsRequirement, 'platforms' | 'signatures' | 'pullSecrets' | 'degrade'>;

const ATTESTATIONS: FieldPath = ['spec', 'require', 'attestations'];

/**
 * What an image policy wants attested, compiled; undefined: nothing. What is wrong goes to the list of problems; loading
 * fails then.
 */
export function compileAttestations(
  { spec }: ImagePolicySource,
  authorities: PolicyAuthorities,
  context: AttestationContext,
  lookUp: LookUp,
): Omit<AttestationsRequirement, 'key'> | undefined {
  const { attestations: sources, attestationsOn = 'either' } = spec.require;
  if (sources === undefined) return undefined;
  const compiler = new AttestationCompiler(authorities, context);
  const attestations = sources.map((source, index) => compiler.compile(source, index));
  compiler.checkAllAttest();
  return { authorities: compiler.named(), attestations, attestationsOn, ...lookUp };
}

class AttestationCompiler {
  readonly #context: AttestationContext;
  readonly #authorities: PolicyAuthorities;
  readonly #byName: ReadonlyMap<string, Authority>;
  /** Names of authorities that something wants. */
  readonly #wanted = new Set<string>();
  readonly #names = new Set<string>();
  #namesStrangers = false;

  constructor(authorities: PolicyAuthorities, context: AttestationContext) {
    this.#context = context;
    this.#authorities = authorities;
    this.#byName = new Map(this.#all().map((authority) => [authority.name, authority]));
  }

  compile(source: AttestationSource, index: number): AttestationRequirement {
    const path = [...ATTESTATIONS, index];
    const { type, signedBy, atLeast = 1, maxAge, sbom, vulnerabilities, provenance, custom } = source;
    const signers = this.#signers(signedBy, [...path, 'signedBy']);
    if (this.#authorities.areSound) this.#checkThreshold(signers, source, path);
    this.#checkTimes(signers, source, path);
    const { vex } = vulnerabilities ?? {};
    if (vex !== undefined) {
      const at = [...path, 'vulnerabilities', 'vex'];
      const speakers = this.#signers(vex.signedBy, [...at, 'signedBy']);
      if (vex.maxAge !== undefined) this.#checkTime(speakers, [...at, 'maxAge']);
    }
    if (sbom !== undefined) this.#checkTexts(sbomTexts(sbom), [...path, 'sbom']);
    if (provenance !== undefined) this.#checkTexts(provenanceTexts(provenance), [...path, 'provenance']);
    if (vulnerabilities !== undefined) {
      this.#checkTexts(vulnerabilityTexts(vulnerabilities), [...path, 'vulnerabilities']);
    }
    if (custom !== undefined) {
      const { document, problems, documentPatterns: patterns } = this.#context;
      checkDocumentRules(custom.rules, [...path, 'custom', 'rules'], { document, problems, patterns });
    }
    const terms = termsOf(source);
    return {
      name: this.#name(source, index, path),
      type,
      signedBy,
      atLeast,
      ...(maxAge !== undefined && { maxAge: durationOf(maxAge) }),
      ...(terms && { terms }),
    };
  }

  /** Those that attestations name: no other bears on what becomes of an image. */
  named(): readonly Authority[] {
    return this.#all().filter(({ name }) => this.#wanted.has(name));
  }

  /** Whoever may only attest must be asked to. A name that means nobody may have meant them. */
  checkAllAttest(): void {
    if (this.#namesStrangers) return;
    for (const [index, { name }] of this.#authorities.attesting.entries()) {
      if (!this.#wanted.has(name)) {
        this.#complain([...ATTESTING, index, 'name'], 'no attestation names it in signedBy; leave it out');
      }
    }
  }

  #all(): readonly Authority[] {
    return [...this.#authorities.signing, ...this.#authorities.attesting];
  }

  #name({ name, type }: AttestationSource, index: number, path: FieldPath): string {
    const chosen = name ?? (checkDnsLabel(type) === undefined ? type : `attestation-${index + 1}`);
    if (this.#names.has(chosen)) {
      const help = name === undefined ? ', by its type; give this one a name' : '';
      const at = name === undefined ? path : [...path, 'name'];
      this.#complain(at, `the policy already has an attestation "${chosen}"${help}`);
    }
    this.#names.add(chosen);
    return chosen;
  }

  #signers(names: readonly string[], path: FieldPath): readonly Authority[] {
    return names.flatMap((name, index) => {
      const authority = this.#byName.get(name);
      if (authority === undefined) {
        this.#namesStrangers = true;
        const help =
          suggest(name, this.#byName.keys()) || '; signedBy names those of spec.authorities and of signatures';
        this.#complain([...path, index], `there is no authority "${name}"${help}`);
        return [];
      }
      this.#wanted.add(name);
      return [authority];
    });
  }

  #checkThreshold(signers: readonly Authority[], { signedBy, atLeast = 1 }: AttestationSource, path: FieldPath): void {
    const most = mostSigners(signers);
    if (signers.length < signedBy.length || atLeast <= most) return;
    const message = `is ${atLeast}, and those whom signedBy names can be no more than ${most} different signers`;
    this.#complain([...path, 'atLeast'], message);
  }

  /** Every age is counted by a time that somebody vouches for. */
  #checkTimes(signers: readonly Authority[], source: AttestationSource, path: FieldPath): void {
    if (source.maxAge !== undefined) this.#checkTime(signers, [...path, 'maxAge']);
    for (const block of ['sbom', 'vulnerabilities'] as const) {
      if (source[block]?.maxAge !== undefined) this.#checkTime(signers, [...path, block, 'maxAge']);
    }
  }

  #checkTime(signers: readonly Authority[], path: FieldPath): void {
    const timeless = signers.find((signer) => this.#isTimeless(signer));
    if (timeless === undefined) return;
    const message =
      `nobody vouches for when "${timeless.name}" signs: its transparency is ignored, and none of its trust roots has a ` +
      'timestamp authority';
    this.#complain(path, message);
  }

  #isTimeless(signer: Authority): boolean {
    if (signer.kind === 'static' || signer.transparency === 'required') return false;
    const { trustRoots } = this.#context;
    // One that is not declared is complained of where it is named.
    return signer.trustRoots.every((name) => trustRoots.get(name)?.hasTimestampAuthorities === false);
  }

  #checkTexts(texts: readonly PlacedText[], path: FieldPath): void {
    for (const { at, kind, text } of texts) {
      const fault = this.#context.reader.checkPlacedText(kind, text);
      if (fault !== undefined) this.#complain([...path, ...at], fault);
    }
  }

  #complain(path: FieldPath, message: string): void {
    this.#context.problems.addAt(this.#context.document, path, message);
  }
}
