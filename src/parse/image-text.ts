import { printable } from '../model/printable.ts';

/** What stands in front of a host in a URL that somebody took for an image. */
const PASSWORD = /^((?:[a-z]+:\/\/)?[^/@:]*:)[^/@]+(?=@[^/@]*\/)/;

/** Long enough for a registry, a path, a tag and a digest. */
const MAX_SHOWN = 256;

/** An image in a message; never with a password. */
export function showImage(text: string): string {
  return `"${printable(text.replace(PASSWORD, '$1***'), MAX_SHOWN)}"`;
}
