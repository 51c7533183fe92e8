import type { PackageCommand } from '../shared/package-commands.ts';
import { type ManagerName, words } from '../shared/package-managers.ts';

/** What a package manager leaves behind, and how it goes away. */
export interface Cache {
  /** The checks of other tools that are about it. */
  readonly aliases: readonly string[];
  /** Folders, the usual one first; `~` is any home. */
  readonly folders: readonly string[];
  /** What is left is lists of packages, which are of no use in an image, or packages. */
  readonly holds: string;
  fills(call: PackageCommand): boolean;
  /** Managers whose own cleaning empties it. */
  readonly cleaners: ReadonlySet<ManagerName>;
  cleans(call: PackageCommand): boolean;
  /** An option with which nothing is left, also its short forms; sub-commands that have it. */
  readonly option?: { readonly name: string; readonly prefix: string; readonly actions: ReadonlySet<string> };
  /** An environment variable that switches it off. */
  readonly switchedOffBy?: string;
  /** An environment variable, and an option, with another folder. */
  readonly folderVariable?: string;
  readonly folderOption?: string;
  /** What a fix appends. */
  readonly cleaning: string;
  /** The shell of the systems it runs on knows braces, whatever SHELL says. */
  readonly bashSystem?: true;
}

const installsOrUpgrades = ({ manager, action }: PackageCommand): boolean =>
  manager.add.has(action) || manager.upgrade.has(action);

const APT: Cache = {
  aliases: ['DL3009', 'DKL-DI-0005'],
  folders: ['/var/lib/apt/lists'],
  holds: 'package lists',
  fills: ({ action }) => action === 'update',
  cleaners: new Set(['apt-get', 'apt', 'aptitude']),
  cleans: ({ action }) => action === 'distclean' || action === 'dist-clean',
  cleaning: 'rm -rf /var/lib/apt/lists/*',
};

const NO_FETCH = words('download source');
const DNF = {
  holds: 'cache',
  fills: ({ manager, action }: PackageCommand): boolean =>
    manager.add.has(action) ||
    manager.upgrade.has(action) ||
    manager.refresh.has(action) ||
    (manager.fetch.has(action) && !NO_FETCH.has(action)),
  cleans: ({ action, operands }: PackageCommand): boolean =>
    action === 'clean' && operands.some(({ value }) => value === 'all'),
  bashSystem: true,
} as const;

/** By manager. apt keeps no packages in the images of Debian and Ubuntu, only its lists. */
export const CACHES: ReadonlyMap<ManagerName, Cache> = new Map<ManagerName, Cache>([
  ['apt-get', APT],
  ['apt', APT],
  ['aptitude', APT],
  [
    'yum',
    {
      ...DNF,
      aliases: ['DL3032', 'DS-0015'],
      folders: ['/var/cache/yum', '/var/cache/dnf'],
      cleaners: new Set(['yum', 'dnf']),
      cleaning: 'yum clean all',
    },
  ],
  [
    'dnf',
    {
      ...DNF,
      aliases: ['DL3040', 'DS-0019'],
      folders: ['/var/cache/dnf', '/var/cache/libdnf5', '~/.cache/libdnf5'],
      cleaners: new Set(['dnf', 'yum']),
      cleaning: 'dnf clean all',
    },
  ],
  [
    'microdnf',
    {
      ...DNF,
      aliases: ['DL3040', 'DS-0027'],
      folders: ['/var/cache/yum', '/var/cache/libdnf5', '~/.cache/libdnf5'],
      cleaners: new Set(['microdnf']),
      cleaning: 'microdnf clean all',
    },
  ],
  [
    'zypper',
    {
      aliases: ['DL3036', 'DS-0020'],
      folders: ['/var/cache/zypp'],
      holds: 'cache',
      fills: (call) => DNF.fills(call),
      cleaners: new Set(['zypper']),
      cleans: ({ action }) => action === 'clean' || action === 'cc',
      cleaning: 'zypper clean --all',
      bashSystem: true,
    },
  ],
  [
    'apk',
    {
      aliases: ['DL3019', 'DS-0025', 'DKL-DI-0004'],
      folders: ['/var/cache/apk', '/etc/apk/cache'],
      holds: 'cache',
      fills: (call) => installsOrUpgrades(call) || call.action === 'update',
      cleaners: new Set(['apk']),
      cleans: ({ action }) => action === 'cache purge',
      option: { name: '--no-cache', prefix: '--no-cache', actions: words('add upgrade fix') },
      cleaning: 'rm -rf /var/cache/apk/*',
    },
  ],
  [
    'pip',
    {
      aliases: ['DL3042'],
      folders: ['~/.cache/pip'],
      holds: 'cache',
      fills: ({ action }) => action === 'install',
      cleaners: new Set(['pip']),
      cleans: ({ action }) => action === 'cache purge',
      option: { name: '--no-cache-dir', prefix: '--no-cache', actions: words('install') },
      switchedOffBy: 'PIP_NO_CACHE_DIR',
      folderVariable: 'PIP_CACHE_DIR',
      folderOption: '--cache-dir',
      cleaning: 'pip cache purge',
    },
  ],
  [
    'yarn',
    {
      aliases: ['DL3060'],
      folders: ['~/.cache/yarn'],
      holds: 'cache',
      // `yarn` alone installs, too.
      fills: ({ action, options }) =>
        ['install', 'add', 'global add'].includes(action) ||
        (action === '' && !options.some(({ name }) => ASKS.has(name))),
      cleaners: new Set(['yarn']),
      cleans: ({ action }) => action === 'cache clean' || action === 'cache clear',
      folderVariable: 'YARN_CACHE_FOLDER',
      folderOption: '--cache-folder',
      cleaning: 'yarn cache clean',
    },
  ],
]);

/** Options with which yarn only says something. */
const ASKS = words('-v --version -h --help');
