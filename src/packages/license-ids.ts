import deprecatedIds from 'spdx-license-ids/deprecated.json' with { type: 'json' };
import currentIds from 'spdx-license-ids/index.json' with { type: 'json' };
import { LICENSE_EXCEPTIONS } from './license-exceptions.ts';

/** A licence of the SPDX list, by the id that SPDX gives it today. */
export interface KnownLicense {
  readonly id: string;
  /** Of deprecated ids that named a licence together with an exception. */
  readonly exception?: string;
}

/**
 * What SPDX says that deprecated ids have become (`obsoletedBy` in its list), where it is more than `-only` behind the
 * id. Net-SNMP has no successor and stays what it is.
 */
const SUCCESSORS: ReadonlyMap<string, KnownLicense> = new Map([
  ['BSD-2-Clause-FreeBSD', { id: 'BSD-2-Clause-Views' }],
  ['BSD-2-Clause-NetBSD', { id: 'BSD-2-Clause' }],
  ['GPL-2.0-with-GCC-exception', { id: 'GPL-2.0-only', exception: 'GCC-exception-2.0' }],
  ['GPL-2.0-with-autoconf-exception', { id: 'GPL-2.0-only', exception: 'Autoconf-exception-2.0' }],
  ['GPL-2.0-with-bison-exception', { id: 'GPL-2.0-only', exception: 'Bison-exception-2.2' }],
  ['GPL-2.0-with-classpath-exception', { id: 'GPL-2.0-only', exception: 'Classpath-exception-2.0' }],
  ['GPL-2.0-with-font-exception', { id: 'GPL-2.0-only', exception: 'Font-exception-2.0' }],
  ['GPL-3.0-with-GCC-exception', { id: 'GPL-3.0-only', exception: 'GCC-exception-3.1' }],
  ['GPL-3.0-with-autoconf-exception', { id: 'GPL-3.0-only', exception: 'Autoconf-exception-3.0' }],
  ['Nunit', { id: 'zlib-acknowledgement' }],
  ['StandardML-NJ', { id: 'SMLNJ' }],
  ['bzip2-1.0.5', { id: 'bzip2-1.0.6' }],
  ['eCos-2.0', { id: 'GPL-2.0-or-later', exception: 'eCos-exception-2.0' }],
  ['wxWindows', { id: 'GPL-2.0-or-later', exception: 'WxWindows-exception-3.1' }],
]);

const ONLY = '-only';
const OR_LATER = '-or-later';

interface Tables {
  /** Ids that nothing has succeeded. */
  readonly ids: readonly string[];
  /** By id in lower case. */
  readonly licenses: ReadonlyMap<string, KnownLicense>;
  readonly exceptions: ReadonlyMap<string, string>;
  /** Licences that are versions of each other, by what their ids have in common. */
  readonly families: ReadonlyMap<string, readonly Version[]>;
  /** Answers of `versionsFrom`, for ids of the list. */
  readonly versions: Map<string, readonly string[]>;
}

let made: Tables | undefined;

/** Made when they are first needed: most runs have no use for them. */
function tables(): Tables {
  made ??= makeTables();
  return made;
}

function makeTables(): Tables {
  const licenses = new Map<string, KnownLicense>();
  for (const id of currentIds) licenses.set(id.toLowerCase(), { id });
  for (const id of deprecatedIds) {
    const only = licenses.get((id + ONLY).toLowerCase());
    licenses.set(id.toLowerCase(), SUCCESSORS.get(id) ?? only ?? { id });
  }
  const ids = [...currentIds, ...deprecatedIds.filter((id) => licenses.get(id.toLowerCase())?.id === id)];
  const exceptions = new Map(LICENSE_EXCEPTIONS.map((id) => [id.toLowerCase(), id]));
  return { ids, licenses, exceptions, families: makeFamilies(ids), versions: new Map() };
}

function makeFamilies(ids: readonly string[]): ReadonlyMap<string, readonly Version[]> {
  const families = new Map<string, Version[]>();
  for (const id of ids) {
    const found = id.endsWith(OR_LATER) ? undefined : versionOf(id);
    if (found === undefined) continue;
    const family = families.get(found.family);
    if (family === undefined) families.set(found.family, [found.version]);
    else family.push(found.version);
  }
  for (const family of families.values()) family.sort(compare);
  return families;
}

/** Ids that nothing has succeeded, as SPDX spells them. */
export function licenseIds(): readonly string[] {
  return tables().ids;
}

/** The licence with an id, whatever its case (SPDX 2.3, annex D.2); what has succeeded it where it is deprecated. */
export function findLicense(id: string): KnownLicense | undefined {
  return tables().licenses.get(id.toLowerCase());
}

/** The id of an exception as SPDX spells it, from one in any case. */
export function findException(id: string): string | undefined {
  return tables().exceptions.get(id.toLowerCase());
}

/** The id that stands for a licence and its later versions, where SPDX has one: of the GNU licences. */
export function orLaterId(id: string): string | undefined {
  if (id.endsWith(OR_LATER)) return id;
  const later = (id.endsWith(ONLY) ? id.slice(0, -ONLY.length) : id) + OR_LATER;
  return tables().licenses.has(later.toLowerCase()) ? later : undefined;
}

interface Version {
  readonly id: string;
  readonly numbers: readonly number[];
  readonly letter: string;
}

/** `GFDL-1.1-invariants`: the name, the version, and what tells texts of one version apart. */
const VERSIONED = /^(?<name>.+)-(?<version>\d+(?:\.\d+)+)(?<letter>[a-z]?)(?<variant>-.*)?$/;

function versionOf(id: string): { readonly family: string; readonly version: Version } | undefined {
  const base = id.endsWith(ONLY) ? id.slice(0, -ONLY.length) : id;
  const { name = '', version = '', letter = '', variant = '' } = VERSIONED.exec(base)?.groups ?? {};
  if (version === '') return undefined;
  const family = `${name}|${variant}|${base === id ? '' : ONLY}`;
  return { family, version: { id, numbers: version.split('.').map(Number), letter } };
}

/**
 * The ids of all versions that SPDX knows of a licence from the given one on, itself included; of `GPL-2.0-or-later`
 * these are `GPL-2.0-only` and `GPL-3.0-only`. The id alone where it has no version.
 */
export function versionsFrom(id: string): readonly string[] {
  const { versions } = tables();
  const known = versions.get(id);
  if (known !== undefined) return known;
  const found = findVersions(id);
  if (tables().licenses.has(id.toLowerCase())) versions.set(id, found);
  return found;
}

function findVersions(id: string): readonly string[] {
  const first = id.endsWith(OR_LATER) ? id.slice(0, -OR_LATER.length) + ONLY : id;
  const found = versionOf(first);
  const family = tables().families.get(found?.family ?? '') ?? [];
  const later = family.filter((version) => found !== undefined && compare(version, found.version) >= 0);
  return later.length === 0 ? [first] : later.map((version) => version.id);
}

function compare(left: Version, right: Version): number {
  for (let at = 0; at < Math.max(left.numbers.length, right.numbers.length); at += 1) {
    const difference = (left.numbers[at] ?? 0) - (right.numbers[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.letter === right.letter ? 0 : left.letter < right.letter ? -1 : 1;
}
