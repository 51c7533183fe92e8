import type { PackageOption } from '../shared/package-commands.ts';

/** What an option switches off, and which check of a peer looks for it. */
export interface Unsigned {
  readonly alias: string;
  /** As in "apk installs .. ": the consequence, for the message. */
  readonly effect: string;
}

const UNTRUSTED = 'takes packages that nobody has signed';
const FORCED = 'takes packages that nobody has signed, and puts up with any damage';
const SOURCES = 'takes package lists that nobody has signed';
const RPM: Unsigned = { alias: 'CKV2_DOCKER_10', effect: 'does not check what it installs' };
const NO_GPG: Unsigned = { alias: 'CKV2_DOCKER_9', effect: 'does not check the signatures of packages' };
const NO_TLS: Unsigned = { alias: 'CKV2_DOCKER_15', effect: 'does not check who answers for the repository' };

const APT: ReadonlyMap<string, Unsigned> = new Map([
  ['--allow-unauthenticated', { alias: 'CKV2_DOCKER_8', effect: UNTRUSTED }],
  ['--allow-untrusted', { alias: 'CKV2_DOCKER_8', effect: UNTRUSTED }],
  ['--force-yes', { alias: 'CKV2_DOCKER_11', effect: FORCED }],
  ['--allow-insecure-repositories', { alias: 'CKV2_DOCKER_8', effect: SOURCES }],
]);

const DNF: ReadonlyMap<string, Unsigned> = new Map([
  ['--nogpgcheck', NO_GPG],
  ['--no-gpgchecks', NO_GPG],
  ['--no-gpg-checks', NO_GPG],
]);

/** Options that stand for themselves, by program. */
export const UNSIGNED_OPTIONS: ReadonlyMap<string, ReadonlyMap<string, Unsigned>> = new Map([
  ['apk', new Map([['--allow-untrusted', { alias: 'CKV2_DOCKER_7', effect: UNTRUSTED }]])],
  ['apt-get', APT],
  ['apt', APT],
  ['aptitude', APT],
  ['yum', DNF],
  ['dnf', DNF],
  ['microdnf', DNF],
  [
    'zypper',
    new Map([
      ['--no-gpg-checks', NO_GPG],
      ['--allow-unsigned-rpm', NO_GPG],
    ]),
  ],
  [
    'rpm',
    new Map([
      ['--nodigest', RPM],
      ['--nosignature', RPM],
      ['--noverify', RPM],
      ['--nofiledigest', RPM],
      ['--nogpgcheck', NO_GPG],
    ]),
  ],
]);

const APT_SETTING =
  /^(?:APT::Get::AllowUnauthenticated|APT::Get::force-yes|Acquire::AllowInsecureRepositories|Acquire::AllowDowngradeToInsecureRepositories)=["']?(?:true|yes|on|1)["']?$/i;
const DNF_SETTING = /(?:^|\.)(sslverify|gpgcheck|pkg_gpgcheck|repo_gpgcheck)=(?:0|false|no|off)$/i;

/** What a setting on the command line switches off: `-o APT::..=true` of apt-get, `--setopt=gpgcheck=0` of dnf. */
export function unsignedSetting({ name, value }: PackageOption): Unsigned | undefined {
  if (value === undefined) return undefined;
  if (name === '-o' || name === '--option') {
    return APT_SETTING.test(value) ? { alias: 'CKV2_DOCKER_8', effect: UNTRUSTED } : undefined;
  }
  const setting = name === '--setopt' ? DNF_SETTING.exec(value)?.[1] : undefined;
  if (setting === undefined) return undefined;
  return setting.toLowerCase() === 'sslverify' ? NO_TLS : NO_GPG;
}
