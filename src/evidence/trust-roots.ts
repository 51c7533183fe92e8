import { TrustedRoot } from '@sigstore/protobuf-specs';
import { type TrustMaterial, toTrustMaterial } from '@sigstore/verify';
import { quoted, reasonOf, refuse } from './refused.ts';
import { readTrustedRoot, type TrustedChain } from './trust-root.ts';
import type { NamedTrustRoot } from './verification.ts';

/** A trust root ready for use. */
export interface TrustRoot {
  readonly name: string;
  readonly material: TrustMaterial;
  readonly authorities: readonly TrustedChain[];
}

/** Trust roots by name. @throws Refused where there is none, or it is not sound */
export type FindTrustRoot = (name: string) => TrustRoot;

/** @throws Refused */
export function buildTrustRoot({ name, json }: NamedTrustRoot): TrustRoot {
  const { json: checked, authorities } = readTrustedRoot(json);
  const material = toTrustMaterial(TrustedRoot.fromJSON(checked), () =>
    refuse('a trust root holds no keys of signers'),
  );
  return { name, material, authorities };
}

/** Keeps what was built of the trust roots of one version: it takes longer than a verification. */
export class TrustRoots {
  #version: string | undefined;
  #built = new Map<string, TrustRoot | string>();

  /** The trust roots of a version; those of other versions are forgotten. */
  of(version: string, roots: readonly NamedTrustRoot[]): FindTrustRoot {
    if (version !== this.#version) {
      this.#version = version;
      this.#built = new Map();
    }
    const built = this.#built;
    return (name) => {
      const named = roots.find((root) => root.name === name) ?? refuse(`there is no trust root ${quoted(name)}`);
      const root = built.get(name) ?? build(named);
      built.set(name, root);
      return typeof root === 'string' ? refuse(root) : root;
    };
  }
}

/** The trust root, or why it cannot be used. */
function build(named: NamedTrustRoot): TrustRoot | string {
  try {
    return buildTrustRoot(named);
  } catch (error) {
    return `the trust root ${quoted(named.name)} cannot be used: ${reasonOf(error)}`;
  }
}
