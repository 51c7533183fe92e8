/**
 * Characters that change how a line reads without being seen: controls, line separators, zero-width
 * characters and fillers, bidirectional overrides, byte order marks and lone surrogates; and those that
 * pass for a space and are none.
 */
export const DECEPTIVE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}/gu;

/**
 * Text from outside, safe in a message, a log line or a terminal: one line, deceptive characters
 * written as `\u{hex}`, at most `maxLength` code points (the last one an ellipsis where it was cut).
 */
export function printable(text: string, maxLength = 256): string {
  const visible = text
    .slice(0, 2 * maxLength)
    .replace(DECEPTIVE, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
  if (visible.length <= maxLength && text.length <= 2 * maxLength) return visible;
  const points = Array.from(visible);
  if (points.length <= maxLength && text.length <= 2 * maxLength) return visible;
  return `${points.slice(0, maxLength - 1).join('')}…`;
}
