/** Where a tar says what it is (POSIX.1-1988 ustar), and GNU's, too. */
const USTAR = { at: 257, bytes: Buffer.from('ustar') };

/** Compressed files that ADD may unpack. */
const COMPRESSED: readonly Buffer[] = [
  Buffer.from([0x1f, 0x8b]),
  Buffer.from('BZh'),
  Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]),
  Buffer.from([0x28, 0xb5, 0x2f, 0xfd]),
];

/** Bytes from the start of a file that are needed to tell. */
export const ARCHIVE_HEAD = USTAR.at + USTAR.bytes.length;

/** Whether a file is one that ADD would unpack, by how it starts: a tar, or something compressed that may hold one. */
export function isArchive(head: Buffer): boolean {
  const { at, bytes } = USTAR;
  if (head.subarray(at, at + bytes.length).equals(bytes)) return true;
  return COMPRESSED.some((magic) => head.subarray(0, magic.length).equals(magic));
}
