import type { Build } from '../../../model/build.ts';
import { type BuildProblem, dockerfileRule } from '../../../model/dockerfile-rule.ts';
import type { Instruction, InstructionOf } from '../../../model/instruction.ts';
import type { Span } from '../../../model/mapped-text.ts';
import { record } from '../../../model/schema.ts';
import type { ShellAssignment, ShellCommand, ShellScript } from '../../../model/shell.ts';
import { secretInLongText, secretInText } from '../../../parse/secret/patterns.ts';
import { isHarmless } from '../../../parse/secret/values.ts';
import { quoted, spanOf } from '../shared/spans.ts';
import { LOGIN_PROGRAMS, type Login, loginIn } from './logins.ts';

/** What stands in front of the path of a URL: `x:$TOKEN@host`. */
const AUTHORITY = /https?:\/\/([^/\s"'`<>]{1,512})/g;

type Report = (problem: BuildProblem) => void;

export const noSecretInRun = dockerfileRule<object>({
  id: 'no-secret-in-run',
  severity: 'error',
  summary: 'No RUN has a secret in its text, or is given one by a variable',
  why: 'The history of the image shows the text of each RUN with its build arguments, and what a login writes stays in the layer',
  remediation: 'Take the secret with RUN --mount=type=secret, read it from its file, and replace what leaked',
  aliases: { trivy: ['DS-0031'] },
  hidesSecrets: true,
  options: record('No options', {}),
  compile: () => (build, report) => {
    const reported = new Set<ShellCommand>();
    for (const program of LOGIN_PROGRAMS) {
      for (const command of build.commands(program)) {
        const login = loginIn(command);
        if (login !== undefined && judgeLogin(build, command, login, report)) reported.add(command);
      }
    }
    for (const run of build.of('RUN', { triggers: true })) {
      const scripts = build.scripts(run);
      for (const script of scripts) judgeScript(run, script, reported, report);
      if (scripts.length === 0) judgeText(run, report);
    }
  },
});

function hasSecretMount(instruction: Instruction): boolean {
  return instruction.keyword === 'RUN' && instruction.mounts.some(({ type }) => type === 'secret');
}

/** True where the command is reported. */
function judgeLogin(build: Build, command: ShellCommand, { what, word, secret }: Login, report: Report): boolean {
  const isLiteral = word?.literal === true;
  const isFine = isLiteral ? isHarmless(secret, 'password') : hasSecretMount(build.instructionOf(command.script));
  if (isFine) return false;
  const source = word === undefined ? 'a file' : 'a variable';
  const how = isLiteral ? '' : `: it comes from ${source}, and not with --mount=type=secret`;
  report({
    message: `${quoted(command.program)} ${what}${how}`,
    span: placeOf(command),
    ...(isLiteral && word !== undefined && { secrets: [command.script.spanOf(word)] }),
    ...(!isLiteral && { atMost: 'warning' }),
  });
  return true;
}

function judgeScript(run: Instruction, script: ShellScript, reported: ReadonlySet<ShellCommand>, report: Report): void {
  const { text } = script.source;
  const why = secretInLongText(text);
  if (why !== undefined) reportText(run, script, { why, reported }, report);
  if (text.includes('@') && text.includes('://') && !hasSecretMount(run)) judgeUrls(script, report);
}

/** Says which commands have the secret; where none has it by itself, the RUN. */
function reportText(
  run: Instruction,
  script: ShellScript,
  { why, reported }: { readonly why: string; readonly reported: ReadonlySet<ShellCommand> },
  report: Report,
): void {
  let isFound = false;
  for (const command of script.commands) {
    if (command.substituted) continue;
    isFound ||= reported.has(command);
    const own = reported.has(command) ? undefined : secretInLongText(textOf(command));
    if (own === undefined) continue;
    isFound = true;
    const assignment = command.assignments.find((one) => secretInText(textOf({ ...one, script })) !== undefined);
    const subject = assignment === undefined ? describe(command) : `the value of ${quoted(assignment.name)}`;
    const span = assignment === undefined ? placeOf(command) : nameOf(script, assignment);
    const secrets = [script.spanOf(assignment?.value ?? behindProgram(command))];
    report({ message: `${subject} has a secret in it: ${own}`, span, secrets });
  }
  const secrets = [spanOf(run, run.rest)];
  if (!isFound) report({ message: `this RUN has a secret in its text: ${why}`, span: spanOf(run, run.word), secrets });
}

/** What a command is given, as a whole. */
function behindProgram({ programWord, start, end }: ShellCommand): { readonly start: number; readonly end: number } {
  return { start: Math.min(programWord?.end ?? start, end), end };
}

function textOf({ script, start, end }: Pick<ShellCommand, 'script' | 'start' | 'end'>): string {
  return script.source.text.slice(start, end);
}

function describe({ program }: ShellCommand): string {
  return program === '' ? 'a command' : `the command ${quoted(program)}`;
}

/** The program, or the name of the variable: never the secret itself. */
function placeOf({ script, programWord, assignments: [assignment], start }: ShellCommand): Span {
  if (programWord !== undefined) return script.spanOf(programWord);
  return assignment === undefined ? script.spanOf({ start, end: start + 1 }) : nameOf(script, assignment);
}

function nameOf(script: ShellScript, { start, name }: ShellAssignment): Span {
  return script.spanOf({ start, end: start + name.length });
}

/** URLs whose login a variable fills in: `https://x:$TOKEN@host`. */
function judgeUrls(script: ShellScript, report: Report): void {
  for (const { index, 0: url, 1: authority = '' } of script.source.text.matchAll(AUTHORITY)) {
    const at = authority.lastIndexOf('@');
    const dollar = authority.indexOf('$');
    if (dollar === -1 || dollar > at) continue;
    const start = index + url.length - authority.length;
    report({
      message: 'a URL takes its login from a variable, and not with --mount=type=secret',
      span: script.spanOf({ start: start + dollar, end: start + at }),
      atMost: 'warning',
    });
  }
}

/** What runs in no shell that is known: a program of another language, a JSON array. */
function judgeText(run: InstructionOf<'RUN'>, report: Report): void {
  const { command, heredocs, word } = run;
  const own = command.form === 'exec' ? command.items.map(({ value }) => value).join(' ') : command.piece.text;
  for (const text of [own, ...heredocs.map(({ body }) => body.text)]) {
    const why = secretInLongText(text);
    if (why === undefined) continue;
    const secrets = [spanOf(run, run.rest)];
    report({ message: `this RUN has a secret in its text: ${why}`, span: spanOf(run, word), secrets });
    return;
  }
}
