import type { TextCondition } from '../model/image-policy.ts';
import { Effort } from './effort.ts';
import { PatternError, type Patterns } from './pattern.ts';

/** A glob without one character that must be there. */
const OPEN_GLOB = /^[*/]+$/;

/** Texts with as little in common as identities can have. */
const STRANGERS = ['a', 'https://example.com/a/b/c@refs/tags/1', 'Somebody.Else@example.org', 'spiffe://x/-', '0_~%'];

/** Whether anybody meets a condition. */
export function isOpen(condition: TextCondition, patterns: Patterns): boolean {
  if ('exactly' in condition) return false;
  if ('glob' in condition) return OPEN_GLOB.test(condition.glob);
  try {
    const pattern = patterns.compile(condition.regexp, new Effort());
    return STRANGERS.every((stranger) => pattern.matches(stranger) === true);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    // It is a problem already, or will be met by nobody.
    return false;
  }
}
