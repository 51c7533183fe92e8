const CURVES: readonly (string | undefined)[] = ['prime256v1', 'secp384r1', 'secp521r1'];
const RSA_BITS = { least: 2_048, most: 16_384 };

/** What Node.js says of a public key (`KeyObject`). */
export interface KeyTraits {
  readonly asymmetricKeyType?: string | undefined;
  readonly asymmetricKeyDetails?: RsaTraits & { readonly namedCurve?: string };
}

interface RsaTraits {
  readonly modulusLength?: number;
  readonly publicExponent?: bigint;
}

/**
 * Why signatures of a key are not taken; undefined where they are: EC on the curves of NIST, RSA from 2,048 bits,
 * Ed25519 (the algorithms of Sigstore, algorithm-registry.md).
 */
export function keyProblem({
  asymmetricKeyType: type,
  asymmetricKeyDetails: details = {},
}: KeyTraits): string | undefined {
  switch (type) {
    case 'ed25519':
      return undefined;
    case 'ec':
      return CURVES.includes(details.namedCurve) ? undefined : 'an EC key must be on the curve P-256, P-384 or P-521';
    case 'rsa':
    case 'rsa-pss':
      return rsaProblem(details);
    default:
      return `a key of type ${type} is not taken: use EC, RSA or Ed25519`;
  }
}

function rsaProblem({ modulusLength: bits = 0, publicExponent = 0n }: RsaTraits): string | undefined {
  if (bits < RSA_BITS.least || bits > RSA_BITS.most) {
    return `an RSA key must have from ${RSA_BITS.least} to ${RSA_BITS.most} bits, not ${bits}`;
  }
  return publicExponent < 3n ? 'the exponent of an RSA key must be at least 3' : undefined;
}
