/** Commands and words of the shell itself: without one they mean nothing, or another thing. */
const OF_THE_SHELL: ReadonlySet<string> = new Set(
  `. : [ [[ alias bg bind break builtin caller case cd command continue coproc declare dirs disown do done echo elif else
  enable esac eval exec exit export false fc fg fi for function getopts hash help history if in jobs kill let local logout
  mapfile popd printf pushd pwd read readarray readonly return select set shift shopt source suspend test then time times
  trap true type typeset ulimit umask unalias unset until wait while`.split(/\s+/),
);
const PLAIN = /^[A-Za-z0-9_./:=@%+,-]+$/;
const BLANKS = /[ \t]+/;

/**
 * The words of a command that needs no shell: no variables, quotes, globs, redirects and operators, and a program that is
 * not part of the shell. Undefined for others.
 */
export function plainWords(text: string): readonly string[] | undefined {
  const words = text.trim().split(BLANKS);
  const [program = ''] = words;
  if (program === '' || program.includes('=') || OF_THE_SHELL.has(program)) return undefined;
  return words.every((word) => PLAIN.test(word)) ? words : undefined;
}

/** Whether a command is one of the shell itself. */
export function isOfTheShell(program: string): boolean {
  return OF_THE_SHELL.has(program);
}
