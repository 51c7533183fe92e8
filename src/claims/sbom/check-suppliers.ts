import { printable } from '../../model/printable.ts';
import { compileGlob } from '../../parse/glob.ts';
import { anyOf } from '../any-of.ts';
import type { SbomCheck } from './check.ts';
import { describeComponent, offenderOf } from './describe.ts';

/** Names that are longer match nothing: globs take time by the length of what they look at. */
const MAX_NAME = 1024;

/** Wants every component to come from one of those. */
export function checkSuppliers(patterns: readonly string[]): SbomCheck {
  const globs = patterns.map(compileGlob);
  const wanted = anyOf(patterns);
  return ({ components }, tell) => {
    const known = new Map<string, boolean>();
    for (const component of components) {
      const { supplier } = component;
      if (supplier !== undefined && isWanted(supplier, globs, known)) continue;
      const is = supplier === undefined ? 'names no supplier' : `comes from ${printable(supplier, 128)}`;
      const message = `${describeComponent(component)} ${is}: wanted is ${wanted}`;
      tell({ term: 'sbom.suppliers', message, offender: offenderOf(component) });
    }
  };
}

/** Most components of an image come from few suppliers. */
function isWanted(
  supplier: string,
  globs: readonly ((text: string) => boolean)[],
  known: Map<string, boolean>,
): boolean {
  if (supplier.length > MAX_NAME) return false;
  const before = known.get(supplier);
  if (before !== undefined) return before;
  const wanted = globs.some((glob) => glob(supplier));
  known.set(supplier, wanted);
  return wanted;
}
