import trustedRoot from '../../certs/trusted-root-public-good.json' with { type: 'json' };
import tufRoot from '../../certs/tuf-root-public-good.json' with { type: 'json' };

/** The trust root of the public-good instance of Sigstore as it was when this release was made (certs/README.md). */
export const PUBLIC_GOOD_ROOT = JSON.stringify(trustedRoot);

/** Where newer ones are, and the root metadata from which they are reached. */
export const PUBLIC_GOOD_TUF = { mirror: 'https://tuf-repo-cdn.sigstore.dev', root: JSON.stringify(tufRoot) };
