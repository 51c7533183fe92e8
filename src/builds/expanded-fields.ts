import type { Instruction, InstructionFlag } from '../model/instruction.ts';
import type { MappedText, Piece } from '../model/mapped-text.ts';

/** A part of an instruction that BuildKit expands. */
export interface ExpandedField {
  readonly text: string;
  /** The text that it stands in: the instruction's line, or the body of a heredoc. */
  readonly source: MappedText;
  readonly start: number;
  readonly end: number;
  /** Quotes are characters like others. */
  readonly plainQuotes: boolean;
  /** Which of several ARGs: each sees those in front of it. */
  readonly fraction: number;
}

const NONE: readonly ExpandedField[] = [];

/** Fields of an instruction that hold a `$` and are expanded by the build; an ONBUILD's are those of what is in it. */
export function expandedFields(instruction: Instruction): readonly ExpandedField[] {
  const { line, heredocs } = instruction;
  if (!line.text.includes('$') && heredocs.length === 0) return NONE;
  const fields: ExpandedField[] = [];
  const add = (text: string, { start, end }: Piece, fraction = 0) => {
    if (text.includes('$')) fields.push({ text, source: line, start, end, plainQuotes: false, fraction });
  };
  const addPiece = (piece: Piece | undefined) => {
    if (piece !== undefined) add(piece.text, piece);
  };
  switch (instruction.keyword) {
    case 'FROM':
      addFlags(instruction.flags, PLATFORM, add);
      addPiece(instruction.image);
      break;
    case 'ARG':
      for (const [at, { value }] of instruction.pairs.entries()) {
        if (value !== undefined) add(value.text, value, at / instruction.pairs.length);
      }
      break;
    case 'ENV':
    case 'LABEL':
      for (const { key, value } of instruction.pairs) {
        addPiece(key);
        addPiece(value);
      }
      break;
    case 'ADD':
    case 'COPY':
      addFlags(instruction.flags, instruction.keyword === 'ADD' ? ADD : COPY, add);
      for (const source of instruction.sources) addPiece(source);
      addPiece(instruction.target);
      for (const { quoted, body } of heredocs) {
        if (quoted || !body.text.includes('$')) continue;
        const { text } = body;
        fields.push({ text, source: body, start: 0, end: text.length, plainQuotes: true, fraction: 0 });
      }
      break;
    case 'EXPOSE':
    case 'VOLUME':
      for (const word of instruction.words) addPiece(word);
      break;
    case 'STOPSIGNAL':
    case 'USER':
    case 'WORKDIR':
      addPiece(instruction.value);
      break;
    case 'RUN':
      for (const { fields: mountFields } of instruction.mounts) {
        for (const { key, value, piece } of mountFields) if (key !== 'from' && value !== undefined) add(value, piece);
      }
      break;
    default:
      break;
  }
  return fields;
}

const PLATFORM: ReadonlySet<string> = new Set(['platform']);
const COPY: ReadonlySet<string> = new Set(['chown', 'chmod']);
const ADD: ReadonlySet<string> = new Set(['chown', 'chmod', 'checksum']);

function addFlags(
  flags: readonly InstructionFlag[],
  names: ReadonlySet<string>,
  add: (text: string, piece: Piece) => void,
): void {
  for (const { name, value, written } of flags) {
    if (names.has(name) && value !== undefined && written !== undefined) add(value, written);
  }
}
