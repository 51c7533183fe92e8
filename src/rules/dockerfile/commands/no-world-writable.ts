import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import { printable } from '../../../model/printable.ts';
import { record } from '../../../model/schema.ts';
import { fixOf } from '../shared/run-commands.ts';
import { type ModeUse, modeUses } from './mode-uses.ts';

/** Folders that everybody may write to by design, with a bit that keeps them from each other's files. */
const TEMPORARY: ReadonlySet<string> = new Set(['/tmp', '/var/tmp', '/tmp/', '/var/tmp/']);

export const noWorldWritable = dockerfileRule<object>({
  id: 'no-world-writable',
  severity: 'warning',
  summary: 'No file or folder of the image may be written by everybody',
  why: 'Any process of the container can then change what others read or run: programs, settings, web pages',
  remediation:
    'Give the files to the user that writes them (COPY --chown, chown), with mode 755 or 644, or 775 for a group',
  fixes: 'unsafe',
  options: record('No options', {}),
  compile: () => (build, report) => {
    const uses = modeUses(build);
    const sticky = stickyPlaces(uses);
    for (const use of uses) {
      const { mode, span, subject, targets } = use;
      if (!mode.othersWrite || mode.sticky || isOfDevices(targets)) continue;
      if ((sticky.get(keyOf(targets)) ?? 0) > span.start) continue;
      report({
        message: `${subject} lets everybody write${toWhat(targets)}`,
        span,
        ...modeFix(use),
      });
    }
  },
});

/** Devices are there for everybody. */
function isOfDevices(targets: readonly string[]): boolean {
  return targets.length > 0 && targets.every((target) => target.startsWith('/dev/'));
}

/** Where the same targets are last given the sticky bit: `chmod 777 /x && chmod +t /x`. */
function stickyPlaces(uses: readonly ModeUse[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  for (const { mode, span, targets } of uses) {
    const key = keyOf(targets);
    if (mode.sticky) places.set(key, Math.max(places.get(key) ?? 0, span.start));
  }
  return places;
}

function keyOf(targets: readonly string[]): string {
  return targets.join('\n');
}

function toWhat([target, ...others]: readonly string[]): string {
  return target === undefined || others.length > 0 ? '' : ` to ${printable(target, 64)}`;
}

function modeFix({ mode: { bits }, targets, replace }: ModeUse): ReturnType<typeof fixOf> {
  if (bits === undefined) return {};
  if (targets.length > 0 && targets.every((target) => TEMPORARY.has(target))) {
    return fixOf('unsafe', 'set the sticky bit', replace('1777'));
  }
  const other = (bits & ~0o2).toString(8).padStart(3, '0');
  return fixOf('unsafe', `give mode ${other}`, replace(other));
}
