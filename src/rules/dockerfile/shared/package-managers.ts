/** Names of the package managers that rules know. `pip` stands for `python -m pip` and `pip3.12`, too. */
export type ManagerName =
  | 'apt-get'
  | 'apt'
  | 'aptitude'
  | 'apk'
  | 'yum'
  | 'dnf'
  | 'microdnf'
  | 'zypper'
  | 'pip'
  | 'pipx'
  | 'uv'
  | 'npm'
  | 'yarn'
  | 'pnpm'
  | 'gem'
  | 'go'
  | 'conda';

/** How the command line of a package manager reads. Sub-commands of two words are written with one blank. */
export interface PackageManager {
  readonly name: ManagerName;
  /** Programs beside the one that is called as the manager. */
  readonly programs?: readonly string[];
  /** Options that take the next word when their own holds no value, with hyphens. */
  readonly valueOptions: ReadonlySet<string>;
  /** Options are written with one hyphen and are never joined (`-ldflags`), as Go has it. */
  readonly goStyle?: true;
  /** What stands behind `--` is for somebody else. */
  readonly endsAtDashes?: true;
  /** First words of sub-commands that have two. */
  readonly compound: ReadonlySet<string>;
  /** Sub-commands whose operands are packages that are installed. */
  readonly add: ReadonlySet<string>;
  /** Sub-commands that fetch what there is, and install nothing. */
  readonly refresh: ReadonlySet<string>;
  /** Sub-commands that bring what is installed up to date. */
  readonly upgrade: ReadonlySet<string>;
  /** Other sub-commands that install or fetch packages. */
  readonly fetch: ReadonlySet<string>;
}

const NONE: ReadonlySet<string> = new Set();

/** The words of a text, as a set. */
export function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}

const APT = {
  valueOptions: words(
    '-t --target-release --default-release -o --option -c --config-file -a --host-architecture -P --build-profiles --solver',
  ),
  compound: NONE,
  add: words('install'),
  refresh: words('update'),
  upgrade: words('upgrade dist-upgrade full-upgrade safe-upgrade'),
  fetch: words('reinstall satisfy build-dep source download'),
};

const DNF = {
  valueOptions: words(
    '-c --config -d --debuglevel -e --errorlevel -x --exclude --excludepkgs -R --randomwait --installroot --releasever ' +
      '--enablerepo --disablerepo --repo --repoid --repofrompath --enable-repo --disable-repo --setopt --setvar --forcearch ' +
      '--comment --color --destdir --downloaddir --disableplugin --enableplugin --disable-plugin --enable-plugin --advisory ' +
      '--advisories --cve --cves --bz --bzs --sec-severity --security-severity --disableexcludes --disableexcludepkgs --arch',
  ),
  compound: words('group groups grp module environment repo cache mark'),
  add: words('install in'),
  refresh: words('makecache'),
  upgrade: words(
    'update up upgrade update-minimal upgrade-minimal up-min update-to upgrade-to distro-sync distrosync dsync distribution-synchronization',
  ),
  fetch: new Set([
    ...words('localinstall groupinstall reinstall rei builddep build-dep download downgrade dg swap groupupdate'),
    'group install',
    'groups install',
    'grp install',
    'group upgrade',
    'module install',
    'environment install',
  ]),
};

const PIP_OPTIONS =
  '-r --requirement -c --constraint -e --editable -t --target --platform --python --python-version --implementation --abi ' +
  '--root --prefix --src --upgrade-strategy -C --config-settings --global-option --install-option --no-binary --only-binary ' +
  '--progress-bar --root-user-action --report --group -i --index-url --extra-index-url -f --find-links --log --proxy ' +
  '--retries --timeout --exists-action --trusted-host --cert --client-cert --cache-dir --use-feature --use-deprecated ' +
  '--keyring-provider --build -b --pypi-url --requirements-from-script --resume-retries --build-constraint';

const NPM_OPTIONS =
  '-C --prefix --cache --registry --loglevel --userconfig --globalconfig -w --workspace --omit --include --only --tag ' +
  '--fetch-retries --fetch-timeout --fetch-retry-mintimeout --fetch-retry-maxtimeout --maxsockets --cafile --ca --proxy ' +
  '--https-proxy --noproxy --scope --script-shell --install-strategy --before --cpu --os --libc --depth --location --node-options';

/** Every manager that rules know. */
export const PACKAGE_MANAGERS: readonly PackageManager[] = [
  { name: 'apt-get', ...APT },
  { name: 'apt', ...APT },
  { name: 'aptitude', ...APT },
  {
    name: 'apk',
    valueOptions: words(
      '-t --virtual --repository -X -p --root --arch --keys-dir --repositories-file --wait --cache-dir --cache-max-age ' +
        '--timeout --progress-fd',
    ),
    compound: words('cache'),
    add: words('add'),
    refresh: words('update'),
    upgrade: words('upgrade fix'),
    fetch: words('fetch'),
  },
  { name: 'yum', ...DNF },
  { name: 'dnf', programs: ['dnf4', 'dnf5', 'dnf-3'], ...DNF },
  { name: 'microdnf', ...DNF },
  {
    name: 'zypper',
    valueOptions: words(
      '-R --root --installroot -c --config -C --cache-dir -D --reposd-dir --raw-cache-dir --solv-cache-dir --pkg-cache-dir ' +
        '-p --plus-repo --plus-content --releasever --userdata -t --type -r --repo --from --download --category --severity ' +
        '--date --bugzilla --bz --cve --issue',
    ),
    compound: NONE,
    add: words('install in'),
    refresh: words('refresh ref'),
    upgrade: words('update up dist-upgrade dup patch'),
    fetch: words('source-install si install-new-recommends inr download'),
  },
  {
    name: 'pip',
    programs: ['pip2', 'pip3'],
    valueOptions: words(PIP_OPTIONS),
    compound: words('cache config'),
    add: words('install'),
    refresh: NONE,
    upgrade: NONE,
    fetch: words('download wheel'),
  },
  {
    name: 'pipx',
    valueOptions: words(
      '--spec --python -i --index-url --pip-args --suffix --preinstall --fetch-missing-python --backend',
    ),
    compound: NONE,
    add: words('install'),
    refresh: NONE,
    upgrade: words('upgrade upgrade-all'),
    fetch: NONE,
  },
  {
    name: 'uv',
    valueOptions: words(
      `${PIP_OPTIONS} -p --directory --project --config-file --color --with --with-requirements --with-editable --override ` +
        '--constraints --requirements --overrides --extra --index --default-index --index-strategy --resolution --prerelease ' +
        '--exclude-newer --link-mode --torch-backend --python-preference --no-build-package --no-binary-package -P --upgrade-package --allow-insecure-host',
    ),
    compound: words('pip tool cache'),
    add: new Set(['pip install', 'tool install']),
    refresh: NONE,
    upgrade: new Set(['tool upgrade']),
    fetch: words('sync add run'),
  },
  {
    name: 'npm',
    valueOptions: words(NPM_OPTIONS),
    compound: words('cache config'),
    add: words('install i in ins inst insta instal isnt isnta isntal isntall add'),
    refresh: NONE,
    upgrade: words('update up upgrade udpate'),
    fetch: words('ci clean-install ic'),
  },
  {
    name: 'yarn',
    valueOptions: words(
      '--cwd --cache-folder --modules-folder --preferred-cache-folder --global-folder --registry --mutex --network-timeout ' +
        '--network-concurrency --https-proxy --proxy --use-yarnrc --prefix --emoji --mode',
    ),
    compound: words('global cache config'),
    add: new Set(['add', 'global add']),
    refresh: NONE,
    upgrade: words('upgrade up'),
    fetch: words('install'),
  },
  {
    name: 'pnpm',
    valueOptions: words(
      `${NPM_OPTIONS} --dir --store-dir --virtual-store-dir --filter -F --reporter --network-concurrency`,
    ),
    compound: words('config store cache'),
    add: words('add install i'),
    refresh: NONE,
    upgrade: words('update up upgrade'),
    fetch: words('fetch ci'),
  },
  {
    name: 'gem',
    valueOptions: words(
      '-v --version -i --install-dir -n --bindir -s --source -g --file -P --trust-policy --platform -p --http-proxy --config-file ' +
        '--without --document --build-root --target-rbconfig -B --bulk-threshold --norc-file',
    ),
    endsAtDashes: true,
    compound: NONE,
    add: words('install i'),
    refresh: NONE,
    upgrade: words('update up'),
    fetch: words('fetch'),
  },
  {
    name: 'go',
    valueOptions: words(
      '-C -p -asmflags -buildmode -compiler -covermode -coverpkg -gccgoflags -gcflags -installsuffix -ldflags -mod -modfile ' +
        '-overlay -pgo -pkgdir -tags -toolexec -exec -o',
    ),
    goStyle: true,
    compound: NONE,
    add: words('install get run'),
    refresh: NONE,
    upgrade: NONE,
    fetch: NONE,
  },
  {
    name: 'conda',
    programs: ['mamba', 'micromamba'],
    valueOptions: words(
      '-n --name -p --prefix -c --channel -f --file --solver --repodata-fn --revision --platform --subdir',
    ),
    compound: words('env'),
    add: words('install create'),
    refresh: NONE,
    upgrade: words('update upgrade'),
    fetch: NONE,
  },
];
