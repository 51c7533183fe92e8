import { printable } from '../model/printable.ts';

/** Characters of an address in a message. */
const MAX_LENGTH = 200;

/** An address from outside for a message: without what may be credentials, in its authority or its query. */
export function uriText(uri: string): string {
  const bare = uri.replace(/^([^/?#]{1,64}:\/\/)[^/?#]*@/, '$1');
  const [shown = ''] = /^(?:git\+)?https?:/i.test(bare) ? bare.split('?', 1) : [bare];
  return printable(shown, MAX_LENGTH);
}
