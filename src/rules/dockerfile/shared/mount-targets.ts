import type { Build } from '../../../model/build.ts';
import type { InstructionOf, MountField } from '../../../model/instruction.ts';

const TARGET_KEYS: readonly string[] = ['target', 'dst', 'destination'];

/** Folders of a RUN that are no part of its layer: targets of cache and tmpfs mounts, with variables replaced. */
export function unlayeredFolders(build: Build, run: InstructionOf<'RUN'>): readonly string[] {
  if (run.mounts.length === 0) return run.mounts as readonly never[];
  const folders: string[] = [];
  for (const { type, fields } of run.mounts) {
    if (type !== 'cache' && type !== 'tmpfs') continue;
    const field = fields.findLast(({ key }) => TARGET_KEYS.includes(key));
    if (field?.value !== undefined) folders.push(targetOf(build, run, field, field.value));
  }
  return folders;
}

function targetOf(build: Build, run: InstructionOf<'RUN'>, { piece }: MountField, value: string): string {
  if (!value.includes('$')) return value;
  const whole = build.expand(run, piece);
  return whole.kind === 'unknown' ? value : whole.text.slice(whole.text.indexOf('=') + 1);
}
