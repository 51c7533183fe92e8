import { existsSync, readFileSync } from 'node:fs';
import type { SbomFormat } from '../../../src/model/attestation.ts';
import { type DocumentSpec, type Part, sbomOf } from './document.ts';

/** An installed package of Debian. */
export interface DebianPackage {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  /** Where it differs from the name. */
  readonly source?: string;
  readonly maintainer?: string;
  /** Names, the first of several alternatives. */
  readonly depends: readonly string[];
}

/** Packages of a small image of Debian 12, as dpkg writes down that they are installed, and one that is not any more. */
export const DPKG_STATUS = `Package: base-files
Status: install ok installed
Maintainer: Santiago Vila <sanvila@debian.org>
Architecture: amd64
Version: 12.4+deb12u5
Pre-Depends: awk
Description: Debian base system miscellaneous files
 This package contains the basic filesystem hierarchy of a Debian system.

Package: libc6
Status: install ok installed
Maintainer: GNU Libc Maintainers <debian-glibc@lists.debian.org>
Architecture: amd64
Multi-Arch: same
Source: glibc
Version: 2.36-9+deb12u4
Depends: libgcc-s1, libcrypt1 (>= 1:4.4.10-10~)
Description: GNU C Library: Shared libraries

Package: libgcc-s1
Status: install ok installed
Maintainer: Debian GCC Maintainers <debian-gcc@lists.debian.org>
Architecture: amd64
Source: gcc-12 (12.2.0-14)
Version: 12.2.0-14
Depends: gcc-12-base (= 12.2.0-14), libc6 (>= 2.35)

Package: gcc-12-base
Status: install ok installed
Maintainer: Debian GCC Maintainers <debian-gcc@lists.debian.org>
Architecture: amd64
Source: gcc-12
Version: 12.2.0-14

Package: libcrypt1
Status: install ok installed
Maintainer: Marco d'Itri <md@linux.it>
Architecture: amd64
Source: libxcrypt
Version: 1:4.4.33-2
Depends: libc6 (>= 2.36)

Package: libssl3
Status: install ok installed
Maintainer: Debian OpenSSL Team <pkg-openssl-devel@alioth-lists.debian.net>
Architecture: amd64
Source: openssl
Version: 3.0.11-1~deb12u2
Depends: libc6 (>= 2.34)

Package: openssl
Status: install ok installed
Maintainer: Debian OpenSSL Team <pkg-openssl-devel@alioth-lists.debian.net>
Architecture: amd64
Version: 3.0.11-1~deb12u2
Depends: libc6 (>= 2.34), libssl3 (>= 3.0.9)
Suggests: ca-certificates

Package: libstdc++6
Status: install ok installed
Maintainer: Debian GCC Maintainers <debian-gcc@lists.debian.org>
Architecture: amd64
Source: gcc-12
Version: 12.2.0-14
Depends: gcc-12-base (= 12.2.0-14), libc6 (>= 2.36), libgcc-s1 (>= 4.2)

Package: tzdata
Status: install ok installed
Maintainer: GNU Libc Maintainers <debian-glibc@lists.debian.org>
Architecture: all
Version: 2024a-0+deb12u1
Depends: debconf (>= 0.5) | debconf-2.0

Package: debconf
Status: install ok installed
Maintainer: Debconf Developers <debconf-devel@lists.alioth.debian.org>
Architecture: all
Version: 1.5.82

Package: mawk
Status: install ok installed
Maintainer: Boyuan Yang <byang@debian.org>
Architecture: amd64
Version: 1.3.4.20200120-3.1
Provides: awk

Package: wget
Status: deinstall ok config-files
Maintainer: Noël Köthe <noel@debian.org>
Architecture: amd64
Version: 1.21.3-1+b2
`;

/** dpkg does not know licences: what the copyright files of these packages say. */
const LICENSES: ReadonlyMap<string, string> = new Map([
  ['base-files', 'GPL-2.0-or-later'],
  ['libc6', 'LGPL-2.1-or-later AND GPL-2.0-or-later'],
  ['libgcc-s1', 'GPL-3.0-or-later WITH GCC-exception-3.1'],
  ['gcc-12-base', 'GPL-3.0-or-later WITH GCC-exception-3.1'],
  ['libstdc++6', 'GPL-3.0-or-later WITH GCC-exception-3.1'],
  ['libcrypt1', 'LGPL-2.1-or-later'],
  ['libssl3', 'Apache-2.0'],
  ['openssl', 'Apache-2.0'],
  ['debconf', 'BSD-2-Clause'],
  ['mawk', 'GPL-2.0-only'],
]);

const SYSTEM_STATUS = '/var/lib/dpkg/status';

/** The status list of the machine that this runs on; undefined where it is no Debian. */
export function systemStatus(): string | undefined {
  return existsSync(SYSTEM_STATUS) ? readFileSync(SYSTEM_STATUS, 'utf8') : undefined;
}

/** Reads a status list of dpkg (deb822: paragraphs of fields, continued by lines that begin with a space). */
export function readDpkgStatus(text: string): readonly DebianPackage[] {
  return text
    .split(/\n{2,}/)
    .map(fieldsOf)
    .filter((fields) => fields.get('Status')?.endsWith(' installed') === true)
    .map((fields) => {
      const source = fields.get('Source')?.split(' ')[0];
      const maintainer = fields.get('Maintainer');
      return {
        name: fields.get('Package') ?? '',
        version: fields.get('Version') ?? '',
        architecture: fields.get('Architecture') ?? '',
        depends: ['Pre-Depends', 'Depends'].flatMap((name) => namesIn(fields.get(name) ?? '')),
        ...(source !== undefined && { source }),
        ...(maintainer !== undefined && { maintainer }),
      };
    });
}

/** Debian packages as parts of a document. `distro`: as purls name it. */
export function debianParts(packages: readonly DebianPackage[], distro = 'debian-12'): readonly Part[] {
  const refs = new Map(packages.map((each) => [each.name, purlOf(each, distro)]));
  return packages.map(({ name, version, maintainer, depends }) => {
    const license = LICENSES.get(name);
    return {
      name,
      version,
      purl: refs.get(name) ?? '',
      needs: depends.map((needed) => refs.get(needed)).filter((ref) => ref !== undefined),
      ...(maintainer !== undefined && { supplier: maintainer }),
      ...(license !== undefined && { license }),
    };
  });
}

/** An SBOM of Debian packages; without a list of packages, of `DPKG_STATUS`. */
export function debianSbom(
  format: SbomFormat,
  { status = DPKG_STATUS, ...spec }: Partial<DocumentSpec> & { readonly status?: string } = {},
): Readonly<Record<string, unknown>> {
  return sbomOf(format, { parts: debianParts(readDpkgStatus(status)), ...spec });
}

/** As scanners write it: everything but the marks of the purl itself is encoded. */
function purlOf({ name, version, architecture, source }: DebianPackage, distro: string): string {
  const upstream = source === undefined ? '' : `&upstream=${encodeURIComponent(source)}`;
  return `pkg:deb/debian/${encodeURIComponent(name)}@${encodeURIComponent(version)}?arch=${architecture}&distro=${distro}${upstream}`;
}

function fieldsOf(paragraph: string): ReadonlyMap<string, string> {
  const lines = paragraph.split('\n').filter((line) => /^[^\s:]+:/.test(line));
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]));
}

/** `a (>= 1) | b, c:any` names a and c. */
function namesIn(relations: string): string[] {
  return relations.split(',').flatMap((relation) => /^[a-z0-9][a-z0-9.+-]*/.exec(relation.trim()) ?? []);
}
