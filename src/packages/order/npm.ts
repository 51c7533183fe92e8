import { type Order, orderBy } from './order.ts';
import { parseSemver } from './semver.ts';

/** `v1.2.3`, `=1.2.3` and `=v1.2.3` are `1.2.3` to node-semver. */
const PREFIX = /^[v=]+/;

/**
 * The order of npm: Semantic Versioning 2.0.0, with the prefixes that node-semver drops. It has no rule of ranges: a
 * prerelease of 2.0.0 comes before 2.0.0 and after every 1.x, and that is all.
 */
export const npmOrder: Order = orderBy((version) => parseSemver(version.replace(PREFIX, '')));
