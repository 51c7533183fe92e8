import { dockerfileRule, type Fix } from '../../../model/dockerfile-rule.ts';
import { record } from '../../../model/schema.ts';
import { insertBehind, isEditable } from '../shared/command-edits.ts';
import { type PackageCommand, packageCommands } from '../shared/package-commands.ts';
import { words } from '../shared/package-managers.ts';

/** Sub-commands that apt-get has under the same name. */
const SAME = words('install update upgrade remove purge autoremove clean');

export const preferAptGet = dockerfileRule({
  id: 'prefer-apt-get',
  severity: 'warning',
  summary: 'Scripts call apt-get, not apt',
  why: 'apt is made for people: its options and output may change with any version, and it warns about that itself',
  remediation: 'Call apt-get; for searching and showing packages apt-cache',
  aliases: { hadolint: ['DL3027'], checkov: ['CKV_DOCKER_9'] },
  fixes: 'safe',
  options: record('No options', {}),
  compile: () => (build, report) => {
    for (const call of packageCommands(build)) {
      const { programWord, args, script } = call.command;
      if (call.manager.name !== 'apt' || programWord === undefined) continue;
      // `apt --version` asks nothing of it.
      if (call.action === '' && args.every(({ value }) => value.startsWith('-'))) continue;
      const fix = renameFix(call);
      report({
        message: `${call.action === '' ? 'apt' : `apt ${call.action}`} is made for people at a terminal, not for scripts`,
        span: script.spanOf(programWord),
        ...(fix !== undefined && { fix }),
      });
    }
  },
});

/** `apt upgrade` may install new packages, which apt-get does only when it is told to. */
function renameFix({ command, run, action, actionWord }: PackageCommand): Fix | undefined {
  const { programWord } = command;
  if (programWord === undefined || actionWord === undefined || !SAME.has(action)) return undefined;
  if (!/(^|\/)apt$/.test(programWord.raw) || !isEditable(command, run)) return undefined;
  const rename = insertBehind(command, programWord, '-get');
  if (rename === undefined) return undefined;
  if (action !== 'upgrade') return { safety: 'safe', title: 'call apt-get', edits: [rename] };
  const option = insertBehind(command, actionWord, ' --with-new-pkgs');
  return option && { safety: 'safe', title: 'call apt-get', edits: [rename, option] };
}
