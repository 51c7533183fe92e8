import type { ShellConstruct } from '../../model/shell.ts';
import type { Frame } from './shell-frame.ts';
import type { ParsedScript } from './shell-syntax.ts';

export function constructsIn(
  _roots: readonly { readonly syntax: ParsedScript; readonly frame: Frame }[],
  _text: string,
): readonly ShellConstruct[] {
  return [];
}
