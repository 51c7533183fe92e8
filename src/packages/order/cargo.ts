import { type Order, orderBy } from './order.ts';
import { parseSemver } from './semver.ts';

/** The order of Rust crates: Semantic Versioning 2.0.0 to the letter. Build metadata does not count, as in Cargo's requirements. */
export const cargoOrder: Order = orderBy(parseSemver);
