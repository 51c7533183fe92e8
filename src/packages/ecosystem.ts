/** The purl types whose versions have an order that is known here: see order/. */
export const ECOSYSTEMS = ['npm', 'pypi', 'maven', 'golang', 'deb', 'rpm', 'apk', 'gem', 'nuget', 'cargo'] as const;

/** A way to number packages, by the purl type that uses it. */
export type Ecosystem = (typeof ECOSYSTEMS)[number];

/** Ecosystems whose versions follow Semantic Versioning 2.0.0; their own tools read `1.2` as all of 1.2. */
export const SEMVER_ECOSYSTEMS: ReadonlySet<string> = new Set<Ecosystem>(['npm', 'cargo', 'golang']);

/**
 * The ecosystem of a purl type (lower case, as in a parsed purl).
 * @returns undefined where the order of its versions is not known here: only exact versions can be told apart then
 */
export function ecosystemOf(purlType: string): Ecosystem | undefined {
  return ECOSYSTEMS.find((ecosystem) => ecosystem === purlType);
}
