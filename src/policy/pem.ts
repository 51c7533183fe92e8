/** Blocks of one text. */
const MAX_BLOCKS = 1_000;
const BEGIN = '-----BEGIN ';
const DASHES = '-----';

/** One block between `-----BEGIN label-----` and `-----END label-----` (RFC 7468). */
export interface PemBlock {
  readonly label: string;
  /** With its boundaries. */
  readonly text: string;
}

/**
 * The PEM blocks of a text; what stands around them is explanation. Linear in the text.
 * @throws Error that says what is wrong, and quotes nothing
 */
export function pemBlocks(text: string): readonly PemBlock[] {
  const blocks: PemBlock[] = [];
  for (let at = text.indexOf(BEGIN); at !== -1; ) {
    const labelStart = at + BEGIN.length;
    const labelEnd = text.indexOf(DASHES, labelStart);
    const label = text.slice(labelStart, labelEnd);
    if (labelEnd === -1 || !/^[A-Z0-9][A-Z0-9 ]{0,62}$/.test(label)) throw new Error('has a PEM block without a label');
    const ending = `-----END ${label}${DASHES}`;
    const end = text.indexOf(ending, labelEnd);
    if (end === -1) throw new Error(`has a PEM block without its end: the line ${ending} is missing`);
    if (blocks.length === MAX_BLOCKS) throw new Error(`has more than ${MAX_BLOCKS} PEM blocks`);
    blocks.push({ label, text: `${text.slice(at, end)}${ending}\n` });
    at = text.indexOf(BEGIN, end);
  }
  return blocks;
}
