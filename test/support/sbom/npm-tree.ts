/** An entry of `packages` in a lock file. */
interface Locked {
  readonly version: string;
  readonly license?: string;
  readonly dev?: true;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** Packages of a small application: an old lodash, a scoped one, one under the AGPL, and licences of every kind. */
const PACKAGES: Readonly<Record<string, Locked>> = {
  '@acme/report': { version: '2.3.0', license: 'AGPL-3.0-only', dependencies: { lodash: '^4.17.0', 'deep-tool': '1' } },
  '@acme/closed': { version: '1.0.0', license: 'UNLICENSED' },
  'deep-tool': { version: '1.4.2', license: '(MIT OR GPL-3.0-or-later)' },
  express: { version: '4.16.0', license: 'MIT', dependencies: { 'deep-tool': '^1.0.0' } },
  lodash: { version: '4.17.15', license: 'MIT' },
  'no-licence': { version: '0.0.1' },
  'own-words': { version: '3.0.0-rc.1', license: 'SEE LICENSE IN LICENSE.txt' },
  'test-only': { version: '5.0.0', license: 'Apache-2.0', dev: true },
};

const isDirect = (name: string) => name !== 'deep-tool';
const versions = (dev: boolean) =>
  Object.fromEntries(
    Object.entries(PACKAGES)
      .filter(([name, entry]) => isDirect(name) && (entry.dev === true) === dev)
      .map(([name, { version }]) => [name, version]),
  );
const ROOT = {
  name: 'shop',
  version: '1.4.2',
  license: 'Apache-2.0',
  dependencies: versions(false),
  devDependencies: versions(true),
};

/** The files of a tree of packages that is installed nowhere: `npm sbom --package-lock-only` reads nothing else. */
export const MADE_TREE = {
  'package.json': ROOT,
  'package-lock.json': {
    name: ROOT.name,
    version: ROOT.version,
    lockfileVersion: 3,
    requires: true,
    packages: {
      '': ROOT,
      ...Object.fromEntries(
        Object.entries(PACKAGES).map(([name, entry]) => [
          `node_modules/${name}`,
          { resolved: `https://registry.test/${name}/-/${name.replace(/^.*\//, '')}-${entry.version}.tgz`, ...entry },
        ]),
      ),
    },
  },
};
