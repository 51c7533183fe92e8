import type { Build } from '../../../model/build.ts';
import { type BuildProblem, dockerfileRule, type TextEdit } from '../../../model/dockerfile-rule.ts';
import { printable } from '../../../model/printable.ts';
import { record } from '../../../model/schema.ts';
import type { ShellAssignment, ShellCommand } from '../../../model/shell.ts';
import { dropWords } from '../shared/command-edits.ts';
import { canEdit, fixOf, replaceInScript } from '../shared/run-commands.ts';
import { spanOf } from '../shared/spans.ts';
import { type TlsOption, tlsOptions } from './tls-options.ts';
import { mayNameTlsVariable, tlsVariable } from './tls-variables.ts';

type Report = (problem: BuildProblem) => void;

export const verifyTls = dockerfileRule<object>({
  id: 'verify-tls',
  severity: 'warning',
  summary: 'Downloads check the certificate of the server',
  why: 'Without that anybody on the way to the server can answer in its place, and what they send becomes part of the image',
  remediation:
    'Take the setting away, and install the certificate of your own authority (update-ca-certificates) where one is missing',
  aliases: { checkov: [2, 3, 4, 5, 6, 12, 13, 14, 16, 18].map((number) => `CKV2_DOCKER_${number}`) },
  fixes: 'unsafe',
  options: record('No options', {}),
  compile: () => (build, report) => {
    for (const option of tlsOptions(build)) reportOption(build, option, report);
    if (!mayNameTlsVariable(build.dockerfile.text)) return;
    reportEnvironment(build, report);
    for (const command of build.allCommands) {
      for (const assignment of command.assignments) reportAssignment(build, command, assignment, report);
    }
  },
});

/** ENV, and ARG with a default: RUN sees both. */
function reportEnvironment(build: Build, report: Report): void {
  for (const keyword of ['ENV', 'ARG'] as const) {
    for (const instruction of build.of(keyword, { triggers: true })) {
      for (const { key, value, whole } of instruction.pairs) {
        const variable = tlsVariable(key.text);
        if (variable === undefined || value === undefined) continue;
        const comesTo = build.expand(instruction, value);
        if (!variable.switchesOff(comesTo.kind === 'unknown' ? '' : comesTo.text)) continue;
        report({
          message: `${keyword} ${key.text} keeps ${variable.who} from checking certificates`,
          span: spanOf(instruction, whole),
          ...(variable.alias !== undefined && { alias: variable.alias }),
        });
      }
    }
  }
}

function reportAssignment(
  build: Build,
  command: ShellCommand,
  { name, value, start, end }: ShellAssignment,
  report: Report,
): void {
  const variable = tlsVariable(name);
  if (variable === undefined || value === undefined) return;
  if (!variable.switchesOff(value.expansions.length === 0 ? value.value : '')) return;
  const { script, words } = command;
  // `NAME=value program`: the shell puts up with what stands in front of a program being gone.
  const isPrefix = words.length > 0 && end <= (words[0]?.start ?? 0) && command.embedded !== 'decoded';
  let behind = end;
  while (script.source.text[behind] === ' ' || script.source.text[behind] === '\t') behind += 1;
  const edit = isPrefix ? replaceInScript(script, { start, end: behind }, '') : undefined;
  report({
    message: `${name} keeps ${variable.who} from checking certificates`,
    span: script.spanOf({ start, end }),
    ...(variable.alias !== undefined && { alias: variable.alias }),
    ...(canEdit(build, command) && fixOf('unsafe', `take ${name} away`, edit)),
  });
}

function reportOption(build: Build, option: TlsOption, report: Report): void {
  const { command, first, last, alias, letter } = option;
  const shown = letter === undefined ? first.value : `-${letter}`;
  const text = first === last ? shown : `${first.value} ${last.value}`;
  report({
    message: `with ${printable(text, 80)} ${command.program} does not check certificates`,
    span: command.script.spanOf(letterPlace(option) ?? { start: first.start, end: last.end }),
    ...(alias !== undefined && { alias }),
    ...fixOf('unsafe', `take ${printable(shown, 40)} away`, dropEdit(build, option)),
  });
}

function dropEdit(build: Build, option: TlsOption): TextEdit | undefined {
  const { command, first, last, letter, isWhole } = option;
  if (isWhole === true || !canEdit(build, command)) return undefined;
  if (letter === undefined) return dropWords(command, first, last, build.dockerfile.text);
  const place = letterPlace(option);
  return place && replaceInScript(command.script, place, '');
}

/** Where the letter of an option stands among others: in `-fsSLk`. */
function letterPlace({
  first: { raw, value, start, end },
  letter,
}: TlsOption): { start: number; end: number } | undefined {
  if (letter === undefined || raw !== value || end - start !== raw.length) return undefined;
  const at = start + raw.indexOf(letter);
  return { start: at, end: at + 1 };
}
