/** Whether a text, or a part of one, is what a pattern means. */
export type Match = (text: string) => boolean;

/**
 * Matches all of a text against what stands between the `*` of a pattern, each of which stands for any characters, also
 * none. Linear in the text for each part.
 */
export function matchParts(parts: readonly string[]): Match {
  const [first = ''] = parts;
  if (parts.length === 1) return (text) => text === first;
  const last = parts.at(-1) ?? '';
  const middle = parts.slice(1, -1);
  return (text) => {
    const end = text.length - last.length;
    if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return false;
    let at = first.length;
    for (const part of middle) {
      const found = text.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return at <= end;
  };
}
