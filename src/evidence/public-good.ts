import trustedRoot from '../../certs/trusted-root-public-good.json' with { type: 'json' };

/** The trust root of the public-good instance of Sigstore as it was when this release was made (certs/README.md). */
export const PUBLIC_GOOD_ROOT = JSON.stringify(trustedRoot);
