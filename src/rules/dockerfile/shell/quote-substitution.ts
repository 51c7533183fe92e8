import type { Build } from '../../../model/build.ts';
import { dockerfileRule, type Fix, type LintSeverity } from '../../../model/dockerfile-rule.ts';
import { record } from '../../../model/schema.ts';
import type { Expansion, ShellCommand, ShellWord } from '../../../model/shell.ts';
import { canEdit, fixOf, innerCommands, replaceInScript } from '../shared/run-commands.ts';
import { splitsWords, takesLists } from './word-takers.ts';
import { givesOneWord } from './word-values.ts';

/** Programs whose output has several words on purpose. */
const LISTING: ReadonlySet<string> = new Set(
  [
    'cat',
    'find',
    'ls',
    'grep',
    'egrep',
    'awk',
    'gawk',
    'sed',
    'sort',
    'uniq',
    'comm',
    'cut',
    'tr',
    'head',
    'tail',
    'jq',
  ].concat(
    [
      'xargs',
      'apt-mark',
      'dpkg-query',
      'apt-cache',
      'repoquery',
      'pip',
      'pkg-config',
      'scanelf',
      'perl',
      'git',
      'yq',
      'paste',
    ],
    [
      'ldd',
      'gpgconf',
      'apt-get',
      'dnf',
      'yum',
      'conda',
      'npm',
      'opam',
      'llvm-config',
      'python-config',
      'python3-config',
    ],
  ),
);
/** Programs that are given names of files. */
const OF_FILES: ReadonlySet<string> = new Set([
  'rm',
  'cp',
  'mv',
  'chmod',
  'chown',
  'chgrp',
  'ln',
  'touch',
  'tar',
  'rmdir',
]);
/** Programs that write names of files, which may have blanks. */
const WRITING_FILES: ReadonlySet<string> = new Set(['find', 'ls']);
const TESTS: ReadonlySet<string> = new Set(['[', 'test']);

export const quoteSubstitution = dockerfileRule<object>({
  id: 'quote-substitution',
  severity: 'warning',
  summary: 'Substitutions of commands stand in double quotes where they are one word',
  why: 'Without quotes the shell takes the output apart at blanks, and where there is none, the word is gone altogether',
  remediation: 'Write "$(command)" instead of $(command); for a list of files, find -exec or xargs -0',
  aliases: { shellcheck: ['SC2046'] },
  fixes: 'unsafe',
  options: record('No options', {}),
  compile: () => (build, report) => {
    for (const command of build.allCommands) {
      if (!splitsWords(command) || takesLists(command)) continue;
      for (const word of command.args) {
        for (const expansion of word.expansions) {
          if (expansion.kind !== 'command' || expansion.quoted || isFile(command, expansion)) continue;
          reportOne(build, command, word, expansion, report);
        }
      }
    }
  },
});

/** `<(..)` is the name of a file. */
function isFile({ script }: ShellCommand, { start }: Expansion): boolean {
  const mark = script.source.text.charAt(start);
  return mark === '<' || mark === '>';
}

type Report = Parameters<ReturnType<typeof quoteSubstitution.compile>>[1];

function reportOne(build: Build, command: ShellCommand, word: ShellWord, expansion: Expansion, report: Report): void {
  // What it comes to is the output of the last of its commands.
  const writer = innerCommands(command, expansion).at(-1);
  if (writer === undefined || givesOneWord(command, expansion)) return;
  const isWhole = word.start === expansion.start && word.end === expansion.end;
  const isList = isWhole && LISTING.has(writer.program);
  const { script, program } = command;
  const span = script.spanOf(expansion);
  if (TESTS.has(program)) {
    const message = `the test breaks where ${nameOf(writer)} writes nothing, or several words: its output is not in quotes`;
    report({ message, span, ...quoteFix(build, command, expansion) });
    return;
  }
  if (isList) {
    if (!OF_FILES.has(program) || !WRITING_FILES.has(writer.program)) return;
    const message = `names with blanks in the output of ${nameOf(writer)} are taken apart for ${program}`;
    report({ message, span, atMost: 'info' });
    return;
  }
  const atMost: LintSeverity = 'info';
  const message = `the output of ${nameOf(writer)} is taken apart where it has a blank: it is not in quotes`;
  report({ message, span, atMost, ...quoteFix(build, command, expansion) });
}

function nameOf({ program }: ShellCommand): string {
  return program === '' ? 'the command' : program;
}

function quoteFix(build: Build, command: ShellCommand, { start, end }: Expansion): { readonly fix?: Fix } {
  const { script, embedded } = command;
  const text = script.source.text.slice(start, end);
  // Quotes in backticks would need escapes.
  if (embedded !== 'script' || !text.startsWith('$(') || !canEdit(build, command)) return {};
  return fixOf('unsafe', 'put it in double quotes', replaceInScript(script, { start, end }, `"${text}"`));
}
