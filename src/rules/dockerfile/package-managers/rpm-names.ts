import type { ShellWord } from '../../../model/shell.ts';
import type { PackageCommand } from '../shared/package-commands.ts';
import { added } from './unpinned.ts';

const MODULES = new Set(['module install', 'module enable', 'module switch-to']);

/** The packages of `install`, and the modules of `module install`; groups have no versions. */
export function rpmPackages(call: PackageCommand): readonly ShellWord[] | undefined {
  return MODULES.has(call.action) ? call.operands : added(call);
}

/**
 * `name-version`, `name-version-release.arch`, a condition (`name >= 1.2`), a file or URL, `@group`; a module needs its stream
 * (`nodejs:20`). The version or the release has to be the last part: `java-11-openjdk` is a name.
 */
export function isPinnedRpm(text: string, { action }: PackageCommand): boolean {
  if (MODULES.has(action)) return text.includes(':');
  if (text.startsWith('@') || text.endsWith('.rpm') || /[/<>=]/.test(text)) return true;
  const last = text.lastIndexOf('-');
  if (last <= 0) return false;
  if (startsVersion(text.charAt(last + 1))) return true;
  const before = text.lastIndexOf('-', last - 1);
  return before > 0 && /[*?[]/.test(text.charAt(last + 1)) && startsVersion(text.charAt(before + 1));
}

/** A digit, or a variable: nobody writes one there but for a version. */
function startsVersion(character: string): boolean {
  return character === '$' || (character >= '0' && character <= '9');
}
