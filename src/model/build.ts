import type { Dockerfile } from './dockerfile.ts';
import type { FromInstruction, Instruction, InstructionOf, Keyword, ValueInstruction } from './instruction.ts';
import type { Piece, Span } from './mapped-text.ts';
import type { PairedContainer } from './paired-container.ts';
import type { ShellCommand, ShellScript } from './shell.ts';

/** What a text with variables comes to. */
export type Value =
  /** Holds no variable, or only such whose values are certain: ENV of the file, given build arguments. */
  | { readonly kind: 'known'; readonly text: string }
  /** As long as nobody gives other build arguments than the defaults of the file. Of the names there are the first 16. */
  | { readonly kind: 'default'; readonly text: string; readonly names: readonly string[] }
  /** Holds variables whose values nobody knows: of the base image, of an ARG without a default. */
  | { readonly kind: 'unknown'; readonly names: readonly string[] };

/** A use of a variable in a field that BuildKit expands. */
export interface VariableUse {
  readonly instruction: Instruction;
  readonly name: string;
  /** From the `$` on. */
  readonly span: Span;
  /** Copes with a missing value: `-`, `:-`, `+`, `:+`, `?`, `:?`. */
  readonly guarded: boolean;
  /** Guarded by `?` or `:?`: without a value, the build fails. */
  readonly required: boolean;
  /** `set`: by ARG, ENV, a platform ARG, the base image; `empty`: an ARG without a value; `unset`: by nothing that is known. */
  readonly state: 'set' | 'empty' | 'unset';
  /** The base image is not known, and may set it. */
  readonly maybeFromBase: boolean;
}

/** A variable that ARG or ENV set at a place. */
export interface Variable {
  readonly name: string;
  readonly value: Value | undefined;
  readonly source: 'arg' | 'env' | 'base' | 'platform';
}

/**
 * What becomes of a stage. `final`: the last one; `ships`: the last one is built on it, or takes files from it; `build`: only
 * stages that ship nothing of it need it (a RUN --mount=from= of the final image, for one); `unreachable`: nothing needs it.
 */
export type StageRole = 'final' | 'ships' | 'build' | 'unreachable';

/** What is known of an image that a stage starts from: from a lock, or a registry. An absent field is not known. */
export interface BaseFacts {
  readonly digest: string;
  /** '' : none, which is root. */
  readonly user?: string;
  /** By name; undefined where a value is not known, which may be a secret. */
  readonly env?: ReadonlyMap<string, string | undefined>;
  readonly exposedPorts?: readonly string[];
  readonly volumes?: readonly string[];
  readonly workingDir?: string;
  readonly entrypoint?: readonly string[];
  readonly cmd?: readonly string[];
  readonly shell?: readonly string[];
  readonly labels?: ReadonlyMap<string, string>;
  readonly hasHealthcheck?: boolean;
}

/** What a Dockerfile builds between two FROMs; of a fragment without FROM, all of it. */
export interface Stage {
  /** From 0, as `COPY --from=0` counts. */
  readonly index: number;
  /** In lower case. */
  readonly name: string | undefined;
  /** Undefined for instructions in front of the first FROM, other than ARG, and for fragments. */
  readonly from: FromInstruction | undefined;
  /** Behind the FROM, in their order. */
  readonly instructions: readonly Instruction[];
  /** The earlier stage that it is built on. */
  readonly parent: Stage | undefined;
  /** This stage and those it is built on, nearest first: at most 128, then the base counts as not known. Made anew each time. */
  readonly chain: readonly Stage[];
  /** The image that it starts from, variables expanded; undefined where it has a parent, or no FROM. */
  readonly base: Value | undefined;
  /** FROM scratch. */
  readonly scratch: boolean;
  /** Of the image that the first stage of the chain starts from; undefined where nothing is known. */
  readonly baseFacts: BaseFacts | undefined;
  readonly role: StageRole;
}

/** A user of a stage, as far as the file tells. */
export interface UserFact {
  readonly name: string;
  /** Undefined: made without a number, by a condition, or changed later: nobody knows. */
  readonly uid: number | undefined;
  readonly gid: number | undefined;
  /** The command that makes it. */
  readonly span: Span;
}

/** What the linter was told about the folder that a Dockerfile is built in. Undefined members are not known. */
export interface BuildContext {
  /** Files that are left out of the context; `none`: there is no .dockerignore. */
  readonly ignore: DockerIgnore | 'none' | undefined;
  /** What a path below the context is; links followed. Undefined: not known. */
  entry(path: string): ContextEntry | undefined;
}

export type ContextEntry =
  | { readonly kind: 'missing' }
  | { readonly kind: 'directory' }
  /** `archive`: a tar that ADD would unpack, by its content (also when compressed); undefined: not looked into. */
  | { readonly kind: 'file'; readonly size: number; readonly archive: boolean | undefined };

/** A .dockerignore file. */
export interface DockerIgnore {
  /** As messages name it. */
  readonly file: string;
  readonly patterns: readonly string[];
  /** A pattern starts with `!`. */
  readonly hasExceptions: boolean;
  /** Patterns that Docker refuses, and with them the build. Lines count from 1; reasons are half sentences about "it". */
  readonly invalid: readonly { readonly line: number; readonly pattern: string; readonly reason: string }[];
  /** Whether a path below the context is left out. */
  excludes(path: string): boolean;
}

/** What is known besides the file itself. */
export interface BuildInputs {
  /** `--build-arg`. */
  readonly buildArgs: ReadonlyMap<string, string>;
  readonly context: BuildContext | undefined;
  /** What is known of a base image, by its reference with variables expanded. */
  baseFacts(reference: string): BaseFacts | undefined;
  /** Containers of manifests that run the image; absent: no manifest was looked at. */
  readonly containers?: readonly PairedContainer[];
  /** What `tidewaiter.lock` pins: a digest (`sha256:..`) of an image reference; undefined: not in the lock. */
  lockedDigest(reference: string): string | undefined;
}

/** A Dockerfile with what a build makes of it. Everything is worked out when it is first asked for, and once. */
export interface Build {
  readonly dockerfile: Dockerfile;
  readonly inputs: BuildInputs;
  /** In their order; empty only where there is no instruction but ARG. */
  readonly stages: readonly Stage[];
  /** The last stage. */
  readonly final: Stage | undefined;
  /** ARGs in front of the first FROM, with defaults expanded and build arguments applied. */
  readonly globals: ReadonlyMap<string, Variable>;
  /** Instructions of a kind, in the order of the file; with `triggers`, those inside of ONBUILD too. */
  of<K extends Keyword>(keyword: K, options?: { readonly triggers: true }): readonly InstructionOf<K>[];
  /** The stage that an instruction belongs to; undefined for ARG in front of the first FROM. */
  stageOf(instruction: Instruction): Stage | undefined;
  /**
   * The stage that `--from=` means: a name in any case (the last stage of that name counts), and with `numbers`, as COPY takes
   * them, a number. Undefined: an image, or no stage. It may be the own or a later one, which BuildKit refuses.
   */
  stageNamed(text: string, options?: { readonly numbers: true }): Stage | undefined;
  /** What a piece of an instruction comes to where it stands: quotes and escapes removed, variables replaced. */
  expand(instruction: Instruction, piece: Piece): Value;
  /** Every use of a variable in fields that are expanded; RUN, CMD and ENTRYPOINT bodies are not. */
  readonly variableUses: readonly VariableUse[];
  /** A variable as an instruction sees it (ARG and ENV of the stage chain, the base image's ENV where known). */
  variableAt(instruction: Instruction, name: string): Variable | undefined;
  /** Names of all variables that an instruction sees, for suggestions: at most 256. Ask `variableAt` whether there is one. */
  variablesAt(instruction: Instruction): ReadonlySet<string>;
  /** The SHELL that is in force at an instruction, as far as the file and facts of the base tell. */
  shellAt(instruction: Instruction): {
    readonly words: readonly string[];
    readonly source: 'file' | 'base' | 'default';
  };
  /** Scripts of an instruction; empty where it has none, or they are in a language that is not a POSIX-like shell. */
  scripts(instruction: Instruction): readonly ShellScript[];
  /** Commands of RUN instructions (those in ONBUILD too) that run a program, in the order of the file. */
  commands(program: string): readonly ShellCommand[];
  /** All commands of RUN instructions, in the order of the file. */
  readonly allCommands: readonly ShellCommand[];
  /** The instruction that a script stands in: for an ONBUILD, the inner one. */
  instructionOf(script: ShellScript): Instruction;
  /** The USER that is in force behind the last instruction of a stage; undefined: none in the chain. */
  lastUser(stage: Stage): ValueInstruction | undefined;
  /** Users that useradd, adduser and usermod make in the chain of a stage. */
  users(stage: Stage): ReadonlyMap<string, UserFact>;
  /**
   * What a function of a module makes of the build: worked out once, however many rules ask. The answer lives as long as the
   * build: a WeakMap would keep all builds until the next full garbage collection, as answers refer to what they are about.
   */
  once<Answer>(compute: (build: Build) => Answer): Answer;
}
