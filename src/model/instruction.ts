import type { MappedText, Piece, Span } from './mapped-text.ts';

/** Instructions of the Dockerfile reference, in the order of their names. */
export const KEYWORDS = [
  'ADD',
  'ARG',
  'CMD',
  'COPY',
  'ENTRYPOINT',
  'ENV',
  'EXPOSE',
  'FROM',
  'HEALTHCHECK',
  'LABEL',
  'MAINTAINER',
  'ONBUILD',
  'RUN',
  'SHELL',
  'STOPSIGNAL',
  'USER',
  'VOLUME',
  'WORKDIR',
] as const;

/** Name of an instruction. */
export type Keyword = (typeof KEYWORDS)[number];

/** A flag in front of the arguments: `--from=build`. */
export interface InstructionFlag {
  /** Without the hyphens; in the case that it is written in. */
  readonly name: string;
  /** From the hyphens to the last character of the value. */
  readonly whole: Piece;
  /** The value without quotes and escapes, as BuildKit reads it; undefined where there is no `=`. */
  readonly value: string | undefined;
  /** The value as written; undefined where there is no `=`. */
  readonly written: Piece | undefined;
}

/** One `key=value` of `--mount`, a CSV record. */
export interface MountField {
  /** In lower case. */
  readonly key: string;
  /** Undefined where there is no `=`, as in `ro`. */
  readonly value: string | undefined;
  /** The field in the flag's value; where the flag is quoted, the whole value. */
  readonly piece: Piece;
}

/** `--mount=type=cache,target=/x` of RUN. */
export interface Mount {
  readonly flag: InstructionFlag;
  /** `bind` where none is written. */
  readonly type: string;
  readonly fields: readonly MountField[];
}

/** A heredoc: `<<EOF`, with the lines that it takes. */
export interface Heredoc {
  /** The marker in the instruction: `<<-"EOF"`. */
  readonly marker: Piece;
  /** The word that ends it, without quotes. */
  readonly name: string;
  /** File descriptor in front of the marker (`3<<EOF`); undefined where there is none. */
  readonly descriptor: number | undefined;
  /** `<<-`: leading tabs do not count. */
  readonly chomp: boolean;
  /** The word stood in quotes: nothing in the body is expanded. */
  readonly quoted: boolean;
  /** The lines of the body with their line ends (LF), without leading tabs where these do not count. */
  readonly body: MappedText;
  /** False where the file ends first. */
  readonly closed: boolean;
}

/** A string of a JSON array, with its quotes in `piece`. */
export interface JsonItem {
  readonly value: string;
  readonly piece: Piece;
}

/** A command as CMD, ENTRYPOINT, RUN, SHELL and HEALTHCHECK take it. */
export type CommandForm =
  | { readonly form: 'exec'; readonly items: readonly JsonItem[]; readonly piece: Piece }
  /** `piece` is the whole text; its end is that of the last character which is not white space. */
  | { readonly form: 'shell'; readonly piece: Piece };

/** `name` or `name=value` of ARG; `key=value` or `key value` of ENV and LABEL. */
export interface Pair {
  /** As written, with quotes. */
  readonly key: Piece;
  /** As written, with quotes; undefined where an ARG has none. */
  readonly value: Piece | undefined;
  readonly whole: Piece;
}

/** A comment line: from its `#` to the end of the line. */
export interface Comment extends Span {
  /** Behind the `#`, as written. */
  readonly text: string;
  /** Counts from 1. */
  readonly line: number;
}

/** What every instruction has. */
export interface InstructionBase {
  /** Its number in the file, from 0; that of an ONBUILD's inner instruction is that of the ONBUILD. */
  readonly index: number;
  /** As written: `from`. */
  readonly word: Piece;
  /** Keyword, flags and arguments, joined over continuation lines; white space at the ends is not part of it. */
  readonly line: MappedText;
  readonly flags: readonly InstructionFlag[];
  /** Everything behind the flags. */
  readonly rest: Piece;
  readonly heredocs: readonly Heredoc[];
  /** From the keyword to the end of its last line, bodies of heredocs and their closing words included. */
  readonly span: Span;
  /** Comment lines between the instruction before and this one, in their order; directives are none. */
  readonly commentsAbove: readonly Comment[];
  /** Comment lines between its continuation lines. */
  readonly commentsInside: readonly Comment[];
  /** Empty lines between its continuation lines, line ends included. */
  readonly emptyContinuations: readonly Span[];
  /** The ONBUILD that this one stands in. */
  readonly trigger: Instruction | undefined;
  /** Its arguments make no sense: a syntax error says so, and the typed fields hold what there was. */
  readonly broken: boolean;
}

export interface FromInstruction extends InstructionBase {
  readonly keyword: 'FROM';
  /** Undefined where there is no argument. */
  readonly image: Piece | undefined;
  /** The word `AS`, as written. */
  readonly as: Piece | undefined;
  readonly name: Piece | undefined;
}

export interface ArgInstruction extends InstructionBase {
  readonly keyword: 'ARG';
  readonly pairs: readonly Pair[];
}

export interface PairsInstruction extends InstructionBase {
  readonly keyword: 'ENV' | 'LABEL';
  readonly pairs: readonly Pair[];
  /** `ENV key value`: one pair, whose value is the rest of the line, verbatim. */
  readonly legacy: boolean;
}

export interface CommandInstruction extends InstructionBase {
  readonly keyword: 'RUN' | 'CMD' | 'ENTRYPOINT' | 'SHELL';
  readonly command: CommandForm;
  /** Of RUN; empty for the others. */
  readonly mounts: readonly Mount[];
}

export interface HealthcheckInstruction extends InstructionBase {
  readonly keyword: 'HEALTHCHECK';
  /** NONE, CMD, or what else stands there; undefined where nothing does. */
  readonly type: Piece | undefined;
  /** Of CMD. */
  readonly command: CommandForm | undefined;
}

export interface CopyInstruction extends InstructionBase {
  readonly keyword: 'ADD' | 'COPY';
  /** Written as a JSON array. */
  readonly json: boolean;
  /** Files, URLs; markers of heredocs are not among them. In the JSON form `text` is the string's value. */
  readonly sources: readonly Piece[];
  readonly target: Piece | undefined;
}

export interface WordsInstruction extends InstructionBase {
  readonly keyword: 'EXPOSE' | 'VOLUME';
  readonly json: boolean;
  /** In the JSON form `text` is the string's value. */
  readonly words: readonly Piece[];
}

export interface ValueInstruction extends InstructionBase {
  readonly keyword: 'USER' | 'WORKDIR' | 'STOPSIGNAL' | 'MAINTAINER';
  /** The whole rest as one value. */
  readonly value: Piece;
}

export interface OnbuildInstruction extends InstructionBase {
  readonly keyword: 'ONBUILD';
  /** Undefined where nothing stands behind it. */
  readonly inner: Instruction | undefined;
}

/** A word that is no instruction. */
export interface UnknownInstruction extends InstructionBase {
  readonly keyword: 'UNKNOWN';
}

/** One instruction, with typed arguments. */
export type Instruction =
  | FromInstruction
  | ArgInstruction
  | PairsInstruction
  | CommandInstruction
  | HealthcheckInstruction
  | CopyInstruction
  | WordsInstruction
  | ValueInstruction
  | OnbuildInstruction
  | UnknownInstruction;

/** The type of the instructions with a keyword. */
export type InstructionOf<K extends Instruction['keyword']> = Instruction extends infer I
  ? I extends { readonly keyword: infer Own }
    ? K extends Own
      ? I
      : never
    : never
  : never;
