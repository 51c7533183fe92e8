import { quoted } from './spans.ts';

/** Texts of a file in a message: `"a", "b", "c" and 4 more`. */
export function listed(texts: readonly string[], most = 3): string {
  const shown = texts.slice(0, most).map(quoted).join(', ');
  return texts.length > most ? `${shown} and ${texts.length - most} more` : shown;
}
