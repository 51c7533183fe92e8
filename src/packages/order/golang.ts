import { type Order, orderBy } from './order.ts';
import { parseSemver, withThreeNumbers } from './semver.ts';

/** Module versions begin with `v`, those of the standard library with `go`; inventories often leave it out. */
const PREFIX = /^(?:v|go)/;

/**
 * The order of Go modules (golang.org/x/mod/semver): Semantic Versioning 2.0.0, where `v1` and `v1.2` stand for `v1.0.0`
 * and `v1.2.0`. Pseudo-versions (`v1.2.4-0.20191109021931-daa7c04131f5`) are prereleases made so that this order puts
 * them by their date; `+incompatible` is build metadata and does not count. `(devel)` is no version.
 */
export const golangOrder: Order = orderBy((version) => parseSemver(withThreeNumbers(version.replace(PREFIX, ''))));
