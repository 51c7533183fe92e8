import { quoted, refuse } from './refused.ts';

const BEGIN = /^-----BEGIN ([A-Z0-9 ]{1,40})-----$/;

/**
 * The bytes of the blocks of a PEM text (RFC 7468): at least one, at most `most`, all of this label, and nothing but
 * blank lines between them.
 * @throws Refused
 */
export function pemBlocks(text: string, label: string, most: number, what: string): readonly Buffer[] {
  const blocks: Buffer[] = [];
  let open: string[] | undefined;
  for (const line of text.split(/\r?\n/).map((raw) => raw.trim())) {
    if (open === undefined) {
      if (line === '') continue;
      const [, found] = BEGIN.exec(line) ?? refuse(`${what} is not PEM text`);
      if (found !== label) refuse(`${what} holds a PEM block ${quoted(found ?? '')}; only ${quoted(label)} is taken`);
      if (blocks.length >= most) refuse(`${what} holds more than ${most} PEM blocks`);
      open = [];
    } else if (line === `-----END ${label}-----`) {
      blocks.push(decode(open.join(''), what));
      open = undefined;
    } else {
      open.push(line);
    }
  }
  if (open !== undefined) refuse(`${what} holds a PEM block without an end`);
  return blocks.length > 0 ? blocks : refuse(`${what} holds no PEM block ${quoted(label)}`);
}

function decode(body: string, what: string): Buffer {
  const bytes = Buffer.from(body, 'base64');
  const isCanonical = body !== '' && bytes.toString('base64') === body;
  return isCanonical ? bytes : refuse(`${what} holds a PEM block that is not valid base64`);
}
