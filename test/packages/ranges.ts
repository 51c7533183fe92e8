import { compileRange, type VersionRange } from '../../src/packages/range.ts';

/** The range that a text is; throws with the reason where it is none. */
export function rangeOf(text: string, purlType: string): VersionRange {
  const compiled = compileRange(text, purlType);
  if (!compiled.ok) throw new Error(compiled.reason);
  return compiled.range;
}

/** Why a text is no range; undefined where it is one. */
export function reasonOf(text: string, purlType: string): string | undefined {
  const compiled = compileRange(text, purlType);
  return compiled.ok ? undefined : compiled.reason;
}
