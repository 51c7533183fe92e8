/** Texts that are kept, and the longest of them in UTF-16 code units: together less than a megabyte. */
const MOST = 2_000;
const MAX_LENGTH = 256;

const known = new Set<string>();

/** Whether a text is known to be no secret and to hold none, wherever it stands. */
export function isKnownHarmless(text: string): boolean {
  return text.length <= MAX_LENGTH && known.has(text);
}

/**
 * Keeps a text that was looked at and found to be no secret, because the same few texts come with every pod of a
 * workload. What is a secret, or may be one by the name that it stands under, must not come here.
 */
export function rememberHarmless(text: string): void {
  if (text.length > MAX_LENGTH) return;
  if (known.size >= MOST) known.clear();
  known.add(text);
}
