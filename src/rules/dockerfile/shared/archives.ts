/** Suffixes of archives and of compressed files, as hadolint lists them, and Zstandard. */
const ARCHIVE = /\.(?:tar|Z|bz2|gz|lz|lzma|tZ|tb2|tbz|tbz2|tgz|tlz|tpz|txz|tzst|xz|zst)$/;
/** Of these, those that ADD unpacks, if there is a tar in them. */
const UNPACKED = /\.(?:tar|bz2|gz|tb2|tbz|tbz2|tgz|txz|tzst|xz|zst)$/;
const TAR = /\.(?:tar|tar\.(?:bz2|gz|xz|zst)|tb2|tbz|tbz2|tgz|txz|tzst)$/;

/** Whether a file is an archive, or compressed, by its name. */
export function isArchiveName(name: string): boolean {
  return ARCHIVE.test(name);
}

/** Whether a file has a form that ADD unpacks, by its name, given that there is a tar in it. */
export function isUnpackedByAdd(name: string): boolean {
  return UNPACKED.test(name);
}

/** Whether a file is a tar that ADD unpacks, by its name alone. */
export function isTarName(name: string): boolean {
  return TAR.test(name);
}
