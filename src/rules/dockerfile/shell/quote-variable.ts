import type { Build } from '../../../model/build.ts';
import { dockerfileRule, type Fix, type LintSeverity } from '../../../model/dockerfile-rule.ts';
import { printable } from '../../../model/printable.ts';
import { record } from '../../../model/schema.ts';
import type { Expansion, ShellCommand, ShellWord } from '../../../model/shell.ts';
import { canEdit, fixOf, replaceInScript } from '../shared/run-commands.ts';
import { splitsWords, takesLists } from './word-takers.ts';
import { splittingOf } from './word-values.ts';

/** Variables by such names hold several words on purpose. */
const LIST_NAMES =
  /(?:OPT(?:ION)?|FLAG|ARG|PARAM|ARGUMENT|PACKAGE|PKG|DEP|DEPENDENC(?:Y|IE)|LIST|MODULE|PLUGIN|EXTENSION|EXT|FILE|FEATURE|TARGET|COMMAND|CMD|COMPONENT|LANG|LOCALE|EXCLUDE|INCLUDE|TOOL|LIB|NAME|ITEM|MARK|LAYER)S?$|^EXTRA_|_EXTRA$/i;

export const quoteVariable = dockerfileRule<object>({
  id: 'quote-variable',
  severity: 'warning',
  summary: 'Variables stand in double quotes where they are one word',
  why: 'Without quotes the shell takes a value with a blank apart, and puts names of files in place of * and ?',
  remediation: 'Write "$name" instead of $name',
  aliases: { shellcheck: ['SC2086'] },
  fixes: 'unsafe',
  options: record('No options', {}),
  compile: () => (build, report) => {
    if (!build.dockerfile.text.includes('$')) return;
    for (const command of build.allCommands) {
      if (!splitsWords(command) || takesLists(command)) continue;
      for (const word of command.args) {
        for (const expansion of word.expansions) {
          if (expansion.kind !== 'variable' || expansion.quoted) continue;
          const atMost = judge(build, command, word, expansion);
          if (atMost === undefined) continue;
          report({
            message: `${shown(command, expansion)} is taken apart where its value has a blank: it is not in quotes`,
            span: command.script.spanOf(expansion),
            ...(atMost !== 'warning' && { atMost }),
            ...quoteFix(build, command, expansion),
          });
        }
      }
    }
  },
});

/** How bad it is; undefined where it is fine. */
function judge(
  build: Build,
  command: ShellCommand,
  word: ShellWord,
  { name, start, end }: Expansion,
): LintSeverity | undefined {
  const written = command.script.source.text.slice(start, end);
  // `${#x}` is a number; what `${x:+--with=x}` comes to is chosen with care.
  if (written.startsWith('${#') || /^\$\{\w{1,64}:?\+/.test(written)) return undefined;
  const splitting = splittingOf(build, command, name);
  if (splitting === 'one' || splitting === 'theirs') return undefined;
  const isWhole = word.start === start && word.end === end;
  // A whole word that is a list: whoever wrote it wants its words.
  if (isWhole && (splitting === 'several' || LIST_NAMES.test(name))) return undefined;
  return splitting === 'several' ? 'warning' : 'info';
}

function shown({ script }: ShellCommand, { start, end }: Expansion): string {
  return printable(script.source.text.slice(start, end), 64);
}

function quoteFix(build: Build, command: ShellCommand, { start, end }: Expansion): { readonly fix?: Fix } {
  const { script, embedded } = command;
  if (embedded !== 'script' || !canEdit(build, command)) return {};
  const text = script.source.text.slice(start, end);
  return fixOf('unsafe', 'put it in double quotes', replaceInScript(script, { start, end }, `"${text}"`));
}
