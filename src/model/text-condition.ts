import type { TextCondition } from './image-policy.ts';

/** Characters that mean something in a regular expression. */
const SPECIAL = /[\\^$.|?*+()[\]{}]/g;

/**
 * A condition as a regular expression in RE2 syntax, which must match all of a text. In a glob `*` stands for any
 * characters but `/`, also none; `**` for any characters; all others for themselves.
 */
export function expressionOf(condition: Exclude<TextCondition, { readonly exactly: string }>): string {
  if ('regexp' in condition) return condition.regexp;
  const parts = condition.glob.split(/(\*+)/).map((part) => {
    if (!part.startsWith('*')) return part.replace(SPECIAL, '\\$&');
    return part === '*' ? '[^/]*' : '(?s:.*)';
  });
  return parts.join('');
}
