import type { MappedText, Span } from './mapped-text.ts';

/** Something in a word that the shell replaces. */
export interface Expansion {
  /** `variable`: `$x`, `${x:-y}`; `command`: `$(..)`, backticks, `<(..)`; `arithmetic`: `$((..))`. */
  readonly kind: 'variable' | 'command' | 'arithmetic';
  /** Name of the variable; '' for the others. Special parameters (`@`, `?`, `1`) are names, too. */
  readonly name: string;
  /** In double quotes, or where the shell does not split words (assignments). */
  readonly quoted: boolean;
  /** Has a form that copes with a missing value: `-`, `:-`, `+`, `:+`, `?`, `:?`, `=`, `:=`. */
  readonly guarded: boolean;
  /** Indices in the script's text. */
  readonly start: number;
  readonly end: number;
}

/** A word of a command. Indices are those of the script's text. */
export interface ShellWord {
  /** Without quotes and escapes; `$x`, globs and braces stay as they are. */
  readonly value: string;
  /** As written. */
  readonly raw: string;
  /** Holds nothing that the shell replaces: `value` is what the command gets. Globs and braces count as replaced. */
  readonly literal: boolean;
  readonly expansions: readonly Expansion[];
  readonly start: number;
  readonly end: number;
}

/** `NAME=value` in front of a command, or by itself, or as an argument of export, declare, local, readonly. */
export interface ShellAssignment {
  readonly name: string;
  readonly value: ShellWord | undefined;
  readonly start: number;
  readonly end: number;
}

/** `> file`, `2>&1`, `<< EOF`. */
export interface ShellRedirect {
  readonly operator: string;
  readonly descriptor: number | undefined;
  readonly target: ShellWord | undefined;
  readonly start: number;
  readonly end: number;
}

/** One simple command anywhere in a script: in pipes, loops, conditions, subshells, substitutions, `sh -c` texts. */
export interface ShellCommand {
  readonly script: ShellScript;
  /**
   * The program that runs in the end: base name of the path, looked for behind `sudo`, `env`, `exec`, `command`, `builtin`,
   * `nohup`, `xargs`, `time`, `nice`, `timeout`, `busybox`, `su -c`...; '' where there is none or it is not literal.
   */
  readonly program: string;
  /** What `program` gets: the words behind it. */
  readonly args: readonly ShellWord[];
  /** The word of `program`; undefined where there is none. */
  readonly programWord: ShellWord | undefined;
  /** What the command is wrapped in, from the outside: `sudo`, `env`. */
  readonly wrappers: readonly string[];
  /** Every word as written, wrappers included. */
  readonly words: readonly ShellWord[];
  readonly assignments: readonly ShellAssignment[];
  readonly redirects: readonly ShellRedirect[];
  /** The pipe that it is a part of, with two commands at least; commands may be groups, whose simple commands share one place. */
  readonly pipe: ShellPipe | undefined;
  /** Its place in the pipe, from 0. */
  readonly pipePlace: number;
  /** What joins it to the command before in the same list: `&&`, `||`, `;` (also a line end), `&`; '' for the first. */
  readonly joinedBy: '' | '&&' | '||' | ';' | '&';
  /** What joins the command behind to it; '' for the last, but `&` where the last one runs in the background. */
  readonly followedBy: '' | '&&' | '||' | ';' | '&';
  /** May not run, or not once: in if, case, a loop, a function, behind `||`. */
  readonly conditional: boolean;
  /** How deep in subshells, substitutions and `sh -c` texts; 0: the script itself. */
  readonly nesting: number;
  /** Stands in `$(..)`, backticks or `<(..)`. */
  readonly substituted: boolean;
  /**
   * Where its characters stand. `script`: in the script itself. `quoted`: in the text behind `sh -c`: indices are right, but
   * a fix must add no quotes, `$` and backslashes. `decoded`: in a text with escapes: `start` and `end` of the command and its
   * parts are those of the whole text (but `raw` is the decoded one), so nothing can be fixed in it.
   */
  readonly embedded: 'script' | 'quoted' | 'decoded';
  readonly start: number;
  readonly end: number;
}

/** `a | b | c`. */
export interface ShellPipe {
  /** Simple commands of each part, in their order. */
  readonly parts: readonly (readonly ShellCommand[])[];
  readonly start: number;
  readonly end: number;
}

/** What stands in a script that is not a simple command, for rules about portability: `[[`, `((`, `function`, arrays. */
export interface ShellConstruct {
  readonly kind:
    | 'double-bracket'
    | 'arithmetic-command'
    | 'function-keyword'
    | 'array'
    | 'process-substitution'
    | 'here-string'
    | 'select'
    | 'c-style-for'
    | 'brace-expansion'
    | 'ansi-c-quote'
    | 'redirect-both'
    | 'pipe-both'
    | 'case-fallthrough'
    | 'coproc';
  readonly start: number;
  readonly end: number;
}

/** A shell script in a Dockerfile: the body of a RUN, CMD, ENTRYPOINT, HEALTHCHECK, a heredoc, or the text behind `sh -c`. */
export interface ShellScript {
  readonly source: MappedText;
  /** Language: `sh` where nothing says more; decided by SHELL, `#!` and `bash -c`. */
  readonly dialect: 'sh' | 'bash' | 'dash' | 'ash' | 'ksh' | 'zsh';
  /**
   * In the order of the text, texts of `sh -c` included where they hold nothing but variables that is not literal (their spans
   * lie in the same file).
   */
  readonly commands: readonly ShellCommand[];
  readonly pipes: readonly ShellPipe[];
  readonly constructs: readonly ShellConstruct[];
  /** What the shell would not understand. */
  readonly errors: readonly { readonly message: string; readonly start: number; readonly end: number }[];
  /** It was deeper or larger than is looked at: a finding must say so. */
  readonly truncated: boolean;
  /** Where a part of the script stands in the file. */
  spanOf(part: { readonly start: number; readonly end: number }): Span;
}
