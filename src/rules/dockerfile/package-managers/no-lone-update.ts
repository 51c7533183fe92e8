import type { Build } from '../../../model/build.ts';
import { dockerfileRule, type Fix } from '../../../model/dockerfile-rule.ts';
import type { InstructionOf } from '../../../model/instruction.ts';
import { record } from '../../../model/schema.ts';
import { isEditable } from '../shared/command-edits.ts';
import { type PackageCommand, packageCommands } from '../shared/package-commands.ts';
import { words } from '../shared/package-managers.ts';
import { CACHES } from './caches.ts';
import { familyOf, ListUses } from './list-uses.ts';
import { isMounted } from './mounted-caches.ts';

/** Sub-commands of yum, dnf and zypper that upgrade everything, and are taken for fetching lists. */
const UPGRADES_ALL = words('update up');

export const noLoneUpdate = dockerfileRule({
  id: 'no-lone-update',
  severity: 'warning',
  summary: 'Package lists are fetched in the RUN that installs from them',
  why: 'The layer with the lists is cached: months later a changed install still reads the old ones, and asks for versions that are gone',
  remediation: 'Join the update with the install in one RUN: apt-get update && apt-get install -y package',
  aliases: { trivy: ['DS-0017'], checkov: ['CKV_DOCKER_5'], dockle: ['CIS-DI-0007'] },
  fixes: 'unsafe',
  options: record('No options', {}),
  compile: () => (build, report) => {
    let uses: ListUses | undefined;
    for (const call of packageCommands(build)) {
      const { manager, action, actionWord, command, operands } = call;
      if (actionWord === undefined || familyOf(call) === undefined) continue;
      const isUpgrade = manager.upgrade.has(action) && UPGRADES_ALL.has(action) && operands.length === 0;
      if (!isUpgrade && !manager.refresh.has(action)) continue;
      uses ??= new ListUses(build);
      // Lists in a cache mount are there for later RUNs with the same mount, and in no layer.
      if (uses.behind(call) || isMounted(build, call.run, CACHES.get(manager.name)?.folders ?? [])) continue;
      const fix = isUpgrade ? undefined : joinFix(build, call);
      report({
        message: isUpgrade
          ? `${manager.name} ${action} upgrades whatever is newer on the day of the build, and no install follows in its RUN`
          : `${manager.name} ${action} fetches lists in a RUN that installs nothing from them`,
        span: command.script.spanOf(actionWord),
        ...(isUpgrade && { atMost: 'info' }),
        ...(fix !== undefined && { fix }),
      });
    }
  },
});

/** Moves the update into the RUN behind it, where that begins with an install of the same manager. */
function joinFix(build: Build, { command, run, manager }: PackageCommand): Fix | undefined {
  const next = build.dockerfile.instructions[run.index + 1];
  if (next?.keyword !== 'RUN' || !isPlain(run) || !isPlain(next) || run.commentsInside.length > 0) return undefined;
  const [own, ...others] = build.scripts(run);
  const install = build.scripts(next)[0]?.commands[0];
  if (own === undefined || others.length > 0 || own.commands.length !== 1 || install === undefined) return undefined;
  if (install.program !== manager.name || install.nesting > 0 || install.conditional) return undefined;
  if (!install.args.some(({ value }) => manager.add.has(value)) || !isEditable(install, next)) return undefined;
  if (!own.source.isUnbroken(command.start, command.end)) return undefined;
  const { text, lineEnd } = build.dockerfile;
  const lineBehind = text.indexOf(lineEnd, run.span.end) + lineEnd.length;
  const end = next.commentsAbove.length > 0 ? lineBehind : next.span.start;
  const { start } = install.script.spanOf(install);
  return {
    safety: 'unsafe',
    title: `join it with the ${manager.name} install behind it`,
    edits: [
      { start: run.span.start, end, text: '' },
      { start, end: start, text: `${own.source.text.slice(command.start, command.end)} && ` },
    ],
  };
}

/** Without flags, heredocs and ONBUILD, in shell form. */
function isPlain({ flags, heredocs, trigger, command, broken }: InstructionOf<'RUN'>): boolean {
  return flags.length === 0 && heredocs.length === 0 && trigger === undefined && command.form === 'shell' && !broken;
}
