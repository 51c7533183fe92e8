import type { Build } from '../../../model/build.ts';
import { type BuildProblem, dockerfileRule, type Fix, type LintSeverity } from '../../../model/dockerfile-rule.ts';
import { printable } from '../../../model/printable.ts';
import { record } from '../../../model/schema.ts';
import type { ShellCommand, ShellWord } from '../../../model/shell.ts';
import { dropWords, isEditable } from '../shared/command-edits.ts';
import { packageCommands } from '../shared/package-commands.ts';
import { trustedSources } from './trusted-sources.ts';
import { UNSIGNED_OPTIONS, type Unsigned, unsignedSetting } from './unsigned-options.ts';

export const verifyPackageSignatures = dockerfileRule({
  id: 'verify-package-signatures',
  severity: 'warning',
  summary: 'Package managers check the signatures of what they install',
  why: 'Whoever answers in place of the package server decides otherwise what is installed, as root',
  remediation:
    'Take the option away, and install the key of the repository (apk: /etc/apk/keys, apt: signed-by, rpm: --import)',
  aliases: {
    checkov: [7, 8, 9, 10, 11, 15].map((number) => `CKV2_DOCKER_${number}`),
  },
  fixes: 'unsafe',
  options: record('No options', {}),
  compile: () => (build, report) => {
    for (const { manager, command, options, operands } of packageCommands(build)) {
      const byName = UNSIGNED_OPTIONS.get(manager.name);
      if (byName === undefined) continue;
      const isLocal = operands.length > 0 && operands.every(({ value }) => LOCAL.test(value));
      for (const option of options) {
        const unsigned = byName.get(option.name) ?? unsignedSetting(option);
        if (unsigned === undefined) continue;
        const last = option.valueWord ?? option.word;
        report(problemOf(build, command, option.word, last, unsigned, isLocal ? 'info' : undefined));
      }
    }
    for (const command of build.commands('rpm')) reportRpm(build, command, report);
    for (const command of build.commands('yum-config-manager')) reportConfigManager(build, command, report);
    if (TRUSTED.test(build.dockerfile.text)) trustedSources(build, report);
  },
});

/** A package file of one's own, which cannot have the signature of a distribution. */
const LOCAL = /^(?!\w+:\/\/).*\.(?:apk|deb|rpm)$/;
/** What a list of sources holds that is never checked; `[` and the rest are looked at later. */
const TRUSTED = /trusted/i;

function reportRpm(build: Build, command: ShellCommand, report: (problem: BuildProblem) => void): void {
  const byName = UNSIGNED_OPTIONS.get('rpm');
  // Only what installs: `rpm -V --nodigest` asks for less than it could, and changes nothing.
  const installs = command.args.some(({ value }) =>
    /^(?:-[A-Za-z]{0,8}[iUF][A-Za-z]{0,8}|--install|--upgrade|--freshen)$/.test(value),
  );
  if (!installs || command.args.some(({ value }) => /^(?:--import|--initdb|-q.*|-V.*)$/.test(value))) return;
  for (const word of command.args) {
    const unsigned = byName?.get(word.value);
    if (unsigned !== undefined) report(problemOf(build, command, word, word, unsigned, undefined));
  }
}

function reportConfigManager(build: Build, command: ShellCommand, report: (problem: BuildProblem) => void): void {
  for (const word of command.args) {
    const equals = word.value.indexOf('=');
    const [name, value] = [word.value.slice(0, equals), word.value.slice(equals + 1)];
    const unsigned = unsignedSetting({ name, value, word, valueWord: undefined });
    if (unsigned !== undefined) report(problemOf(build, command, word, word, unsigned, undefined));
  }
}

function problemOf(
  build: Build,
  command: ShellCommand,
  first: ShellWord,
  last: ShellWord,
  { alias, effect }: Unsigned,
  atMost: LintSeverity | undefined,
): BuildProblem {
  const shown = first === last ? first.value : `${first.value} ${last.value}`;
  const fix = dropFix(build, command, first, last);
  return {
    message: `with ${printable(shown, 80)} ${command.program} ${effect}`,
    span: command.script.spanOf({ start: first.start, end: last.end }),
    alias,
    ...(atMost !== undefined && { atMost }),
    ...(fix !== undefined && { fix }),
  };
}

function dropFix(build: Build, command: ShellCommand, first: ShellWord, last: ShellWord): Fix | undefined {
  const run = build.instructionOf(command.script);
  if (run.keyword !== 'RUN' || !isEditable(command, run)) return undefined;
  const edit = dropWords(command, first, last, build.dockerfile.text);
  return edit && { safety: 'unsafe', title: `take ${first.value} away`, edits: [edit] };
}
