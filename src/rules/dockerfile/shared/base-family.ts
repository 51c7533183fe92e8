import type { Build, Stage } from '../../../model/build.ts';
import { packageCommands } from './package-commands.ts';
import type { ManagerName } from './package-managers.ts';

/**
 * What kind of distribution a stage starts from. `debian`: its sh is dash; `alpine`: it is BusyBox; `rpm`: it is bash, as it is
 * where pacman installs.
 */
export type BaseFamily = 'debian' | 'alpine' | 'rpm' | 'unknown';

const ALPINE = /(?:^|\/)(?:alpine|busybox)(?:$|[:@])|[:-]alpine|[:-]musl(?:$|[-@])/;
const DEBIAN =
  /(?:^|\/)(?:debian|ubuntu|buildpack-deps|kali-rolling|debian-[\w-]{1,64})(?:$|[:@])|[:-](?:slim-)?(?:buster|bullseye|bookworm|trixie|bionic|focal|jammy|noble|debian|ubuntu)/;
const RPM =
  /(?:^|\/)(?:fedora|fedora-minimal|centos|stream\d{1,2}|rockylinux|almalinux|oraclelinux|amazonlinux|archlinux|ubi\d{1,2}|leap|tumbleweed|opensuse|sles|sle\d{2})(?:$|[:@/-])|(?:^|\/)(?:rhel|ubi)\d{0,2}(?:[/:@-]|$)/;

const OF_MANAGER: ReadonlyMap<ManagerName, BaseFamily> = new Map<ManagerName, BaseFamily>([
  ['apt-get', 'debian'],
  ['apt', 'debian'],
  ['aptitude', 'debian'],
  ['apk', 'alpine'],
  ['yum', 'rpm'],
  ['dnf', 'rpm'],
  ['microdnf', 'rpm'],
  ['zypper', 'rpm'],
]);

const noFamilies = () => new Map<Stage, BaseFamily>();

/** What a stage starts from: by the name of its image, or else by the package manager that it, or one beneath it, calls. */
export function baseFamily(build: Build, stage: Stage | undefined): BaseFamily {
  if (stage === undefined) return 'unknown';
  const families = build.once(noFamilies);
  let family = families.get(stage);
  if (family === undefined) {
    family = byName(stage) ?? byManager(build, stage);
    families.set(stage, family);
  }
  return family;
}

function byName({ chain }: Stage): BaseFamily | undefined {
  const base = chain.at(-1)?.base;
  if (base === undefined || base.kind === 'unknown') return undefined;
  if (ALPINE.test(base.text)) return 'alpine';
  if (RPM.test(base.text)) return 'rpm';
  return DEBIAN.test(base.text) ? 'debian' : undefined;
}

/** Managers of several families say nothing. */
function byManager(build: Build, { chain }: Stage): BaseFamily {
  const families = build.once(readManagers);
  let found: BaseFamily | undefined;
  for (const stage of chain) {
    const family = families.get(stage);
    if (family === undefined || family === found) continue;
    if (found !== undefined) return 'unknown';
    found = family;
  }
  return found ?? 'unknown';
}

function readManagers(build: Build): ReadonlyMap<Stage, BaseFamily> {
  const families = new Map<Stage, BaseFamily>();
  for (const { manager, stage } of packageCommands(build)) {
    const family = OF_MANAGER.get(manager.name);
    if (family === undefined || stage === undefined) continue;
    const before = families.get(stage);
    families.set(stage, before === undefined || before === family ? family : 'unknown');
  }
  return families;
}
