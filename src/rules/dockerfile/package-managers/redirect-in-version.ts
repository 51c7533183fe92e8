import { dockerfileRule, type Fix } from '../../../model/dockerfile-rule.ts';
import { printable } from '../../../model/printable.ts';
import { record } from '../../../model/schema.ts';
import type { ShellRedirect, ShellWord } from '../../../model/shell.ts';
import { insertBefore, isEditable } from '../shared/command-edits.ts';
import { type PackageCommand, packageCommands } from '../shared/package-commands.ts';

/** `1.0`, `2.*`, `3.0rc1`, `1.0,`: a version, perhaps with a comma for the next condition. */
const VERSION = /^\d{1,9}(?:\.\d{1,9}){0,8}(?:\.\*)?(?:-?[a-z]{1,5}\d{1,9})?,?$/;

export const redirectInVersion = dockerfileRule({
  id: 'redirect-in-version',
  severity: 'error',
  summary: 'Conditions for versions stand in quotes, so that the shell does not read > and <',
  why: 'The shell takes the condition away and redirects: any version is installed, and a file named after the version appears',
  remediation: 'Put the package and its condition into quotes: "flask>=3.0"',
  fixes: 'unsafe',
  options: record('No options', {}),
  compile: () => (build, report) => {
    for (const call of packageCommands(build)) {
      if (!call.manager.add.has(call.action) || call.command.redirects.length === 0) continue;
      const { script } = call.command;
      for (const torn of tornWords(call)) {
        const { word, first, last } = torn;
        const shown = printable(script.source.text.slice(word.start, last.end), 80);
        const target = printable(first.target?.value ?? '', 40);
        const fix = quoteFix(call, torn);
        const effect =
          first.operator === '>' ? `writes the output to a file "${target}"` : `reads from a file "${target}"`;
        report({
          message: `the shell reads ${shown} as a redirect: it installs "${printable(word.value, 40)}" and ${effect}`,
          span: script.spanOf({ start: word.start, end: last.end }),
          ...(fix !== undefined && { fix }),
        });
      }
    }
  },
});

/** A package and the redirects that were to be its condition. */
interface TornWord {
  readonly word: ShellWord;
  readonly first: ShellRedirect;
  readonly last: ShellRedirect;
}

function tornWords({ command, operands }: PackageCommand): TornWord[] {
  const words = new Map(operands.map((word) => [word.end, word]));
  const torn: TornWord[] = [];
  const { redirects } = command;
  for (let at = 0; at < redirects.length; at++) {
    const first = redirects[at] as ShellRedirect;
    const word = words.get(first.start) ?? wordBefore(first, words, command.script.source.text);
    if (word === undefined || !isCondition(first)) continue;
    let last = first;
    while (redirects[at + 1]?.start === last.end) {
      at += 1;
      last = redirects[at] as ShellRedirect;
    }
    torn.push({ word, first, last });
  }
  return torn;
}

/** `flask >=3.0`: no file is called `=3.0` on purpose. */
function wordBefore(
  { start, target }: ShellRedirect,
  words: ReadonlyMap<number, ShellWord>,
  text: string,
): ShellWord | undefined {
  return target?.value.startsWith('=') === true && text.charAt(start - 1) === ' ' ? words.get(start - 1) : undefined;
}

function isCondition({ operator, descriptor, target }: ShellRedirect): boolean {
  if ((operator !== '>' && operator !== '<') || descriptor !== undefined || target === undefined) return false;
  return target.value.startsWith('=') || VERSION.test(target.value);
}

/** Only where nothing in it is quoted already, and it is not itself a part of a quoted text. */
function quoteFix({ command, run }: PackageCommand, { word, first, last }: TornWord): Fix | undefined {
  const { source } = command.script;
  if (command.embedded !== 'script' || !isEditable(command, run) || first.start !== word.end) return undefined;
  if (/["'`\\]/.test(source.text.slice(word.start, last.end)) || !source.isUnbroken(word.start, last.end))
    return undefined;
  const before = insertBefore(command, word, '"');
  if (before === undefined) return undefined;
  const { end } = command.script.spanOf({ start: word.start, end: last.end });
  return { safety: 'unsafe', title: 'put the condition into quotes', edits: [before, { start: end, end, text: '"' }] };
}
